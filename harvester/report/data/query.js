// Which articles are shown, in which order. Pure: rows and what is wanted in, numbers of rows out.

import { fold } from "./fold.js";

// Rows come sorted with the most doubtful first (harvester/report/data.py): that order costs nothing.
const ORDERS = {
  doubt: null,
  repairs: (one, other) => other.made - one.made,
  newest: (one, other) => (other.published ?? "").localeCompare(one.published ?? ""),
  oldest: (one, other) => (one.published ?? "9").localeCompare(other.published ?? "9"),
};

/** What is wanted when nothing is asked for. */
export const EVERYTHING = { query: "", site: "", board: "", kind: "", certainty: "", from: "", until: "", order: "doubt" };

/** The words of a query, folded as what is searched. */
export function wordsOf(query) {
  return fold(query).split(/\s+/).filter(Boolean);
}

// thread-7-1-1.html, viewthread.php?tid=7, archiver/?tid-7.html, read.php?tid-7: as forums write the number of a thread.
const NUMBER = /(?:tid|thread|read)[^\d?&]{0,8}(\d+)/;

/** The thread of a site that a word names: by its address, its id (`SITE:TID`), or its number alone; undefined: none. */
export function numberIn(word, site) {
  const [host] = site.toLowerCase().split("/");
  const told = /^https?:\/\//.test(word) ? word.includes(`//${host}`) && NUMBER.exec(word)?.[1]
    : /^\d+$/.test(word) ? word : word.startsWith(`${site.toLowerCase()}:`) && word.slice(site.length + 1);
  return told && /^\d+$/.test(told) ? Number(told) : undefined;
}

/** Whether a row has a word in `text`, which it is searched by; a whole address names a thread. */
export function has(row, text, word) {
  return text.includes(word) || numberIn(word, row.host) === row.tid;
}

/** Whether an article was posted between two days, each empty or `2026-01-31`; one without a time only where none is. */
function isBetween(row, from, until) {
  const day = (row.published ?? "").slice(0, 10);
  return (from === "" || day >= from) && (until === "" || (day !== "" && day <= until));
}

/** Whether a row has a repair of the kind and certainty that are asked for (empty: of any). */
function hasRepair(row, kind, certainty) {
  if (kind === "none") return row.made === 0;
  return row.repairs.some(
    (repair) =>
      (kind === "" || kind === "any" || repair.kind === Number(kind)) &&
      (certainty === "" || repair.counts[Number(certainty)] > 0),
  );
}

/** The numbers of the rows that have all words of the query and are of the site, board, kind and certainty, in order. */
export function select(rows, words, wanted) {
  const { site, board, kind, certainty, from, until, order } = wanted;
  const asked = wordsOf(wanted.query);
  const found = rows.filter(
    (row) =>
      (site === "" || row.site === Number(site)) &&
      (board === "" || row.board === Number(board)) &&
      ((kind === "" && certainty === "") || hasRepair(row, kind, certainty)) &&
      isBetween(row, from, until) &&
      asked.every((word) => has(row, words[row.at], word)),
  );
  const compare = ORDERS[order];
  if (compare) found.sort(compare);
  return found.map((row) => row.at);
}
