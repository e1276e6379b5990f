// A list of thousands of articles of which only the rows in sight are elements. To a screen reader it is a list box:
// each option says its place and how many there are, and the active one is named by the box itself.

import { byId, el, name } from "./dom.js";
import { CERTAINTIES } from "./harvest.js";
import { t } from "./words.js";

// The height of a row, as the style sheet has it (--row).
const ROW = 76;
// Rows beyond the edges, so that a quick scroll shows no gap.
const MARGIN = 6;

function badges(row) {
  const sums = CERTAINTIES.map((_, at) => row.repairs.reduce((sum, { counts }) => sum + counts[at], 0));
  const shown = sums.map((sum, at) => sum > 0 && el("span", { class: `badge ${CERTAINTIES[at]}` }, `${sum} ${t(CERTAINTIES[at])}`));
  const lost = row.lost > 0 && el("span", { class: "badge lost" }, t("lost", row.lost));
  return [shown.reverse(), lost];
}

export class List {
  #box;
  #space = el("div", { role: "presentation", class: "space" });
  #rows;
  #shown = [];
  #place = -1;
  #open;
  #drawn = new Map();

  /** `open(at, enter)` is called with the number of a row that was chosen; `enter`: to be read, not just looked at. */
  constructor(box, rows, open) {
    this.#box = box;
    this.#rows = rows;
    this.#open = open;
    box.append(this.#space);
    box.addEventListener("scroll", () => this.#draw(), { passive: true });
    box.addEventListener("keydown", (event) => this.#key(event));
    new ResizeObserver(() => this.#draw()).observe(box);
  }

  /** Show these rows, by number. The chosen one stays chosen where it is among them. */
  show(found) {
    const chosen = this.#shown[this.#place];
    this.#shown = found;
    this.#place = found.indexOf(chosen);
    this.#space.style.height = `${found.length * ROW}px`;
    this.#box.scrollTop = 0;
    this.#clear();
    this.#draw();
    if (this.#place >= 0) this.#reveal();
  }

  /** Mark a row as the chosen one, wherever the choice came from. */
  choose(at) {
    this.#place = this.#shown.indexOf(at);
    this.#clear();
    this.#draw();
    if (this.#place >= 0) this.#reveal();
  }

  /** The number of the row so many after the chosen one; undefined past the ends. */
  beside(step) {
    return this.#shown[this.#place + step];
  }

  #clear() {
    this.#drawn.clear();
    this.#space.replaceChildren();
  }

  #draw() {
    const height = this.#box.clientHeight;
    if (height === 0) return;
    const first = Math.max(0, Math.floor(this.#box.scrollTop / ROW) - MARGIN);
    const last = Math.min(this.#shown.length, Math.ceil((this.#box.scrollTop + height) / ROW) + MARGIN);
    for (const [place, option] of this.#drawn) {
      if (place >= first && place < last) continue;
      option.remove();
      this.#drawn.delete(place);
    }
    for (let place = first; place < last; place += 1) {
      if (!this.#drawn.has(place)) this.#drawn.set(place, this.#option(place));
    }
    // The active option has to be there to be named, in sight or not.
    const active = this.#drawn.get(this.#place);
    if (active) this.#box.setAttribute("aria-activedescendant", active.id);
    else this.#box.removeAttribute("aria-activedescendant");
  }

  #option(place) {
    const row = this.#rows[this.#shown[place]];
    const about = [row.boardName, row.author ?? "", (row.published ?? "").slice(0, 10)].filter(Boolean);
    const option = el(
      "div",
      {
        role: "option",
        id: `row-${row.at}`,
        class: "row",
        "aria-selected": String(place === this.#place),
        "aria-posinset": place + 1,
        "aria-setsize": this.#shown.length,
        onclick: () => this.#open(row.at, true),
      },
      el("div", { class: "row-title" }, name(row.title || t("noTitle"), row.script)),
      el("div", { class: "row-about" }, about.map((part, at) => [at > 0 && " · ", name(part)])),
      el("div", { class: "badges" }, badges(row)),
    );
    option.style.top = `${place * ROW}px`;
    this.#space.append(option);
    return option;
  }

  #reveal() {
    const top = this.#place * ROW;
    const { scrollTop, clientHeight } = this.#box;
    if (top < scrollTop) this.#box.scrollTop = top;
    else if (top + ROW > scrollTop + clientHeight) this.#box.scrollTop = top + ROW - clientHeight;
    this.#draw();
  }

  #key(event) {
    const page = Math.max(1, Math.floor(this.#box.clientHeight / ROW) - 1);
    const last = this.#shown.length - 1;
    const places = {
      ArrowDown: this.#place + 1,
      ArrowUp: this.#place - 1,
      PageDown: this.#place + page,
      PageUp: this.#place - page,
      Home: 0,
      End: last,
    };
    if (event.key === "Enter" && this.#place >= 0) {
      this.#open(this.#shown[this.#place], true);
    } else if (event.key in places && last >= 0) {
      this.#open(this.#shown[Math.min(Math.max(places[event.key], 0), last)], false);
    } else {
      return;
    }
    event.preventDefault();
  }
}

/** The list's element. */
export function listBox() {
  return byId("list");
}
