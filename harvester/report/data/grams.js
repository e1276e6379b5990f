// Words as the index of a report's parts has them: harvester/report/words.py.

import { fold } from "./fold.js";

const RUN = /[\p{L}\p{N}_\u2600-\u27bf\u{1f000}-\u{1faff}]+/gu;
const LATIN = /^[0-9a-z]{3}$/;

/** What has to be in an article that has `word`: pairs of characters, three of Latin letters; a character that is alone. */
export function gramsOf(word) {
  return (fold(word).match(RUN) ?? []).flatMap((run) => {
    const characters = [...run];
    if (characters.length === 1) return characters;
    return characters.slice(0, -1).map((character, at) => {
      const three = characters.slice(at, at + 3).join("");
      return LATIN.test(three) ? three : character + characters[at + 1];
    });
  });
}

/** The numbers, from `first` on, of the articles that a part has for a gram; for a lone character, of all that begin so. */
export function articlesOf(part, gram, first) {
  const alone = [...gram].length === 1;
  const keys = alone ? Object.keys(part).filter((key) => key.startsWith(gram)) : Object.hasOwn(part, gram) ? [gram] : [];
  return keys.flatMap((key) => {
    let number = first;
    return part[key].map((step) => (number += step));
  });
}
