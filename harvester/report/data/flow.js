// A text in pieces as paragraphs. Repairs are marked in place; one that goes over the end of a line is a mark in each of
// the paragraphs, and all of them know its number.

import { el, said } from "./dom.js";
import { CERTAINTIES } from "./harvest.js";
import { t } from "./words.js";

/** The classes of a mark: colour and line say the certainty, and a sign stands where something was taken out. */
function mark(repair, number, text, side) {
  const empty = text === "";
  return el(
    "span",
    {
      class: `mark ${CERTAINTIES[repair.certainty]} ${side}${empty ? " empty" : ""}`,
      "data-repair": number,
      role: "button",
      tabindex: "-1",
      "aria-label": empty ? t(side === "before" ? "putIn" : "takenOut") : null,
    },
    said(text),
  );
}

function struck(repair, number, text) {
  return el("del", { class: `mark ${CERTAINTIES[repair.certainty]} before`, "data-repair": number }, said(text));
}

/**
 * `pieces` as paragraphs. A piece is a string, or {repair, number} (`number`: which repair of the article it is, null
 * for one that is not to be marked). `view` is `after`, `before`, or `both`.
 */
export function flow(pieces, view, lang) {
  const paragraphs = [el("p", {})];
  const put = (text, wrap) => {
    text.split("\n").forEach((line, at, lines) => {
      if (at > 0) paragraphs.push(el("p", {}));
      // A line's end that a mark is about gets a sign: else there would be nothing to point at.
      const ends = wrap && at < lines.length - 1;
      const nodes = wrap ? (line !== "" || at === 0 ? [wrap(ends ? `${line}↵` : line)] : []) : said(line);
      paragraphs.at(-1).append(...nodes);
    });
  };
  for (const piece of pieces) {
    if (typeof piece === "string") {
      put(piece);
    } else if (piece.number === null) {
      put(view === "before" ? piece.repair.before : piece.repair.after);
    } else {
      const { repair, number } = piece;
      if (view === "both" && repair.before !== "") put(repair.before.replaceAll("\n", "↵"), (text) => struck(repair, number, text));
      if (view === "before") put(repair.before, (text) => mark(repair, number, text, "before"));
      else if (view !== "both" || repair.after !== "") put(repair.after, (text) => mark(repair, number, text, "after"));
      else put("", (text) => mark(repair, number, text, "after"));
    }
  }
  return el("div", { class: "flow", lang }, paragraphs.filter((paragraph) => paragraph.hasChildNodes()));
}
