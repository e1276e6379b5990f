// A list of thousands of articles of which only the rows in sight are elements. To a screen reader it is a list box:
// each option says its place and how many there are, and the active one is named by the box itself.

import { byId, el, name } from "./dom.js";
import { CERTAINTIES } from "./harvest.js";
import { t } from "./words.js";

// The height of a row, as the style sheet has it (--row).
const ROW = 76;
// Rows beyond the edges, so that a quick scroll shows no gap.
const MARGIN = 6;
// Browsers cut off what is higher than some 17 million: a longer list moves through less than its own height.
const HIGHEST = 8_000_000;
// Rows that are not at hand are loaded when they have been in sight so long (ms): who drags the bar past them wants none.
const PATIENCE = 40;

function badges(row) {
  const sums = CERTAINTIES.map((_, at) => row.repairs.reduce((sum, { counts }) => sum + counts[at], 0));
  const shown = sums.map((sum, at) => sum > 0 && el("span", { class: `badge ${CERTAINTIES[at]}` }, `${sum} ${t(CERTAINTIES[at])}`));
  const lost = row.lost > 0 && el("span", { class: "badge lost" }, t("lost", row.lost));
  return [shown.reverse(), lost];
}

function content(row) {
  const about = [row.boardName, row.author ?? "", (row.published ?? "").slice(0, 10)].filter(Boolean);
  return [
    el("div", { class: "row-title" }, name(row.title || t("noTitle"), row.script)),
    el("div", { class: "row-about" }, about.map((part, at) => [at > 0 && " · ", name(part)])),
    el("div", { class: "badges" }, badges(row)),
  ];
}

export class List {
  #box;
  #space = el("div", { role: "presentation", class: "space" });
  #harvest;
  #shown = [];
  #place = -1;
  #open;
  #drawn = new Map();
  // How far the list is scrolled, were it as high as its rows are; what the box says to that; how much is to be added.
  #top = 0;
  #scrolled = 0;
  #beyond = 0;
  #filling = 0;

  /** `open(at, enter)` is called with the number of a row that was chosen; `enter`: to be read, not just looked at. */
  constructor(box, harvest, open) {
    this.#box = box;
    this.#harvest = harvest;
    this.#open = open;
    box.append(this.#space);
    box.addEventListener("scroll", () => this.#scroll(), { passive: true });
    box.addEventListener("scrollend", () => this.#isLong && this.#scrollTo(this.#top), { passive: true });
    box.addEventListener("keydown", (event) => this.#key(event));
    new ResizeObserver(() => this.#draw()).observe(box);
  }

  /** Show these rows, by number. The chosen one stays chosen where it is among them. */
  show(found) {
    const chosen = this.#shown[this.#place];
    this.#shown = found;
    this.#place = found.indexOf(chosen);
    this.#space.style.height = `${Math.min(found.length * ROW, HIGHEST)}px`;
    this.#clear();
    this.#scrollTo(0);
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

  get #isLong() {
    return this.#shown.length * ROW > HIGHEST;
  }

  /** How much of the rows, and of the box, is out of sight. */
  #hidden() {
    const { clientHeight } = this.#box;
    const all = this.#shown.length * ROW - clientHeight;
    return [Math.max(0, all), Math.max(0, Math.min(all, HIGHEST - clientHeight))];
  }

  /** Scroll to a height of the list; in a long one, the box goes to the same share of its own. */
  #scrollTo(top) {
    const [all, own] = this.#hidden();
    this.#box.scrollTop = this.#isLong ? (top / all) * own : top;
    this.#scrolled = this.#box.scrollTop;
    this.#top = this.#isLong ? top : this.#scrolled;
    this.#beyond = this.#top - this.#scrolled;
    if (this.#drawn.size) this.#draw();
  }

  /** The box was scrolled: a long list goes by as little as a wheel turns, or to where the bar was dragged. */
  #scroll() {
    const { scrollTop, clientHeight } = this.#box;
    if (this.#isLong && scrollTop !== this.#scrolled) {
      const [all, own] = this.#hidden();
      const far = Math.abs(scrollTop - this.#scrolled) > clientHeight || scrollTop <= 0 || scrollTop >= own;
      if (far) this.#beyond = Math.round((scrollTop / own) * all - scrollTop);
    }
    this.#scrolled = scrollTop;
    this.#top = scrollTop + this.#beyond;
    this.#draw();
  }

  #clear() {
    this.#drawn.clear();
    this.#space.replaceChildren();
  }

  #draw() {
    const height = this.#box.clientHeight;
    if (height === 0) return;
    const first = Math.max(0, Math.floor(this.#top / ROW) - MARGIN);
    const last = Math.min(this.#shown.length, Math.ceil((this.#top + height) / ROW) + MARGIN);
    for (const [place, option] of this.#drawn) {
      if (place >= first && place < last) continue;
      option.remove();
      this.#drawn.delete(place);
    }
    for (let place = first; place < last; place += 1) {
      if (!this.#drawn.has(place)) this.#drawn.set(place, this.#option(place));
      this.#drawn.get(place).style.top = `${place * ROW - this.#beyond}px`;
    }
    clearTimeout(this.#filling);
    this.#filling = setTimeout(() => this.#fill(), PATIENCE);
    // The active option has to be there to be named, in sight or not.
    const active = this.#drawn.get(this.#place);
    if (active) this.#box.setAttribute("aria-activedescendant", active.id);
    else this.#box.removeAttribute("aria-activedescendant");
  }

  /** Load the rows in sight that are not at hand, and put them in their places. */
  #fill() {
    for (const [place, option] of this.#drawn) {
      if (!option.hasAttribute("aria-busy")) continue;
      this.#harvest.load(this.#shown[place]).then((row) => {
        if (this.#drawn.get(place) !== option) return;
        option.replaceChildren(...content(row));
        option.removeAttribute("aria-busy");
      });
    }
  }

  #option(place) {
    const at = this.#shown[place];
    const row = this.#harvest.row(at);
    const option = el(
      "div",
      {
        role: "option",
        id: `row-${at}`,
        class: "row",
        "aria-selected": String(place === this.#place),
        "aria-posinset": place + 1,
        "aria-setsize": this.#shown.length,
        "aria-busy": row ? null : "true",
        onclick: () => this.#open(at, true),
      },
      row ? content(row) : el("div", { class: "row-about" }, "…"),
    );
    this.#space.append(option);
    return option;
  }

  #reveal() {
    const top = this.#place * ROW;
    const { clientHeight } = this.#box;
    if (top < this.#top) this.#scrollTo(top);
    else if (top + ROW > this.#top + clientHeight) this.#scrollTo(top + ROW - clientHeight);
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
