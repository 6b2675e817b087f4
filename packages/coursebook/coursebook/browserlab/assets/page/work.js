// On a notebook's page: keeps a reader's own work apart from new versions, gives it out as a file, says what is kept.
"use strict";

(() => {
  const { courseStorage, coursePage, courseLab } = window;
  const { root, path, stores, bar, keep, notice } = courseLab;
  const { say, make, button, download } = coursePage;
  if (!courseLab.opens) return;

  const fresh = async () => (await fetch(new URL(`files/${path}`, root), { cache: "no-cache" })).json();

  /** The notebook's panel in JupyterLab, once it is there, with its content; a slow line takes its time. */
  const opened = (async () => {
    for (;;) {
      const panel = window.jupyterapp?.shell.currentWidget;
      if (panel?.sessionContext) {
        await panel.context.ready;
        return panel;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();

  courseLab.opened = opened;

  // ---- how much of JupyterLab has come, until the notebook can be seen
  const amount = make("span", { id: "course-page" });
  const total = Number(say("page_megabytes"));
  let come = 0;
  const loads = new PerformanceObserver((list) => {
    for (const { encodedBodySize } of list.getEntries()) come += encodedBodySize;
    amount.textContent = say("loading_page", { done: Math.min(Math.round(come / 1e6), total), total });
  });
  bar.children[1].before(amount);
  loads.observe({ type: "resource", buffered: true });
  opened.then(() => {
    loads.disconnect();
    amount.remove();
  });

  // ---- what is kept, and the way out -------------------------------------------------------------------------------
  let taken = true; // all that the reader has changed is in a file of his own
  opened.then(async ({ context }) => {
    const works = await stores;
    context.model.contentChanged.connect(() => (taken = false));
    context.saveState.connect((_, state) => {
      if (!works) return; // saved until the page is closed, which is not what a reader means by it
      if (state.startsWith("completed")) keep("kept");
      else if (state === "failed") keep("not_stored");
    });
    if (works && (await courseStorage.get(path))) keep("kept");
    window.addEventListener("beforeunload", (event) => works || taken || event.preventDefault());
  });

  /** Save and give out what stands in the notebook; before it is open, what is saved or what the course gives. */
  async function takeOut() {
    const context = window.jupyterapp?.shell.currentWidget?.context;
    if (!context?.isReady) {
      const saved = (await stores) && (await courseStorage.get(path));
      download(path, saved?.content ?? (await fresh()));
      return;
    }
    // the file does not wait for the saving, which may ask a question or fail
    if (context.model.dirty) context.save().catch(() => {}); // the bar says so
    download(context.path, context.model.toJSON());
    taken = true;
  }
  bar.lastChild.before(button("download", takeOut, { id: "course-download" }));

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

  /** Tell whether the notebook is the course's, word for word; offer a newer version where it is the reader's own. */
  async function isGiven() {
    const { known, record } = courseStorage.given();
    const current = await (await fetch(new URL("course/given.json", root), { cache: "no-cache" })).json();
    if (!(path in current)) return false;
    if (!(await stores)) return true;
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
    notice(
      "newer",
      { copy: copy.split("/").pop() },
      button("open_newer", () => openNewer(copy, current[path])),
    );
    return false;
  }

  async function openNewer(copy, version) {
    const notebook = await fresh();
    let name = copy;
    for (let count = 2; await courseStorage.get(name); count++) name = copy.replace(".ipynb", `-${count}.ipynb`);
    try {
      await courseStorage.put(name, notebook);
    } catch {
      notice("storage_full", {});
      return;
    }
    courseStorage.given().record(path, { version, mark: mark(notebook) });
    location.href = `?path=${encodeURIComponent(name)}`;
  }

  // ---- run on opening ----------------------------------------------------------------------------------------------
  async function runAll() {
    const panel = await opened;
    await panel.sessionContext.ready;
    const done = window.jupyterapp.commands.execute("notebook:run-all-cells");
    const top = () => {
      if (panel.content.activeCellIndex < panel.content.widgets.length - 1) return; // the reader is elsewhere
      panel.content.activeCellIndex = 0;
      panel.content.node.querySelector(".jp-WindowedPanel-outer")?.scrollTo(0, 0);
    };
    top();
    await done;
    top();
  }

  /** Show the pictures of moving figures whose Python ended with an earlier visit; tell whether there are any. */
  const stilled = opened.then(({ content }) => {
    const view = "application/vnd.jupyter.widget-view+json";
    let found = false;
    for (const { outputs } of content.model.cells) {
      for (let at = 0; at < (outputs?.length ?? 0); at++) {
        const output = outputs.get(at).toJSON();
        if (!output.data || !(view in output.data)) continue;
        const data = { ...output.data };
        delete data[view];
        outputs.set(at, { ...output, data });
        found = true;
      }
    }
    return found;
  });

  isGiven().then(async (given) => {
    if (given && new URLSearchParams(location.search).get("run") === "all") return runAll();
    if (!(await stilled)) return;
    const again = button("run_again", () => {
      again.parentNode.remove();
      return runAll();
    });
    notice("stilled", {}, again);
  });
})();
