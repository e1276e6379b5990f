// An article that is being read: its text with the repairs marked, and the way from repair to repair.

import { Card } from "./card.js";
import { byId, el, langOf } from "./dom.js";
import { flow } from "./flow.js";
import { showFound } from "./found.js";
import { CERTAINTIES, repairedText, repairOf } from "./harvest.js";
import { attached, chips, head, replies, shownAs } from "./parts.js";
import { counted, figure, t } from "./words.js";

const VIEWS = [["after", "repaired"], ["both", "changes"], ["beside", "beside"]];
// A span of so many characters is shown in the card even where it stands in the text.
const SHORT = 12;

export class Article {
  #element = byId("article");
  #card = new Card();
  #harvest;
  #close;
  #words;
  #row = null;
  #body = null;
  #repairs = [];
  #current = -1;
  #view = "after";
  // Kinds and certainties that are not marked; they stay so from article to article.
  #off = new Set();

  /** `close()` leads back to the list, `words()` are those of the search. */
  constructor(harvest, { close, words }) {
    this.#harvest = harvest;
    this.#close = close;
    this.#words = words;
    this.#listen();
  }

  /** Show the article of a row. A later call wins over an earlier one that is still being unpacked. */
  async show(row, { focus = false } = {}) {
    this.#row = row;
    const body = await this.#harvest.article(row.at);
    if (this.#row !== row) return;
    this.#body = body;
    this.#current = -1;
    this.#draw();
    this.#element.scrollTop = 0;
    if (focus) this.#element.focus({ preventScroll: true });
  }

  /** Show how little there is to show. */
  empty(message) {
    this.#row = this.#body = null;
    this.#card.hide();
    this.#element.replaceChildren(el("p", { class: "nothing" }, message));
  }

  /** Go to the next (1) or the one before (-1) of the marked repairs. */
  jump(step) {
    const marked = this.#repairs.map((repair, number) => (this.#isOn(repair) ? number : -1)).filter((number) => number >= 0);
    if (!marked.length) return;
    const at = marked.indexOf(this.#current);
    const next = at < 0 ? (step > 0 ? 0 : marked.length - 1) : (at + step + marked.length) % marked.length;
    this.#select(marked[next], true);
  }

  /** The original beside the text, or not any more. */
  toggleOriginal() {
    if (!this.#body) return;
    this.#view = this.#view === "beside" ? "after" : "beside";
    this.#draw();
  }

  /** Show the words of the search in the text. */
  showFound() {
    showFound(this.#element, this.#words());
  }

  /** Close the card; says whether it was open. */
  closeCard() {
    const open = this.#card.mark !== null;
    this.#card.hide();
    return open;
  }

  /** How short texts and replies show what the article shows beside its text. */
  get #inline() {
    return this.#view === "beside" ? "both" : this.#view;
  }

  #isOn(repair) {
    return !this.#off.has(repair.kindName) && !this.#off.has(CERTAINTIES[repair.certainty]);
  }

  #draw() {
    this.#card.hide();
    const { texts, loose, reasons } = this.#body;
    this.#repairs = [];
    const lang = langOf(this.#row.script);
    const numbered = Object.fromEntries(Object.entries(texts).map(([where, pieces]) => [where, this.#numbered(pieces, reasons)]));
    const content = [
      head(this.#row, this.#body, numbered, this.#inline, this.#close),
      this.#bar(),
      this.#flows(numbered.text ?? [], lang),
      ...attached(this.#body),
      replies(this.#body, numbered, this.#inline),
    ];
    if (loose.length) {
      content.push(el("p", { class: "note" }, t("misfits", counted("repairCount", loose.length))));
    }
    this.#element.replaceChildren(...content.filter(Boolean));
    this.showFound();
    this.#element.querySelector(".mark[role]")?.setAttribute("tabindex", "0");
    this.#tell();
  }

  #numbered(pieces, reasons) {
    return pieces.map((piece) => {
      if (typeof piece === "string") return piece;
      const repair = repairOf(piece, this.#harvest.tables, reasons);
      this.#repairs.push(repair);
      return { repair, number: this.#isOn(repair) ? this.#repairs.length - 1 : null };
    });
  }

  #flows(pieces, lang) {
    if (this.#view !== "beside") return el("div", { class: "text" }, flow(pieces, this.#view, lang));
    const column = (title, view) => el("section", { "aria-label": title }, el("h3", {}, title), flow(pieces, view, lang));
    return el("div", { class: "text beside" }, column(t("original"), "before"), column(t("repaired"), "after"));
  }

  #bar() {
    const views = VIEWS.map(([view, label]) =>
      el("button", { type: "button", "aria-pressed": String(view === this.#view), onclick: () => this.#setView(view) }, t(label)));
    const step = (by, label, sign) => el("button", { type: "button", "aria-label": label, onclick: () => this.jump(by) }, sign);
    return el(
      "div",
      { class: "tools", role: "group", "aria-label": t("repairs") },
      el("div", { class: "segments", role: "group", "aria-label": t("view") }, views),
      this.#repairs.length > 0 && el("div", { class: "steps" },
        step(-1, t("previousRepair"), "‹"), el("span", { id: "step", role: "status" }), step(1, t("nextRepair"), "›")),
      el("div", { class: "chips", role: "group", "aria-label": t("markedRepairs") }, 
        chips(this.#repairs, this.#off, (label) => this.#switch(label))),
      el("button", { type: "button", class: "copy", onclick: (event) => this.#copy(event.currentTarget) }, t("copy")),
    );
  }

  /** The clean text to the clipboard; a page that was opened from a file may have none but the old way to it. */
  async #copy(button) {
    const text = repairedText(this.#body.texts.text ?? []);
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const field = el("textarea", { class: "aside" });
      field.value = text;
      this.#element.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    button.textContent = t("copied");
  }

  #switch(label) {
    if (!this.#off.delete(label)) this.#off.add(label);
    this.#redraw(`.chips button`, shownAs(label));
  }

  #setView(view) {
    this.#view = view;
    this.#redraw(".segments button", t(VIEWS.find(([name]) => name === view)[1]));
  }

  /** Draw it again, and give the focus back to the button that was used. */
  #redraw(selector, label) {
    const { scrollTop } = this.#element;
    this.#draw();
    this.#element.scrollTop = scrollTop;
    [...this.#element.querySelectorAll(selector)].find((button) => button.textContent.startsWith(label))?.focus();
  }

  #listen() {
    const markOf = (event) => event.target.closest?.(".mark");
    this.#element.addEventListener("pointerover", (event) => {
      const mark = markOf(event);
      if (mark && event.pointerType === "mouse") this.#explain(mark);
    });
    this.#element.addEventListener("pointerout", (event) => {
      if (event.pointerType === "mouse" && markOf(event) && document.activeElement !== markOf(event)) this.#card.hide();
    });
    this.#element.addEventListener("focusin", (event) => {
      const mark = markOf(event);
      if (mark) this.#select(Number(mark.dataset.repair), false);
      else this.#card.hide();
    });
    this.#element.addEventListener("click", (event) => {
      const mark = markOf(event);
      if (mark) this.#select(Number(mark.dataset.repair), true, mark);
      else if (!event.target.closest("button")) this.#card.hide();
    });
    this.#element.addEventListener("keydown", (event) => {
      const mark = markOf(event);
      if (mark && (event.key === "Enter" || event.key === " ")) {
        this.#explain(mark);
        event.preventDefault();
      }
    });
  }

  /** A long span that is there to be read in both versions would only cover the text once more. */
  #explain(mark) {
    const repair = this.#repairs[Number(mark.dataset.repair)];
    const texts = this.#view === "after" || repair.before.length <= SHORT;
    this.#card.show(mark, repair, langOf(this.#row.script), texts);
  }

  /** Make a repair the current one: all its marks show it, and one of them (the repaired text's) is explained. */
  #select(number, go, chosen) {
    this.#current = number;
    for (const mark of this.#element.querySelectorAll(".mark.current")) mark.classList.remove("current");
    for (const mark of this.#element.querySelectorAll(".mark[tabindex='0']")) mark.setAttribute("tabindex", "-1");
    const marks = [...this.#element.querySelectorAll(`.mark[data-repair="${number}"]`)];
    for (const mark of marks) mark.classList.add("current");
    const main = chosen ?? marks.find((mark) => mark.classList.contains("after")) ?? marks[0];
    if (!main) return;
    main.setAttribute("tabindex", "0");
    if (go) {
      main.scrollIntoView({ block: "nearest" });
      main.focus({ preventScroll: true });
    }
    this.#explain(document.activeElement?.classList.contains("mark") ? document.activeElement : main);
    this.#tell();
  }

  #tell() {
    const step = byId("step");
    if (!step) return;
    const all = counted("repairCount", this.#repairs.length);
    step.textContent = this.#current < 0 ? all : t("step", figure(this.#current + 1), all);
  }
}
