// What a reader takes from a figure: an address that restores it, a notebook and code with its settings.

// ---- the address: #name?control=value&control=first~second ----------------------------------------------------------

export const isAddressed = (share) => location.hash.startsWith(`#${share}?`);

// What stands for the positions of a control: its values, or the words that it shows.
const standing = (control) => (control.values ?? control.shown).map(String);

export function address(figure) {
  const { controls } = figure.meta;
  const { share } = figure.root.dataset;
  const settings = (k) => figure.halves().map((at) => standing(controls[k])[at[k]]);
  const pairs = controls.map((control, k) => `${control.name}=${settings(k).map(encodeURIComponent).join("~")}`);
  return `${location.href.split("#")[0]}#${share}?${pairs.join("&")}`;
}

// The positions that stand in the address; null if it makes no sense.
function readAddress(figure) {
  const { controls } = figure.meta;
  const { share } = figure.root.dataset;
  const sides = figure.halves().length;
  const at = [...figure.start];
  for (const pair of location.hash.slice(share.length + 2).split("&")) {
    const [name, text, more] = pair.split("=");
    const k = controls.findIndex((control) => control.name === name);
    const given = decoded(text ?? "");
    if (k < 0 || more !== undefined || given?.length !== sides) return null;
    for (const [side, value] of given.entries()) {
      const i = standing(controls[k]).indexOf(value);
      if (i < 0) return null;
      at[side * controls.length + k] = i;
    }
  }
  return at;
}

// The values of both settings; null where a percent sign stands for nothing.
function decoded(text) {
  try {
    return text.split("~").map(decodeURIComponent);
  } catch {
    return null;
  }
}

function restore(figure) {
  if (!isAddressed(figure.root.dataset.share)) return;
  const at = readAddress(figure);
  if (at) {
    figure.pause();
    figure.move(at);
  }
  figure.told(at ? "" : figure.words.unread);
  figure.root.scrollIntoView();
}

// ---- the clipboard --------------------------------------------------------------------------------------------------

// Returns false where the browser does not allow it.
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

// ---- notebook and code ----------------------------------------------------------------------------------------------

// Put the settings into the fields <<name>> and <<name@second>>.
export function filled(figure, text) {
  const { controls } = figure.meta;
  const halves = figure.halves();
  return text.replace(/<<(\w+?)(@second)?>>/g, (_, name, second) => {
    const k = controls.findIndex((control) => control.name === name);
    return JSON.stringify(controls[k].values[halves[second ? 1 : 0][k]]);
  });
}

function notebook(figure) {
  const given = figure.meta.handout.notebook;
  const cells = given.cells.map((cell) => ({ ...cell, source: filled(figure, cell.source) }));
  return JSON.stringify({ ...given, cells }, null, 1);
}

export function download(name, content, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// ---- the buttons ----------------------------------------------------------------------------------------------------

// Wire the buttons of a figure; on a page only.
export function takeAway(figure) {
  const find = (name) => figure.root.querySelector(name);
  const said = find(".live-told");
  figure.told = (text) => {
    if (said) said.textContent = text;
  };
  find(".live-copy")?.addEventListener("click", () => copyAddress(figure, find(".live-address")));
  find(".live-download")?.addEventListener("click", () => {
    const name = `${figure.meta.handout.name}.ipynb`;
    download(name, notebook(figure), "application/x-ipynb+json");
    figure.told(figure.words.saved.replace("{}", name));
  });
  const code = find(".live-snippet code");
  if (code) wireCode(figure, code, find(".live-copy-code"));
  restore(figure);
  addEventListener("hashchange", () => restore(figure));
}

async function copyAddress(figure, line) {
  const text = address(figure);
  const isDone = await copy(text);
  history.replaceState(history.state, "", text);
  figure.told(isDone ? figure.words.copied : figure.words.uncopied);
  line.hidden = isDone;
  line.value = text;
  if (isDone) return;
  line.focus();
  line.select();
}

function wireCode(figure, code, button) {
  const { words, meta } = figure;
  figure.onshow = () => {
    code.textContent = filled(figure, meta.handout.snippet);
  };
  figure.onshow();
  button.addEventListener("click", async () => {
    figure.told((await copy(code.textContent)) ? words.copied_code : words.uncopied_code);
  });
}
