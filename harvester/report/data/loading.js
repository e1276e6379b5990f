// Parts of a report that is a folder. A page that was opened from a file may fetch nothing, but it may load scripts: each
// part is one, and calls `harvestPart` with its name and what is packed in it (harvester/report/folder.py, `put`).

import { t } from "./words.js";

const NAME = /^parts-[0-9a-f]{12}\/[a-z]+\/[a-z0-9-]+\.js$/;

export class Loading {
  #folder;
  #waiting = new Map();
  #address;

  constructor(folder) {
    this.#folder = folder;
    // The only addresses that a script of this page may have; see the page's policy.
    const createScriptURL = (name) => {
      if (!NAME.test(name)) throw new TypeError(name);
      return name;
    };
    this.#address = globalThis.trustedTypes?.createPolicy("harvest-parts", { createScriptURL }) ?? { createScriptURL };
    globalThis.harvestPart = (name, packed) => this.#waiting.get(name)?.(packed);
  }

  /** What is packed in a part. */
  async load(name) {
    const script = document.createElement("script");
    try {
      return await new Promise((resolve, reject) => {
        const missing = () => reject(new Error(t("missing", `${this.#folder}/${name}.js`)));
        this.#waiting.set(name, resolve);
        script.addEventListener("load", missing); // too late to be one where the part has said what it has
        script.addEventListener("error", missing);
        script.src = this.#address.createScriptURL(`${this.#folder}/${name}.js`);
        document.head.append(script);
      });
    } finally {
      this.#waiting.delete(name);
      script.remove();
    }
  }
}
