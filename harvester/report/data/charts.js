// Charts as inline SVG. A list of quantities is a table with a bar in each row, so that the figures are the chart;
// a course of time is a picture with its table behind it. Colours are the style sheet's.

import { el, svg } from "./dom.js";
import { counted, figure, t } from "./words.js";

const STEP = 10;
const HEIGHT = 100;

/** A bar of `parts` ({value, name}), to the scale of the `greatest`. */
export function bar(parts, greatest) {
  let from = 0;
  const rects = parts.map(({ value, name }) => {
    const width = (value / greatest) * 100;
    const rect = svg("rect", { x: from, y: 0, width, height: 10, class: name });
    from += width;
    return rect;
  });
  const frame = { class: "amount", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" };
  return svg("svg", frame, rects);
}

/** A table: `columns` are its heads, `rows` lists of cells; a number is set as one. */
export function table(caption, columns, rows) {
  const cell = (value, at) => {
    if (at === 0) return el("th", { scope: "row" }, value);
    return typeof value === "number" ? el("td", { class: "number" }, figure(value)) : el("td", {}, value);
  };
  // Over the bars stands nothing: they say what the figures beside them say.
  const head = (column) => (column === "" ? el("td") : el("th", { scope: "col" }, column));
  return el(
    "table",
    {},
    el("caption", { class: "aside" }, caption),
    el("thead", {}, el("tr", {}, columns.map(head))),
    el("tbody", {}, rows.map((row) => el("tr", {}, row.map(cell)))),
  );
}

/** Columns for counts over time ({unit, counts: [[time, count], ...], unknown}), and their table. */
export function timeline(title, { unit, counts, unknown }) {
  const greatest = Math.max(1, ...counts.map(([, count]) => count));
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  const columns = counts.map(([time, count], at) => {
    const height = (count / greatest) * HEIGHT;
    const place = { x: at * STEP + 1, y: HEIGHT - height, width: STEP - 2, height };
    return svg("rect", place, svg("title", {}, `${time}: ${figure(count)}`));
  });
  // A single day should be a column, not a wall.
  const width = Math.max(counts.length, 12) * STEP;
  const label = t("chart", title, figure(total), counted(`${unit}Count`, counts.length), figure(greatest), t(unit));
  const frame = { class: "columns", viewBox: `0 0 ${width} ${HEIGHT}`, preserveAspectRatio: "none" };
  const rows = [...counts, ...(unknown ? [[t("unknown"), unknown]] : [])];
  return el(
    "figure",
    {},
    el("p", { class: "most" }, figure(greatest)),
    svg("svg", { ...frame, role: "img", "aria-label": label }, columns),
    el("p", { class: "ends" }, el("span", {}, counts[0]?.[0] ?? ""), el("span", {}, counts.length > 1 ? counts.at(-1)[0] : "")),
    el("details", {}, el("summary", {}, t("tableBy", t(unit))), table(title, [t(unit), t("articles")], rows)),
  );
}
