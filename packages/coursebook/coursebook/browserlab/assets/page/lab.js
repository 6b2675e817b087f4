// On every page of JupyterLab: says what happens in a bar and in notices, and starts Python early.
"use strict";

window.courseLab = (() => {
  const { courseStorage, coursePage } = window;
  const { say, make, button } = coursePage;
  const root = new URL("../", location.href.split(/[?#]/)[0].replace(/index\.html$/, ""));
  const path = new URLSearchParams(location.search).get("path") ?? "";
  const isNotebook = /\/notebooks\/(index\.html)?$/.test(location.pathname) && path.endsWith(".ipynb");
  const lesson = path.match(/^(?:lessons|exercises)\/([^/.]+)/)?.[1];
  const lessonPage = new URL(lesson ? `../lessons/${lesson}.html` : "../index.html", root).href;

  // ---- the bar above JupyterLab ------------------------------------------------------------------------------------
  const state = make("span", { id: "course-state", role: "status" });
  const kept = make("span", { id: "course-kept", role: "status" });
  const bar = make(
    "header",
    { id: "course-bar" },
    make("a", { href: lessonPage }, say(lesson ? "back_to_lesson" : "back_to_course")),
    state,
    kept,
    make("a", { href: new URL("index.html", root).href }, say("my_notebooks")),
  );

  /** Say what Python does. */
  function show(key, values) {
    state.setAttribute("aria-live", key === "loading_python" ? "off" : "polite"); // or every megabyte is read out
    state.dataset.state = key;
    state.textContent = say(key, values);
  }

  /** Say whether the reader's work is kept. */
  function keep(key) {
    kept.dataset.state = key;
    kept.textContent = say(key);
  }

  const notices = make("div", { id: "course-notices" });
  function notice(key, values, ...actions) {
    document.getElementById(`course-notice-${key}`)?.remove();
    const close = make("button", { type: "button", "aria-label": say("close") }, "×");
    const attributes = { id: `course-notice-${key}`, class: "course-notice", role: "alert" };
    const box = make("div", attributes, make("p", {}, say(key, values)), ...actions, close);
    close.addEventListener("click", () => box.remove());
    notices.append(box);
  }
  const link = (key, href) => make("a", { href }, say(key));
  const reload = () => button("reload", () => location.reload());

  function place() {
    document.body.prepend(bar);
    document.body.append(notices);
    // JupyterLab's page begins where the bar ends, however many lines that has
    new ResizeObserver(() => {
      document.documentElement.style.setProperty("--course-bar", `${bar.offsetHeight}px`);
      window.dispatchEvent(new Event("resize"));
    }).observe(bar);
  }
  if (document.body) place();
  else document.addEventListener("DOMContentLoaded", place);

  // ---- what a browser must be able to do ---------------------------------------------------------------------------
  const missing = typeof WebAssembly !== "object" ? "no_wasm" : typeof Worker !== "function" ? "no_worker" : null;
  if (missing) {
    show(missing);
    notice(missing, {}, link("read_lesson", lessonPage));
    document.getElementById("jupyter-lite-main")?.remove();
  }

  const stores = courseStorage.works().then((works) => {
    if (!works) {
      keep("not_kept");
      notice("no_storage", {});
    }
    return works;
  });

  // Without a service worker code cannot open the files of the file browser. JupyterLab registers it when it is ready
  // to: how that ends is known when it ends. Where nothing is kept, the reader has been told already.
  async function noServiceWorker() {
    if (isNotebook && !missing && (await stores)) notice("no_service_worker", {});
  }
  const workers = navigator.serviceWorker;
  if (workers) {
    const register = workers.register.bind(workers);
    workers.register = async (...words) => {
      try {
        return await register(...words);
      } catch (error) {
        noServiceWorker();
        throw error;
      }
    };
  } else noServiceWorker();

  // ---- Python starts before JupyterLab asks for it -----------------------------------------------------------------
  const isKernel = (address) => String(address).includes("/pyodide-kernel-extension/static/");
  const Plain = window.Worker;
  let early = null;

  function listen(worker) {
    worker.addEventListener("message", ({ data }) => {
      const news = data?.browserlab;
      if (!news) return;
      if (news.state === "failed") failed(news.message);
      else show(news.state, news);
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
      show("loading_begins");
      early = start();
    }
  }

  return { root, path, opens: isNotebook && !missing, stores, bar, keep, notice };
})();
