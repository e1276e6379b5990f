// The harvest's data: rows for the list, which are at hand at once, and articles in chunks, unpacked when they are wanted.

import { fold, setFolding } from "./fold.js";
import { select } from "./query.js";
import { unpack } from "./unpack.js";
import { t } from "./words.js";

export const CERTAINTIES = ["certain", "likely", "guess"];

// Unpacked chunks that are kept: who goes from article to article stays in one or two.
const KEPT = 6;

/** The names that rows have numbers of. */
export function tablesOf(index) {
  const names = index.sites.map((site) => index.names[site] ?? site);
  return { sites: index.sites, names, boards: index.boards, kinds: index.kinds, encodings: index.encodings };
}

/** What a row is searched by, folded; `body` adds its texts. */
export function searched(row, body) {
  const about = [row.title, row.author ?? "", row.boardName, row.host, `${row.host}:${row.tid}`];
  return fold([...about, ...(body ? textsOf(body) : [])].join("\n"));
}

function textsOf({ texts }) {
  const wanted = Object.entries(texts).filter(([where]) => where !== "title" && where !== "author.name");
  return wanted.map(([, pieces]) => repairedText(pieces));
}

/** A row of the index by name; harvester/report/rows.py, `row`, has the order. */
export function rowOf(values, at, tables) {
  const [site, board, tid, title, author, published, encoding, doubt, lost, script, repairs] = values;
  const [, fid, boardName] = tables.boards[board];
  return {
    at,
    site,
    board,
    tid,
    title,
    author,
    published,
    encoding: tables.encodings[encoding],
    doubt,
    lost,
    script,
    host: tables.sites[site],
    siteName: tables.names[site],
    boardName: boardName ?? (fid === null ? "" : t("boardNumber", fid)),
    // For each kind: its number, and how many of each certainty.
    repairs: repairs.map(([kind, ...counts]) => ({ kind, counts })),
    made: repairs.reduce((sum, [, ...counts]) => sum + counts.reduce((one, other) => one + other, 0), 0),
  };
}

export class Harvest {
  #chunks;
  #kept = new Map();

  constructor(index, chunks) {
    this.#chunks = chunks;
    this.made = index.made;
    this.figures = index.figures;
    setFolding(index.folding);
    this.tables = tablesOf(index);
    this.starts = index.starts;
    this.rows = index.rows.map((values, at) => rowOf(values, at, this.tables));
    this.count = this.rows.length;
    // What is shown until a search was made: all of them.
    this.first = this.rows.map(({ at }) => at);
    // Texts are added when they have been read.
    this.words = this.rows.map((row) => searched(row));
  }

  /** The row of an article. */
  row(at) {
    return this.rows[at];
  }

  /** The same, for whom a row may have to be loaded. */
  async load(at) {
    return this.rows[at];
  }

  /** The numbers of the articles that are wanted, in order. */
  async select(wanted) {
    return select(this.rows, this.words, wanted);
  }

  /** The number of the row of an article, or -1. */
  async find(host, tid) {
    return this.rows.findIndex((row) => row.tid === tid && row.host === host);
  }

  /** An article's body, with its texts: harvester/report/rows.py, `body`. */
  async article(at) {
    const number = this.starts.findLastIndex((start) => start <= at);
    const chunk = await this.#chunk(number);
    return { ...chunk.articles[at - this.starts[number]], reasons: chunk.reasons };
  }

  /** Add all texts to what is searched, a chunk at a time, so that the page stays at hand; tells how much is done. */
  async readTexts(tell) {
    for (let number = 0; number < this.#chunks.length; number += 1) {
      const chunk = await unpack(this.#chunks[number].textContent);
      chunk.articles.forEach((article, place) => {
        this.words[this.starts[number] + place] += fold(textsOf(article).map((text) => `\n${text}`).join(""));
      });
      tell((number + 1) / this.#chunks.length);
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  #chunk(number) {
    const chunk = this.#kept.get(number) ?? unpack(this.#chunks[number].textContent);
    // A map keeps the order of insertion: the chunk that was not wanted for longest stands first.
    this.#kept.delete(number);
    this.#kept.set(number, chunk);
    if (this.#kept.size > KEPT) this.#kept.delete(this.#kept.keys().next().value);
    return chunk;
  }
}

/** A repair among the pieces of a text, by name. */
export function repairOf(piece, tables, reasons) {
  const [kind, certainty, before, after, bits, reason] = piece;
  return { kind, certainty, before, after, bits, kindName: tables.kinds[kind], why: reasons[reason] };
}

/** The repaired text of pieces: strings stand as they are, a repair has what it was repaired to. */
export function repairedText(pieces) {
  return pieces.map((piece) => (typeof piece === "string" ? piece : piece[3])).join("");
}

/** The text before the repairs. */
export function originalText(pieces) {
  return pieces.map((piece) => (typeof piece === "string" ? piece : piece[2])).join("");
}
