/* Explore the data: choose a table, series, places and years; see a chart and its figures; take both away. What is chosen
   stands in the address. Tables and Observable Plot are scripts, loaded when they are needed, so that a page of a folder
   works as well; tables.py tells their form. */
(() => {
  "use strict";
  /* global Plot */

  const place = document.querySelector(".explore");
  if (!place) return;
  const words = JSON.parse(place.dataset.words);
  const titles = JSON.parse(place.dataset.tables);
  const here = document.currentScript.src;
  const COLOURS = 6; // series of lines that have a colour and a dash of their own
  const DASHES = ["", "7 3", "2 3", "9 3 2 3", "12 4", "4 2"];
  const LISTED = 60; // places in the list before more must be looked for
  const ROWS = 200; // figures in the table of the page
  const LETTERS = 13; // px
  const START = {
    table: "provinces",
    series: "urbanization_rate",
    places: ["Shanghai", "Guangdong", "Sichuan", "Guizhou"],
    chart: "line",
  };
  const loaded = {};
  let table = null;
  let shown = null; // what stands in the page: {rows, picture, title}

  const say = (name, values = {}) => words[name].replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);
  const number = (value) =>
    value == null
      ? ""
      : new Intl.NumberFormat(document.documentElement.lang, { maximumSignificantDigits: 6 })
          .format(value)
          .replace("-", "−");

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "class") made.className = value;
      else if (key in made && typeof value !== "string") made[key] = value;
      else made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  }

  // ---- loading --------------------------------------------------------------------------------------------------------

  const scripts = {};
  function load(path) {
    scripts[path] ??= new Promise((done, failed) => {
      const script = element("script", { src: new URL(path, here).href });
      script.onload = done;
      script.onerror = () => {
        delete scripts[path];
        failed(new Error(path));
      };
      document.head.append(script);
    });
    return scripts[path];
  }
  window.courseTable = (name, content) => {
    loaded[name] = content;
  };

  // Figures of a row: {place, year, value, standing, source}.
  function figures(row) {
    const [at, years, values, standings, sources] = row;
    const of = (given, i) => (Array.isArray(given) ? given[i] : given);
    return values.map((value, i) => ({
      place: at,
      year: Array.isArray(years) ? years[i] : years + i,
      value,
      standing: table.standings[of(standings, i)],
      source: of(sources, i),
    }));
  }

  // ---- the form -------------------------------------------------------------------------------------------------------

  const field = (name, label, control) =>
    element("p", { class: `explore-field explore-${name}` }, element("label", { for: control.id }, label), control);
  const select = (name) => element("select", { id: `explore-${name}`, name });
  const option = (value, text) => element("option", { value }, text);

  const form = element("form", { class: "explore-form" });
  const of = { table: select("table"), series: select("series"), against: select("against") };
  of.from = select("from");
  of.to = select("to");
  const charts = element("fieldset", { class: "explore-charts" }, element("legend", {}, words.chart));
  for (const kind of ["line", "bar", "scatter", "tiles"]) {
    charts.append(
      element(
        "label",
        {},
        element("input", { type: "radio", name: "chart", value: kind }),
        element("span", {}, words[kind]),
      ),
    );
  }
  const find = element("input", { type: "search", id: "explore-find", autocomplete: "off" });
  const findLabel = element("label", { for: "explore-find" }, words.find);
  const list = element("div", { class: "explore-list" });
  const count = element("p", { class: "explore-count", role: "status" });
  const all = element("button", { type: "button" }, words.all);
  const none = element("button", { type: "button" }, words.none);
  const legend = element("legend");
  const places = element("fieldset", { class: "explore-places" }, legend, element("p", {}, findLabel, find), list);
  places.append(element("p", { class: "explore-row" }, all, none, count));
  const years = element(
    "div",
    { class: "explore-years" },
    field("from", words.from, of.from),
    field("to", words.to, of.to),
  );
  form.append(field("table", words.table, of.table), field("series", words.series, of.series));
  form.append(charts, field("against", words.against, of.against), years, places);

  const heading = element("h2", { class: "explore-title", id: "explore-title" });
  const measure = element("p", { class: "explore-measure" });
  const told = element("p", { class: "explore-told", role: "status" });
  const chart = element("div", { class: "explore-chart", role: "img" });
  const notes = element("p", { class: "explore-notes" });
  const sources = element("div", { class: "explore-sources" });
  const button = (name) => element("button", { type: "button", "data-take": name }, words[name]);
  const code = element("code");
  const take = element("div", { class: "explore-take", role: "group", "aria-label": words.take });
  take.append(...["csv", "svg", "png", "link"].map(button));
  const python = element("details", { class: "explore-python" }, element("summary", {}, words.code));
  python.append(element("pre", { tabindex: "0" }, code), button("copy"));
  const said = element("p", { class: "explore-said", role: "status" });
  const body = element("tbody");
  const heads = ["place", "year", "value", "unit", "standing", "source"].map((name) =>
    element("th", { scope: "col" }, words[name]),
  );
  const grid = element("table", {}, element("thead", {}, element("tr", {}, ...heads)), body);
  const more = element("p", { class: "explore-more" });
  const scroll = element(
    "div",
    { class: "explore-scroll", tabindex: "0", role: "region", "aria-label": words.figures },
    grid,
  );
  const rows = element("details", { class: "explore-rows" }, element("summary", {}, words.figures), scroll, more);
  const result = element("section", { class: "explore-result", "aria-labelledby": "explore-title" });
  result.append(heading, measure, told, chart, notes, sources, take, said, python, rows);
  place.replaceChildren(form, result);
  for (const [name, title] of Object.entries(titles)) of.table.append(option(name, title));

  // ---- what is chosen ---------------------------------------------------------------------------------------------------

  let chosen = new Set(); // place numbers
  const picked = () => form.elements.chart.value;
  const needsOneYear = () => picked() !== "line";

  function known() {
    const found = new Set();
    for (const row of table.series[of.series.value].rows) for (const one of figures(row)) found.add(one.year);
    return [...found].sort((a, b) => a - b);
  }

  function fillYears(from, to) {
    const all = known();
    for (const [box, year, spare] of [
      [of.from, from, all[0]],
      [of.to, to, all[all.length - 1]],
    ]) {
      box.replaceChildren(...all.map((one) => option(String(one), String(one))));
      box.value = String(all.includes(Number(year)) ? year : spare);
    }
  }

  function fillList() {
    const wanted = find.value.trim().toLowerCase();
    const matches = [];
    let left = 0;
    table.places.forEach((one, at) => {
      const hit = !wanted || one.some((text) => text.toLowerCase().includes(wanted));
      if (!hit && !chosen.has(at)) return;
      if (matches.length < LISTED || chosen.has(at)) matches.push(at);
      else left += 1;
    });
    matches.sort((a, b) => chosen.has(b) - chosen.has(a) || a - b);
    list.replaceChildren(
      ...matches.map((at) => {
        const [id, name, where] = table.places[at];
        const box = element("input", { type: "checkbox", value: id });
        box.checked = chosen.has(at);
        const label = element("label", {}, box, element("span", {}, name));
        if (where && where !== name) label.append(element("small", {}, where));
        return label;
      }),
    );
    if (left) list.append(element("p", {}, say("more", { count: left })));
    count.textContent = say("chosen", { count: chosen.size });
  }

  function fillForm() {
    legend.textContent = table.kind ? words[table.kind] : "";
    findLabel.textContent = table.kind === "county" ? words.find_county : words.find;
    places.hidden = !table.kind;
    all.hidden = table.places.length > LISTED;
    for (const box of [of.series, of.against])
      box.replaceChildren(
        ...Object.entries(table.series).map(([key, one]) => option(key, `${one.title} (${one.unit})`)),
      );
    for (const input of charts.querySelectorAll("input")) {
      const isOn =
        input.value === "tiles" ? Object.keys(table.tiles).length > 0 : input.value === "line" || Boolean(table.kind);
      input.disabled = !isOn;
      input.closest("label").hidden = !isOn;
    }
  }

  const address = () => {
    const asked = new URLSearchParams({ table: of.table.value, series: of.series.value, chart: picked() });
    if (picked() === "scatter") asked.set("against", of.against.value);
    if (!needsOneYear()) asked.set("from", of.from.value);
    asked.set("to", of.to.value);
    if (table.kind) asked.set("places", [...chosen].map((at) => table.places[at][0]).join("~"));
    return `${location.href.split(/[?#]/)[0]}?${asked}`;
  };

  // Choose a table with its series, places and years; tells whether all of what was asked for is there.
  async function choose(asked) {
    let isWhole = true;
    const take = (value, allowed, spare) => {
      if (value == null) return spare;
      if (allowed.includes(value)) return value;
      isWhole = false;
      return spare;
    };
    const name = take(asked.table, Object.keys(titles), START.table);
    told.textContent = words.loading;
    await Promise.all([load(`explore/${name}.js`), load("plot.js")]);
    told.textContent = "";
    table = loaded[name];
    of.table.value = name;
    fillForm();
    const series = Object.keys(table.series);
    of.series.value = take(asked.series, series, name === START.table ? START.series : series[0]);
    of.against.value = take(asked.against, series, series.find((key) => key !== of.series.value) ?? series[0]);
    const kinds = [...charts.querySelectorAll("input:not(:disabled)")].map((input) => input.value);
    form.elements.chart.value = take(asked.chart, kinds, kinds.includes(START.chart) ? START.chart : kinds[0]);
    const ids = table.places.map((one) => one[0]);
    const first = name === START.table ? START.places : ids.slice(0, table.kind === "country" ? 5 : 4);
    chosen = new Set((asked.places ?? first).filter((id) => take(id, ids, "")).map((id) => ids.indexOf(id)));
    const all = known().map(String);
    fillYears(take(asked.from, all, all[0]), take(asked.to, all, all[all.length - 1]));
    find.value = "";
    fillList();
    show();
    if (!isWhole) told.textContent = words.unread;
  }

  // ---- the figures --------------------------------------------------------------------------------------------------------

  function selected(key) {
    const from = needsOneYear() ? Number(of.to.value) : Math.min(of.from.value, of.to.value);
    const to = needsOneYear() ? Number(of.to.value) : Math.max(of.from.value, of.to.value);
    return table.series[key].rows
      .filter((row) => chosen.has(row[0]) || !table.kind)
      .flatMap(figures)
      .filter((one) => one.year >= from && one.year <= to)
      .map((one) => ({ ...one, series: key, name: table.places[one.place][1] }));
  }

  function pairs(found) {
    const across = new Map(selected(of.against.value).map((one) => [one.place, one]));
    return found.filter((one) => across.has(one.place)).map((one) => ({ ...one, x: across.get(one.place) }));
  }

  const isFirm = (one) => one.standing !== "recalled" && (!one.x || one.x.standing !== "recalled");
  const order = () => [...chosen];
  const colour = (at) =>
    order().indexOf(at) < COLOURS ? `var(--explore-${order().indexOf(at) + 1})` : "var(--explore-other)";
  const dash = (at) => DASHES[order().indexOf(at)] ?? "";

  // ---- the chart ----------------------------------------------------------------------------------------------------------

  const common = (width) => ({
    width,
    style: { fontSize: `${LETTERS}px`, background: "none", color: "var(--explore-ink)", fontFamily: "inherit" },
  });

  // Labels at the ends of lines, moved apart so that none covers another.
  function ends(found, y) {
    const last = new Map();
    for (const one of found) last.set(one.place, one);
    const labels = [...last.values()]
      .filter((one) => order().indexOf(one.place) < COLOURS || !table.kind)
      .map((one) => ({ ...one, at: y.apply(one.value) }))
      .sort((a, b) => a.at - b.at);
    labels.forEach((one, i) => {
      if (i) one.at = Math.max(one.at, labels[i - 1].at + LETTERS + 3);
    });
    const bottom = y.range[0];
    for (let i = labels.length - 1, most = bottom + 4; i >= 0; i -= 1, most = labels[i + 1].at - LETTERS - 3)
      labels[i].at = Math.min(labels[i].at, most);
    return labels.map((one) => ({ ...one, label: y.invert(one.at) }));
  }

  function lines(found, width) {
    const grouped = { x: "year", y: "value", z: "place" };
    const isMany = Boolean(table.kind);
    const longest = isMany ? Math.max(0, ...found.map((one) => one.name.length)) : 0;
    const ink = (one) => (isMany ? colour(one.place) : "var(--explore-1)");
    const options = (marks) => ({
      ...common(width),
      height: Math.round(Math.min(460, Math.max(300, width * 0.6))),
      marginRight: Math.min(width * 0.35, 16 + longest * LETTERS * 0.58),
      marginLeft: 56,
      marginTop: 28,
      x: { tickFormat: (year) => String(year), ticks: Math.max(2, Math.floor(width / 110)), label: null, nice: false },
      y: { grid: true, label: null, nice: true, tickFormat: number, ticks: 6 },
      marks,
    });
    const drawn = [];
    const byPlace = new Map();
    for (const one of found) byPlace.set(one.place, [...(byPlace.get(one.place) ?? []), one]);
    for (const [at, part] of byPlace)
      drawn.push(
        Plot.line(part, {
          ...grouped,
          stroke: ink(part[0]),
          strokeWidth: 2.2,
          strokeDasharray: isMany ? dash(at) : "",
        }),
      );
    drawn.push(
      Plot.dot(found, {
        ...grouped,
        r: found.length > 150 ? 1.8 : 3,
        stroke: ink,
        fill: (one) => (isFirm(one) ? ink(one) : "var(--explore-paper)"),
        title: (one) => `${one.name} ${one.year}: ${number(one.value)}`,
      }),
    );
    const y = Plot.plot(options(drawn)).scale("y");
    const labels = isMany ? ends(found, y) : [];
    drawn.push(
      Plot.text(labels, {
        x: "year",
        y: "label",
        text: "name",
        fill: "var(--explore-ink)",
        textAnchor: "start",
        dx: 9,
        stroke: "var(--explore-paper)",
        strokeWidth: 4,
      }),
    );
    return Plot.plot({ ...options(drawn), y: { ...options([]).y, domain: y.domain } });
  }

  function bars(found, width) {
    const sorted = [...found].sort((a, b) => b.value - a.value);
    const long = Math.max(...sorted.map((one) => one.name.length)) * LETTERS * 0.6;
    return Plot.plot({
      ...common(width),
      height: 40 + sorted.length * 24,
      marginLeft: Math.min(width * 0.4, 14 + long),
      marginRight: 76,
      x: { axis: null, label: null },
      y: { label: null, tickSize: 0, domain: sorted.map((one) => one.place), tickFormat: (at) => table.places[at][1] },
      marks: [
        Plot.barX(sorted, {
          x: "value",
          y: "place",
          fill: (one) => (isFirm(one) ? "var(--explore-1)" : "var(--explore-paper)"),
          stroke: "var(--explore-1)",
        }),
        Plot.ruleX([0], { stroke: "var(--explore-ink)" }),
        Plot.text(sorted, {
          x: (one) => Math.max(0, one.value),
          y: "place",
          text: (one) => number(one.value),
          textAnchor: "start",
          dx: 6,
          fill: "var(--explore-ink)",
        }),
      ],
    });
  }

  function scatter(found, width) {
    return Plot.plot({
      ...common(width),
      height: Math.round(Math.min(520, Math.max(320, width * 0.7))),
      marginLeft: 60,
      marginRight: 70,
      marginBottom: 40,
      marginTop: 28,
      x: { grid: true, label: null, nice: true, tickFormat: number, ticks: Math.max(3, Math.floor(width / 130)) },
      y: { grid: true, label: null, nice: true, tickFormat: number, ticks: 6 },
      marks: [
        Plot.dot(found, {
          x: (one) => one.x.value,
          y: "value",
          r: 5,
          stroke: "var(--explore-1)",
          strokeWidth: 1.6,
          fill: (one) => (isFirm(one) ? "var(--explore-1)" : "var(--explore-paper)"),
          title: (one) => `${one.name}: ${number(one.x.value)}, ${number(one.value)}`,
        }),
        Plot.text(found.length > 40 ? [] : found, {
          x: (one) => one.x.value,
          y: "value",
          text: (one) => table.tiles[one.name]?.[2] ?? one.name,
          textAnchor: "start",
          dx: 8,
          fill: "var(--explore-ink)",
          stroke: "var(--explore-paper)",
          strokeWidth: 3,
        }),
      ],
    });
  }

  // Three cuts make four steps of colour, light enough for dark letters on both grounds.
  function quarters(found) {
    const values = found.map((one) => one.value).sort((a, b) => a - b);
    return [0.25, 0.5, 0.75].map((share) => values[Math.floor(share * (values.length - 1))]);
  }

  function tiles(found, width) {
    const cuts = quarters(found);
    const step = (value) => cuts.filter((cut) => value > cut).length + 1;
    const put = found.map((one) => {
      const [row, col, short] = table.tiles[one.name];
      return { ...one, row, col, short };
    });
    const columns = Math.max(...Object.values(table.tiles).map((one) => one[1]));
    const lines = Math.max(...Object.values(table.tiles).map((one) => one[0]));
    const size = Math.min(width, 620) / columns;
    const letters = Math.max(11, Math.min(15, size * 0.3));
    return Plot.plot({
      ...common(Math.min(width, 620)),
      height: size * lines,
      margin: 1,
      x: { axis: null, domain: [0.5, columns + 0.5] },
      y: { axis: null, domain: [0.5, lines + 0.5], reverse: false, range: [0, size * lines] },
      marks: [
        Plot.rect(put, {
          x1: (one) => one.col - 0.47,
          x2: (one) => one.col + 0.47,
          y1: (one) => one.row - 0.47,
          y2: (one) => one.row + 0.47,
          fill: (one) => `var(--explore-step-${step(one.value)})`,
          stroke: "var(--explore-ink)",
          strokeWidth: 0.6,
          strokeDasharray: (one) => (isFirm(one) ? null : "3 2"),
          title: (one) => `${one.name}: ${number(one.value)}`,
        }),
        Plot.text(put, { x: "col", y: "row", text: "short", dy: -letters * 0.55, fill: "#14171a", fontSize: letters }),
        Plot.text(put, {
          x: "col",
          y: "row",
          text: (one) => compact(one.value),
          dy: letters * 0.6,
          fill: "#14171a",
          fontSize: letters,
        }),
      ],
    });
  }

  const compact = (value) =>
    new Intl.NumberFormat(document.documentElement.lang, { notation: "compact", maximumSignificantDigits: 3 }).format(
      value,
    );

  // ---- showing ------------------------------------------------------------------------------------------------------------

  function summary(found) {
    if (!found.length) return words.empty;
    if (picked() === "line") {
      const all = [...new Set(found.map((one) => one.place))].slice(0, COLOURS).map((at) => {
        const part = found.filter((one) => one.place === at);
        const [first, last] = [part[0], part[part.length - 1]];
        return say("change", {
          place: first.name,
          first: number(first.value),
          from: first.year,
          last: number(last.value),
          to: last.year,
        });
      });
      return all.join(" ");
    }
    const year = of.to.value;
    if (picked() === "scatter") return say("pairs", { count: found.length, year });
    const sorted = [...found].sort((a, b) => a.value - b.value);
    const [low, high] = [sorted[0], sorted[sorted.length - 1]];
    return say("range", {
      count: found.length,
      year,
      low: number(low.value),
      lowest: low.name,
      high: number(high.value),
      highest: high.name,
    });
  }

  function show() {
    const { title, unit } = table.series[of.series.value];
    const kind = picked();
    years.querySelector(".explore-from").hidden = needsOneYear();
    years.querySelector(".explore-to label").textContent = needsOneYear() ? words.year : words.to;
    form.querySelector(".explore-against").hidden = kind !== "scatter";
    const found = kind === "scatter" ? pairs(selected(of.series.value)) : selected(of.series.value);
    heading.textContent = title;
    const other = table.series[of.against.value];
    measure.textContent =
      kind === "scatter" ? `${unit}; ${say("across", { series: `${other.title} (${other.unit})` })}` : unit;
    told.textContent = summary(found);
    const width = Math.max(280, chart.clientWidth);
    const picture = found.length ? { line: lines, bar: bars, scatter, tiles }[kind](found, width) : null;
    if (picture) picture.setAttribute("aria-hidden", "true");
    chart.replaceChildren(...(picture ? [picture] : []));
    chart.setAttribute("aria-label", `${words[kind]}: ${title}, ${measure.textContent}. ${told.textContent}`);
    const every = kind === "scatter" ? found.flatMap((one) => [one, { ...one.x, name: one.name }]) : found;
    const hints = [];
    if (every.some((one) => !isFirm(one))) hints.push(words.hollow);
    if (kind === "tiles" && found.length) hints.push(say("steps", { cuts: quarters(found).map(number).join(", ") }));
    if (kind === "line" && chosen.size > COLOURS) hints.push(say("crowded", { count: COLOURS }));
    notes.textContent = hints.join(" ");
    const used = [...new Set(every.map((one) => one.source))].map((at) => table.sources[at][1]);
    sources.replaceChildren(element("b", {}, words.sources), ` ${used.join("; ")}`);
    body.replaceChildren(
      ...every.slice(0, ROWS).map((one) => {
        const cells = [
          one.year,
          number(one.value),
          table.series[one.series].unit,
          words[one.standing],
          table.sources[one.source][0],
        ];
        return element(
          "tr",
          {},
          element("th", { scope: "row" }, one.name),
          ...cells.map((text) => element("td", {}, String(text))),
        );
      }),
    );
    more.textContent = every.length > ROWS ? say("first_rows", { shown: ROWS, count: every.length }) : "";
    code.textContent = pythonCode();
    shown = { every, picture, used, title: `${title}, ${measure.textContent}` };
    try {
      history.replaceState(history.state, "", address());
    } catch {
      /* a page of a folder may not change its address; the link can still be copied */
    }
  }

  // ---- taking away ----------------------------------------------------------------------------------------------------------

  function pythonCode() {
    const name = of.table.value;
    const quoted = (list) =>
      list.length === 1 ? JSON.stringify(list[0]) : JSON.stringify(list).replaceAll('","', '", "');
    const ids = [...chosen].map((at) => table.places[at][0]);
    const series = picked() === "scatter" ? [of.series.value, of.against.value] : [of.series.value];
    const [from, to] = needsOneYear() ? [of.to.value, of.to.value] : [of.from.value, of.to.value].sort((a, b) => a - b);
    if (table.kind === "county" || table.kind === "prefecture") {
      const wanted = known().filter((year) => year >= from && year <= to);
      const columns = series.flatMap((one) => wanted.map((year) => `${one}_${year}`));
      return [
        "from reformlab import data",
        `rows = data.load("${name}").set_index("code").loc[[${ids.join(", ")}]]`,
        `print(rows[${quoted([...columns, "name"])}])`,
      ].join("\n");
    }
    const unit = table.kind ? `, unit=${quoted(ids)}` : "";
    return [
      "from reformlab import data",
      `rows = data.series("${name}", ${quoted(series)}${unit}, years=(${from}, ${to}))`,
      "print(rows)",
    ].join("\n");
  }

  function csv() {
    const cell = (value) => (/[",\n]/.test(value) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
    const head = ["series", "place", "name", "year", "value", "unit", "standing", "source"];
    const lines = shown.every.map((one) => [
      one.series,
      table.places[one.place][0],
      one.name,
      one.year,
      one.value,
      table.series[one.series].unit,
      one.standing,
      table.sources[one.source][1],
    ]);
    return [head, ...lines].map((line) => line.map(cell).join(",")).join("\r\n");
  }

  // The drawing with its colours written out, under its title and above its sources.
  function svg() {
    const copy = shown.picture.cloneNode(true);
    const before = shown.picture.querySelectorAll("*");
    copy.querySelectorAll("*").forEach((one, i) => {
      const style = getComputedStyle(before[i]);
      for (const name of ["fill", "stroke"]) {
        const asked = one.getAttribute(name);
        if (asked?.includes("var(") || asked === "currentColor") one.setAttribute(name, style[name]);
      }
    });
    const look = getComputedStyle(shown.picture);
    const [width, height] = [shown.picture.width.baseVal.value, shown.picture.height.baseVal.value];
    const space = "http://www.w3.org/2000/svg";
    const whole = document.createElementNS(space, "svg");
    const edition = document.querySelector(".edition-name")?.textContent ?? "";
    const under = wrapped([...shown.used, edition].filter(Boolean).join("; "), width / 6.2);
    const over = wrapped(shown.title, width / 8.5);
    const top = over.length * 20 + 8;
    const total = top + height + under.length * 15 + 14;
    whole.setAttribute("xmlns", space);
    whole.setAttribute("viewBox", `0 0 ${width} ${total}`);
    whole.setAttribute("width", width);
    whole.setAttribute("height", total);
    whole.setAttribute("font-family", "sans-serif");
    whole.setAttribute("color", look.color);
    const put = (name, attributes, text = "") => {
      const made = document.createElementNS(space, name);
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      made.textContent = text;
      whole.append(made);
    };
    put("rect", { width, height: total, fill: getComputedStyle(place).getPropertyValue("--explore-paper").trim() });
    over.forEach((line, i) =>
      put("text", { x: 4, y: 20 + i * 20, fill: look.color, "font-size": 16, "font-weight": 600 }, line),
    );
    copy.setAttribute("y", top);
    copy.setAttribute("width", width);
    copy.setAttribute("height", height);
    copy.setAttribute("fill", look.color);
    copy.style.color = look.color;
    whole.append(copy);
    under.forEach((line, i) =>
      put("text", { x: 4, y: top + height + 16 + i * 15, fill: look.color, "font-size": 12 }, line),
    );
    return new XMLSerializer().serializeToString(whole);
  }

  function wrapped(text, most) {
    const lines = [""];
    for (const word of text.split(" ")) {
      const last = lines[lines.length - 1];
      if (last && last.length + word.length >= most) lines.push(word);
      else lines[lines.length - 1] = last ? `${last} ${word}` : word;
    }
    return lines;
  }

  async function png() {
    const picture = new Image();
    const text = svg();
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    await picture.decode();
    const canvas = element("canvas");
    [canvas.width, canvas.height] = [picture.width * 2, picture.height * 2];
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => {
      canvas.toBlob(done, "image/png");
    });
  }

  function save(name, content) {
    const link = element("a", { href: URL.createObjectURL(content), download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    said.textContent = say("saved", { name });
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = words.copied;
    } catch {
      said.textContent = words.uncopied;
    }
  }

  place.addEventListener("click", async (event) => {
    const what = event.target.closest("[data-take]")?.dataset.take;
    if (!what || !shown) return;
    const name = `${of.table.value}-${of.series.value}`;
    if (what === "csv") save(`${name}.csv`, new Blob(["\ufeff", csv()], { type: "text/csv;charset=utf-8" }));
    else if (what === "link") await copy(address());
    else if (what === "copy") await copy(code.textContent);
    else if (!shown.picture) said.textContent = words.empty;
    else if (what === "svg") save(`${name}.svg`, new Blob([svg()], { type: "image/svg+xml" }));
    else save(`${name}.png`, await png());
  });

  // ---- what a reader does -----------------------------------------------------------------------------------------------------

  const failed = () => {
    told.textContent = words.failed;
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", (event) => {
    if (event.target === find) return;
    if (event.target === of.table) {
      choose({ table: of.table.value, chart: null }).catch(failed);
      return;
    }
    if (!table) return;
    if (event.target.type === "checkbox") {
      const at = table.places.findIndex((one) => one[0] === event.target.value);
      if (event.target.checked) chosen.add(at);
      else chosen.delete(at);
      count.textContent = say("chosen", { count: chosen.size });
    }
    if (event.target === of.series) fillYears(of.from.value, of.to.value);
    show();
  });
  find.addEventListener("input", fillList);
  all.addEventListener("click", () => {
    chosen = new Set(table.places.keys());
    fillList();
    show();
  });
  none.addEventListener("click", () => {
    chosen = new Set();
    fillList();
    show();
  });
  let width = 0;
  new ResizeObserver(() => {
    if (!table || Math.abs(chart.clientWidth - width) < 8) return;
    width = chart.clientWidth;
    const said = told.textContent; // another width is no other choice
    show();
    told.textContent = said;
  }).observe(chart);

  const asked = Object.fromEntries(new URLSearchParams(location.search));
  if (asked.places != null) asked.places = asked.places.split("~").filter(Boolean);
  choose(asked).catch(failed);
})();
