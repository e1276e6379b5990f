// A harvest whose articles are in parts beside the page: what the list, the search and the article need is loaded when
// they need it. Columns, a number for each article, are loaded first: they filter and order a million in no time.

import { fold, setFolding } from "./fold.js";
import { articlesOf, gramsOf } from "./grams.js";
import { rowOf, searched, tablesOf } from "./harvest.js";
import { Loading } from "./loading.js";
import { has, numberIn, wordsOf } from "./query.js";
import { unpack, unpackNumbers } from "./unpack.js";

const COLUMNS = ["board", "tid", "when", "doubt", "made", "combination"];
// Parts that are kept, of each sort.
const PARTS_KEPT = { rows: 400, texts: 6, words: 120 };
// So few articles that seem to have a word are looked through for it.
const LOOKED_THROUGH = 24;
// More than any key of an order.
const GREATEST = 2 ** 31;
const DAY = 24 * 60;
// Days from the day before 0001-01-01 to 1970-01-01, as Python counts them.
const EPOCH = 719163;

export class Folder {
  #index;
  #loading;
  #kept = { rows: new Map(), texts: new Map(), words: new Map() };
  #rows = new Map();
  #columns = null;
  #orders = new Map();

  constructor(index, folder) {
    this.#index = index;
    this.#loading = new Loading(folder);
    this.made = index.made;
    this.figures = index.figures;
    setFolding(index.folding);
    this.tables = tablesOf(index);
    this.count = index.count;
    this.first = index.top.map(([at]) => at);
    this.#take(index.top);
  }

  /** The row of an article, where it is at hand. */
  row(at) {
    return this.#rows.get(at);
  }

  /** The row of an article, loaded where it is not at hand. */
  async load(at) {
    if (!this.#rows.has(at)) {
      const size = this.#index.rows_of_a_part;
      const number = Math.floor(at / size);
      const rows = await this.#part("rows", number);
      this.#take(rows.map((values, place) => [number * size + place, values]));
    }
    return this.#rows.get(at);
  }

  #take(rows) {
    if (this.#rows.size > PARTS_KEPT.rows * this.#index.rows_of_a_part) this.#rows.clear();
    for (const [at, values] of rows) this.#rows.set(at, rowOf(values, at, this.tables));
  }

  /** An article's body, with its texts. */
  async article(at) {
    const { starts } = this.#index;
    const number = starts.findLastIndex((start) => start <= at);
    const part = await this.#part("texts", number);
    return { ...part.articles[at - starts[number]], reasons: part.reasons };
  }

  /** The number of an article, or -1. */
  async find(host, tid) {
    const { board, tid: tids } = await this.#allColumns();
    const of = this.tables.boards.map(([site]) => this.tables.sites[site] === host);
    return tids.findIndex((each, at) => each === lowest(tid) && of[board[at]]);
  }

  /** Load what filters and orders need; texts are loaded by each search. */
  async readTexts(tell) {
    await this.#allColumns();
    tell(1);
  }

  /** The numbers of the articles that are wanted, in order. */
  async select(wanted) {
    const columns = await this.#allColumns();
    const words = wordsOf(wanted.query);
    const having = await Promise.all(words.map((word) => this.#having(word, columns)));
    const all = this.#inOrder(wanted.order, columns);
    const fits = this.#filter(wanted, columns);
    if (!having.length && !fits) return all;
    const found = all.filter((at) => having.every((each) => each[at]) && (!fits || fits(at)));
    const long = words.some((word) => gramsOf(word).length > 1);
    return long && found.length <= LOOKED_THROUGH ? this.#lookThrough(found, words) : found;
  }

  /** Those of a few articles that have the words themselves, not only all their pairs of characters. */
  async #lookThrough(found, words) {
    const fits = await Promise.all([...found].map(async (at) => {
      const [row, body] = [await this.load(at), await this.article(at)];
      const text = searched(row, body);
      return words.every((word) => has(row, text, word));
    }));
    return found.filter((_, place) => fits[place]);
  }

  /** For each article, whether it has a word (1) or not: in its texts, in the name of its board or forum, or as its number. */
  async #having(word, { board, tid }) {
    const named = this.tables.boards.map(([site, , name]) =>
      [this.tables.sites[site], name ?? ""].some((text) => fold(text).includes(word)));
    // Numbers of threads are kept by their lowest four bytes; -1 is none of them.
    const of = this.tables.boards.map(([site]) => lowest(numberIn(word, this.tables.sites[site])));
    const grams = [...new Set(gramsOf(word))];
    // Marks alone are in no index: they ask for nothing.
    const all = await (grams.length ? this.#withAll(grams) : new Uint8Array(this.count).fill(1));
    for (let at = 0; at < this.count; at += 1) {
      if (named[board[at]] || of[board[at]] === tid[at]) all[at] = 1;
    }
    return all;
  }

  async #withAll(grams) {
    const counts = new Uint8Array(this.count);
    await Promise.all(this.#index.segments.map(async ([first, parts], segment) => {
      for (const [place, gram] of grams.slice(0, 255).entries()) {
        const part = await this.#part("words", `${segment}-${gram.codePointAt(0) % parts}`);
        const articles = articlesOf(part, gram, first);
        for (const at of articles) if (counts[at] === place) counts[at] += 1;
        if (!articles.length) break;
      }
    }));
    return counts.map((count) => (count === Math.min(grams.length, 255) ? 1 : 0));
  }

  /** What says whether an article is of the site, board, kind, certainty and days that are wanted; null: all are. */
  #filter({ site, board, kind, certainty, from, until }, columns) {
    if ([site, board, kind, certainty, from, until].every((each) => each === "")) return null;
    const boards = this.tables.boards.map(([of], at) => (site === "" || of === Number(site)) && (board === "" || at === Number(board)));
    const mask = certainty === "" ? 7 : 1 << Number(certainty);
    const repaired = this.#index.combinations.map((kinds) => {
      if (kind === "none") return kinds.length === 0;
      if (kind === "" && certainty === "") return true;
      return kinds.some(([each, sure]) => (kind === "" || kind === "any" || each === Number(kind)) && (sure & mask) !== 0);
    });
    const [least, most] = [from === "" ? 0 : minuteOf(from), until === "" ? Infinity : minuteOf(until) + DAY - 1];
    return (at) => {
      const when = columns.when[at];
      return boards[columns.board[at]] && repaired[columns.combination[at]] && when >= least
        && (until === "" || (when !== 0 && when <= most));
    };
  }

  /** All articles in an order; what is equal stays in the order in which it was harvested. */
  #inOrder(order, columns) {
    if (!this.#orders.has(order)) {
      const { doubt, made, when } = columns;
      const keys = {
        doubt: (at) => GREATEST - doubt[at],
        repairs: (at) => GREATEST - made[at],
        newest: (at) => GREATEST - when[at],
        oldest: (at) => when[at] || GREATEST,
      };
      this.#orders.set(order, sortedBy(keys[order], this.count));
    }
    return this.#orders.get(order);
  }

  #allColumns() {
    this.#columns ??= Promise.all(COLUMNS.map(async (name) => [name, await this.#loading.load(`columns/${name}`).then(unpackNumbers)]))
      .then(Object.fromEntries);
    return this.#columns;
  }

  #part(sort, number) {
    const kept = this.#kept[sort];
    const part = kept.get(number) ?? this.#loading.load(`${sort}/${number}`).then(unpack);
    // A map keeps the order of insertion: the part that was not wanted for longest stands first.
    kept.delete(number);
    kept.set(number, part);
    if (kept.size > PARTS_KEPT[sort]) kept.delete(kept.keys().next().value);
    return part;
  }
}

/** The numbers below `count` in the order of their keys, which are from 0 to GREATEST; what is equal stays in order. */
function sortedBy(key, count) {
  // Numbers sort much faster than anything with a function: the key, and below it the number itself.
  const sorted = new Float64Array(count);
  for (let at = 0; at < count; at += 1) sorted[at] = key(at) * count + at;
  sorted.sort();
  const order = new Uint32Array(count);
  for (let at = 0; at < count; at += 1) order[at] = sorted[at] % count;
  return order;
}

/** The lowest four bytes of a number; -1 where there is none. */
function lowest(number) {
  return number === undefined ? -1 : number % 2 ** 32;
}

/** A day, `2026-01-31`, in minutes as the column `when` counts them. */
function minuteOf(day) {
  return (Date.parse(`${day}T00:00:00Z`) / 86_400_000 + EPOCH) * DAY;
}
