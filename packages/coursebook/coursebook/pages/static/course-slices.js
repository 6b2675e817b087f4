/* A long page is laid out in slices. At first only what is near the view is (course.css, `html[data-slices=""]`, which the first
   script of the page sets when it is opened afresh); this file lays out the rest, a few pieces at a time: between any two
   scripts of the page, and then whenever the browser has nothing else to do. Afterwards the page is as if there had been no
   slices: its length, its links, what is found in it. */
(() => {
  "use strict";

  const PIECE =
    ".bd-article .live-picture ~ .live-picture, .bd-article section section, .bd-article section section :is(p:not(:is(td, th) > p, .guess p, .check p), .cell, .check, .live-picture, .table-wrapper, div.math)";
  const TIME = 8; // ms of a slice
  const MANY = 40; // elements that are laid out at once
  if (!("slices" in document.documentElement.dataset)) return;
  // As soon as the page is read, Chrome asks every field whether it can be seen, and lays out what it has not yet: fields first
  const fields = [];
  const others = [];
  for (const piece of document.querySelectorAll(PIECE))
    (piece.querySelector("input, select, textarea") ? fields : others).push(piece);
  const pieces = fields.concat(others);
  if (!pieces.length) document.documentElement.dataset.slices = "done";
  let next = 0;

  function layOut(enough) {
    for (let laid = 0; next < pieces.length && laid < enough; next += 1) {
      pieces[next].style.contentVisibility = "visible";
      laid += pieces[next].getElementsByTagName("*").length;
    }
    pieces[next - 1].getBoundingClientRect(); // the work belongs to this slice
    if (next === pieces.length) document.documentElement.dataset.slices = "done"; // what scripts add later is no piece
  }

  function slice() {
    const end = performance.now() + TIME;
    while (next < pieces.length && performance.now() < end) layOut(MANY);
  }

  function idle() {
    slice();
    if (next < pieces.length) requestIdleCallback(idle);
  }

  function between(event) {
    if (event.target.localName === "script") slice();
  }

  function all() {
    if (next < pieces.length) layOut(Infinity);
  }

  document.addEventListener("load", between, true);
  document.addEventListener("DOMContentLoaded", () => {
    document.removeEventListener("load", between, true);
    requestIdleCallback(idle);
  });
  // whoever jumps to a place of the page wants it where it will stay
  document.addEventListener(
    "click",
    (event) => {
      if (event.target.closest?.("a[href*='#']")) all();
    },
    true,
  );
  window.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "End") all();
    },
    true,
  );
})();
