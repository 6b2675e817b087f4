/* The search: a window over every page (Ctrl-K, Cmd-K or the theme's buttons) and the page search.html. Index and texts are
   scripts, loaded when they are needed; their format is told in search/index.py. */
(function () {
  "use strict";

  var words = window.courseSearchWords, T = window.courseTerms;
  var root = new URL(document.documentElement.dataset.content_root || "./", document.baseURI);
  var SHOWN = 10, PARTS = 3, AROUND = 90;
  var loading = {};

  function say(name, values) {
    return words[name].replace(/\{(\w+)\}/g, function (all, key) { return values[key]; });
  }

  function element(name, className, text) {
    var made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function load(path) {
    loading[path] = loading[path] || new Promise(function (done, failed) {
      var script = element("script");
      script.src = new URL(path, root).href;
      script.onload = done;
      script.onerror = function () { delete loading[path]; failed(new Error(path)); };
      document.head.append(script);
    });
    return loading[path];
  }

  // ---- the index ------------------------------------------------------------------------------------------------------

  var ready = null;

  function open() {
    ready = ready || load("_static/search/index.js").then(function () {
      var raw = window.courseIndex, parts = [];
      raw.pages.forEach(function (page, number) { for (var i = 0; i < page[3]; i += 1) parts.push([number, i]); });
      return { pages: raw.pages, parts: parts, terms: raw.terms.split(" "), places: raw.places.split(",") };
    }).catch(function (error) { ready = null; throw error; });
    return ready;
  }

  function postings(index, at) {
    var place = 0;
    return index.places[at].split(" ").map(function (step) {
      var halves = step.split(".");
      place += parseInt(halves[0], 36);
      return [place, halves[1] ? parseInt(halves[1], 36) : 1];
    });
  }

  function firstFrom(terms, text) {
    var low = 0, high = terms.length;
    while (low < high) {
      var middle = (low + high) >> 1;
      if (terms[middle] < text) low = middle + 1; else high = middle;
    }
    return low;
  }

  function beginning(terms, text) {
    var found = [];
    for (var at = firstFrom(terms, text); at < terms.length && terms[at].startsWith(text); at += 1) found.push(at);
    return found;
  }

  /* Whether two words differ by at most `most` letters (added, left out, changed, two neighbours swapped). */
  function close(a, b, most) {
    if (Math.abs(a.length - b.length) > most) return false;
    var before = null, row = Array.from({ length: b.length + 1 }, function (none, j) { return j; });
    for (var i = 1; i <= a.length; i += 1) {
      var next = [i];
      for (var j = 1; j <= b.length; j += 1) {
        var cost = a[i - 1] === b[j - 1] ? 0 : 1;
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + cost);
        if (before && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
      }
      if (Math.min.apply(null, next) > most) return false;
      before = row;
      row = next;
    }
    return row[b.length] <= most;
  }

  /* What a run of the query may mean: {needs: [[[term number, share of the weight], ...], ...], near}; all needs must be met. */
  function meant(index, run) {
    var terms = index.terms;
    if (run.han) {
      return { near: false, needs: T.pairs(run.text).map(function (pair) {
        var exact = terms[firstFrom(terms, pair)] === pair ? [[firstFrom(terms, pair), 1]] : [];
        if (pair.length > 1) return exact;
        terms.forEach(function (term, at) { if (term.length === 2 && term.indexOf(pair) >= 0) exact.push([at, 0.8]); });
        return exact;
      }) };
    }
    var stem = T.stem(run.text), found = new Map();
    if (terms[firstFrom(terms, stem)] === stem) found.set(firstFrom(terms, stem), 1);
    if (run.text.length > 2 || !found.size) {
      [run.text, stem].forEach(function (text) {
        if (text.length > 1) beginning(terms, text).slice(0, 40).forEach(function (at) { if (!found.has(at)) found.set(at, 0.4); });
      });
    }
    if (found.size || run.text.length < 4) return { near: false, needs: [Array.from(found)] };
    var most = run.text.length < 8 ? 1 : 2;
    terms.forEach(function (term, at) {
      if (!/^[a-z]/.test(term) || term[0] !== stem[0]) return;
      var longer = term.length > 4 && stem.length > term.length; // a misspelt ending is no ending that the stemmer knows
      if (close(term, stem, most) || (longer && close(term, stem.slice(0, term.length), most))) found.set(at, 0.3);
    });
    return { near: found.size > 0, needs: [Array.from(found)] };
  }

  /* Return {pages: [{page, parts: [part number, ...]}], stems, hans, near, some}. */
  function find(index, query) {
    var runs = T.runs(query).filter(function (run) { return run.han || run.text.length > 1; });
    var needs = [], near = false, stems = new Set(), hans = [];
    runs.forEach(function (run) {
      var one = meant(index, run);
      near = near || one.near;
      needs = needs.concat(one.needs);
      if (run.han) hans.push(run.text);
      else one.needs[0].forEach(function (pair) { stems.add(index.terms[pair[0]]); });
    });
    var scores = new Map(), met = new Map(); // part -> score; page -> needs met
    needs.forEach(function (need, number) {
      var inParts = new Map(), pages = new Set();
      need.forEach(function (pair) {
        postings(index, pair[0]).forEach(function (place) {
          var value = place[1] * pair[1];
          if (value > (inParts.get(place[0]) || 0)) inParts.set(place[0], value);
          pages.add(index.parts[place[0]][0]);
        });
      });
      var rare = Math.log(1 + index.pages.length / (pages.size || 1));
      inParts.forEach(function (value, part) { scores.set(part, (scores.get(part) || 0) + rare * (1 + Math.log(value + 1))); });
      pages.forEach(function (page) { met.set(page, (met.get(page) || new Set()).add(number)); });
    });
    var full = Array.from(met).some(function (one) { return one[1].size === needs.length; });
    var byPage = new Map();
    scores.forEach(function (score, part) {
      var page = index.parts[part][0];
      if (full && met.get(page).size < needs.length) return;
      byPage.set(page, (byPage.get(page) || []).concat([[score, part]]));
    });
    var pages = Array.from(byPage, function (one) {
      var parts = one[1].sort(function (a, b) { return b[0] - a[0]; });
      var rest = parts.slice(1, 6).reduce(function (sum, part) { return sum + part[0]; }, 0);
      return { page: one[0], score: parts[0][0] + 0.15 * rest, parts: parts.map(function (part) { return part[1]; }) };
    }).sort(function (a, b) { return b.score - a.score || a.page - b.page; });
    return { pages: pages, stems: stems, hans: hans, near: near, some: needs.length > 0 && !full };
  }

  // ---- showing ----------------------------------------------------------------------------------------------------------

  function marked(text, result) {
    var out = document.createDocumentFragment(), at = 0;
    T.places(text, result.stems, result.hans).forEach(function (place) {
      out.append(text.slice(at, place[0]), element("mark", "", text.slice(place[0], place[1])));
      at = place[1];
    });
    out.append(text.slice(at));
    return out;
  }

  /* The stretch of a text that has most of what was looked for. */
  function stretch(text, result) {
    var places = T.places(text, result.stems, result.hans), best = 0, most = 0;
    places.forEach(function (place, number) {
      var count = places.slice(number).filter(function (other) { return other[0] < place[0] + 2 * AROUND; }).length;
      if (count > most) { most = count; best = place[0]; }
    });
    var from = Math.max(0, best - AROUND), to = Math.min(text.length, from + 3 * AROUND);
    if (from > 0) from = text.indexOf(" ", from) >= 0 && text.indexOf(" ", from) < best ? text.indexOf(" ", from) + 1 : from;
    if (to < text.length && text.lastIndexOf(" ", to) > best) to = text.lastIndexOf(" ", to);
    return (from ? "… " : "") + text.slice(from, to) + (to < text.length ? " …" : "");
  }

  function link(result, page, anchor, className) {
    var made = element("a", className);
    var find = Array.from(result.stems).slice(0, 40).concat(result.hans).join(" ");
    made.href = new URL(page[0] + "?find=" + encodeURIComponent(find) + (anchor ? "#" + anchor : ""), root).href;
    return made;
  }

  function group(index, result, one) {
    var page = index.pages[one.page], item = element("li", "search-page"), title = link(result, page, "", "search-title");
    title.append(marked(page[2], result));
    item.append(title);
    return load("_static/search/" + page[1] + ".js").then(function () {
      var texts = window.courseTexts[page[1]], list = element("ul", "search-parts");
      one.parts.slice(0, PARTS).forEach(function (number) {
        var part = texts[index.parts[number][1]], line = element("li");
        if (part[0]) {
          var name = link(result, page, part[0], "search-part");
          if (part[1] !== "section") name.append(element("span", "search-kind", words[part[1]] + ": "));
          name.append(marked(part[2] || part[3].slice(0, 60), result));
          line.append(name);
        }
        if (part[3]) {
          var text = element("p", "search-text");
          text.append(marked(stretch(part[3], result), result));
          line.append(text);
        }
        list.append(line);
      });
      item.append(list);
      return item;
    }, function () { return item; });
  }

  /* A field with results below it; `most` pages are shown. */
  function panel(place, most) {
    var form = element("form", "search-form"), label = element("label", "", words.field), input = element("input");
    var told = element("p", "search-told", words.hint), list = element("ol", "search-results");
    form.setAttribute("role", "search");
    input.type = "search";
    input.name = "q";
    input.id = "course-search-" + (most > SHOWN ? "page" : "window") + "-field";
    label.htmlFor = input.id;
    ["autocomplete", "autocapitalize", "autocorrect"].forEach(function (name) { input.setAttribute(name, "off"); });
    input.spellcheck = false;
    told.setAttribute("role", "status");
    form.append(label, input);
    place.append(form, told, list);
    var turn = 0;

    function show() {
      var mine = turn += 1, query = input.value.trim();
      if (!query) { list.replaceChildren(); told.textContent = words.hint; return Promise.resolve(); }
      if (!window.courseIndex) told.textContent = words.wait;
      return open().then(function (index) {
        var result = find(index, query), count = result.pages.length;
        return Promise.all(result.pages.slice(0, most).map(function (one) { return group(index, result, one); })).then(function (items) {
          if (mine !== turn) return;
          list.replaceChildren.apply(list, items);
          var parts = [!count ? say("none", { query: query }) : count === 1 ? words.one :
            count > most ? say("first", { count: count, shown: most }) : say("many", { count: count })];
          if (count && result.near) parts.push(say("near", { query: query }));
          if (count && result.some) parts.push(words.some);
          told.textContent = parts.join(" ");
        });
      }).catch(function () { if (mine === turn) told.textContent = words.broken; });
    }

    var waiting = null;
    input.addEventListener("input", function () {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(show, 120);
    });
    input.addEventListener("focus", function () { open().catch(function () { /* told when something is looked for */ }); });
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      window.clearTimeout(waiting);
      show().then(function () {
        var first = list.querySelector("a");
        if (first && most <= SHOWN) first.click(); else if (first) first.focus();
      });
    });
    place.addEventListener("keydown", function (event) { // Escape closes, also where it would only empty the field; arrows go through the field and the links
      if (event.key === "Escape" && place.close) { event.preventDefault(); place.close(); }
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      var stops = [input].concat(Array.from(list.querySelectorAll("a"))), at = stops.indexOf(document.activeElement);
      var next = stops[at + (event.key === "ArrowDown" ? 1 : -1)];
      if (at < 0 || !next) return;
      event.preventDefault();
      next.focus();
    });
    return { input: input, show: show };
  }

  // ---- the window -----------------------------------------------------------------------------------------------------

  var dialog = null, inside = null;

  function openWindow() {
    if (!dialog) {
      dialog = element("dialog", "search-window");
      dialog.setAttribute("aria-label", words.search);
      var shut = element("button", "search-close", words.close), all = element("a", "search-all", words.all);
      shut.type = "button";
      shut.addEventListener("click", function () { dialog.close(); });
      inside = panel(dialog, SHOWN);
      all.href = new URL("search.html", root).href;
      all.addEventListener("click", function () { all.search = "?q=" + encodeURIComponent(inside.input.value); });
      var foot = element("p", "search-foot");
      foot.append(all, shut);
      dialog.append(foot);
      dialog.addEventListener("click", function (event) { if (event.target === dialog) dialog.close(); }); // beside the window
      dialog.addEventListener("click", function (event) { if (event.target.closest("a")) dialog.close(); });
      document.body.append(dialog);
    }
    if (!dialog.open) dialog.showModal();
    inside.input.focus();
    inside.input.select();
  }

  function begin() {
    var place = document.getElementById("course-search-page");
    if (!place) return openWindow;
    var page = panel(place, 100);
    page.input.value = new URLSearchParams(window.location.search).get("q") || "";
    page.show();
    page.input.focus();
    return function () { page.input.focus(); page.input.select(); };
  }

  var act = begin();
  // before the theme's own listeners: its window is not there
  document.addEventListener("click", function (event) {
    if (!event.target.closest || !event.target.closest(".search-button__button")) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }, true);
  window.addEventListener("keydown", function (event) {
    if (event.shiftKey || event.altKey || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act();
  }, true);

  window.courseSearch = { open: open, find: find };
})();
