// On every page of the lab: says what happens, starts Python early, keeps a reader's own work apart from new versions.
"use strict";

(() => {
  const texts = JSON.parse(document.getElementById("course-texts").textContent);
  const say = (key, values = {}) => texts[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  const root = new URL("../", location.href.split(/[?#]/)[0].replace(/index\.html$/, ""));
  const query = new URLSearchParams(location.search);
  const path = query.get("path") ?? "";
  const isNotebook = /\/notebooks\/(index\.html)?$/.test(location.pathname) && path.endsWith(".ipynb");
  const lesson = path.match(/^(?:lessons|exercises)\/([^/.]+)/)?.[1];
  const lessonPage = new URL(lesson ? `../lessons/${lesson}.html` : "../index.html", root).href;

  // ---- the bar above JupyterLab ------------------------------------------------------------------------------------
  const make = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  };
  const state = make("span", { id: "course-state", role: "status" });
  const bar = make(
    "header",
    { id: "course-bar" },
    make("a", { href: lessonPage }, say(lesson ? "back_to_lesson" : "back_to_course")),
    state,
    make("a", { href: new URL("index.html", root).href }, say("my_notebooks")),
  );
  const show = (key, values) => {
    state.dataset.state = key;
    state.textContent = say(key, values);
  };

  function notice(key, values, ...actions) {
    document.getElementById(`course-notice-${key}`)?.remove();
    const close = make("button", { type: "button", "aria-label": say("close") }, "×");
    const box = make(
      "div",
      { id: `course-notice-${key}`, class: "course-notice", role: "alert" },
      make("p", {}, say(key, values)),
      ...actions,
      close,
    );
    close.addEventListener("click", () => box.remove());
    placed.then(() => document.body.append(box));
  }
  const button = (key, act) => {
    const node = make("button", { type: "button" }, say(key));
    node.addEventListener("click", act);
    return node;
  };
  const link = (key, href) => make("a", { href }, say(key));
  const reload = () => button("reload", () => location.reload());

  const placed = new Promise((done) => {
    const place = () => done(document.body.prepend(bar));
    if (document.body) place();
    else document.addEventListener("DOMContentLoaded", place);
  });

  // ---- what a browser must be able to do ---------------------------------------------------------------------------
  const missing = typeof WebAssembly !== "object" ? "no_wasm" : typeof Worker !== "function" ? "no_worker" : null;
  if (missing) {
    show(missing);
    notice(missing, {}, link("read_lesson", lessonPage));
    document.getElementById("jupyter-lite-main")?.remove();
  }
  courseStorage.works().then((works) => works || notice("no_storage", {}));
  // without one, code cannot open the files of the file browser
  setTimeout(async () => {
    const registered = await navigator.serviceWorker?.getRegistration().catch(() => null);
    if (isNotebook && !missing && !registered) notice("no_service_worker", {});
  }, 20000);

  // ---- Python starts before JupyterLab asks for it -----------------------------------------------------------------
  const isKernel = (address) => String(address).includes("/pyodide-kernel-extension/static/");
  const Plain = window.Worker;
  let early = null;

  function listen(worker) {
    worker.addEventListener("message", ({ data }) => {
      const news = data?.browserlab;
      if (!news) return;
      if (news.state === "failed") failed(news.message);
      else show(news.state === "ready" ? "ready" : `loading_${news.part}`);
    });
    worker.addEventListener("error", (event) => failed(event.message ?? say("worker_blocked")));
    return worker;
  }

  function failed(message) {
    show("failed");
    notice("failed_why", { message }, reload(), link("read_lesson", lessonPage));
  }

  if (!missing) {
    const start = () => {
      try {
        return listen(new Plain(new URL("pyodide/worker.js", root)));
      } catch (error) {
        failed(error.message);
        return null;
      }
    };
    window.Worker = class extends Plain {
      constructor(address, options) {
        if (isKernel(address) && early) {
          const worker = early;
          early = null;
          worker.postMessage({ browserlabKernel: String(address) });
          return worker;
        }
        super(address, options);
        if (isKernel(address)) listen(this);
      }
    };
    if (isNotebook) {
      show("loading_interpreter");
      early = start();
    }
  }

  // ---- own work and new versions -----------------------------------------------------------------------------------
  /** A short mark of what a notebook's cells say, whatever they gave when they were run. */
  function mark(notebook) {
    let hash = 0xcbf29ce484222325n;
    const cells = (notebook?.cells ?? []).map((cell) => [cell.cell_type, [cell.source].flat().join("")]);
    for (const byte of new TextEncoder().encode(JSON.stringify(cells))) {
      hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
    }
    return hash.toString(16);
  }

  const fresh = async () => (await fetch(new URL(`files/${path}`, root), { cache: "no-cache" })).json();

  /** Tell whether the notebook is the course's, word for word; offer a newer version where it is the reader's own. */
  async function isGiven() {
    const { known, record } = courseStorage.given();
    const current = await (await fetch(new URL("course/given.json", root), { cache: "no-cache" })).json();
    if (!(path in current)) return false;
    const [saved, before] = [await courseStorage.get(path), known[path]];
    if (!saved) {
      record(path, { version: current[path], mark: mark(await fresh()) });
      return true;
    }
    const untouched = before && mark(saved.content) === before.mark;
    if (!before || before.version === current[path]) return untouched;
    if (untouched) {
      await courseStorage.remove(path); // outputs alone: the new version takes its place
      location.reload();
      return false;
    }
    const copy = path.replace(/\.ipynb$/, ".new.ipynb");
    notice("newer", { copy: copy.split("/").pop() }, button("open_newer", () => openNewer(copy, current[path])));
    return false;
  }

  async function openNewer(copy, version) {
    const notebook = await fresh();
    let name = copy;
    for (let count = 2; await courseStorage.get(name); count++) name = copy.replace(".ipynb", `-${count}.ipynb`);
    await courseStorage.put(name, notebook);
    courseStorage.given().record(path, { version, mark: mark(notebook) });
    location.href = `?path=${encodeURIComponent(name)}`;
  }

  // ---- run on opening ----------------------------------------------------------------------------------------------
  const until = async (look, patience = 90000) => {
    for (const end = performance.now() + patience; performance.now() < end; ) {
      const found = look();
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return null;
  };

  async function runAll() {
    const app = await until(() => window.jupyterapp);
    const panel = await until(() => app?.shell.currentWidget?.sessionContext && app.shell.currentWidget);
    if (!panel) return;
    await panel.context.ready;
    await panel.sessionContext.ready;
    const done = app.commands.execute("notebook:run-all-cells");
    const top = () => {
      if (panel.content.activeCellIndex < panel.content.widgets.length - 1) return; // the reader is elsewhere
      panel.content.activeCellIndex = 0;
      panel.content.node.querySelector(".jp-WindowedPanel-outer")?.scrollTo(0, 0);
    };
    top();
    await done;
    top();
  }

  if (isNotebook && !missing) {
    isGiven().then((given) => {
      if (given && query.get("run") === "all") runAll();
    });
  }
})();
