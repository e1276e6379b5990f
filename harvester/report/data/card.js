// The card that explains a repair: beside its mark, or at the bottom of a narrow screen (the style sheet's business).

import { byId, el, said } from "./dom.js";
import { CERTAINTIES } from "./harvest.js";
import { kindName, t } from "./words.js";

const GAP = 8;
// So few characters are named: a comma and a full-width comma look much the same.
const NAMED = 2;

function codePoints(text) {
  const codes = Array.from(text, (char) => `U+${char.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`);
  return codes.length > 0 && codes.length <= NAMED && el("small", { lang: "en" }, ` ${codes.join(" ")}`);
}

function side(label, text, lang) {
  const shown = text === "" ? el("i", {}, t("nothing")) : said(text);
  return el("div", {}, el("dt", {}, label), el("dd", { lang }, shown, codePoints(text)));
}

export class Card {
  #card = byId("card");
  #mark = null;

  constructor() {
    window.addEventListener("scroll", () => this.#place(), { passive: true, capture: true });
    window.addEventListener("resize", () => this.#place());
  }

  get mark() {
    return this.#mark;
  }

  /** Show what `repair` is about, beside `mark`; `texts`: what stood there and what does now, too. */
  show(mark, repair, lang, texts) {
    this.hide();
    this.#mark = mark;
    mark.setAttribute("aria-describedby", this.#card.id);
    this.#card.replaceChildren(
      el("p", { class: "card-head" },
        el("span", { class: `badge ${CERTAINTIES[repair.certainty]}` }, t(CERTAINTIES[repair.certainty])),
        el("strong", {}, said(kindName(repair.kindName))),
        el("span", { class: "bits" }, t("bits", `${repair.bits >= 0 ? "+" : ""}${repair.bits.toFixed(1)}`)),
      ),
      texts ? el("dl", {}, side(t("before"), repair.before, lang), side(t("after"), repair.after, lang)) : "",
      el("p", { class: "why", lang: "en" }, said(repair.why)),
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
