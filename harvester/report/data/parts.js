// What stands around an article's text: its head, the switches of what is marked, its replies. Texts are those of the body,
// in pieces as flow() takes them; `view` is how repairs are shown in them.

import { el, langOf, link, name, said, siteName } from "./dom.js";
import { flow } from "./flow.js";
import { CERTAINTIES } from "./harvest.js";
import { visible } from "./unseen.js";
import { counted, figure, kindName, saysName, t } from "./words.js";

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
    body.revision > 1 && t("revision", body.revision),
    texts["edited.by"] && [t("editedBy"), line(texts["edited.by"], "", lang, view)],
    ...notes(body),
  ].filter(Boolean);
  return el(
    "header",
    {},
    el("button", { type: "button", class: "back", onclick: close }, `‹ ${t("list")}`),
    el("h2", { lang }, line(texts.title, t("noTitle"), lang, view)),
    el("p", { class: "about" }, about.map((part, at) => [at > 0 && " · ", part])),
    el("p", { class: "about" }, link(body.url), body.id && [" · ", el("code", {}, said(body.id))]),
    body.says.length > 0 && says(body, row.script),
  );
}

/** What became of it since: corrections, copies, other halves. */
function notes({ notes: { corrected, duplicate_of: copy, continues, continued_by: further } }) {
  return [
    corrected?.length && t("corrected", corrected.join(", ")),
    copy && t("duplicateOf", copy),
    continues && t("continues", continues),
    further && t("continuedBy", further),
  ].filter(Boolean).map((note) => el("span", {}, visible(note)));
}

/** Pictures and files: how many, and each with its name and where it is kept. */
export function attached({ pictures, files }) {
  const item = ({ url, label, file }) =>
    el("li", {}, url ? link(url, name(label || url)) : name(label), file && el("small", {}, " ", t("kept", visible(file))));
  const list = (title, items) => items.length > 0
    && el("section", { class: "attached" }, el("h3", {}, `${title} ${figure(items.length)}`), el("ul", {}, items.map(item)));
  return [list(t("pictures"), pictures), list(t("files"), files)];
}

/** What the text says of itself as news: byline, source, dateline, ... */
function says(body, script) {
  const pairs = body.says.flatMap(([label, value]) => [el("dt", {}, saysName(label)), el("dd", {}, name(value, script))]);
  return el("details", { class: "says" }, el("summary", {}, t("says")), el("dl", {}, pairs));
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
      said(shownAs(label)), ` ${figure(count)}`));
}

/** How a certainty or a kind is called. */
export function shownAs(label) {
  return CERTAINTIES.includes(label) ? t(label) : kindName(label);
}

/** The replies that were harvested with it, if any. */
export function replies(body, texts, view) {
  if (!body.replies.length) return null;
  const items = body.replies.map(([floor, published], number) => {
    const author = line(texts[`replies[${number}].author.name`], t("anonymous"), "zh", view);
    const about = [floor !== null && `${floor}# `, author, published && ` · ${minutes(published)}`];
    return el("li", {}, el("p", { class: "about" }, about), flow(texts[`replies[${number}].text`] ?? [], view, "zh"));
  });
  const title = counted("replyCount", items.length);
  return el("section", { class: "replies" }, el("h3", {}, title), el("ol", {}, items));
}
