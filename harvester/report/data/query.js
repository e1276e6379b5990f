// Which articles are shown, in which order. Pure: rows and what is wanted in, numbers of rows out.

// Rows come sorted with the most doubtful first (harvester/report/data.py): that order costs nothing.
const ORDERS = {
  doubt: null,
  repairs: (one, other) => other.made - one.made,
  newest: (one, other) => (other.published ?? "").localeCompare(one.published ?? ""),
  oldest: (one, other) => (one.published ?? "9").localeCompare(other.published ?? "9"),
};

/** What is wanted when nothing is asked for. */
export const EVERYTHING = { query: "", site: "", board: "", kind: "", certainty: "", order: "doubt" };

/** The words of a query, in small letters. */
export function wordsOf(query) {
  return query.toLowerCase().split(/\s+/).filter(Boolean);
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
  const { site, board, kind, certainty, order } = wanted;
  const asked = wordsOf(wanted.query);
  const found = rows.filter(
    (row) =>
      (site === "" || row.site === Number(site)) &&
      (board === "" || row.board === Number(board)) &&
      ((kind === "" && certainty === "") || hasRepair(row, kind, certainty)) &&
      asked.every((word) => words[row.at].includes(word)),
  );
  const compare = ORDERS[order];
  if (compare) found.sort(compare);
  return found.map((row) => row.at);
}
