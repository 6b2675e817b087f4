/* A page that was opened from the search shows the words that were looked for, and a button that takes the marks away. */
(() => {
  "use strict";

  const wanted = new URLSearchParams(location.search).get("find");
  const article = document.querySelector(".bd-article");
  if (!wanted || !article) return;
  const words = window.courseSearchWords;
  const all = wanted.split(" ").filter(Boolean);
  const han = /[\u3400-\u9fff]/;
  const hans = all.filter((one) => han.test(one));
  const stems = new Set(all.filter((one) => !han.test(one)));
  const NOT = "script, style, svg, math, mjx-container, textarea, select, button, .headerlink, .visually-hidden, mark";

  const walk = document.createTreeWalker(article, NodeFilter.SHOW_TEXT, {
    acceptNode(node) {
      return node.data.trim() && !node.parentElement.closest(NOT) ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT;
    },
  });
  const nodes = [];
  while (walk.nextNode()) nodes.push(walk.currentNode);
  let marks = 0;
  nodes.forEach((node) => {
    const text = node.data;
    const places = window.courseTerms.places(text, stems, hans);
    let at = 0;
    if (!places.length) return;
    const parts = document.createDocumentFragment();
    places.forEach((place) => {
      parts.append(text.slice(at, place[0]));
      const mark = document.createElement("mark");
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
  window.courseSearch.dress();

  const bar = document.createElement("div");
  const told = document.createElement("p");
  const button = document.createElement("button");
  bar.className = "search-marks-bar";
  told.setAttribute("role", "status");
  told.textContent = words.marked.replace("{count}", marks);
  button.type = "button";
  button.textContent = words.clear;
  button.addEventListener("click", () => {
    article.querySelectorAll("mark.search-mark").forEach((mark) => {
      const parent = mark.parentNode;
      mark.replaceWith(mark.textContent);
      parent.normalize();
    });
    bar.remove();
    const url = new URL(location.href);
    url.searchParams.delete("find");
    try {
      history.replaceState(null, "", url);
    } catch {
      /* a page opened from a folder keeps its address */
    }
    article.tabIndex = -1;
    article.focus({ preventScroll: true });
  });
  bar.append(told, button);
  article.prepend(bar);
})();
