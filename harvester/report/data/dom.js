// Elements from data. Text goes in as text nodes only; nothing here, or anywhere in the page, makes markup of a string.

import { visible, visibleParts } from "./unseen.js";
import { t } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, "");
    } else if (value !== false && value != null) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return element;
}

/** An HTML element: `el("p", { class: "note", onclick: f }, "text", child)`. Attributes are the page's own, never data. */
export function el(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** An SVG element. */
export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

/** The element of this id. */
export function byId(id) {
  return document.getElementById(id);
}

/** Nodes for a forum's text, with a sign for each character that can't be seen. */
export function said(text) {
  return visibleParts(text).map((part) =>
    typeof part === "string" ? part : el("span", { class: "unseen", title: t("unseen") }, part.name),
  );
}

/** A forum's short text, kept from turning the direction of what stands beside it. */
export function name(text, script) {
  return el("bdi", { lang: langOf(script) }, said(text));
}

/** A forum's name, as its user calls it or an address, in whatever the page is set in. */
export function siteName(text) {
  return el("bdi", {}, said(text));
}

/** The language tag of a script, as harvester.text names it; Chinese of whichever script where it is not clear. */
export function langOf(script) {
  return { hans: "zh-Hans", hant: "zh-Hant" }[script] ?? "zh";
}

/** A link to a forum's page, or its plain address where that is no web address: `javascript:` is one, too. */
export function link(address, label) {
  if (!/^https?:\/\//i.test(address)) return el("span", {}, visible(address));
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, label ?? visible(address));
}
