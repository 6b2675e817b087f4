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
      for (const name of names) {
        const hint = document.createElement("link");
        Object.assign(hint, { rel: "prefetch", href: new URL(name, lab).href });
        document.head.append(hint);
      }
    } catch {
      // without a connection there is nothing to fetch ahead
    }
  }

  for (const sign of ["pointerenter", "focusin", "touchstart"]) box.addEventListener(sign, ahead, { once: true, passive: true });
})();
