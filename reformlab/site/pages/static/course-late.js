/* The theme's largest script serves the download menu, the tooltips and the button "Back to top". It is loaded when a reader
   reaches for one of the first two, or has scrolled; the click that came too early is repeated. */
(function () {
  "use strict";

  var src = document.currentScript.dataset.late;
  var loaded = null;

  function load() {
    if (!loaded) loaded = new Promise(function (done) {
      var script = document.createElement("script");
      script.src = src;
      script.onload = function () { loaded.there = true; done(); };
      document.head.append(script);
    });
    return loaded;
  }

  function reached(event) { return event.target.closest && event.target.closest("[data-bs-toggle]"); }

  ["pointerover", "focusin", "touchstart"].forEach(function (sign) {
    document.addEventListener(sign, function (event) { if (reached(event)) load(); }, { passive: true });
  });
  document.addEventListener("click", function (event) {
    var button = reached(event);
    if (!button || button.dataset.bsToggle !== "dropdown" || loaded && loaded.there) return;
    event.preventDefault();
    event.stopPropagation();
    load().then(function () { button.click(); });
  }, true);
  window.addEventListener("scroll", function () {
    if (window.requestIdleCallback) window.requestIdleCallback(load); else window.setTimeout(load, 500);
  }, { once: true, passive: true });
})();
