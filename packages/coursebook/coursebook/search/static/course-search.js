/* The search: a window over every page (Ctrl-K, Cmd-K or the sign in the bar) and the page search.html. Index and texts are
   scripts, loaded when they are needed; their format is told in search/index.py. */
(() => {
  "use strict";

  const words = window.courseSearchWords;
  const T = window.courseTerms;
  const root = new URL(document.documentElement.dataset.content_root || "./", document.baseURI);
  const SHOWN = 10;
  const PARTS = 3;
  const AROUND = 90;
  const REST = 0.25; // what a page's other parts count beside its best one
  const loading = {};

  const say = (name, values) => words[name].replace(/\{(\w+)\}/g, (all, key) => values[key]);

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function load(path) {
    loading[path] =
      loading[path] ||
      new Promise((done, failed) => {
        const sheet = path.endsWith(".css");
        const part = element(sheet ? "link" : "script");
        if (sheet) part.rel = "stylesheet";
        part[sheet ? "href" : "src"] = new URL(path, root).href;
        part.onload = done;
        part.onerror = () => {
          delete loading[path];
          failed(new Error(path));
        };
        document.head.append(part);
      });
    return loading[path];
  }

  /* The style comes when it is needed; without it all still works. */
  const dress = () => load("_static/course-search.css").catch(() => {});

  // ---- the index ------------------------------------------------------------------------------------------------------

  let ready = null;

  function open() {
    ready ||= load("_static/search/index.js")
      .then(() => {
        const raw = window.courseIndex;
        const parts = [];
        raw.pages.forEach((page, number) => {
          for (let i = 0; i < page[3]; i += 1) parts.push([number, i]);
        });
        const simple = new Map(Array.from(raw.simple.matchAll(/(.)(.)/gu), (pair) => [pair[1], pair[2]]));
        return { pages: raw.pages, parts, terms: raw.terms.split(" "), places: raw.places.split(","), simple };
      })
      .catch((error) => {
        ready = null;
        throw error;
      });
    return ready;
  }

  function postings(index, at) {
    let place = 0;
    return index.places[at].split(" ").map((step) => {
      const halves = step.split(".");
      place += parseInt(halves[0], 36);
      return [place, halves[1] ? parseInt(halves[1], 36) : 1];
    });
  }

  function firstFrom(terms, text) {
    let low = 0;
    let high = terms.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (terms[middle] < text) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function beginning(terms, text) {
    const found = [];
    for (let at = firstFrom(terms, text); at < terms.length && terms[at].startsWith(text); at += 1) found.push(at);
    return found;
  }

  /* Whether two words differ by at most `most` letters (added, left out, changed, two neighbours swapped). */
  function close(a, b, most) {
    if (Math.abs(a.length - b.length) > most) return false;
    let before = null;
    let row = Array.from({ length: b.length + 1 }, (none, j) => j);
    for (let i = 1; i <= a.length; i += 1) {
      const next = [i];
      for (let j = 1; j <= b.length; j += 1) {
        const cost = a[i - 1] === b[j - 1] ? 0 : 1;
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + cost);
        if (before && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
      }
      if (Math.min(...next) > most) return false;
      before = row;
      row = next;
    }
    return row[b.length] <= most;
  }

  /* What a run of the query may mean: {needs: [[[term number, share of the weight], ...], ...], near}; all needs must be met. */
  function meant(index, run) {
    const terms = index.terms;
    if (run.han) {
      return {
        near: false,
        needs: T.pairs(run.text).map((pair) => {
          const exact = terms[firstFrom(terms, pair)] === pair ? [[firstFrom(terms, pair), 1]] : [];
          if (pair.length > 1) return exact;
          terms.forEach((term, at) => {
            if (term.length === 2 && term.includes(pair)) exact.push([at, 0.8]);
          });
          return exact;
        }),
      };
    }
    const stem = T.stem(run.text);
    const found = new Map();
    if (terms[firstFrom(terms, stem)] === stem) found.set(firstFrom(terms, stem), 1);
    if (run.text.length > 2 || !found.size) {
      [run.text, stem].forEach((text) => {
        if (text.length > 1)
          beginning(terms, text)
            .slice(0, 40)
            .forEach((at) => {
              if (!found.has(at)) found.set(at, 0.4);
            });
      });
    }
    if (found.size || run.text.length < 4) return { near: false, needs: [Array.from(found)] };
    const most = run.text.length < 8 ? 1 : 2;
    terms.forEach((term, at) => {
      if (!/^[a-z]/.test(term) || term[0] !== stem[0]) return;
      const longer = term.length > 4 && stem.length > term.length; // a misspelt ending is no ending that the stemmer knows
      if (close(term, stem, most) || (longer && close(term, stem.slice(0, term.length), most))) found.set(at, 0.3);
    });
    return { near: found.size > 0, needs: [Array.from(found)] };
  }

  /* Return {pages: [{page, parts: [part number, ...]}], stems, hans, near, some}. */
  function find(index, query) {
    const plain = Array.from(query, (sign) => index.simple.get(sign) ?? sign).join(""); // traditional characters
    const runs = T.runs(plain).filter((run) => run.han || run.text.length > 1);
    let needs = [];
    let near = false;
    let spare = 0; // pairs that may be missing: two Chinese words side by side have one pair that is in neither
    const stems = new Set();
    const hans = [];
    runs.forEach((run) => {
      const one = meant(index, run);
      near ||= one.near;
      needs = needs.concat(one.needs);
      if (run.han) spare += Math.floor(one.needs.length / 4);
      if (run.han) hans.push(run.text);
      else for (const pair of one.needs[0]) stems.add(index.terms[pair[0]]);
    });
    const scores = new Map();
    const met = new Map(); // part -> score; page -> needs met
    needs.forEach((need, number) => {
      const inParts = new Map();
      const pages = new Set();
      need.forEach((pair) => {
        postings(index, pair[0]).forEach((place) => {
          const value = place[1] * pair[1];
          if (value > (inParts.get(place[0]) || 0)) inParts.set(place[0], value);
          pages.add(index.parts[place[0]][0]);
        });
      });
      const rare = Math.log(1 + index.pages.length / (pages.size || 1));
      inParts.forEach((value, part) => {
        scores.set(part, (scores.get(part) || 0) + rare * (1 + Math.log(value + 1)));
      });
      for (const page of pages) met.set(page, (met.get(page) || new Set()).add(number));
    });
    const enough = needs.length - spare;
    const full = Array.from(met).some((one) => one[1].size >= enough);
    const byPage = new Map();
    scores.forEach((score, part) => {
      const page = index.parts[part][0];
      if (full && met.get(page).size < enough) return;
      byPage.set(page, (byPage.get(page) || []).concat([[score, part]]));
    });
    const pages = Array.from(byPage, (one) => {
      const parts = one[1].sort((a, b) => b[0] - a[0]);
      const rest = parts.slice(1, 6).reduce((sum, part) => sum + part[0], 0);
      const share = met.get(one[0]).size / needs.length;
      return { page: one[0], score: share * share * (parts[0][0] + REST * rest), parts: parts.map((part) => part[1]) };
    }).sort((a, b) => b.score - a.score || a.page - b.page);
    return { pages, stems, hans, near, some: needs.length > 0 && !full };
  }

  // ---- showing ----------------------------------------------------------------------------------------------------------

  function marked(text, result) {
    const out = document.createDocumentFragment();
    let at = 0;
    T.places(text, result.stems, result.hans).forEach((place) => {
      out.append(text.slice(at, place[0]), element("mark", "", text.slice(place[0], place[1])));
      at = place[1];
    });
    out.append(text.slice(at));
    return out;
  }

  /* The stretch of a text that has most of what was looked for. */
  function stretch(text, result) {
    const places = T.places(text, result.stems, result.hans);
    let best = 0;
    let most = 0;
    places.forEach((place, number) => {
      const count = places.slice(number).filter((other) => other[0] < place[0] + 2 * AROUND).length;
      if (count > most) {
        most = count;
        best = place[0];
      }
    });
    let from = Math.max(0, best - AROUND);
    let to = Math.min(text.length, from + 3 * AROUND);
    if (from > 0)
      from = text.indexOf(" ", from) >= 0 && text.indexOf(" ", from) < best ? text.indexOf(" ", from) + 1 : from;
    if (to < text.length && text.lastIndexOf(" ", to) > best) to = text.lastIndexOf(" ", to);
    return (from ? "… " : "") + text.slice(from, to) + (to < text.length ? " …" : "");
  }

  function link(result, page, anchor, className) {
    const made = element("a", className);
    const find = Array.from(result.stems).slice(0, 40).concat(result.hans).join(" ");
    made.href = new URL(`${page[0]}?find=${encodeURIComponent(find)}${anchor ? `#${anchor}` : ""}`, root).href;
    return made;
  }

  function group(index, result, one) {
    const page = index.pages[one.page];
    const item = element("li", "search-page");
    const title = link(result, page, "", "search-title");
    title.append(marked(page[2], result));
    item.append(title);
    return load(`_static/search/${page[1]}.js`).then(
      () => {
        const texts = window.courseTexts[page[1]];
        const list = element("ul", "search-parts");
        one.parts.slice(0, PARTS).forEach((number) => {
          const part = texts[index.parts[number][1]];
          const line = element("li");
          if (part[0]) {
            const name = link(result, page, part[0], "search-part");
            if (part[1] !== "section") name.append(element("span", "search-kind", `${words[part[1]]}: `));
            name.append(marked(part[2] || part[3].slice(0, 60), result));
            line.append(name);
          }
          if (part[3]) {
            const text = element("p", "search-text");
            text.append(marked(stretch(part[3], result), result));
            line.append(text);
          }
          list.append(line);
        });
        item.append(list);
        return item;
      },
      () => item,
    );
  }

  /* A field with results below it; `most` pages are shown. */
  function panel(place, most) {
    const form = element("form", "search-form");
    const label = element("label", "", words.field);
    const input = element("input");
    const told = element("p", "search-told", words.hint);
    const list = element("ol", "search-results");
    form.setAttribute("role", "search");
    input.type = "search";
    input.name = "q";
    input.id = `course-search-${most > SHOWN ? "page" : "window"}-field`;
    label.htmlFor = input.id;
    for (const name of ["autocomplete", "autocapitalize", "autocorrect"]) input.setAttribute(name, "off");
    input.spellcheck = false;
    told.setAttribute("role", "status");
    form.append(label, input);
    place.append(form, told, list);
    let turn = 0;

    function show() {
      const mine = (turn += 1);
      const query = input.value.trim();
      if (!query) {
        list.replaceChildren();
        told.textContent = words.hint;
        return Promise.resolve();
      }
      if (!window.courseIndex) told.textContent = words.wait;
      return open()
        .then((index) => {
          const result = find(index, query);
          const count = result.pages.length;
          return Promise.all(result.pages.slice(0, most).map((one) => group(index, result, one))).then((items) => {
            if (mine !== turn) return;
            list.replaceChildren(...items);
            const parts = [
              !count
                ? say("none", { query })
                : count === 1
                  ? words.one
                  : count > most
                    ? say("first", { count, shown: most })
                    : say("many", { count }),
            ];
            if (count && result.near) parts.push(say("near", { query }));
            if (count && result.some) parts.push(words.some);
            told.textContent = parts.join(" ");
          });
        })
        .catch(() => {
          if (mine === turn) told.textContent = words.broken;
        });
    }

    let waiting = null;
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(show, 120);
    });
    input.addEventListener("focus", () => {
      open().catch(() => {
        /* told when something is looked for */
      });
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(waiting);
      show().then(() => {
        const first = list.querySelector("a");
        if (first && most <= SHOWN) first.click();
        else if (first) first.focus();
      });
    });
    place.addEventListener("keydown", (event) => {
      // Escape closes, also where it would only empty the field; arrows go through the field and the links
      if (event.key === "Escape" && place.close) {
        event.preventDefault();
        place.close();
      }
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      const stops = [input].concat(Array.from(list.querySelectorAll("a")));
      const at = stops.indexOf(document.activeElement);
      const next = stops[at + (event.key === "ArrowDown" ? 1 : -1)];
      if (at < 0 || !next) return;
      event.preventDefault();
      next.focus();
    });
    return { input, show };
  }

  // ---- the window -----------------------------------------------------------------------------------------------------

  let dialog = null;
  let inside = null;

  function openWindow() {
    if (!dialog) {
      dialog = element("dialog", "search-window");
      dialog.setAttribute("aria-label", words.search);
      const shut = element("button", "search-close", words.close);
      const all = element("a", "search-all", words.all);
      shut.type = "button";
      shut.addEventListener("click", () => {
        dialog.close();
      });
      inside = panel(dialog, SHOWN);
      all.href = new URL("search.html", root).href;
      all.addEventListener("click", () => {
        all.search = `?q=${encodeURIComponent(inside.input.value)}`;
      });
      const foot = element("p", "search-foot");
      foot.append(all, shut);
      dialog.append(foot);
      dialog.addEventListener("click", (event) => {
        if (event.target === dialog || event.target.closest("a")) dialog.close(); // beside the window, or away
      });
      document.body.append(dialog);
    }
    dress().then(() => {
      if (!dialog.open) dialog.showModal();
      inside.input.focus();
      inside.input.select();
    });
  }

  function begin() {
    const place = document.getElementById("course-search-page");
    if (!place) return openWindow;
    dress();
    const page = panel(place, 100);
    page.input.value = new URLSearchParams(location.search).get("q") || "";
    page.show();
    page.input.focus();
    return () => {
      page.input.focus();
      page.input.select();
    };
  }

  const act = begin();
  document.addEventListener(
    "click",
    (event) => {
      if (!event.target.closest?.(".search-button")) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    },
    true,
  );
  window.addEventListener(
    "keydown",
    (event) => {
      if (event.shiftKey || event.altKey || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k")
        return;
      event.preventDefault();
      event.stopImmediatePropagation();
      act();
    },
    true,
  );

  window.courseSearch = { open, find, dress };
})();
