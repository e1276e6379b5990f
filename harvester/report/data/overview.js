// What came in: the harvest's figures, each kind of repair a way to its articles.

import { bar, table, timeline } from "./charts.js";
import { counted, el, figure, link, name, said, siteName } from "./dom.js";
import { CERTAINTIES } from "./harvest.js";

const LONG = 12;

function percent(part, whole) {
  if (!whole) return "0 %";
  const share = (part / whole) * 100;
  return `${share > 0 && share < 0.1 ? "< 0.1" : share.toFixed(share < 10 ? 1 : 0)} %`;
}

function section(title, about, ...content) {
  return el("section", { class: "panel" }, el("h2", {}, title), about && el("p", { class: "about" }, about), content);
}

/** A table of which the first rows are shown, and the others on request. */
function longTable(title, columns, rows) {
  if (rows.length <= LONG) return table(title, columns, rows);
  return [
    table(title, columns, rows.slice(0, LONG)),
    el("details", {}, el("summary", {}, `${figure(rows.length - LONG)} more`), table(title, columns, rows.slice(LONG))),
  ];
}

function tiles(figures) {
  const repairs = figures.kinds.reduce((sum, [, ...counts]) => sum + counts[0] + counts[1] + counts[2], 0);
  const notices = figures.notices.reduce((sum, notice) => sum + notice.count, 0);
  const tile = (value, noun, note) =>
    el("li", {}, el("strong", {}, value), el("span", {}, noun), note && el("small", {}, note));
  return el(
    "ul",
    { class: "tiles" },
    tile(figure(figures.articles), figures.articles === 1 ? "article" : "articles", counted(figures.characters, "character")),
    tile(figure(figures.damaged), "of them repaired", percent(figures.damaged, figures.articles)),
    tile(figure(repairs), repairs === 1 ? "repair" : "repairs", certainties(figures.kinds)),
    tile(figure(notices), notices === 1 ? "notice" : "notices", "pages that were no articles"),
  );
}

function certainties(kinds) {
  return CERTAINTIES.map((certainty, at) => `${figure(kinds.reduce((sum, kind) => sum + kind[at + 1], 0))} ${certainty}`)
    .join(", ");
}

function kindsPanel(harvest, choose) {
  const { kinds } = harvest.figures;
  const total = ([, certain, likely, guess]) => certain + likely + guess;
  const greatest = Math.max(1, ...kinds.map(total));
  const rows = kinds.map((kind) => {
    const [kindName, certain, likely, guess, articles] = kind;
    const parts = [certain, likely, guess].map((value, at) => ({ value, name: CERTAINTIES[at] }));
    const number = harvest.tables.kinds.indexOf(kindName);
    const label = number < 0 ? el("code", {}, said(kindName))
      : el("button", { type: "button", class: "plain", onclick: () => choose({ kind: String(number) }) }, said(kindName));
    return [label, bar(parts, greatest), certain, likely, guess, articles];
  });
  const about = "How many repairs of each kind, by certainty. A kind leads to its articles.";
  const content = rows.length ? table("Kinds of repairs", ["kind", "", ...CERTAINTIES, "articles"], rows)
    : el("p", {}, "No text needed repair.");
  return section("Repairs", about, content);
}

function boardsPanel({ boards, sites }) {
  const greatest = Math.max(1, ...boards.map(([, , count]) => count));
  const rows = boards.map(([site, board, count, damaged]) => {
    const parts = [{ value: damaged, name: "damaged" }, { value: count - damaged, name: "clean" }];
    const place = [name(board), sites.length > 1 && el("small", {}, siteName(site))];
    return [el("span", { class: "stacked" }, place), bar(parts, greatest), count, damaged];
  });
  return section("Boards", "The strong part of a bar is what was repaired.",
    longTable("Boards", ["board", "", "articles", "repaired"], rows));
}

function encodingsPanel({ encodings }) {
  const greatest = Math.max(1, ...encodings.map(([, , count]) => count));
  const rows = encodings.map(([used, method, count]) =>
    [el("code", {}, said(used)), bar([{ value: count, name: "clean" }], greatest), method, count]);
  return section("Encodings", "What pages were read as, and how that was found.",
    longTable("Encodings", ["encoding", "", "found", "articles"], rows));
}

function noticesPanel({ notices }) {
  if (!notices.length) return section("Notices", null, el("p", {}, "Every page that was asked for was an article."));
  const greatest = Math.max(...notices.map(({ count }) => count));
  const rows = notices.map(({ kind, failure, count }) =>
    [el("code", {}, said(kind)), bar([{ value: count, name: failure ? "guess" : "clean" }], greatest),
      failure ? "failure" : "notice", count]);
  const examples = notices.map(({ kind, examples: pages }) => [
    el("dt", {}, el("code", {}, said(kind))),
    pages.map(({ url, says }) => el("dd", {}, link(url), el("br"), el("span", { class: "about" }, name(says.slice(0, 160))))),
  ]);
  return section("Notices", "Pages that were no articles, of all runs; a failure is a page that could not be had or read.",
    longTable("Notices", ["kind", "", "", "pages"], rows),
    el("details", {}, el("summary", {}, "Examples"), el("dl", { class: "examples" }, examples)));
}

/** Fill `main` with the overview; `choose` shows the articles that have what it is given. */
export function showOverview(main, harvest, choose) {
  const { figures, made, rows } = harvest;
  const sites = figures.sites.map(([site, count]) => [siteName(site), count]);
  const part = rows.length < figures.articles
    && `The figures are of all articles; the ${figure(rows.length)} most doubtful ones are in this page.`;
  main.replaceChildren(
    el("div", { class: "lead" },
      el("h2", {}, figures.sites.length === 1 ? siteName(figures.sites[0][0]) : counted(figures.sites.length, "forum")),
      el("p", { class: "about" }, `Made ${made.at} by Harvester ${made.version}. `, part),
    ),
    tiles(figures),
    el("div", { class: "panels" },
      kindsPanel(harvest, choose),
      section("Harvested", `Articles by the ${figures.harvested.unit} (UTC) on which they came in.`,
        timeline("Articles harvested", figures.harvested)),
      section("Published", `Articles by the ${figures.published.unit} on which they were posted.`,
        timeline("Articles published", figures.published)),
      sites.length > 1 && section("Forums", null, longTable("Forums", ["forum", "articles"], sites)),
      boardsPanel(figures),
      noticesPanel(figures),
      encodingsPanel(figures),
    ),
  );
}
