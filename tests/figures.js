// Moves the controls of one live figure by the events that a user causes, and reads what it shows after each move.
// Read by figures.py; runs in the page that shows the figure.
async ([number, steps, names, kernel]) => {
  const root = document.querySelectorAll(".live-figure")[number];
  const rows = [...root.querySelectorAll("[data-control]")];
  const errors = [];

  const heard = (event) => errors.push(String(event.message ?? event.reason));
  const until = async (holds, otherwise) => {
    for (const start = Date.now(); !holds();) {
      if (Date.now() - start > 60000) return errors.push(otherwise);
      await new Promise((go) => setTimeout(go, 5));
    }
  };

  // ---- controls

  const here = (row) => {
    const range = row.querySelector("input[type=range]");
    const select = row.querySelector("select");
    if (range) return Number(range.value);
    return select ? select.selectedIndex : Number(row.querySelector("input:checked")?.value ?? -1);
  };
  const put = (row, i) => {
    const range = row.querySelector("input[type=range]");
    const select = row.querySelector("select");
    if (range) range.value = i;
    else if (select) select.selectedIndex = i;
    else return row.querySelectorAll("input")[i].click();
    for (const type of ["input", "change"]) (range ?? select).dispatchEvent(new Event(type, { bubbles: true }));
  };

  // ---- the picture

  const above = function* (node) {
    for (let n = node; n && n.tagName !== "svg"; n = n.parentNode) yield n;
  };
  const matrix = (node) => {
    let all = new DOMMatrix();
    for (const n of above(node))
      for (let i = (n.transform?.baseVal.numberOfItems ?? 0) - 1; i >= 0; i--)
        all = DOMMatrix.fromMatrix(n.transform.baseVal.getItem(i).matrix).multiply(all);
    return [all.a, all.b, all.c, all.d, all.e, all.f];
  };
  const styled = (node, key) => [...above(node)].map((n) => n.style[key]).find(Boolean) ?? "";
  const gone = (node) => [...above(node)].some((n) => n.style.display === "none");
  const mark = (node) => {
    const href = node.getAttribute("href");
    return {
      tag: node.tagName,
      d: (href ? document.getElementById(href.slice(1)) : node).getAttribute("d"),
      at: ["x", "y"].map((key) => Number(node.getAttribute(key) ?? 0)),
      matrix: matrix(node),
      fill: styled(node, "fill"),
      stroke: styled(node, "stroke"),
      text: node.tagName === "text" ? node.textContent : "",
    };
  };
  const marks = (group) =>
    [...group.querySelectorAll("path, use, text")].filter((n) => !n.closest("defs") && !gone(n)).map(mark);
  const groups = (name) => [...root.querySelectorAll(`[id="${root.id}-s${name}"]`)];
  // the first tick and those behind it that are its own or copies of it; the label of the axis has no mark
  const ticks = (list) => {
    const found = [];
    const own = list.flatMap(groups);
    for (let g = own[0]; g && (!g.id || own.includes(g)); g = g.nextElementSibling)
      if (g.querySelector("use, path") && !gone(g)) found.push({ text: g.textContent.trim(), marks: marks(g) });
    return found;
  };
  const part = (name) => {
    const [g] = groups(name);
    if (!g) return null;
    const visible = getComputedStyle(g).visibility !== "hidden" && !gone(g);
    return { visible, shift: matrix(g).slice(4), marks: visible ? marks(g) : [] };
  };
  const last = [];
  const changed = (i, now) => {
    const text = JSON.stringify(now);
    if (text === last[i]) return "as before";
    last[i] = text;
    return now;
  };
  const read = () => ({
    at: rows.map(here),
    shown: rows.map((row) => row.querySelector(".live-value")?.textContent ?? null),
    note: root.querySelector(".live-note").textContent,
    failed: root.dataset.failed ?? null,
    disabled: [...root.querySelectorAll("input, select, button")].filter((n) => n.disabled).length,
    source: root.dataset.source,
    errors: errors.splice(0),
    parts: names.map((name, i) => changed(i, Array.isArray(name) ? ticks(name) : part(name))),
  });

  // ---- the data that a reader takes: null where the figure has no such button

  const csv = async () => {
    const button = root.querySelector('[data-take="csv"]');
    const make = URL.createObjectURL;
    const { click } = HTMLAnchorElement.prototype;
    let data = null;
    URL.createObjectURL = (blob) => ((data = blob), "#"); // a file a step would take long
    HTMLAnchorElement.prototype.click = () => {};
    button?.click();
    URL.createObjectURL = make;
    HTMLAnchorElement.prototype.click = click;
    return data && (await data.text());
  };

  // ---- the walk

  const take = async (step) => {
    const before = rows.map(here);
    if (step.side !== undefined) root.querySelectorAll(".live-sides input")[step.side].click();
    if (step.to) {
      rows.forEach((row, k) => {
        if (here(row) !== step.to[k]) put(row, step.to[k]);
      });
      const moved = before.some((i, k) => i !== step.to[k]);
      if (kernel && moved) await until(() => root.dataset.source === "kernel", "the kernel did not answer");
    }
    if (step.play !== undefined) {
      const button = rows[step.play].querySelector(".live-play");
      const word = button.textContent;
      button.click();
      await until(() => here(rows[step.play]) !== before[step.play], "Play moved nothing");
      if (button.textContent !== word) button.click();
      if (button.textContent !== word) errors.push(`paused, and the button says ${button.textContent}`);
    }
    if (step.reset) root.querySelector(".live-reset").click();
    return { ...read(), csv: step.csv ? await csv() : null };
  };

  addEventListener("error", heard);
  addEventListener("unhandledrejection", heard);
  const out = [];
  for (const step of steps) out.push(await take(step));
  removeEventListener("error", heard);
  removeEventListener("unhandledrejection", heard);
  return JSON.stringify(out); // far quicker than the driver's own way with many small objects
};
