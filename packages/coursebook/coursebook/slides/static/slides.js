// Starts reveal.js; fits what is too tall; light or dark; leaves the arrow keys to a slider that has the focus.
(() => {
  "use strict";
  /* global MathJax, Reveal, RevealNotes */
  const HEIGHT = 720;
  const WIDTH = 1280;
  const SPARE = 60;
  const root = document.documentElement;
  const keep = (theme) => {
    try {
      localStorage.setItem("theme", theme);
      localStorage.setItem("mode", theme);
    } catch {
      /* a page of a folder may have no storage */
    }
  };

  function fit(slide) {
    // the largest letters with which nothing is cut off
    const box = slide?.querySelector(":scope > .fit");
    if (!box) return;
    for (let zoom = 1; zoom >= 0.4; zoom -= 0.04) {
      box.style.zoom = zoom < 1 ? zoom : "";
      if (box.scrollHeight * zoom <= HEIGHT - SPARE && box.scrollWidth <= box.clientWidth + 1) return;
    }
  }

  function turn() {
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
    keep(root.dataset.theme);
  }

  const deck = new Reveal(document.querySelector(".reveal"), {
    width: WIDTH,
    height: HEIGHT,
    margin: 0.04,
    center: false,
    hash: true,
    slideNumber: "c/t",
    viewDistance: 2,
    transition: matchMedia("(prefers-reduced-motion: reduce)").matches ? "none" : "slide",
    transitionSpeed: "fast",
    pdfSeparateFragments: false,
    plugins: [RevealNotes],
    keyboardCondition: (event) => !event.target.closest?.("input, select, textarea, button, summary, a"),
  });

  window.deckReady = deck.initialize().then(async () => {
    if (window.MathJax?.startup) await MathJax.startup.promise;
    await document.fonts.ready;
    deck.getSlides().forEach(fit);
    deck.on("slidechanged", (event) => fit(event.currentSlide));
    deck.on("resize", () => fit(deck.getCurrentSlide()));
    document
      .querySelectorAll("details")
      .forEach((part) => part.addEventListener("toggle", () => fit(part.closest("section"))));
    fit(deck.getCurrentSlide());
  });
  deck.addKeyBinding({ keyCode: 84, key: "T", description: "Light or dark" }, turn);
  document.querySelector('[data-deck="theme"]').addEventListener("click", turn);
  document.querySelector('[data-deck="notes"]').addEventListener("click", () => deck.getPlugin("notes").open());
  document.addEventListener("pointerdown", (event) => {
    if (!event.target.closest("input, select, button, summary, a")) document.activeElement?.blur();
  });
  window.deck = deck;
})();
