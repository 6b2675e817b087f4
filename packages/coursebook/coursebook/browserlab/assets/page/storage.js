// A reader's notebooks in the browser's own database, where JupyterLite keeps them (localforage, one store of files).
"use strict";

window.courseStorage = (() => {
  const NAME = "second-urbanization";
  const STORE = "files";
  const FORMAT = "second-urbanization-notebooks"; // of the file of all work
  const GIVEN = "second-urbanization-given"; // which version of a notebook a reader's copy began with

  const asked = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  async function open() {
    let request = indexedDB.open(NAME);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    let base = await asked(request);
    if (!base.objectStoreNames.contains(STORE)) {
      const next = base.version + 1;
      base.close();
      request = indexedDB.open(NAME, next);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE);
      base = await asked(request);
    }
    base.onversionchange = () => base.close();
    return base;
  }

  async function within(mode, act) {
    const base = await open();
    try {
      const transaction = base.transaction(STORE, mode);
      const whole = new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = () => reject(transaction.error ?? new DOMException("aborted", "AbortError"));
      });
      const [answer] = await Promise.all([act(transaction.objectStore(STORE)), whole]); // a full disk shows at the end
      return answer;
    } finally {
      base.close();
    }
  }

  const get = (path) => within("readonly", (store) => asked(store.get(path)));
  const paths = () => within("readonly", (store) => asked(store.getAllKeys()));
  const remove = (path) => within("readwrite", (store) => asked(store.delete(path)));
  const putModel = (model) => within("readwrite", (store) => asked(store.put(model, model.path)));

  /** What JupyterLite keeps of a notebook (parsed) or a text. */
  function model(path, content) {
    const now = new Date().toISOString();
    const isNotebook = path.endsWith(".ipynb");
    return {
      name: path.split("/").pop(),
      path,
      content,
      created: now,
      last_modified: now,
      writable: true,
      size: (isNotebook ? JSON.stringify(content) : content).length,
      type: isNotebook ? "notebook" : "file",
      format: isNotebook ? "json" : "text",
      mimetype: isNotebook ? "application/json" : "text/plain",
    };
  }

  const put = (path, content) => putModel(model(path, content));

  /** Everything that a reader saved, as one object. */
  async function everything() {
    const files = [];
    for (const path of await paths()) files.push(await get(path));
    return { format: FORMAT, version: 1, saved: new Date().toISOString(), files };
  }

  /** Put back what `everything` gave; a notebook that is there already stays, the one of the file gets a new name. */
  async function restore(packed) {
    if (packed?.format !== FORMAT || !Array.isArray(packed.files)) return null;
    const report = { added: 0, beside: 0, same: 0 };
    for (const model of packed.files) {
      if (typeof model?.path !== "string" || !("content" in model)) continue;
      const here = await get(model.path);
      if (!here) report.added += 1;
      else if (JSON.stringify(here.content) === JSON.stringify(model.content)) {
        report.same += 1;
        continue;
      } else {
        const stem = model.path.replace(/(\.[^./]*)?$/, ".imported$1");
        let name = stem;
        for (let count = 2; await get(name); count++) name = stem.replace(".imported", `.imported-${count}`);
        Object.assign(model, { path: name, name: name.split("/").pop() });
        report.beside += 1;
      }
      await putModel(model);
    }
    return report;
  }

  async function clear() {
    await within("readwrite", (store) => asked(store.clear()));
    try {
      localStorage.removeItem(GIVEN);
    } catch {
      // forbidden: there is nothing to remove
    }
  }

  /** Tell whether this browser keeps anything at all. */
  async function works() {
    try {
      await paths();
      return true;
    } catch {
      return false;
    }
  }

  function given() {
    let known = {};
    try {
      known = JSON.parse(localStorage.getItem(GIVEN)) ?? {};
    } catch {
      // unreadable or forbidden: nothing is known
    }
    const record = (path, entry) => {
      known[path] = entry;
      try {
        localStorage.setItem(GIVEN, JSON.stringify(known));
      } catch {
        // no storage: the page has said so
      }
    };
    return { known, record };
  }

  return { FORMAT, get, put, model, paths, remove, everything, restore, clear, works, given };
})();
