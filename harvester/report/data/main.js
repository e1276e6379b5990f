// The page: two views, what the address says is shown, and the keys. The address after # is `overview`, `articles`, or
// `article/SITE/TID`, so that links, the back button and bookmarks do what they do everywhere.

import { Article } from "./article.js";
import { byId } from "./dom.js";
import { Filters } from "./filters.js";
import { Folder } from "./folder.js";
import { Harvest } from "./harvest.js";
import { List, listBox } from "./list.js";
import { showOverview } from "./overview.js";
import { wordsOf } from "./query.js";
import { startTheme } from "./theme.js";
import { unpack } from "./unpack.js";
import { counted, t, translate } from "./words.js";

// A search that takes longer (ms) says that it is at work.
const SLOW = 150;

class Page {
  #found = [];
  #read = 0;
  // Which search, and which article, was asked for last: what comes late of an earlier one is not shown.
  #searches = 0;
  #ways = 0;

  constructor(harvest) {
    this.harvest = harvest;
    this.list = new List(listBox(), harvest, (at, enter) => this.open(at, enter));
    this.filters = new Filters(harvest.tables, (wanted) => this.search(wanted));
    this.article = new Article(harvest, {
      close: () => this.toList(),
      words: () => wordsOf(this.filters.wanted().query),
    });
    showOverview(byId("overview"), harvest, (wanted) => this.choose(wanted));
    this.#show(harvest.first, harvest.count);
    window.addEventListener("hashchange", () => this.route());
    document.addEventListener("keydown", (event) => this.key(event));
    byId("help").addEventListener("click", () => byId("keys").showModal());
    this.route();
  }

  /** Show the articles that have what is wanted. */
  async search(wanted) {
    const search = (this.#searches += 1);
    const long = setTimeout(() => (byId("hits").textContent = t("searching")), SLOW);
    try {
      const found = await this.harvest.select(wanted);
      if (search === this.#searches) this.#show(found, found.length, wanted.query);
    } catch (error) {
      failed(error);
    } finally {
      clearTimeout(long);
    }
  }

  #show(found, count, query = "") {
    this.#found = found;
    this.list.show(found);
    const hits = counted("articleCount", count);
    const reading = query && this.#read < 1;
    byId("hits").textContent = reading ? t("searched", hits, Math.floor(this.#read * 100)) : hits;
    // What is not among them must not stand beside them.
    if (byId("browser").hidden || document.body.classList.contains("reading")) this.article.showFound();
    else this.preview();
  }

  /** The overview's way to articles. */
  choose(wanted) {
    this.filters.set(wanted);
    this.search(this.filters.wanted());
    location.hash = "articles";
  }

  /** Show an article; `enter`: to be read. From article to article, the address changes without a step back for each. */
  async open(at, enter) {
    this.list.choose(at);
    const row = await this.harvest.load(at);
    const address = `#article/${encodeURIComponent(row.host)}/${row.tid}`;
    const reading = location.hash.startsWith("#article/");
    if (enter && !reading) {
      location.hash = address;
    } else {
      if (reading) history.replaceState(null, "", address);
      this.show(at, enter);
    }
  }

  async show(at, focus) {
    const way = (this.#ways += 1);
    this.list.choose(at);
    try {
      const row = await this.harvest.load(at);
      if (way === this.#ways) await this.article.show(row, { focus });
    } catch (error) {
      failed(error);
    }
  }

  toList() {
    location.hash = "articles";
    document.body.classList.remove("reading");
    listBox().focus();
  }

  /** Show what the address says. */
  async route() {
    const way = (this.#ways += 1);
    const [view, site, tid] = location.hash.slice(1).split("/");
    const articles = view === "articles" || view === "article";
    byId("overview").hidden = articles;
    byId("browser").hidden = !articles;
    byId("to-overview").setAttribute("aria-current", articles ? "false" : "page");
    byId("to-articles").setAttribute("aria-current", articles ? "page" : "false");
    this.article.closeCard();
    if (!articles) return;
    document.body.classList.toggle("reading", view === "article");
    const at = view === "article" ? await this.harvest.find(decoded(site), Number(tid)) : -1;
    if (way !== this.#ways) return;
    if (at >= 0) this.show(at, true);
    else if (view === "article") this.article.empty(t("notHere"));
    else this.preview();
  }

  /** Beside the list there is room for an article: the chosen one, or else the first. */
  preview() {
    const at = this.list.beside(0) ?? this.#found[0];
    if (at === undefined) this.article.empty(t("none"));
    else this.show(at, false);
  }

  step(by) {
    const at = this.list.beside(by);
    if (at !== undefined) this.open(at, location.hash.startsWith("#article/"));
  }

  key(event) {
    const typing = event.target.closest?.("input, select, dialog");
    if (event.key === "Escape" && !byId("keys").open) {
      if (!this.article.closeCard() && document.body.classList.contains("reading")) this.toList();
      return;
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const keys = {
      n: () => this.article.jump(1),
      p: () => this.article.jump(-1),
      j: () => this.step(1),
      k: () => this.step(-1),
      o: () => this.article.toggleOriginal(),
      "?": () => byId("keys").showModal(),
      "/": () => {
        if (byId("browser").hidden) location.hash = "articles";
        // Where the view is only now being shown, it can't have the focus yet.
        setTimeout(() => this.filters.focus());
      },
    };
    if (!Object.hasOwn(keys, event.key) || (byId("browser").hidden && !"?/".includes(event.key))) return;
    event.preventDefault();
    keys[event.key]();
  }

  /** Read the texts for the search, after all else is there. */
  async readTexts() {
    await this.harvest.readTexts((part) => {
      this.#read = part;
    });
    const wanted = this.filters.wanted();
    if (wanted.query || this.#found.length < this.harvest.count) await this.search(wanted);
    document.documentElement.dataset.state = "searchable";
  }
}

function decoded(part) {
  try {
    return decodeURIComponent(part ?? "");
  } catch {
    return "";
  }
}

/** Says why nothing is shown: an old browser, or a file that was cut short. */
function failed(error) {
  const message = byId("trouble");
  message.textContent = globalThis.DecompressionStream
    ? t("unreadable", error.message)
    : t("old");
  message.hidden = false;
  document.documentElement.dataset.state = "failed";
}

// A part that could not be loaded, of whoever asked for it.
window.addEventListener("unhandledrejection", (event) => failed(event.reason));
translate(document);
startTheme();
/** Resolves when the page has been painted, or would have been, were it in sight. */
function painted() {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, SLOW);
  });
}

/** The harvest that is packed in the page, or in its parts. */
async function harvestOf(page) {
  const index = await unpack(page.querySelector("script.index").textContent);
  const { parts } = page.documentElement.dataset;
  return parts ? new Folder(index, parts) : new Harvest(index, [...page.querySelectorAll("script.chunk")]);
}

try {
  const page = new Page(await harvestOf(document));
  document.documentElement.dataset.state = "ready";
  await painted();
  await page.readTexts();
} catch (error) {
  failed(error);
  throw error;
}
