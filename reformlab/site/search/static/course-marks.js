/* A page that was opened from the search shows the words that were looked for, and a button that takes the marks away. */
(function () {
  "use strict";

  var wanted = new URLSearchParams(window.location.search).get("find");
  var article = document.querySelector(".bd-article");
  if (!wanted || !article) return;
  var words = window.courseSearchWords;
  var all = wanted.split(" ").filter(Boolean);
  var han = /[\u3400-\u9fff]/;
  var hans = all.filter(function (one) { return han.test(one); });
  var stems = new Set(all.filter(function (one) { return !han.test(one); }));
  var NOT = "script, style, svg, math, mjx-container, textarea, select, button, .headerlink, .visually-hidden, mark";

  var walk = document.createTreeWalker(article, NodeFilter.SHOW_TEXT, {
    acceptNode: function (node) {
      return node.data.trim() && !node.parentElement.closest(NOT) ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT;
    }
  });
  var nodes = [];
  while (walk.nextNode()) nodes.push(walk.currentNode);
  var marks = 0;
  nodes.forEach(function (node) {
    var text = node.data, places = window.courseTerms.places(text, stems, hans), at = 0;
    if (!places.length) return;
    var parts = document.createDocumentFragment();
    places.forEach(function (place) {
      parts.append(text.slice(at, place[0]));
      var mark = document.createElement("mark");
      mark.className = "search-mark";
      mark.textContent = text.slice(place[0], place[1]);
      parts.append(mark);
      at = place[1];
      marks += 1;
    });
    parts.append(text.slice(at));
    node.replaceWith(parts);
  });
  if (!marks) return;

  var bar = document.createElement("div"), told = document.createElement("p"), button = document.createElement("button");
  bar.className = "search-marks-bar";
  told.setAttribute("role", "status");
  told.textContent = words.marked.replace("{count}", marks);
  button.type = "button";
  button.textContent = words.clear;
  button.addEventListener("click", function () {
    article.querySelectorAll("mark.search-mark").forEach(function (mark) {
      var parent = mark.parentNode;
      mark.replaceWith(mark.textContent);
      parent.normalize();
    });
    bar.remove();
    var url = new URL(window.location.href);
    url.searchParams.delete("find");
    try { window.history.replaceState(null, "", url); } catch (folder) { /* a page opened from a folder keeps its address */ }
    article.tabIndex = -1;
    article.focus({ preventScroll: true });
  });
  bar.append(told, button);
  article.prepend(bar);
})();
