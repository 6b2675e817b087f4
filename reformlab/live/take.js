// What a reader takes from a figure: an address that restores it, a notebook and code with its settings.

// ---- the address: #name?control=value&control=first~second ----------------------------------------------------------

const addressed = (share) => location.hash.startsWith(`#${share}?`);

function address(figure) {
  const { controls, share } = figure.meta, settings = (k) => figure.halves().map((at) => controls[k].values[at[k]]);
  const pairs = controls.map((c, k) => `${c.name}=${settings(k).map(encodeURIComponent).join("~")}`);
  return `${location.href.split("#")[0]}#${share}?${pairs.join("&")}`;
}

function readAddress(figure) {                            // the positions that stand in the address; null if it makes no sense
  const { controls, share } = figure.meta, sides = figure.halves().length, at = [...figure.start];
  try {
    for (const pair of location.hash.slice(share.length + 2).split("&")) {
      const [name, text, more] = pair.split("="), k = controls.findIndex((c) => c.name === name);
      const given = (text ?? "").split("~").map(decodeURIComponent);
      if (k < 0 || more !== undefined || given.length !== sides) return null;
      for (const [side, value] of given.entries()) {
        const i = controls[k].values.findIndex((v) => String(v) === value);
        if (i < 0) return null;
        at[side * controls.length + k] = i;
      }
    }
  } catch { return null; }                                // a percent sign that stands for nothing
  return at;
}

function restore(figure) {
  if (!figure.meta.share || !addressed(figure.meta.share)) return;
  const at = readAddress(figure);
  if (at) { figure.pause(); figure.move(at); }
  figure.told(at ? "" : figure.words.unread);
  figure.root.scrollIntoView();
}

// ---- the clipboard ---------------------------------------------------------------------------------------------------

async function copy(text) {                               // false where the browser does not allow it
  try { await navigator.clipboard.writeText(text); return true; } catch { return false; }
}

// ---- notebook and code -----------------------------------------------------------------------------------------------

function filled(figure, text) {
  const { controls } = figure.meta, halves = figure.halves();
  return text.replace(/<<(\w+?)(@second)?>>/g, (_, name, second) => {
    const k = controls.findIndex((c) => c.name === name);
    return JSON.stringify(controls[k].values[halves[second ? 1 : 0][k]]);
  });
}

function notebook(figure) {
  const given = figure.meta.handout.notebook;
  return JSON.stringify({ ...given, cells: given.cells.map((c) => ({ ...c, source: filled(figure, c.source) })) }, null, 1);
}

function download(name, text, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  document.body.append(link); link.click(); link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function takeAway(figure) {                               // wires the buttons; on a page only
  const find = (name) => figure.root.querySelector(name), { words, meta } = figure;
  const said = find(".live-told"), line = find(".live-address");
  figure.told = (text) => { if (said) said.textContent = text; };
  find(".live-copy")?.addEventListener("click", async () => {
    const text = address(figure), done = await copy(text);
    history.replaceState(history.state, "", text);
    figure.told(done ? words.copied : words.uncopied);
    line.hidden = done; line.value = text;
    if (!done) { line.focus(); line.select(); }
  });
  find(".live-download")?.addEventListener("click", () => {
    download(`${meta.handout.name}.ipynb`, notebook(figure), "application/x-ipynb+json");
    figure.told(words.saved.replace("{}", `${meta.handout.name}.ipynb`));
  });
  const code = find(".live-snippet code"), show = () => { code.textContent = filled(figure, meta.handout.snippet); };
  if (code) {
    show(); figure.onshow = show;
    find(".live-copy-code").addEventListener("click", async () => figure.told(await copy(code.textContent) ? words.copied_code : words.uncopied_code));
  }
  if (meta.share) { restore(figure); addEventListener("hashchange", () => restore(figure)); }
}

