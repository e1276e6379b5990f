// What came in: the harvest's figures, each kind of repair a way to its articles.

import { bar, table, timeline } from "./charts.js";
import { el, link, name, said, siteName } from "./dom.js";
import { CERTAINTIES } from "./harvest.js";
import { counted, figure, kindName, noun, t } from "./words.js";

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
    el("details", {}, el("summary", {}, t("more", figure(rows.length - LONG))), table(title, columns, rows.slice(LONG))),
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
    tile(figure(figures.articles), noun("article", figures.articles), counted("characterCount", figures.characters)),
    tile(figure(figures.damaged), t("ofThem"), percent(figures.damaged, figures.articles)),
    tile(figure(repairs), noun("repairNoun", repairs), certainties(figures.kinds)),
    tile(figure(notices), noun("noticeNoun", notices), t("notArticles")),
  );
}

function certainties(kinds) {
  return CERTAINTIES.map((certainty, at) => `${figure(kinds.reduce((sum, kind) => sum + kind[at + 1], 0))} ${t(certainty)}`)
    .join(", ");
}

function kindsPanel(harvest, choose) {
  const { kinds } = harvest.figures;
  const total = ([, certain, likely, guess]) => certain + likely + guess;
  const greatest = Math.max(1, ...kinds.map(total));
  const rows = kinds.map((kind) => {
    const [called, certain, likely, guess, articles] = kind;
    const parts = [certain, likely, guess].map((value, at) => ({ value, name: CERTAINTIES[at] }));
    const number = harvest.tables.kinds.indexOf(called);
    const label = number < 0 ? said(kindName(called))
      : el("button", { type: "button", class: "plain", onclick: () => choose({ kind: String(number) }) }, said(kindName(called)));
    return [label, bar(parts, greatest), certain, likely, guess, articles];
  });
  const about = t("kindsAbout");
  const content = rows.length ? table(t("kinds"), [t("kind"), "", ...CERTAINTIES.map((each) => t(each)), t("articles")], rows)
    : el("p", {}, t("noneRepaired"));
  return section(t("repairs"), about, content);
}

function boardsPanel({ boards, sites }, names) {
  const greatest = Math.max(1, ...boards.map(([, , count]) => count));
  const rows = boards.map(([site, board, count, damaged]) => {
    const parts = [{ value: damaged, name: "damaged" }, { value: count - damaged, name: "clean" }];
    const place = [name(board), sites.length > 1 && el("small", {}, siteName(names[site] ?? site))];
    return [el("span", { class: "stacked" }, place), bar(parts, greatest), count, damaged];
  });
  return section(t("boards"), t("boardsAbout"),
    longTable(t("boards"), [t("board"), "", t("articles"), t("repaired")], rows));
}

function encodingsPanel({ encodings }) {
  const greatest = Math.max(1, ...encodings.map(([, , count]) => count));
  const rows = encodings.map(([used, method, count]) =>
    [el("code", {}, said(used)), bar([{ value: count, name: "clean" }], greatest), method, count]);
  return section(t("encodings"), t("encodingsAbout"),
    longTable(t("encodings"), [t("encoding"), "", t("how"), t("articles")], rows));
}

function noticesPanel({ notices }) {
  if (!notices.length) return section(t("notices"), null, el("p", {}, t("allWell")));
  const greatest = Math.max(...notices.map(({ count }) => count));
  const rows = notices.map(({ kind, failure, count }) =>
    [el("code", {}, said(kind)), bar([{ value: count, name: failure ? "guess" : "clean" }], greatest),
      t(failure ? "failure" : "notice"), count]);
  const examples = notices.map(({ kind, examples: pages }) => [
    el("dt", {}, el("code", {}, said(kind))),
    pages.map(({ url, says }) => el("dd", {}, link(url), el("br"), el("span", { class: "about" }, name(says.slice(0, 160))))),
  ]);
  return section(t("notices"), t("noticesAbout"),
    longTable(t("notices"), [t("kind"), "", "", t("pages")], rows),
    el("details", {}, el("summary", {}, t("examples")), el("dl", { class: "examples" }, examples)));
}

/** Fill `main` with the overview; `choose` shows the articles that have what it is given. */
export function showOverview(main, harvest, choose) {
  const { figures, made, count } = harvest;
  const names = Object.fromEntries(harvest.tables.sites.map((site, at) => [site, harvest.tables.names[at]]));
  const sites = figures.sites.map(([site, count]) => [siteName(names[site] ?? site), count]);
  const part = count < figures.articles && t("part", figure(count));
  const [only] = figures.sites.length === 1 ? figures.sites[0] : [];
  main.replaceChildren(
    el("div", { class: "lead" },
      el("h2", {}, only === undefined ? counted("forumCount", figures.sites.length) : siteName(names[only] ?? only)),
      el("p", { class: "about" }, t("made", made.at, made.version), part),
    ),
    tiles(figures),
    el("div", { class: "panels" },
      kindsPanel(harvest, choose),
      section(t("harvested"), t("harvestedAbout", t(figures.harvested.unit)), timeline(t("harvestedChart"), figures.harvested)),
      section(t("published"), t("publishedAbout", t(figures.published.unit)), timeline(t("publishedChart"), figures.published)),
      sites.length > 1 && section(t("forums"), null, longTable(t("forums"), [t("forum"), t("articles")], sites)),
      boardsPanel(figures, names),
      noticesPanel(figures),
      encodingsPanel(figures),
    ),
  );
}
