/* What a page cannot do without a script. Sizes are read when the browser has laid the page out. */
(() => {
  "use strict";

  // ---- wide tables, formulas and code scroll inside themselves; those that really do are reached with the Tab key --------

  const WIDE = ".cell_output, .cell_output > .output, .math, .table-wrapper, pre";
  const sizes = new ResizeObserver((entries) => {
    entries.forEach((entry) => {
      const box = entry.target;
      const scrolls = getComputedStyle(box).overflowX !== "visible";
      const wide = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
      if (wide && scrolls) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    });
  });
  function look() {
    document.querySelectorAll(".bd-article").forEach((article) => {
      article.querySelectorAll(WIDE).forEach((box) => {
        sizes.unobserve(box);
        sizes.observe(box);
      });
    });
  }
  look();
  document.fonts.addEventListener("loadingdone", look); // a formula is wider in the font that came late, its box is not

  // ---- a link behind every figure leads to the next one, past all that Tab would stop at between them ---------------------

  const next = document.currentScript.dataset.next;
  const figures = [...document.querySelectorAll(".bd-article .live-figure[id]")];
  figures.forEach((figure, at) => {
    const link = document.createElement("a");
    link.className = "visually-hidden-focusable";
    link.href = `#${figure.id}`;
    link.textContent = next;
    if (at) figures[at - 1].after(link);
    else document.querySelector(".bd-article").prepend(link);
  });

  // ---- on paper what folds lies open (the style sheet does it for browsers that can); answers and hints are printed for those
  // who say so at the foot of the page, or by ?answers in the address -----------------------------------------------------

  const root = document.documentElement;
  const asked = new URLSearchParams(location.search).has("answers");
  root.toggleAttribute("data-answers", asked);
  document.querySelector(".print-page")?.addEventListener("click", () => print());
  document.querySelector(".print-answers")?.addEventListener("click", () => {
    root.toggleAttribute("data-answers", true);
    print();
  });
  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = Array.from(document.querySelectorAll(".bd-article details:not([open], .live-values, .hide)"));
    for (const box of folded) box.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const box of folded) box.open = false;
    root.toggleAttribute("data-answers", asked);
  });

  // ---- the section in view is marked in "On this page" --------------------------------------------------------------------

  const links = new Map();
  document.querySelectorAll(".bd-toc-nav a[href^='#']").forEach((link) => {
    const section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (section) links.set(section, link);
  });
  const inView = new Set();
  const places = new IntersectionObserver(
    (entries) => {
      entries.forEach((entry) => {
        if (entry.isIntersecting) inView.add(entry.target);
        else inView.delete(entry.target);
      });
      let now = null;
      links.forEach((link, section) => {
        if (inView.has(section)) now = link; // the last, so the innermost
      });
      if (!now) return;
      links.forEach((link) => {
        link.classList.toggle("active", link === now);
        if (link === now) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      });
    },
    { rootMargin: "0px 0px -60%" },
  );
  links.forEach((link, section) => {
    places.observe(section);
  });
})();
