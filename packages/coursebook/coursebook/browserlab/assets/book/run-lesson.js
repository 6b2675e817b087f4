// When a reader reaches for "Run this lesson", its files start to travel: by the click much of Python is there.
"use strict";

(() => {
  const box = document.querySelector(".run-lesson");
  const thrifty = navigator.connection?.saveData || /2g/.test(navigator.connection?.effectiveType ?? "");
  if (!box || thrifty || !location.protocol.startsWith("http")) return;
  const lab = new URL(box.dataset.lab, location.href);

  async function ahead() {
    try {
      const names = await (await fetch(new URL("course/ahead.json", lab))).json();
      // one after the other, so that a click loses one file at the most
      for (const name of names) await (await fetch(new URL(name, lab), { priority: "low" })).arrayBuffer();
    } catch {
      // without a connection there is nothing to fetch ahead
    }
  }

  for (const sign of ["pointerenter", "focusin", "touchstart"])
    box.addEventListener(sign, () => setTimeout(ahead, 300), { once: true, passive: true });
})();
