/* The theme's largest script serves the download menu, the tooltips and the button "Back to top". It is loaded when a reader
   reaches for one of the first two, or has scrolled; the click that came too early is repeated. */
(() => {
  "use strict";

  const src = document.currentScript.dataset.late;
  let loaded = null;

  function load() {
    if (!loaded)
      loaded = new Promise((done) => {
        const script = document.createElement("script");
        script.src = src;
        script.onload = () => {
          loaded.there = true;
          done();
        };
        document.head.append(script);
      });
    return loaded;
  }

  const reached = (event) => event.target.closest?.("[data-bs-toggle]");

  ["pointerover", "focusin", "touchstart"].forEach((sign) => {
    document.addEventListener(
      sign,
      (event) => {
        if (reached(event)) load();
      },
      { passive: true },
    );
  });
  document.addEventListener(
    "click",
    (event) => {
      const button = reached(event);
      if (!button || button.dataset.bsToggle !== "dropdown" || loaded?.there) return;
      event.preventDefault();
      event.stopPropagation();
      load().then(() => {
        button.click();
      });
    },
    true,
  );
  window.addEventListener(
    "scroll",
    () => {
      if (window.requestIdleCallback) requestIdleCallback(load);
      else setTimeout(load, 500);
    },
    { once: true, passive: true },
  );
})();
