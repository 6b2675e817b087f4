// Turns a page of the site into one for paper; says which headings it has.
async ({ pages, wanted, answers, words }) => {
  const html = document.documentElement;
  html.dataset.theme = html.dataset.mode = "light";
  const article = document.querySelector("article.bd-article");
  document.body.replaceChildren(article);
  const all = (selector, within = article) => [...within.querySelectorAll(selector)];

  // answers are gathered from the pages of the lessons, so that they are told once
  for (const place of all("[data-answers-of]")) {
    const text = await (await fetch(place.dataset.answersOf)).text();
    const page = new DOMParser().parseFromString(text, "text/html");
    for (const check of all(".check", page)) {
      const box = document.createElement("section");
      box.className = "paper-answer";
      box.id = `${place.id}-${check.id}`;
      const name = document.createElement("h3");
      const link = name.appendChild(document.createElement("a"));
      link.href = `${place.dataset.answersOf}#${check.id}`;
      link.textContent = check.querySelector(".check-title").firstChild.textContent;
      box.append(name);
      all(".check-hint, .check-answer", check).forEach((part) => {
        const hint = part.className === "check-hint" ? `${part.firstElementChild.textContent}: ` : "";
        part.firstElementChild.remove();
        if (hint) part.firstElementChild.prepend(hint);
        box.append(...part.childNodes);
      });
      place.append(box);
    }
  }

  await window.MathJax?.startup?.promise; // exercises bring TeX; lessons have MathML
  for (const image of all("img")) image.loading = "eager";
  await Promise.all(all("img").map((image) => image.decode().catch(() => {})));

  // what was folded away is open, but for code that only draws
  all("div.cell.tag_hide-input details.hide, div.cell details.hide.above-input").forEach((part) => part.remove());
  for (const part of all("details")) part.open = true;
  all(".toggle-hidden").forEach((part) => part.classList.remove("toggle-hidden"));

  // the drawing inside is what has words for those who do not see it
  all("figure").forEach((figure) => figure.setAttribute("role", "group"));

  // a figure stands still where its controls stand
  for (const figure of all(".live-figure")) {
    const stands = all("[data-control]", figure).map((row) => {
      const label = row.querySelector("label, legend").textContent.trim();
      const radio = row.querySelector("input[type=radio]:checked");
      const select = row.querySelector("select");
      const value = radio
        ? radio.closest("label").textContent
        : select
          ? select.selectedOptions[0]?.textContent
          : row.querySelector(".live-value, output")?.textContent;
      return value ? `${label}: ${value.trim()}` : label;
    });
    const note = document.createElement("p");
    note.className = "paper-note";
    note.textContent = words.moves.replace("{stands}", stands.join("; "));
    (figure.querySelector("figcaption") ?? figure.lastElementChild).before(note);
  }

  for (const check of all(".check[data-check]")) {
    const link = document.createElement("a");
    link.href = `${answers}-${check.id}`;
    link.textContent = words.answer;
    check.append(Object.assign(document.createElement("p"), { className: "paper-note" }));
    check.lastElementChild.append(link);
  }

  all(".lesson-actions, .code-switch").forEach((part) => part.remove());
  // links: within the book, or out into the world; others have nothing to lead to
  for (const link of all("a[href]")) {
    const to = new URL(link.getAttribute("href"), document.baseURI); // link.href is no text in a drawing
    const inside = to.origin === location.origin;
    if (inside && !pages.includes(to.pathname.slice(1))) link.replaceWith(...link.childNodes);
  }
  const anchors = document.createElement("div"); // Chromium writes only places that are linked to
  anchors.hidden = true;
  const headings = all("h2")
    .map((h) => ({ node: h, id: h.closest("section[id]")?.id || h.id }))
    .filter((h) => h.id);
  for (const id of new Set([...wanted, ...headings.map((h) => h.id)]))
    if (document.getElementById(id)) anchors.append(Object.assign(document.createElement("a"), { href: `#${id}` }));
  document.body.append(anchors);

  // wide things shrink to the paper
  await document.fonts.ready;
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  for (const wide of all("table, div.math, div.highlight, .cell_output > *")) {
    const room = wide.parentElement.clientWidth;
    const needs = wide.scrollWidth;
    if (room > 0 && needs > room + 1) wide.style.zoom = Math.max(0.45, (room / needs) * 0.99);
  }
  const title = (node) => {
    const copy = node.cloneNode(true);
    all(".headerlink, annotation", copy).forEach((x) => x.remove());
    return copy.textContent.replace(/\s+/g, " ").trim();
  };
  return headings.map(({ node, id }) => ({ id, title: title(node) }));
};
