// What stands around an article's text: its head, the switches of what is marked, its replies. Texts are those of the body,
// in pieces as flow() takes them; `view` is how repairs are shown in them.

import { el, figure, langOf, link, name, said, siteName } from "./dom.js";
import { flow } from "./flow.js";
import { CERTAINTIES } from "./harvest.js";

/** A short text in one line: the title, a name; `fallback` where there is none. */
function line(pieces, fallback, lang, view) {
  if (!pieces) return fallback;
  return [...flow(pieces, view, lang).children].map((paragraph) => el("bdi", { lang }, [...paragraph.childNodes]));
}

function minutes(time) {
  return time.replace("T", " ").slice(0, 16);
}

/** Title, and who, where, when. */
export function head(row, body, texts, view, close) {
  const lang = langOf(row.script);
  const about = [
    row.author !== null && line(texts["author.name"], name(row.author), lang, view),
    row.boardName && name(row.boardName),
    siteName(row.siteName),
    row.published && el("time", { datetime: row.published }, minutes(row.published)),
    el("code", {}, said(row.encoding)),
    body.revision > 1 && `revision ${body.revision}`,
    texts["edited.by"] && ["edited by ", line(texts["edited.by"], "", lang, view)],
  ].filter(Boolean);
  return el(
    "header",
    {},
    el("button", { type: "button", class: "back", onclick: close }, "‹ List"),
    el("h2", { lang }, line(texts.title, "(no title)", lang, view)),
    el("p", { class: "about" }, about.map((part, at) => [at > 0 && " · ", part])),
    el("p", { class: "about" }, link(body.url)),
    body.says.length > 0 && says(body, row.script),
  );
}

/** What the text says of itself as news: byline, source, dateline, ... */
function says(body, script) {
  const pairs = body.says.flatMap(([label, value]) => [el("dt", {}, label), el("dd", {}, name(value, script))]);
  return el("details", { class: "says" }, el("summary", {}, "What the text says of itself"), el("dl", {}, pairs));
}

/** A switch for each certainty, the least certain first, and each kind of these repairs; `off` has those that are off. */
export function chips(repairs, off, change) {
  const counts = new Map();
  const add = (label, look) => counts.set(label, { look, count: (counts.get(label)?.count ?? 0) + 1 });
  const bySureness = repairs.toSorted((one, other) => other.certainty - one.certainty);
  for (const { certainty } of bySureness) add(CERTAINTIES[certainty], `badge ${CERTAINTIES[certainty]}`);
  for (const { kindName } of repairs) add(kindName, "badge");
  return [...counts].map(([label, { look, count }]) =>
    el("button", { type: "button", class: look, "aria-pressed": String(!off.has(label)), onclick: () => change(label) },
      said(label), ` ${figure(count)}`));
}

/** The replies that were harvested with it, if any. */
export function replies(body, texts, view) {
  if (!body.replies.length) return null;
  const items = body.replies.map(([floor, published], number) => {
    const author = line(texts[`replies[${number}].author.name`], "(anonymous)", "zh", view);
    const about = [floor !== null && `${floor}# `, author, published && ` · ${minutes(published)}`];
    return el("li", {}, el("p", { class: "about" }, about), flow(texts[`replies[${number}].text`] ?? [], view, "zh"));
  });
  const title = items.length === 1 ? "1 reply" : `${figure(items.length)} replies`;
  return el("section", { class: "replies" }, el("h3", {}, title), el("ol", {}, items));
}
