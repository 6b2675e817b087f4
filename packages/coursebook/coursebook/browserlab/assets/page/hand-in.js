// On the page of an exercise: run it from the top as the grader will, say what it lacks, make the file to hand in.
"use strict";

(() => {
  const { coursePage, courseLab } = window;
  const { say, make, button, toDisk, written } = coursePage;
  if (!courseLab.opens || !courseLab.path.startsWith("exercises/")) return;
  courseLab.seconds = 60; // that one cell may take

  const news = make("p", { role: "status" });
  const found = make("ul");
  const student = make("input", { id: "course-student", maxlength: "100", autocomplete: "off", spellcheck: "false" });
  const save = button("hand_in_save", () => atWork(pack), { id: "course-hand-in-save" });
  const close = button("close", () => box.close());
  const box = make(
    "dialog",
    { id: "course-hand-in", "aria-labelledby": "course-hand-in-title" },
    make("h2", { id: "course-hand-in-title" }, say("hand_in")),
    news,
    found,
    make("p", {}, say("hand_in_limits")),
    make("label", { for: "course-student" }, say("hand_in_student")),
    student,
    make("p", { class: "actions" }, save, close),
  );
  box.addEventListener("cancel", (event) => save.disabled && event.preventDefault());
  student.addEventListener("keydown", (event) => event.key === "Enter" && save.click());
  let panel, checked;

  /** Do something that takes time; until it is done, nothing else can be asked for. */
  async function atWork(act) {
    const parts = [save, close, student];
    for (const part of parts) part.disabled = true;
    try {
      await act();
    } catch (error) {
      news.textContent = say("hand_in_failed", { message: String(error.message ?? error).slice(0, 300) });
    }
    for (const part of parts) part.disabled = false;
  }

  /** Ask the notebook's Python; no name of it stays in the notebook. */
  async function ask(request) {
    const plain = await (await fetch(new URL("course/plain.py", courseLab.root))).text();
    const [code, asked] = [plain, JSON.stringify(request)].map((text) => JSON.stringify(text)); // literals of Python too
    const future = panel.sessionContext.session.kernel.requestExecute({
      code: `(lambda space: (exec(${code}, space), print(space["answer"](${asked}))))({"__name__": "plain"});`,
      store_history: false,
    });
    let said = "";
    let error = "";
    future.onIOPub = ({ header, content }) => {
      if (header.msg_type === "stream" && content.name === "stdout") said += content.text;
      if (header.msg_type === "error") error = `${content.ename}: ${content.evalue}`;
    };
    await future.done;
    if (error) throw new Error(error);
    return JSON.parse(said);
  }

  /** Run all cells in a fresh Python; return the number of the one that did not end in time, if any. */
  async function fromTop() {
    const { commands } = window.jupyterapp;
    const { kernel } = panel.sessionContext.session;
    news.textContent = say("hand_in_starts");
    await kernel.restart();
    await kernel.requestExecute({ code: "0", silent: true, store_history: false }).done; // Python is there: time counts
    await commands.execute("notebook:clear-all-cell-outputs");
    const cells = [...panel.content.widgets];
    for (const [place, cell] of cells.entries()) {
      if (cell.model.type !== "code") continue;
      news.textContent = say("hand_in_runs", { cell: place + 1, cells: cells.length });
      panel.content.deselectAll();
      panel.content.activeCellIndex = place;
      const ended = commands.execute("notebook:run-cell").then(
        () => true,
        () => true, // its output says what was wrong
      );
      const late = new Promise((resolve) => setTimeout(resolve, 1000 * courseLab.seconds, false));
      if (await Promise.race([ended, late])) continue;
      await kernel.restart(); // nothing else ends a loop in the browser's Python
      return place + 1;
    }
    return null;
  }

  const errors = (outputs = []) =>
    outputs
      .filter((one) => one.output_type === "error")
      .map(({ output_type, ename, evalue }) => ({ output_type, ename, evalue }));

  async function check() {
    found.replaceChildren();
    checked = false;
    if (!panel.sessionContext.session?.kernel) throw new Error(say("failed"));
    const late = await fromTop();
    const cells = panel.context.model.toJSON().cells.map(({ cell_type, source, metadata, outputs }) => {
      const { nbgrader } = metadata;
      return { cell_type, source, metadata: nbgrader ? { nbgrader } : {}, outputs: errors(outputs) };
    });
    const { wrong, lacking } = await ask({ do: "look", cells, late, seconds: courseLab.seconds });
    checked = !wrong.length;
    const all = [...wrong, ...lacking];
    for (const [cell, text] of all) found.append(make("li", {}, cell ? `${cell}: ${text}` : text));
    const right = checked ? `${say("hand_in_right")} ` : "";
    news.textContent = all.length ? `${right}${say("hand_in_wrong", { count: all.length })}` : right;
    panel.context.save().catch(() => {}); // the bar says so
    if (late) return;
    const typed = cells
      .map(({ source }) => source.match(/^student = "([^"]+)"/m)?.[1])
      .find((one) => one && one !== "1");
    if (typed && !student.value) student.value = typed;
  }

  async function pack() {
    if (!student.value.trim()) {
      news.textContent = say("hand_in_nameless");
      return;
    }
    const notebook = written(panel.context.model.toJSON());
    const name = courseLab.path.split("/").pop();
    const { error, name: file, zip } = await ask({ do: "pack", notebook, name, student: student.value, checked });
    if (error) {
      news.textContent = error;
      return;
    }
    toDisk(
      file,
      Uint8Array.from(atob(zip), (letter) => letter.charCodeAt(0)),
      "application/zip",
    );
    news.textContent = say("hand_in_made", { file });
  }

  async function begin() {
    panel = await courseLab.opened;
    if (!box.isConnected) document.body.append(box);
    box.showModal();
    await panel.sessionContext.ready;
    await atWork(check);
    (found.children.length ? close : student).focus();
  }
  courseLab.bar.querySelector("#course-download").after(button("hand_in", begin));
})();
