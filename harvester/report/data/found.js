// Words of the search, shown in an article's text where they were found. Highlights lie over the text and change none of
// it; a browser without them shows none.

import { fold } from "./fold.js";

const MOST = 500;

/** Show `words` below `element`. */
export function showFound(element, words) {
  if (!globalThis.Highlight || !CSS.highlights) return;
  const ranges = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (words.length && walker.nextNode() && ranges.length < MOST) {
    const text = fold(walker.currentNode.data);
    // Few letters change their length in small letters; where one did, places would be wrong.
    if (text.length !== walker.currentNode.data.length) continue;
    for (const word of words) {
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
        const range = new Range();
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, at + word.length);
        ranges.push(range);
      }
    }
  }
  CSS.highlights.set("found", new Highlight(...ranges));
}
