/* Three things that the theme leaves to the reader's patience. Sizes are read when the browser has laid the page out. */
(function () {
  "use strict";

  // ---- wide tables, formulas and code scroll inside themselves; those that really do are reached with the Tab key --------

  var WIDE = ".cell_output, .cell_output > .output, .math, .table-wrapper, .pst-scrollable-table-container, pre";
  var sizes = new ResizeObserver(function (entries) {
    entries.forEach(function (entry) {
      var box = entry.target;
      var scrolls = getComputedStyle(box).overflowX !== "visible";
      var wide = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
      if (wide && scrolls) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    });
  });
  function look() {
    document.querySelectorAll(".bd-article").forEach(function (article) {
      article.querySelectorAll(WIDE).forEach(function (box) { sizes.unobserve(box); sizes.observe(box); });
    });
  }
  look();
  document.fonts.addEventListener("loadingdone", look); // a formula is wider in the font that came late, its box is not

  // ---- on paper what folds lies open (the style sheet does it for browsers that can) -------------------------------------

  var folded = [];
  window.addEventListener("beforeprint", function () {
    folded = Array.from(document.querySelectorAll(".bd-article details:not([open], .live-values, .hide)"));
    folded.forEach(function (box) { box.open = true; });
  });
  window.addEventListener("afterprint", function () { folded.forEach(function (box) { box.open = false; }); });

  // ---- the section in view is marked in "On this page" --------------------------------------------------------------------

  var links = new Map();
  document.querySelectorAll(".bd-toc-nav a[href^='#']").forEach(function (link) {
    var section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (section) links.set(section, link);
  });
  var inView = new Set();
  var places = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) { if (entry.isIntersecting) inView.add(entry.target); else inView.delete(entry.target); });
    var now = null;
    links.forEach(function (link, section) { if (inView.has(section)) now = link; }); // the last, so the innermost
    if (!now) return;
    links.forEach(function (link) {
      link.classList.toggle("active", link === now);
      if (link === now) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
    });
  }, { rootMargin: "0px 0px -60%" });
  links.forEach(function (link, section) { places.observe(section); });
})();
