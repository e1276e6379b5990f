// Texts as they are compared in a search: one script, small letters. The same length as the text, so that places are its own.

let folded = new Map();
let foldable = null;

/** What is folded: characters of traditional text, and in the same order what they become. */
export function setFolding([traditional, simplified]) {
  const into = [...simplified];
  folded = new Map([...traditional].map((character, at) => [character, into[at]]));
  foldable = folded.size ? new RegExp(`[${[...folded.keys()].join("")}]`, "gu") : null;
}

/** `text` to be compared: 創新 and 创新 are one. */
export function fold(text) {
  const small = text.toLowerCase();
  return foldable ? small.replace(foldable, (character) => folded.get(character)) : small;
}
