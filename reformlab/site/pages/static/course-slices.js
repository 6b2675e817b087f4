/* A long page is laid out in slices. At first only what is near the view is (course.css, `html[data-slices]`, which the first
   script of the page sets when it is opened afresh); this file lays out the rest piece by piece while the browser has nothing
   else to do. Then the page is as if there had been no slices: its length, its links, what is found in it. */
(function () {
  "use strict";

  var PIECE = ".bd-article section section, .bd-article section section :is(p, .cell, .check, .live-picture, .pst-scrollable-table-container, div.math)";
  if (!("slices" in document.documentElement.dataset)) return;
  var pieces = Array.from(document.querySelectorAll(PIECE));

  function layOut() {
    var piece = pieces.shift();
    piece.style.contentVisibility = "visible";
    return piece;
  }

  function some(idle) {
    while (pieces.length && idle.timeRemaining() > 8) layOut().getBoundingClientRect(); // the layout belongs to this slice
    if (pieces.length) window.requestIdleCallback(some);
  }

  function all() { while (pieces.length) layOut(); }

  function begin() { window.requestIdleCallback(some); }

  // whoever jumps to a place of the page wants it where it will stay
  document.addEventListener("click", function (event) {
    if (event.target.closest && event.target.closest("a[href*='#']")) all();
  }, true);
  window.addEventListener("keydown", function (event) { if (event.key === "End") all(); }, true);
  if (document.readyState === "complete") begin(); else window.addEventListener("load", begin);
})();
