// The lab's start page: every notebook, the reader's saved work, and its way out and back in as a file.
"use strict";

(() => {
  const { courseStorage } = window;
  const { say, button, toDisk, download } = window.coursePage;
  const at = (id) => document.getElementById(id);
  const news = (text) => (at("news").textContent = text);

  const open = (path, more = "") => `notebooks/index.html?path=${encodeURIComponent(path)}${more}`;
  function entry(list, href, text, ...more) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    Object.assign(link, { href, textContent: text });
    item.append(link, ...more);
    at(list).append(item);
  }

  async function fillSaved() {
    at("saved").replaceChildren();
    const packed = await courseStorage.everything();
    const files = packed.files.filter((model) => model?.type !== "directory");
    for (const { path, type, last_modified, content } of files) {
      const when = ` (${say("saved_on", { when: new Date(last_modified).toLocaleString() })}) `;
      if (type === "notebook") {
        const named = { "aria-label": `${say("download")}: ${path}` };
        entry(
          "saved",
          open(path),
          path,
          when,
          button("download", () => download(path, content), named),
        );
      } else entry("saved", `edit/index.html?path=${encodeURIComponent(path)}`, path, when);
    }
    if (!files.length) {
      at("saved").append(Object.assign(document.createElement("li"), { textContent: say("nothing_saved") }));
    }
    at("export").disabled = at("reset").disabled = !files.length;
    return packed;
  }

  /** What a file brings back, in the form of `courseStorage.everything`; null where it is none of ours. */
  async function unpack(file) {
    try {
      const read = JSON.parse(await file.text());
      if (!file.name.endsWith(".ipynb") || !Array.isArray(read.cells)) return read;
      return { format: courseStorage.FORMAT, files: [courseStorage.model(file.name, read)] };
    } catch {
      return null;
    }
  }

  async function bringBack(file) {
    try {
      const report = await courseStorage.restore(await unpack(file));
      news(report ? say("imported", report) : say("import_failed", { file: file.name }));
    } catch {
      news(say("storage_full")); // whole or not at all: each notebook is written on its own
    }
    await fillSaved();
  }

  for (const key of ["export", "import", "reset", "cancel", "intro", "files"]) at(key).textContent = say(key);
  at("back").textContent = say("back_to_course");
  at("saved-title").textContent = say("saved_work");
  at("lessons-title").textContent = say("lessons");
  at("exercises-title").textContent = say("exercises");
  at("confirm").textContent = say("reset_confirm");
  document.querySelector("h1").textContent = say("title");

  at("export").addEventListener("click", async () => {
    toDisk(`notebooks-${new Date().toISOString().slice(0, 10)}.json`, JSON.stringify(await courseStorage.everything()));
  });
  at("import").addEventListener("click", () => at("file").click());
  at("file").addEventListener("change", async () => {
    for (const file of at("file").files) await bringBack(file);
    at("file").value = "";
  });
  at("reset").addEventListener("click", async () => {
    at("sure-text").textContent = say("reset_warning", { count: (await courseStorage.paths()).length });
    at("sure").showModal();
  });
  at("cancel").addEventListener("click", () => at("sure").close());
  at("confirm").addEventListener("click", async () => {
    await courseStorage.clear();
    at("sure").close();
    news(say("erased"));
    await fillSaved();
  });

  fetch("course/given.json", { cache: "no-cache" })
    .then((answer) => answer.json())
    .then((given) => {
      for (const path of Object.keys(given).sort()) {
        const [list, name] = [path.split("/")[0], path.split("/").pop().replace(".ipynb", "")];
        const words = name.replace(/^(\d+)_/, "").replaceAll("_", " ");
        entry(list, open(path, list === "lessons" ? "&run=all" : ""), words.charAt(0).toUpperCase() + words.slice(1));
      }
    });
  courseStorage.works().then((works) => {
    if (works) fillSaved();
    else {
      news(say("no_storage"));
      for (const key of ["export", "import", "reset"]) at(key).disabled = true;
    }
  });
})();
