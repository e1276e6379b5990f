// The form above the list: what is wanted, as its fields say it.

import { byId, el } from "./dom.js";
import { CERTAINTIES } from "./harvest.js";
import { EVERYTHING } from "./query.js";
import { visible } from "./unseen.js";

const ORDER_NAMES = [
  ["doubt", "most doubtful first"],
  ["repairs", "most repairs first"],
  ["newest", "newest first"],
  ["oldest", "oldest first"],
];

function choice(field, label, options) {
  const select = el("select", { name: field }, options.map(([value, text]) => el("option", { value }, text)));
  return el("label", {}, el("span", {}, label), select);
}

function numbered(names) {
  return names.map((text, at) => [String(at), visible(text)]);
}

export class Filters {
  #form = byId("filters");
  #query = byId("query");

  /** `changed(wanted)` is called at each change. */
  constructor(tables, changed) {
    const several = tables.sites.length > 1;
    const boards = tables.boards.map(([site, fid, board], at) => {
      const label = board ?? (fid === null ? "no board" : `board ${fid}`);
      return [String(at), visible(several ? `${label} (${tables.sites[site]})` : label)];
    });
    boards.sort(([, one], [, other]) => one.localeCompare(other, "zh"));
    const choices = [
      several && choice("site", "Forum", [["", "all forums"], ...numbered(tables.sites)]),
      choice("board", "Board", [["", "all boards"], ...boards]),
      choice("kind", "Repair", [["", "all articles"], ["any", "any repair"], ["none", "no repair"], ...numbered(tables.kinds)]),
      choice("certainty", "Certainty", [["", "any certainty"], ...numbered(CERTAINTIES)]),
      choice("order", "Order", ORDER_NAMES),
    ];
    byId("choices").append(...choices.filter(Boolean));
    this.#form.addEventListener("input", () => changed(this.wanted()));
    this.#form.addEventListener("submit", (event) => event.preventDefault());
  }

  /** What is wanted. */
  wanted() {
    const fields = Object.fromEntries([...this.#form.querySelectorAll("select")].map((select) => [select.name, select.value]));
    return { ...EVERYTHING, ...fields, query: this.#query.value };
  }

  /** Ask for this, and nothing else. */
  set(wanted) {
    const all = { ...EVERYTHING, ...wanted };
    for (const select of this.#form.querySelectorAll("select")) select.value = all[select.name];
    this.#query.value = all.query;
  }

  focus() {
    this.#query.focus();
    this.#query.select();
  }
}
