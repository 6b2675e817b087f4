// Figures on a page without a kernel: each loads its table when it comes near the screen or is touched.

import { LiveFigure } from "./figure.js";
import { alone, menu } from "./menu.js";
import { steady } from "./steady.js";
import { bytes } from "./table.js";
import { isAddressed, takeAway } from "./take.js";

const isReady = (root) => root.dataset.ready !== undefined;

// Load the table of a figure, once; a classic script, so that it also works from a file.
function load(root) {
  root.live ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = root.dataset.live;
    script.onload = async () => {
      const { meta, table } = globalThis.liveFigureTables[root.dataset.key];
      const view = bytes(table);
      await new Promise((next) => setTimeout(next)); // a large table is one task, its figure another
      const figure = new LiveFigure(root, meta, view, root.id);
      takeAway(figure);
      if (root.dataset.failed === undefined) menu(figure);
      done();
    };
    script.onerror = () => {
      root.live = null;
      const note = root.querySelector(".live-note");
      note.hidden = false;
      note.textContent = root.dataset.unloaded;
      failed(new Error(script.src));
    };
    document.head.append(script);
  });
  return root.live;
}

const quietly = (root) => load(root).catch(() => {}); // the figure itself has said what is missing

function start(root, near) {
  root.querySelectorAll("input, select, button").forEach((node) => {
    node.disabled = false;
  });
  const wake = async (event) => {
    if (isReady(root)) return;
    const button = event.type === "click" && event.target.closest("button");
    await quietly(root);
    if (button && isReady(root)) button.click();
  };
  for (const type of ["focusin", "pointerdown", "input", "click"]) root.addEventListener(type, wake);
  steady(root);
  near.observe(root);
  const asked = () => {
    if (!isReady(root) && isAddressed(root.dataset.share)) quietly(root);
  };
  asked();
  addEventListener("hashchange", asked);
}

export function page() {
  const arrived = (seen) => {
    for (const { isIntersecting, target } of seen) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      quietly(target);
    }
  };
  const near = new IntersectionObserver(arrived, { rootMargin: "800px" });
  // a figure without a name of its own has that of its place on the page
  const all = [...document.querySelectorAll(".live-figure")];
  for (const [i, root] of all.entries()) root.dataset.share ||= `figure-${i + 1}`;
  alone();
  for (const root of all) if (root.dataset.live) start(root, near);
}
