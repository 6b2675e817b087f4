/* The argument map: choose a concept, see its row of the table as a card, walk along links, filter, zoom.
   Everything that is shown stands in the page already; without this file every concept leads to its row. */
(function () {
  "use strict";

  var room = document.querySelector("[data-argument-map]");
  var table = document.querySelector("table.argument-table");
  if (!room || !table) return;

  var words = JSON.parse(document.getElementById("argument-map-words").textContent);
  var drawing = room.querySelector("svg.argument-map");
  var pane = room.querySelector(".map-window");
  var card = room.querySelector(".map-card");
  var status = room.querySelector(".map-found");
  var concepts = Array.from(drawing.querySelectorAll("a.concept"));
  var links = Array.from(drawing.querySelectorAll("g.link"));
  var byName = {};
  var chosen = null; // name of the concept that is shown
  var trail = null; // the concepts among which up and down walk: the ends of the links that were followed last
  var natural = drawing.viewBox.baseVal.width;

  concepts.forEach(function (node) {
    byName[node.dataset.concept] = node;
    node.removeAttribute("id"); // the address of a concept is followed here, and not by a jump of the browser
  });

  function is(node) { return node && !node.classList.contains("is-out"); }
  function row(name) { return document.getElementById("row-" + name); }
  function place(name) { return byName[name].querySelector(".ground").getBBox(); }

  // ---- choosing ---------------------------------------------------------------------------------------------------

  function neighbours(name, from, to) {
    var found = links.filter(function (link) { return link.dataset[from] === name && is(byName[link.dataset[to]]); })
      .map(function (link) { return link.dataset[to]; });
    return found.filter(function (other, at) { return found.indexOf(other) === at; }).sort(function (a, b) {
      var one = place(a), two = place(b);
      return one.x - two.x || one.y - two.y;
    });
  }

  function light(name) {
    var before = name ? neighbours(name, "to", "from") : [];
    var after = name ? neighbours(name, "from", "to") : [];
    drawing.classList.toggle("has-choice", Boolean(name));
    concepts.forEach(function (node) {
      var other = node.dataset.concept;
      var leads = before.indexOf(other) >= 0, led = after.indexOf(other) >= 0;
      node.classList.toggle("is-chosen", other === name);
      node.classList.toggle("is-before", leads);
      node.classList.toggle("is-after", led);
      node.querySelector(".sign").textContent = leads && led ? words.signs.both : leads ? words.signs.before : led ? words.signs.after : "";
      node.setAttribute("tabindex", other === name || (!name && node === concepts.filter(is)[0]) ? "0" : "-1");
      if (other === name) node.setAttribute("aria-current", "true"); else node.removeAttribute("aria-current");
    });
    links.forEach(function (link) {
      var lit = link.dataset.from === name || link.dataset.to === name;
      link.classList.toggle("is-lit", lit);
      if (lit) link.parentNode.appendChild(link); // on top of the others
    });
  }

  function choose(name, options) {
    if (!byName[name]) return;
    options = options || {};
    chosen = name;
    if (!options.walking) trail = null;
    light(name);
    show(name);
    room.querySelector("[data-choose=concept]").value = name;
    if (options.note !== false && location.hash !== "#concept-" + name) history.pushState(null, "", "#concept-" + name);
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

  function bring(name) { // into the middle of the window, without moving the page
    var box = place(name), scale = drawing.getBoundingClientRect().width / natural;
    var corner = drawing.viewBox.baseVal;
    pane.scrollTo({
      left: (box.x - corner.x + box.width / 2) * scale - pane.clientWidth / 2,
      top: (box.y - corner.y + box.height / 2) * scale - pane.clientHeight / 2,
      behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth"
    });
  }

  // ---- the card: the row of the table in another form -------------------------------------------------------------

  function element(tag, text, name) {
    var made = document.createElement(tag);
    if (text) made.textContent = text;
    if (name) made.className = name;
    return made;
  }

  function copy(cell, into) {
    Array.from(cell.childNodes).forEach(function (child) { into.appendChild(child.cloneNode(true)); });
    into.querySelectorAll("[id]").forEach(function (node) { node.removeAttribute("id"); });
    into.querySelectorAll('a[href^="#row-"]').forEach(function (link) {
      link.setAttribute("href", link.getAttribute("href").replace("#row-", "#concept-"));
    });
    return into;
  }

  function show(name) {
    var cell = function (kind) { return row(name).querySelector("td.map-" + kind); };
    var title = element("h2", cell("name").querySelector("strong").textContent, "map-card-title");
    title.tabIndex = -1;
    card.textContent = "";
    card.appendChild(title);
    var close = element("button", "×", "map-card-close");
    close.type = "button";
    close.setAttribute("aria-label", words.close);
    close.addEventListener("click", function () { var node = byName[chosen]; clear(); node.focus({ preventScroll: true }); });
    card.appendChild(close);
    var names = copy(cell("name"), element("div", "", "map-card-names"));
    names.firstElementChild.remove(); // the English name is the title
    card.appendChild(names);
    card.appendChild(copy(cell("definition"), element("div", "", "map-card-definition")));
    ["before", "after", "tests"].forEach(function (kind) {
      var part = element("div", "", "map-card-part map-card-" + kind);
      var count = cell(kind).querySelectorAll("li").length;
      part.appendChild(element("h3", words[kind] + (kind === "tests" ? "" : " (" + count + ")")));
      card.appendChild(copy(cell(kind), part));
    });
    var ways = element("p", "", "map-card-ways");
    [[words.address, "#concept-" + name], [words.row, "#row-" + name]].forEach(function (way) {
      var link = element("a", way[0]);
      link.href = way[1];
      if (ways.childNodes.length) ways.appendChild(document.createTextNode(" · "));
      ways.appendChild(link);
    });
    card.appendChild(ways);
    card.hidden = false;
    card.parentNode.classList.add("has-card");
    card.scrollTop = 0;
  }

  card.addEventListener("click", function (event) {
    var link = event.target.closest('a[href^="#concept-"]');
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    var name = link.getAttribute("href").slice("#concept-".length);
    event.preventDefault();
    if (name === chosen) return;
    choose(name);
    card.querySelector(".map-card-title").focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
  });

  card.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && chosen) { event.preventDefault(); byName[chosen].focus(); }
  });

  // ---- walking ----------------------------------------------------------------------------------------------------

  function beside(name, step) { // up and down: among the ends of the links followed last, else in the column
    var list = trail && trail.indexOf(name) >= 0 ? trail : concepts.filter(function (node) {
      return is(node) && place(node.dataset.concept).x === place(name).x;
    }).map(function (node) { return node.dataset.concept; }).sort(function (a, b) { return place(a).y - place(b).y; });
    return list[(list.indexOf(name) + step + list.length) % list.length];
  }

  drawing.addEventListener("keydown", function (event) {
    var node = event.target.closest("a.concept");
    if (!node || event.altKey || event.ctrlKey || event.metaKey) return;
    var name = node.dataset.concept, next = null, seen = concepts.filter(is);
    if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      var ends = event.key === "ArrowRight" ? neighbours(name, "from", "to") : neighbours(name, "to", "from");
      if (ends.length) { trail = ends; next = ends[0]; } else next = name;
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") next = beside(name, event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Home" && seen.length) next = seen[0].dataset.concept;
    else if (event.key === "End" && seen.length) next = seen[seen.length - 1].dataset.concept;
    else if (event.key === "Escape") { event.preventDefault(); clear(); node.focus(); return; }
    else if (event.key === " ") { event.preventDefault(); node.dispatchEvent(new MouseEvent("click", { bubbles: true })); return; }
    if (!next) return;
    event.preventDefault();
    choose(next, { focus: true, walking: event.key.indexOf("Arrow") === 0 });
  });

  var dragged = false;

  drawing.addEventListener("click", function (event) {
    var node = event.target.closest("a.concept");
    if (!node || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    if (dragged) return;
    if (node.dataset.concept === chosen && event.detail === 0) card.querySelector(".map-card-title").focus();
    else choose(node.dataset.concept, { focus: true });
  });

  // ---- filters ----------------------------------------------------------------------------------------------------

  function filter() {
    var category = room.querySelector("[data-choose=category]").value;
    var lesson = room.querySelector("[data-choose=lesson]").value;
    var count = 0;
    concepts.forEach(function (node) {
      var out = (category && node.dataset.category !== category) ||
        (lesson && node.dataset.lessons.split(" ").indexOf(lesson) < 0);
      node.classList.toggle("is-out", Boolean(out));
      if (out) node.setAttribute("aria-hidden", "true"); else { node.removeAttribute("aria-hidden"); count += 1; }
      row(node.dataset.concept).hidden = Boolean(out);
      var option = room.querySelector('[data-choose=concept] option[value="' + node.dataset.concept + '"]');
      option.hidden = option.disabled = Boolean(out);
    });
    links.forEach(function (link) {
      link.classList.toggle("is-out", !is(byName[link.dataset.from]) || !is(byName[link.dataset.to]));
    });
    status.textContent = category || lesson
      ? words.found.replace("{count}", count).replace("{all}", concepts.length) : "";
    if (chosen && !is(byName[chosen])) clear(); else { trail = null; light(chosen); }
  }

  room.querySelectorAll("select").forEach(function (select) {
    select.addEventListener("change", function () {
      if (select.dataset.choose !== "concept") filter();
      else if (select.value) choose(select.value); else clear();
    });
  });

  // ---- size -------------------------------------------------------------------------------------------------------

  var zoom = null; // null: chosen by the window

  function size(value) {
    var whole = Math.min(1, (pane.clientWidth - 2) / natural);
    zoom = value === "fit" ? whole : Math.min(2, Math.max(whole, value));
    drawing.style.width = Math.round(natural * zoom) + "px";
    if (chosen) bring(chosen);
  }

  room.querySelectorAll("[data-zoom]").forEach(function (button) {
    button.addEventListener("click", function () {
      var step = button.dataset.zoom;
      size(step === "fit" ? "fit" : zoom * (step === "in" ? 1.25 : 0.8));
    });
  });

  pane.addEventListener("pointerdown", function (event) { // the mouse drags the map; fingers scroll it anyway
    if (event.pointerType !== "mouse" || event.button) return;
    var start = { x: event.clientX, y: event.clientY, left: pane.scrollLeft, top: pane.scrollTop };
    dragged = false;
    function move(to) {
      if (Math.abs(to.clientX - start.x) + Math.abs(to.clientY - start.y) > 5) dragged = true;
      if (dragged) pane.scrollTo({ left: start.left + start.x - to.clientX, top: start.top + start.y - to.clientY, behavior: "instant" });
    }
    function stop() {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", stop);
      setTimeout(function () { dragged = false; });
    }
    addEventListener("pointermove", move);
    addEventListener("pointerup", stop);
  });
  drawing.addEventListener("dragstart", function (event) { event.preventDefault(); });

  // ---- start ------------------------------------------------------------------------------------------------------

  function top() { room.querySelector(".map-panes").scrollIntoView({ block: "start", behavior: "instant" }); }

  function follow() {
    var name = decodeURIComponent(location.hash.slice("#concept-".length));
    if (location.hash.indexOf("#concept-") !== 0 || !byName[name]) return false;
    choose(name, { note: false });
    top();
    return true;
  }

  room.classList.add("is-alive");
  room.querySelectorAll(".map-how, .map-tools").forEach(function (part) { part.hidden = false; });
  size(pane.clientWidth > 900 ? "fit" : 0.8);
  light(null);
  addEventListener("hashchange", follow);
  addEventListener("popstate", function () { if (!follow() && !location.hash) clear(); });
  if (!follow() && matchMedia("(max-width: 700px)").matches) choose("second_urbanization", { note: false });
})();
