// The form above the list: what is wanted, as its fields say it.

import { byId, el } from "./dom.js";
import { CERTAINTIES } from "./harvest.js";
import { EVERYTHING } from "./query.js";
import { visible } from "./unseen.js";
import { kindName, t } from "./words.js";

const LABELS = [["doubt", "doubt"], ["repairs", "repairsFirst"], ["newest", "newest"], ["oldest", "oldest"]];
// As the style sheet has it: below this the filters are folded away, until they are asked for.
const WIDE = "(min-width: 821px)";

function choice(field, label, options) {
  const select = el("select", { name: field }, options.map(([value, text]) => el("option", { value }, text)));
  return el("label", {}, el("span", {}, label), select);
}

function day(field, label) {
  return el("label", {}, el("span", {}, label), el("input", { name: field, type: "date" }));
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
      const label = board ?? (fid === null ? t("noBoard") : t("boardNumber", fid));
      return [String(at), visible(several ? `${label} (${tables.names[site]})` : label)];
    });
    boards.sort(([, one], [, other]) => one.localeCompare(other, "zh"));
    const choices = [
      several && choice("site", t("forum"), [["", t("allForums")], ...numbered(tables.names)]),
      choice("board", t("board"), [["", t("allBoards")], ...boards]),
      choice("kind", t("repair"), [["", t("allArticles")], ["any", t("anyRepair")], ["none", t("noRepair")],
        ...numbered(tables.kinds.map(kindName))]),
      choice("certainty", t("certainty"), [["", t("anyCertainty")], ...numbered(CERTAINTIES.map((each) => t(each)))]),
      day("from", t("from")),
      day("until", t("until")),
      choice("order", t("order"), LABELS.map(([order, label]) => [order, t(label)])),
    ];
    byId("choices").append(...choices.filter(Boolean));
    byId("more").open = matchMedia(WIDE).matches;
    this.#form.addEventListener("input", () => changed(this.wanted()));
    this.#form.addEventListener("submit", (event) => event.preventDefault());
  }

  /** What is wanted. */
  wanted() {
    const fields = Object.fromEntries(this.#fields().map((field) => [field.name, field.value]));
    return { ...EVERYTHING, ...fields, query: this.#query.value };
  }

  /** Ask for this, and nothing else. */
  set(wanted) {
    const all = { ...EVERYTHING, ...wanted };
    for (const field of this.#fields()) field.value = all[field.name];
    this.#query.value = all.query;
  }

  #fields() {
    return [...this.#form.querySelectorAll("#choices select, #choices input")];
  }

  focus() {
    this.#query.focus();
    this.#query.select();
  }
}
