/* The argument map: choose a concept, see its row of the table as a card, walk along links, filter, zoom.
   Everything that is shown stands in the page already; without this file every concept leads to its row. */
(() => {
  "use strict";

  const room = document.querySelector("[data-argument-map]");
  const table = document.querySelector("table.argument-table");
  if (!room || !table) return;

  const words = JSON.parse(document.getElementById("argument-map-words").textContent);
  const drawing = room.querySelector("svg.argument-map");
  const pane = room.querySelector(".map-window");
  const card = room.querySelector(".map-card");
  const status = room.querySelector(".map-found");
  const concepts = Array.from(drawing.querySelectorAll("a.concept"));
  const links = Array.from(drawing.querySelectorAll("g.link"));
  const byName = {};
  let chosen = null; // name of the concept that is shown
  let trail = null; // the concepts among which up and down walk: the ends of the links that were followed last
  const natural = drawing.viewBox.baseVal.width;

  concepts.forEach((node) => {
    byName[node.dataset.concept] = node;
    node.removeAttribute("id"); // the address of a concept is followed here, and not by a jump of the browser
  });

  const is = (node) => node && !node.classList.contains("is-out");
  const row = (name) => document.getElementById(`row-${name}`);
  const place = (name) => byName[name].querySelector(".ground").getBBox();

  // ---- choosing ---------------------------------------------------------------------------------------------------

  function neighbours(name, from, to) {
    const found = links
      .filter((link) => link.dataset[from] === name && is(byName[link.dataset[to]]))
      .map((link) => link.dataset[to]);
    return found
      .filter((other, at) => found.indexOf(other) === at)
      .sort((a, b) => {
        const one = place(a);
        const two = place(b);
        return one.x - two.x || one.y - two.y;
      });
  }

  function light(name) {
    const before = name ? neighbours(name, "to", "from") : [];
    const after = name ? neighbours(name, "from", "to") : [];
    drawing.classList.toggle("has-choice", Boolean(name));
    concepts.forEach((node) => {
      const other = node.dataset.concept;
      const leads = before.includes(other);
      const led = after.includes(other);
      node.classList.toggle("is-chosen", other === name);
      node.classList.toggle("is-before", leads);
      node.classList.toggle("is-after", led);
      node.querySelector(".sign").textContent =
        leads && led ? words.signs.both : leads ? words.signs.before : led ? words.signs.after : "";
      node.setAttribute("tabindex", other === name || (!name && node === concepts.filter(is)[0]) ? "0" : "-1");
      if (other === name) node.setAttribute("aria-current", "true");
      else node.removeAttribute("aria-current");
    });
    links.forEach((link) => {
      const lit = link.dataset.from === name || link.dataset.to === name;
      link.classList.toggle("is-lit", lit);
      if (lit) link.parentNode.appendChild(link); // on top of the others
    });
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
    bring(name);
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

  function bring(name) {
    // into the middle of the window, without moving the page
    const box = place(name);
    const scale = drawing.getBoundingClientRect().width / natural;
    const corner = drawing.viewBox.baseVal;
    pane.scrollTo({
      left: (box.x - corner.x + box.width / 2) * scale - pane.clientWidth / 2,
      top: (box.y - corner.y + box.height / 2) * scale - pane.clientHeight / 2,
      behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth",
    });
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
    // up and down: among the ends of the links followed last, else in the column
    const list = trail?.includes(name)
      ? trail
      : concepts
          .filter((node) => is(node) && place(node.dataset.concept).x === place(name).x)
          .map((node) => node.dataset.concept)
          .sort((a, b) => place(a).y - place(b).y);
    return list[(list.indexOf(name) + step + list.length) % list.length];
  }

  drawing.addEventListener("keydown", (event) => {
    const node = event.target.closest("a.concept");
    if (!node || event.altKey || event.ctrlKey || event.metaKey) return;
    const name = node.dataset.concept;
    let next = null;
    const seen = concepts.filter(is);
    if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      const ends = event.key === "ArrowRight" ? neighbours(name, "from", "to") : neighbours(name, "to", "from");
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

  let dragged = false;

  drawing.addEventListener("click", (event) => {
    const node = event.target.closest("a.concept");
    if (!node || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    if (dragged) return;
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
    for (const link of links)
      link.classList.toggle("is-out", !is(byName[link.dataset.from]) || !is(byName[link.dataset.to]));
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

  // ---- size -------------------------------------------------------------------------------------------------------

  let zoom = null; // null: chosen by the window

  function size(value) {
    const whole = Math.min(1, (pane.clientWidth - 2) / natural);
    zoom = value === "fit" ? whole : Math.min(2, Math.max(whole, value));
    drawing.style.width = `${Math.round(natural * zoom)}px`;
    if (chosen) bring(chosen);
  }

  room.querySelectorAll("[data-zoom]").forEach((button) => {
    button.addEventListener("click", () => {
      const step = button.dataset.zoom;
      size(step === "fit" ? "fit" : zoom * (step === "in" ? 1.25 : 0.8));
    });
  });

  pane.addEventListener("pointerdown", (event) => {
    // the mouse drags the map; fingers scroll it anyway
    if (event.pointerType !== "mouse" || event.button) return;
    const start = { x: event.clientX, y: event.clientY, left: pane.scrollLeft, top: pane.scrollTop };
    dragged = false;
    function move(to) {
      if (Math.abs(to.clientX - start.x) + Math.abs(to.clientY - start.y) > 5) dragged = true;
      if (dragged)
        pane.scrollTo({
          left: start.left + start.x - to.clientX,
          top: start.top + start.y - to.clientY,
          behavior: "instant",
        });
    }
    function stop() {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", stop);
      setTimeout(() => {
        dragged = false;
      });
    }
    addEventListener("pointermove", move);
    addEventListener("pointerup", stop);
  });
  drawing.addEventListener("dragstart", (event) => {
    event.preventDefault();
  });

  // ---- start ------------------------------------------------------------------------------------------------------

  function top() {
    room.querySelector(".map-panes").scrollIntoView({ block: "start", behavior: "instant" });
  }

  function follow() {
    const name = decodeURIComponent(location.hash.slice("#concept-".length));
    if (!location.hash.startsWith("#concept-") || !byName[name]) return false;
    choose(name, { note: false });
    top();
    return true;
  }

  room.classList.add("is-alive");
  for (const part of room.querySelectorAll(".map-how, .map-tools")) part.hidden = false;
  size(pane.clientWidth > 900 ? "fit" : 0.8);
  light(null);
  addEventListener("hashchange", follow);
  addEventListener("popstate", () => {
    if (!follow() && !location.hash) clear();
  });
  if (!follow() && matchMedia("(max-width: 700px)").matches) choose("second_urbanization", { note: false });
})();
