/* The argument map: choose a concept, see its row of the table as a card and its links, walk along them, filter.
   Everything that is shown stands in the page already; without this file every concept leads to its row. */
(() => {
  "use strict";

  const room = document.querySelector("[data-argument-map]");
  const table = document.querySelector("table.argument-table");
  if (!room || !table) return;

  const words = JSON.parse(document.getElementById("argument-map-words").textContent);
  const layers = room.querySelector(".map-layers");
  const wires = room.querySelector(".map-wires");
  const card = room.querySelector(".map-card");
  const status = room.querySelector(".map-found");
  const concepts = Array.from(layers.querySelectorAll("a.concept"));
  const byName = Object.fromEntries(concepts.map((node) => [node.dataset.concept, node]));
  let chosen = null; // name of the concept that is shown
  let trail = null; // the concepts among which up and down walk: the ends of the links that were followed last

  for (const node of concepts) node.removeAttribute("id"); // the address of a concept is followed here, not by the browser

  const is = (node) => node && !node.classList.contains("is-out");
  const row = (name) => document.getElementById(`row-${name}`);

  // ---- choosing ---------------------------------------------------------------------------------------------------

  /* The concepts that lead to `name` (from 1 to 0) or follow from it (0 to 1), in the order of the page. */
  const neighbours = (name, from, to) =>
    concepts
      .map((node) => node.dataset.concept)
      .filter((other) => is(byName[other]) && words.links.some((link) => link[from] === name && link[to] === other));

  function light(name) {
    const before = name ? neighbours(name, 1, 0) : [];
    const after = name ? neighbours(name, 0, 1) : [];
    room.classList.toggle("has-choice", Boolean(name));
    for (const node of concepts) {
      const other = node.dataset.concept;
      node.classList.toggle("is-chosen", other === name);
      node.classList.toggle("is-before", before.includes(other));
      node.classList.toggle("is-after", after.includes(other));
      node.title = before.includes(other) ? words.signs.before : after.includes(other) ? words.signs.after : "";
      node.tabIndex = other === name || (!name && node === concepts.find(is)) ? 0 : -1;
      if (other === name) node.setAttribute("aria-current", "true");
      else node.removeAttribute("aria-current");
    }
    draw();
  }

  function draw() {
    wires.replaceChildren();
    if (!chosen) return;
    const corner = layers.getBoundingClientRect();
    const place = (name) => {
      const box = byName[name].getBoundingClientRect();
      return {
        x: box.x - corner.x + box.width / 2,
        top: box.top - corner.y,
        bottom: box.bottom - corner.y,
        half: box.width / 2,
      };
    };
    for (const [start, end, kind] of words.links) {
      if ((start !== chosen && end !== chosen) || !is(byName[start]) || !is(byName[end])) continue;
      const a = place(start);
      const b = place(end);
      let way = null;
      if (Math.abs(a.top - b.top) < 8) {
        const side = Math.sign(b.x - a.x);
        way = `M${a.x + side * a.half} ${(a.top + a.bottom) / 2}H${b.x - side * b.half}`;
      } else {
        const [from, to] = b.top > a.top ? [a.bottom, b.top] : [a.top, b.bottom];
        const bend = (to - from) * 0.45;
        way = `M${a.x} ${from}C${a.x} ${from + bend} ${b.x} ${to - bend} ${b.x} ${to}`;
      }
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("d", way);
      path.setAttribute("class", `link ${kind} ${start === chosen ? "is-out-of" : "is-into"}`);
      wires.append(path);
    }
  }

  function choose(name, options) {
    if (!byName[name]) return;
    options ||= {};
    chosen = name;
    if (!options.walking) trail = null;
    light(name);
    show(name);
    room.querySelector("[data-choose=concept]").value = name;
    if (options.note !== false && location.hash !== `#concept-${name}`) history.pushState(null, "", `#concept-${name}`);
    if (options.focus || options.walking) byName[name].scrollIntoView({ block: "nearest" });
    if (options.focus) byName[name].focus({ preventScroll: true });
  }

  function clear() {
    chosen = trail = null;
    light(null);
    card.hidden = true;
    card.textContent = "";
    card.parentNode.classList.remove("has-card");
    room.querySelector("[data-choose=concept]").value = "";
    history.replaceState(null, "", location.pathname + location.search);
  }

  // ---- the card: the row of the table in another form -------------------------------------------------------------

  function element(tag, text, name) {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    if (name) made.className = name;
    return made;
  }

  function copy(cell, into) {
    for (const child of Array.from(cell.childNodes)) into.appendChild(child.cloneNode(true));
    for (const node of into.querySelectorAll("[id]")) node.removeAttribute("id");
    for (const link of into.querySelectorAll('a[href^="#row-"]'))
      link.setAttribute("href", link.getAttribute("href").replace("#row-", "#concept-"));
    return into;
  }

  function show(name) {
    const cell = (kind) => row(name).querySelector(`td.map-${kind}`);
    const title = element("h2", cell("name").querySelector("strong").textContent, "map-card-title");
    title.tabIndex = -1;
    card.textContent = "";
    card.appendChild(title);
    const close = element("button", "×", "map-card-close");
    close.type = "button";
    close.setAttribute("aria-label", words.close);
    close.addEventListener("click", () => {
      const node = byName[chosen];
      clear();
      node.focus({ preventScroll: true });
    });
    card.appendChild(close);
    const names = copy(cell("name"), element("div", "", "map-card-names"));
    names.firstElementChild.remove(); // the English name is the title
    card.appendChild(names);
    card.appendChild(copy(cell("definition"), element("div", "", "map-card-definition")));
    ["before", "after", "tests"].forEach((kind) => {
      const part = element("div", "", `map-card-part map-card-${kind}`);
      const count = cell(kind).querySelectorAll("li").length;
      part.appendChild(element("h3", words[kind] + (kind === "tests" ? "" : ` (${count})`)));
      card.appendChild(copy(cell(kind), part));
    });
    const ways = element("p", "", "map-card-ways");
    [
      [words.address, `#concept-${name}`],
      [words.row, `#row-${name}`],
    ].forEach((way) => {
      const link = element("a", way[0]);
      link.href = way[1];
      if (ways.childNodes.length) ways.appendChild(document.createTextNode(" · "));
      ways.appendChild(link);
    });
    card.appendChild(ways);
    card.hidden = false;
    card.parentNode.classList.add("has-card");
    card.scrollTop = 0;
  }

  card.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#concept-"]');
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const name = link.getAttribute("href").slice("#concept-".length);
    event.preventDefault();
    if (name === chosen) return;
    choose(name);
    card.querySelector(".map-card-title").focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
  });

  card.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && chosen) {
      event.preventDefault();
      byName[chosen].focus();
    }
  });

  // ---- walking ----------------------------------------------------------------------------------------------------

  function beside(name, step) {
    // up and down: among the ends of the links followed last, else through all
    const list = trail?.includes(name) ? trail : concepts.filter(is).map((node) => node.dataset.concept);
    return list[(list.indexOf(name) + step + list.length) % list.length];
  }

  layers.addEventListener("keydown", (event) => {
    const node = event.target.closest("a.concept");
    if (!node || event.altKey || event.ctrlKey || event.metaKey) return;
    const name = node.dataset.concept;
    let next = null;
    const seen = concepts.filter(is);
    if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      const ends = event.key === "ArrowRight" ? neighbours(name, 0, 1) : neighbours(name, 1, 0);
      if (ends.length) {
        trail = ends;
        next = ends[0];
      } else next = name;
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp")
      next = beside(name, event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Home" && seen.length) next = seen[0].dataset.concept;
    else if (event.key === "End" && seen.length) next = seen[seen.length - 1].dataset.concept;
    else if (event.key === "Escape") {
      event.preventDefault();
      clear();
      node.focus();
      return;
    } else if (event.key === " ") {
      event.preventDefault();
      node.dispatchEvent(new MouseEvent("click", { bubbles: true }));
      return;
    }
    if (!next) return;
    event.preventDefault();
    choose(next, { focus: true, walking: event.key.startsWith("Arrow") });
  });

  layers.addEventListener("click", (event) => {
    const node = event.target.closest("a.concept");
    if (!node || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    if (node.dataset.concept === chosen && event.detail === 0) card.querySelector(".map-card-title").focus();
    else choose(node.dataset.concept, { focus: true });
  });

  // ---- filters ----------------------------------------------------------------------------------------------------

  function filter() {
    const category = room.querySelector("[data-choose=category]").value;
    const lesson = room.querySelector("[data-choose=lesson]").value;
    let count = 0;
    concepts.forEach((node) => {
      const out =
        (category && node.dataset.category !== category) ||
        (lesson && !node.dataset.lessons.split(" ").includes(lesson));
      node.classList.toggle("is-out", Boolean(out));
      if (out) node.setAttribute("aria-hidden", "true");
      else {
        node.removeAttribute("aria-hidden");
        count += 1;
      }
      row(node.dataset.concept).hidden = Boolean(out);
      const option = room.querySelector(`[data-choose=concept] option[value="${node.dataset.concept}"]`);
      option.hidden = option.disabled = Boolean(out);
    });
    status.textContent =
      category || lesson ? words.found.replace("{count}", count).replace("{all}", concepts.length) : "";
    if (chosen && !is(byName[chosen])) clear();
    else {
      trail = null;
      light(chosen);
    }
  }

  room.querySelectorAll("select").forEach((select) => {
    select.addEventListener("change", () => {
      if (select.dataset.choose !== "concept") filter();
      else if (select.value) choose(select.value);
      else clear();
    });
  });

  // ---- start ------------------------------------------------------------------------------------------------------

  function follow() {
    const name = decodeURIComponent(location.hash.slice("#concept-".length));
    if (!location.hash.startsWith("#concept-") || !byName[name]) return false;
    choose(name, { note: false });
    byName[name].scrollIntoView({ block: "center", behavior: "instant" });
    return true;
  }

  room.classList.add("is-alive");
  for (const part of room.querySelectorAll(".map-how, .map-tools")) part.hidden = false;
  light(null);
  addEventListener("hashchange", follow);
  addEventListener("popstate", () => {
    if (!follow() && !location.hash) clear();
  });
  new ResizeObserver(draw).observe(layers);
  follow();
})();
