// Light, dark, or as the system has it: a choice that the browser may remember.

import { byId } from "./dom.js";
import { t } from "./words.js";

const THEMES = ["system", "light", "dark"];
const KEY = "harvest-report-theme";

// A page opened from a file may have no storage: then the choice lasts as long as the page.
function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(theme) {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // See above.
  }
}

function apply(theme) {
  document.documentElement.dataset.theme = theme;
  byId("theme").textContent = t("theme", t(theme));
}

/** Apply the remembered theme, and let the button go through all of them. */
export function startTheme() {
  let theme = THEMES.includes(remembered()) ? remembered() : THEMES[0];
  apply(theme);
  byId("theme").addEventListener("click", () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    apply(theme);
    remember(theme);
  });
}
