// The card that explains a repair: beside its mark, or at the bottom of a narrow screen (the style sheet's business).

import { byId, el, said } from "./dom.js";
import { CERTAINTIES } from "./harvest.js";

const GAP = 8;

export class Card {
  #card = byId("card");
  #mark = null;

  constructor() {
    // It stays while the pointer is on it: its text may be selected.
    window.addEventListener("scroll", () => this.#place(), { passive: true, capture: true });
    window.addEventListener("resize", () => this.#place());
  }

  get mark() {
    return this.#mark;
  }

  /** Show what `repair` is about, beside `mark`. */
  show(mark, repair, lang) {
    this.hide();
    this.#mark = mark;
    mark.setAttribute("aria-describedby", this.#card.id);
    const side = (label, text) =>
      el("div", {}, el("dt", {}, label), el("dd", { lang }, text === "" ? el("i", { lang: "en" }, "nothing") : said(text)));
    this.#card.replaceChildren(
      el("p", { class: "card-head" },
        el("span", { class: `badge ${CERTAINTIES[repair.certainty]}` }, CERTAINTIES[repair.certainty]),
        el("strong", {}, said(repair.kindName)),
        el("span", { class: "bits" }, `${repair.bits >= 0 ? "+" : ""}${repair.bits.toFixed(1)} bits`),
      ),
      el("dl", {}, side("before", repair.before), side("after", repair.after)),
      el("p", { class: "why" }, said(repair.why)),
    );
    this.#card.hidden = false;
    this.#place();
  }

  hide() {
    this.#mark?.removeAttribute("aria-describedby");
    this.#mark = null;
    this.#card.hidden = true;
  }

  #place() {
    if (!this.#mark) return;
    // A mark may go over several lines: the card stands at the first of them.
    const at = this.#mark.getClientRects()[0] ?? this.#mark.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.#card;
    const left = Math.max(GAP, Math.min(at.left, window.innerWidth - width - GAP));
    const below = at.bottom + GAP;
    const top = below + height < window.innerHeight ? below : Math.max(GAP, at.top - height - GAP);
    this.#card.style.left = `${left}px`;
    this.#card.style.top = `${top}px`;
  }
}
