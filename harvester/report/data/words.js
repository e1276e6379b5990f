// What the page says, in English and in Chinese: by the browser's language, or by the one that the report was made for.

const ENGLISH = {
  title: "Harvest report", overview: "Overview", articles: "Articles", keys: "Keys", close: "Close", list: "List", views: "Views",
  theme: "Theme: {0}", system: "system", light: "light", dark: "dark",
  noscript: "This report shows its data by script, which this browser has switched off.",
  unreadable: "The data of this report can't be read: {0}",
  missing: "{0} is not beside the page, or is not whole: a report that is a folder has to be copied whole", searching: "Searching ...",
  old: "This browser is too old for the report: it has to know DecompressionStream (browsers of 2024 do).",
  search: "Search title, text, author, board, address", found: "Articles found", filters: "Filters",
  keyRepair: "next, previous repair", keyArticle: "next, previous article", keyOriginal: "the original beside it, or not",
  keySearch: "search", keyClose: "close the card; back to the list", keyHelp: "this list",
  searched: "{0}; {1} % of the texts searched so far", notHere: "This article is not in the report.", none: "No article.",
  forum: "Forum", allForums: "all forums", board: "Board", allBoards: "all boards", noBoard: "no board", boardNumber: "board {0}",
  repair: "Repair", allArticles: "all articles", anyRepair: "any repair", noRepair: "no repair",
  certainty: "How sure", anyCertainty: "however sure", order: "Order", from: "From", until: "Until",
  doubt: "most doubtful first", repairsFirst: "most repairs first", newest: "newest first", oldest: "oldest first",
  certain: "certain", likely: "likely", guess: "guess", lost: "{0} lost",
  repaired: "Repaired", changes: "Changes", beside: "Original beside", original: "Original", view: "View",
  previousRepair: "previous repair (p)", nextRepair: "next repair (n)", markedRepairs: "Marked repairs", repairs: "Repairs",
  misfits: "{0} can't be shown: the log does not fit the text.", step: "{0} of {1}", copy: "Copy text", copied: "Copied",
  noTitle: "(no title)", anonymous: "(anonymous)", editedBy: "edited by ", says: "What the text says of itself",
  revision: "revision {0}", corrected: "corrected by hand: {0}", duplicateOf: "a copy of {0}", continues: "continues {0}",
  continuedBy: "goes on in {0}", pictures: "Pictures", files: "Files", kept: "kept as {0}",
  unseen: "a character that is not shown", putIn: "put in here", takenOut: "taken out here", before: "before", after: "after",
  nothing: "nothing", bits: "{0} bits",
  made: "Made {0} by Harvester {1}. ", part: "The figures are of all articles; the {0} most doubtful ones are in this page.",
  ofThem: "of them repaired", notArticles: "pages that were not articles", kind: "kind", more: "{0} more",
  kindsAbout: "How many repairs of each kind, and how sure. A kind leads to its articles.", kinds: "Kinds of repairs",
  noneRepaired: "No text needed repair.", boards: "Boards", boardsAbout: "The strong part of a bar is what was repaired.",
  encodings: "Encodings", encodingsAbout: "What pages were read as, and how that was found.", encoding: "encoding", how: "found",
  notices: "Notices", allWell: "Every page that was asked for was an article.", failure: "failure", notice: "notice", pages: "pages",
  noticesAbout: "Pages that were not articles, each once, of all runs; a failure is a page that could not be fetched or read.",
  examples: "Examples", harvested: "Harvested", published: "Published", forums: "Forums",
  harvestedAbout: "Articles by the {0} on which they came in.", publishedAbout: "Articles by the {0} on which they were posted.",
  harvestedChart: "Articles harvested", publishedChart: "Articles published", tableBy: "Table by {0}", unknown: "unknown",
  chart: "{0}: {1} in {2}, at most {3} in one", day: "day", month: "month", year: "year",
  articleCount: ["{0} article", "{0} articles"], repairCount: ["{0} repair", "{0} repairs"], replyCount: ["{0} reply", "{0} replies"],
  forumCount: ["{0} forum", "{0} forums"], characterCount: ["{0} character", "{0} characters"],
  dayCount: ["{0} day", "{0} days"], monthCount: ["{0} month", "{0} months"], yearCount: ["{0} year", "{0} years"],
  article: ["article", "articles"], repairNoun: ["repair", "repairs"], noticeNoun: ["notice", "notices"],
  readAs: "{0} read as {1}",
};

const CHINESE = {
  title: "采集报告", overview: "概况", articles: "文章", keys: "按键", close: "关闭", list: "列表", views: "页面",
  theme: "外观：{0}", system: "随系统", light: "浅色", dark: "深色",
  noscript: "这份报告要用脚本显示，而这个浏览器关掉了脚本。",
  unreadable: "读不出这份报告的数据：{0}",
  missing: "页面旁边没有 {0}，或者它不完整：文件夹形式的报告要整个复制", searching: "正在搜索……",
  old: "这个浏览器太旧，不认识 DecompressionStream；2024 年以后的浏览器可以。",
  search: "搜标题、正文、作者、版块、地址", found: "找到的文章", filters: "筛选",
  keyRepair: "下一处、上一处修复", keyArticle: "下一篇、上一篇", keyOriginal: "并排显示原文，或不显示",
  keySearch: "搜索", keyClose: "关掉说明；回到列表", keyHelp: "这张表",
  searched: "{0}；正文已搜 {1} %", notHere: "报告里没有这篇文章。", none: "没有文章。",
  forum: "论坛", allForums: "所有论坛", board: "版块", allBoards: "所有版块", noBoard: "无版块", boardNumber: "版块 {0}",
  repair: "修复", allArticles: "所有文章", anyRepair: "有修复的", noRepair: "没有修复的",
  certainty: "把握", anyCertainty: "不论", order: "排序", from: "从", until: "到",
  doubt: "最可疑的在前", repairsFirst: "修复最多的在前", newest: "最新的在前", oldest: "最早的在前",
  certain: "确定", likely: "很可能", guess: "猜测", lost: "丢失 {0}",
  repaired: "修复后", changes: "改动", beside: "并排原文", original: "原文", view: "显示",
  previousRepair: "上一处 (p)", nextRepair: "下一处 (n)", markedRepairs: "标出哪些", repairs: "修复",
  misfits: "{0}显示不了：记录与正文对不上。", step: "第 {0} 处，共 {1}", copy: "复制正文", copied: "已复制",
  noTitle: "（无标题）", anonymous: "（匿名）", editedBy: "编辑者：", says: "正文里的新闻要素",
  revision: "第 {0} 版", corrected: "人工更正：{0}", duplicateOf: "与 {0} 相同", continues: "接 {0}",
  continuedBy: "转 {0}", pictures: "图片", files: "附件", kept: "存为 {0}",
  unseen: "看不见的字符", putIn: "此处补上", takenOut: "此处删去", before: "原来", after: "现在",
  nothing: "无", bits: "{0} 比特",
  made: "{0} 由 Harvester {1} 生成。", part: "数字是全部文章的；这一页收了最可疑的 {0} 篇。",
  ofThem: "其中有修复", notArticles: "不是文章的页面", kind: "种类", more: "另有 {0} 行",
  kindsAbout: "每种修复有多少处，把握如何。点种类看文章。", kinds: "修复的种类",
  noneRepaired: "没有需要修复的文本。", boards: "版块", boardsAbout: "深色部分是有修复的。",
  encodings: "编码", encodingsAbout: "页面按什么编码读，怎么定的。", encoding: "编码", how: "依据",
  notices: "通知", allWell: "问到的页面全是文章。", failure: "失败", notice: "通知", pages: "页",
  noticesAbout: "各次运行中不是文章的页面，同一页只算一次；失败是取不到或读不懂的页面。",
  examples: "例子", harvested: "采集时间", published: "发表时间", forums: "论坛",
  harvestedAbout: "按采到的{0}统计。", publishedAbout: "按发表的{0}统计。",
  harvestedChart: "采到的文章", publishedChart: "发表的文章", tableBy: "按{0}列表", unknown: "不明",
  chart: "{0}：{2}共 {1}，最多一{4} {3}", day: "日", month: "月", year: "年",
  articleCount: ["{0} 篇文章"], repairCount: ["{0} 处修复"], replyCount: ["{0} 个回复"],
  forumCount: ["{0} 个论坛"], characterCount: ["{0} 字"],
  dayCount: ["{0} 天"], monthCount: ["{0} 个月"], yearCount: ["{0} 年"],
  article: ["篇文章"], repairNoun: ["处修复"], noticeNoun: ["条通知"],
  readAs: "{0} 当作 {1} 读",
};

/** Kinds of repairs as an editor calls them; those of a misreading are made of their two encodings. */
const KINDS = {
  noise: ["noise against copying", "防复制乱字符"], "site-string": ["the site's own noise", "本站乱字符"],
  shift: ["shifted bytes", "错位"], "half-width": ["half-width marks", "半角标点"], gloss: ["leftover readings", "注音"],
  entity: ["references", "字符实体"], tag: ["literal tags", "标签"], nbsp: ["lost blanks", "丢失的空格"],
  cut: ["cut characters", "半个字"], chrome: ["the forum's own words", "论坛自己的话"], "page-turn": ["lost page turns", "版面转接"],
  "broken-line": ["broken lines", "折断的行"], c1: ["control characters", "控制字符"], "private-use": ["private characters", "造字区字符"],
};

/** Labels of what a text says of itself, in Chinese; in English they are as the data have them. */
const SAYS = {
  byline: "署名", headline: "标题", "original title": "原标题", dateline: "电头", location: "地点", agency: "转述自", source: "来源",
  via: "转载自", "original url": "原文地址", column: "栏目", editor: "编辑", translator: "译者", photographers: "摄影", issue: "版次",
};

const wished = document.documentElement.dataset.language;
const language = wished === "en" || wished === "zh" ? wished : /^zh\b/i.test(navigator.language) ? "zh" : "en";
const words = language === "zh" ? CHINESE : ENGLISH;

function filledIn(text, values) {
  return text.replace(/\{(\d)\}/g, (_, at) => values[at]);
}

/** The words called `name`, with `values` in their places. */
export function t(name, ...values) {
  return filledIn(words[name], values);
}

/** A number of things: `counted("articleCount", 2)` is `2 articles`. */
export function counted(name, number) {
  return filledIn(noun(name, number), [figure(number)]);
}

/** The noun called `name` for a number of things. */
export function noun(name, number) {
  const [one, many] = words[name];
  return number === 1 ? one : many ?? one;
}

/** A number as people read it. */
export function figure(number) {
  return number.toLocaleString("en");
}

/** A kind of repair, as an editor calls it; a kind that is not known stays as it is. */
export function kindName(kind) {
  const known = Object.hasOwn(KINDS, kind) ? KINDS[kind] : null;
  if (known) return known[language === "zh" ? 1 : 0];
  const [text, reader] = kind.split("-as-");
  return reader ? t("readAs", text, reader) : kind;
}

/** A label of what a text says of itself. */
export function saysName(label) {
  return (language === "zh" && Object.hasOwn(SAYS, label) && SAYS[label]) || label;
}

/** Put the words into the page's own elements: `data-t` names the text, `data-t-NAME` that of an attribute. */
export function translate(page) {
  page.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
  page.title = t("title");
  for (const element of page.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const element of page.querySelectorAll("[data-t-label]")) {
    element.setAttribute("aria-label", t(element.dataset.tLabel));
    if (element.localName === "input") element.placeholder = t(element.dataset.tLabel);
  }
}
