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

/** Whether a row is of the thread that an address names. */
function isAt(row, address) {
  const [host] = row.host.toLowerCase().split("/");
  return address.includes(`//${host}`) && NUMBER.exec(address)?.[1] === String(row.tid);
}

/** Whether a row has a word in what it is searched by; a whole address names a thread. */
function has(row, words, word) {
  return words[row.at].includes(word) || (/^https?:\/\//.test(word) && isAt(row, word));
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
      asked.every((word) => has(row, words, word)),
  );
  const compare = ORDERS[order];
  if (compare) found.sort(compare);
  return found.map((row) => row.at);
}
