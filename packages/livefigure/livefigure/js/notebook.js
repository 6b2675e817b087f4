// A figure in a notebook: the widget's view, with a kernel that answers exactly.

import { LiveFigure } from "./figure.js";
import { same } from "./numbers.js";
import { steady } from "./steady.js";

let views = 0;

// What anywidget calls to show the widget; returns what it calls when the view is removed.
export function render({ model, el }) {
  const meta = model.get("meta");
  const uid = `${meta.uid}v${++views}`; // two views of one figure keep their ids apart
  el.innerHTML = model.get("html").replaceAll(meta.uid, uid);
  el.querySelector(".live-actions")?.remove(); // these take something from a page; a notebook has it already
  // else JupyterLab takes the arrow keys from the sliders; it looks at the element that has the focus, not above it
  el.querySelectorAll("input, select, button, summary").forEach((node) => {
    node.setAttribute("data-lm-suppress-shortcuts", "true");
  });
  steady(el);
  const figure = new LiveFigure(el.querySelector(".live-figure"), meta, model.get("table"), uid);
  const take = () => {
    figure.tell(model.get("failure") ? `${figure.words.failed} ${model.get("failure")}` : "");
    figure.exact(model.get("exact_at"), model.get("exact"), model.get("exact_slots"));
  };
  const moved = () => {
    if (same(model.get("at"), figure.at)) return;
    figure.at = [...model.get("at")];
    figure.show();
    take();
  };
  figure.onmove = (at) => {
    if (same(at, model.get("at"))) return;
    model.set("at", [...at]);
    model.save_changes();
    take();
  };
  const heard = { "change:at": moved, "change:exact_at": take, "change:exact": take, "change:failure": take };
  for (const [event, hear] of Object.entries(heard)) model.on(event, hear);
  moved();
  return () => {
    figure.pause();
    for (const [event, hear] of Object.entries(heard)) model.off(event, hear);
  };
}
