// A figure drawn once; on every move of a control only the tagged artists are rewritten.
// The same source serves the notebook (an anywidget module) and the static page (a classic script made from it).

const SVG = "http://www.w3.org/2000/svg";
const MISSING = 65535;
const round = (v) => Math.round(v * 1000) / 1000;
const same = (a, b) => a.length === b.length && a.every((v, k) => v === b[k]);
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// ---- the table computed ahead ---------------------------------------------------------------------------------------

function readTable(meta, view) {
  const buffer = view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
  let at = 0;
  const take = (Type, n) => { const a = new Type(buffer, at, n); at += n * Type.BYTES_PER_ELEMENT; return a; };
  const { size, rows, coded, kept, columns } = meta, moving = meta.slots.filter((u) => u.length > 1).length;
  return {
    base: take(Float64Array, size), low: take(Float64Array, coded), unit: take(Float64Array, coded),
    floats: take(Float64Array, rows * columns[1]), coded: take(Uint32Array, coded), kept: take(Uint32Array, kept),
    codeOf: take(Uint32Array, coded), floatOf: take(Uint32Array, kept),
    codes: take(Uint16Array, rows * columns[0]), sums: columns.map((n) => new Float64Array(n)), slots: take(Uint16Array, rows * moving), moving,
  };
}

// Rows of the grid around a position (indices of the controls, may be fractional) and their multilinear weights.
function corners(grids, at) {
  let out = [[1, 0]];
  grids.forEach((grid, k) => {
    let j = 0;
    while (j < grid.length - 2 && grid[j + 1] <= at[k]) j++;
    const f = (at[k] - grid[j]) / (grid[j + 1] - grid[j]), next = [];
    for (const [w, row] of out) {
      if (f < 1) next.push([w * (1 - f), row * grid.length + j]);
      if (f > 0) next.push([w * f, row * grid.length + j + 1]);
    }
    out = next;
  });
  return out;
}

function interpolate(table, grids, at, state) {
  state.set(table.base);
  const rows = corners(grids, at), { coded, kept, codes, floats, low, unit, codeOf, floatOf, sums: [a, b] } = table;
  const n = a.length, m = b.length;                       // equal columns are in the table once
  a.fill(0); b.fill(0);
  for (const [w, row] of rows) {
    for (let j = 0, i = row * n; j < n; j++, i++) a[j] += codes[i] === MISSING ? NaN : w * codes[i];
    for (let j = 0, i = row * m; j < m; j++, i++) b[j] += w * floats[i];
  }
  for (let j = 0; j < coded.length; j++) state[coded[j]] = low[j] + unit[j] * a[codeOf[j]];
  for (let j = 0; j < kept.length; j++) state[kept[j]] = b[floatOf[j]];
  return state;
}

function derive(sums, state) {                            // sums that jump or bend at a limit are taken anew
  for (const { items, rule, limit, weights, plus, to } of sums) {
    const count = items.map((i) => rule === "below" ? +(state[i] < limit) : Math.max(0, state[i] - limit));
    const total = weights.map((row, k) => row.reduce((all, w, i) => all + w * count[i], plus.length ? state[plus[k]] : 0));
    for (const [place, row, constant, slope] of to) state[place] = constant + slope * total[row];
  }
}

function slotsAt(meta, table, at) {                       // discrete content comes from the nearest grid point
  let row = 0;
  meta.grids.forEach((grid, k) => {
    let best = 0;
    grid.forEach((g, j) => { if (Math.abs(g - at[k]) < Math.abs(grid[best] - at[k])) best = j; });
    row = row * grid.length + best;
  });
  let column = 0;
  return meta.slots.map((unique) => unique[unique.length > 1 ? table.slots[row * table.moving + column++] : 0]);
}

// ---- numbers as Python's format writes them -------------------------------------------------------------------------

function fixed(v, digits) {
  let s = Math.abs(v).toFixed(digits);
  const scaled = Math.abs(v) * 10 ** digits;              // Python rounds an exact half to even, toFixed rounds it up
  if (scaled % 1 === 0.5 && scaled / 10 ** digits === Math.abs(v) && Math.floor(scaled) % 2 === 0)
    s = (Math.floor(scaled) / 10 ** digits).toFixed(digits);
  return s;
}

function format(form, values) {
  let k = 0;
  return form.replace(/\{:(\+?)(z?)(,?)(?:\.(\d+))?([fd%])\}/g, (_, plus, z, comma, digits, type) => {
    const v = values[k++] * (type === "%" ? 100 : 1);
    let s = fixed(v, type === "d" ? 0 : digits === undefined ? 6 : +digits);
    if (comma) s = s.replace(/^\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));
    const minus = v < 0 || Object.is(v, -0);
    return (minus && !((type === "d" || z) && +s === 0) ? "-" : plus) + s + (type === "%" ? "%" : "");
  });
}

const legible = (v) => Number.isFinite(v) ? String(+v.toPrecision(Math.abs(v) >= 1000 && Math.abs(v) < 1e7 ? 7 : 4)) : "";

// ---- painters: state vector -> attributes ---------------------------------------------------------------------------

function trace(S, [xo, n], [yo], [x0, xk], [y0, yk], step) {
  let d = "", pen = false, px = 0;
  for (let i = 0; i < n; i++) {
    const vx = S[xo + i], vy = S[yo + i];
    if (vx !== vx || vy !== vy) { pen = false; continue; }
    const x = round(x0 + xk * vx), y = round(y0 + yk * vy);
    if (!pen) d += "M" + x + " " + y;
    else if (step === "post") d += "H" + x + "V" + y;
    else if (step === "pre") d += "V" + y + "H" + x;
    else if (step === "mid") d += "H" + round((px + x) / 2) + "V" + y + "H" + x;
    else d += "L" + x + " " + y;
    pen = true; px = x;
  }
  return d;
}

function ring(S, along, one, two, A, B, step, upright) {  // closed outlines of a fill, one a run without gaps
  const [ao, n] = along, say = (a, b) => upright ? a + " " + b : b + " " + a;
  let d = "";
  for (let i = 0; i < n; i++) {
    const start = i;
    while (i < n && S[ao + i] === S[ao + i] && S[one[0] + i] === S[one[0] + i] && S[two[0] + i] === S[two[0] + i]) i++;
    if (i === start) continue;
    const a = [], b = [], c = [];
    const put = (p, k) => { a.push(p); b.push(S[one[0] + k]); c.push(S[two[0] + k]); };
    for (let k = start; k < i; k++) {
      const x = S[ao + k], before = S[ao + k - 1];
      if (k > start && step === "post") put(x, k - 1);
      if (k > start && step === "pre") put(before, k);
      if (k > start && step === "mid") { put((before + x) / 2, k - 1); put((before + x) / 2, k); }
      put(x, k);
    }
    const point = (k, v) => say(round(A[0] + A[1] * a[k]), round(B[0] + B[1] * v[k]));
    a.forEach((_, k) => { d += (k ? "L" : "M") + point(k, b); });
    for (let k = a.length - 1; k >= 0; k--) d += "L" + point(k, c);
    d += "z";
  }
  return d;
}

function shade({ edges, colors, bad }, v) {
  if (v !== v) return bad;
  let lo = 0, hi = edges.length;
  while (lo < hi) { const mid = (lo + hi) >> 1; if (edges[mid] <= v) lo = mid + 1; else hi = mid; }
  return colors[v === edges[edges.length - 1] ? edges.length - 1 : lo];
}

const marksOf = (group, tags) => [...group.querySelectorAll(tags)].filter((n) => !n.closest("defs"));
const put = (node, key, value) => { if (node.getAttribute(key) !== value) node.setAttribute(key, value); };

const prepare = {
  line(p, g) {
    if (p.path) p.node = marksOf(g, "path")[0];
    if (p.marks) { p.uses = marksOf(g, "use"); p.pattern = p.uses[0]; }
  },
  fill(p, g) { p.node = marksOf(g, "path")[0]; marksOf(g, "path").slice(1).forEach((n) => n.remove()); },
  paths(p, g, groups) {
    p.nodes = groups.length > 1 ? groups.map((one) => marksOf(one, "path")[0]) : marksOf(g, "path");
    while (p.nodes.length < p.lengths.length) {
      const copy = p.nodes[p.nodes.length - 1].cloneNode(); p.nodes[p.nodes.length - 1].after(copy); p.nodes.push(copy);
    }
  },
  scatter(p, g) {                                         // matplotlib writes one outline a point: replace by our own
    const old = marksOf(g, "path, use"), holder = document.createElementNS(SVG, "g"), pattern = old[0];
    const clip = pattern.getAttribute("clip-path") ?? pattern.parentNode.getAttribute("clip-path");
    if (clip) holder.setAttribute("clip-path", clip);
    p.nodes = Array.from({ length: p.at.x[1] }, (_, i) => {
      const node = document.createElementNS(SVG, "path");
      node.setAttribute("style", (old[i] ?? pattern).getAttribute("style") ?? "");
      return holder.appendChild(node);
    });
    old.forEach((n) => n.remove());
    g.append(holder);
    p.drawn = [];
  },
  tiles(p, g) { p.nodes = marksOf(g, "path, use"); },
  text(p, g) { p.nodes = marksOf(g, "text"); },
};

const paint = {
  line(p, S, F) {
    const fx = F[p.data[0] ? 0 : 2], fy = F[p.data[1] ? 1 : 3], [xo, n] = p.at.x, yo = p.at.y[0];
    if (p.node) put(p.node, "d", trace(S, p.at.x, p.at.y, fx, fy, p.step));
    if (!p.marks) return;
    while (p.uses.length < n) p.uses.push(p.uses[p.uses.length - 1].parentNode.appendChild(p.pattern.cloneNode()));
    p.uses.forEach((use, i) => {
      const x = i < n ? fx[0] + fx[1] * S[xo + i] : NaN, y = i < n ? fy[0] + fy[1] * S[yo + i] : NaN;
      const there = x === x && y === y;
      use.style.display = there ? "" : "none";
      if (there) { put(use, "x", String(round(x))); put(use, "y", String(round(y))); }
    });
  },
  fill(p, S, F) {
    const [a, b] = p.upright ? [0, 1] : [1, 0], [along, one, two] = p.upright ? ["x", "y1", "y2"] : ["y", "x1", "x2"];
    const A = F[p.data[a] ? a : a + 2], B = F[p.data[b] ? b : b + 2];
    put(p.node, "d", ring(S, p.at[along], p.at[one], p.at[two], A, B, p.step, p.upright));
  },
  paths(p, S, F) {
    const fx = F[p.data[0] ? 0 : 2], fy = F[p.data[1] ? 1 : 3];
    let xo = p.at.x[0], yo = p.at.y[0];
    p.lengths.forEach((n, i) => {
      const d = trace(S, [xo, n], [yo], fx, fy, "");
      put(p.nodes[i], "d", d && p.closed ? d + "z" : d);
      xo += n; yo += n;
    });
  },
  scatter(p, S, F, slots) {
    const fx = F[p.data[0] ? 0 : 2], fy = F[p.data[1] ? 1 : 3], [xo] = p.at.x, [yo] = p.at.y, [so] = p.at.sizes;
    p.nodes.forEach((node, i) => {
      const x = fx[0] + fx[1] * S[xo + i], y = fy[0] + fy[1] * S[yo + i], size = S[so + i];
      if (!(x === x && y === y && size > 0)) { node.style.display = "none"; return; }
      node.style.display = "";
      put(node, "transform", `translate(${round(x)} ${round(y)})`);
      if (p.drawn[i] !== size) {
        const k = Math.sqrt(size);
        put(node, "d", p.shape.map(([c, v]) => c === "Z" ? "z" : c + v.map((q, j) => round(j % 2 ? -k * q : k * q)).join(" ")).join(""));
        p.drawn[i] = size;
      }
      if (p.shades) tint(p, node, shade(p.shades, S[p.at.values[0] + i]));
    });
    colour(p, slots);
  },
  tiles(p, S, F, slots) {
    if (p.shades) p.nodes.forEach((node, i) => tint(p, node, shade(p.shades, S[p.at.values[0] + i])));
    colour(p, slots);
  },
  text(p, S, F, slots, between) {
    const words = p.form == null ? slots[p.slots.text] : (between ? "≈ " : "") + format(p.form, S.subarray(p.at.number[0], p.at.number[0] + p.at.number[1]));
    p.words = words;
    const lines = words.split("\n");
    p.nodes.forEach((node, i) => { const line = lines[i] ?? ""; if (node.textContent !== line) node.textContent = line; });
    const fx = F[p.data[0] ? 0 : 2], fy = F[p.data[1] ? 1 : 3];
    const x = fx[0] + fx[1] * S[p.at.x[0]], y = fy[0] + fy[1] * S[p.at.y[0]];
    p.home ??= [x, y];
    const dx = round(x - p.home[0]), dy = round(y - p.home[1]);
    for (const g of p.groups) if (dx || dy || g.hasAttribute("transform")) put(g, "transform", `translate(${dx || 0} ${dy || 0})`);
  },
  shown() {},
  limits() {},
  numbers() {},
};

function tint(p, node, fill) {
  if (node.dataset.fill === fill) return;
  node.dataset.fill = fill; node.style.fill = fill;
  if (p.edge === "face") node.style.stroke = fill;
}

function colour(p, slots) {                               // colours that the model names, not a colour map
  if (p.slots.color === undefined) return;
  const c = slots[p.slots.color];
  if (p.tinted === JSON.stringify(c)) return;
  p.tinted = JSON.stringify(c);
  const one = (node, i, key) => { if (node) node.style[key] = Array.isArray(c) ? c[i % c.length] : c; };
  if (p.kind === "line") { one(p.node, 0, "stroke"); (p.uses ?? []).forEach((n) => { n.style.fill = c; n.style.stroke = c; }); }
  else (p.nodes ?? [p.node]).forEach((n, i) => one(n, i, p.kind === "paths" && !p.closed ? "stroke" : "fill"));
}

// ---- ticks of axes whose limits move --------------------------------------------------------------------------------

class Ticks {
  constructor(groups, which) {                            // groups: [major, minor] lists of <g>
    this.which = which; this.kinds = groups.map((list) => {
      const pattern = list[0];
      list.slice(1).forEach((g) => g.remove());
      return pattern ? { pattern, pool: [pattern], home: null } : null;
    });
  }
  home(kind, place) {
    kind.home ??= place;
    return kind.home;
  }
  start(ticks, frame) {                                   // where the pattern stands in the drawing
    this.kinds.forEach((kind, minor) => {
      const first = ticks.find((t) => t[2] === minor);
      if (kind && first) kind.home = frame[0] + frame[1] * first[0];
    });
  }
  paint(ticks, frame) {
    this.kinds.forEach((kind, minor) => {
      if (!kind || kind.home === null) return;
      const now = ticks.filter((t) => t[2] === minor);
      while (kind.pool.length < now.length) {
        const copy = kind.pattern.cloneNode(true);
        copy.querySelectorAll("[id]").forEach((n) => { if (!n.closest("defs")) n.removeAttribute("id"); });
        kind.pool[kind.pool.length - 1].after(copy); kind.pool.push(copy);
      }
      kind.pool.forEach((g, i) => {
        g.style.display = i < now.length ? "" : "none";
        if (i >= now.length) return;
        const by = round(frame[0] + frame[1] * now[i][0] - kind.home);
        g.setAttribute("transform", this.which === "x" ? `translate(${by} 0)` : `translate(0 ${by})`);
        const text = g.querySelector("text");
        if (text && text.textContent !== now[i][1]) text.textContent = now[i][1];
      });
    });
  }
}

// ---- one figure -----------------------------------------------------------------------------------------------------

class LiveFigure {
  constructor(root, meta, view, uid = meta.uid) {
    const still = () => {};
    Object.assign(this, { root, meta, words: meta.words, onmove: still, onshow: still, told: still, source: "table", playing: null });
    this.table = readTable(meta, view);
    this.side = 0;                                        // which of two compared settings the controls move
    this.start = [...meta.controls.map((c) => c.start), ...meta.compare?.start ?? []];
    this.states = this.halves(this.start).map(() => new Float64Array(meta.size));
    this.gap = new Float64Array(meta.compare ? meta.size : 0);
    this.state = this.states[0];
    this.parts = meta.parts.map((p) => ({ ...p, groups: p.ids.map((id) => this.find(uid, p, id)).filter(Boolean) }));
    for (const p of this.parts) if (p.groups.length) prepare[p.kind]?.(p, p.groups[0], p.groups);
    this.fill(this.start);
    for (const p of this.parts.filter((q) => q.kind === "limits")) {
      p.axes = Object.entries(p.ticks).map(([which, lists]) => {
        const t = new Ticks(lists.map((ids) => ids.map((id) => this.find(uid, p, id)).filter(Boolean)), which);
        t.start(this.slots[p.slots[which + "ticks"]], this.frame(p.space)[which === "x" ? 0 : 1]);
        return t;
      });
    }
    for (const p of this.parts.filter((q) => q.kind === "text")) {
      const F = this.frame(p.space);
      p.home = [0, 1].map((k) => { const f = F[p.data[k] ? k : k + 2]; return f[0] + f[1] * this.of(p)[p.at["xy"[k]][0]]; });
    }
    this.rows = [...root.querySelectorAll("[data-control]")];
    this.note = root.querySelector(".live-note"); this.said = root.querySelector(".live-said");
    this.details = root.querySelector(".live-values"); this.tables = root.querySelector(".live-tables");
    this.rolls = [...root.querySelectorAll(".live-rolls tbody tr")].map((row) => [...row.querySelectorAll("td")]);
    this.at = this.start;
    this.at = this.read();
    this.wire();
    if (!same(this.at, this.start)) this.show(); else { this.follow(this.at); if (this.parts.some((p) => p.axes)) this.paint([]); else this.roll(); }
    root.dataset.source = "table"; root.dataset.ready = "";
  }

  find(uid, part, id) { return this.root.querySelector(`[id="${uid}-s${this.meta.spaces[part.space].picture}-${id}"]`); }

  // ---- controls

  read() {
    const at = [...this.at];
    this.rows.forEach((row, k) => {
      const range = row.querySelector("input[type=range]"), select = row.querySelector("select");
      at[this.place(k)] = range ? +range.value : select ? select.selectedIndex : +row.querySelector("input:checked").value;
    });
    return at;
  }

  place(k) { return this.side * this.meta.controls.length + k; }

  halves(at = this.at) {                                  // a position of all controls for each setting
    const n = this.meta.controls.length;
    return Array.from({ length: at.length / n }, (_, s) => at.slice(s * n, (s + 1) * n));
  }

  fill(at, words = true) {                                // the numbers at a position, and what differs between two
    this.halves(at).forEach((one, s) => {
      interpolate(this.table, this.meta.grids, one, this.states[s]);
      derive(this.meta.sums, this.states[s]);
    });
    if (words) this.slotsOf = this.halves(at).map((one) => slotsAt(this.meta, this.table, one));
    this.compare();
  }

  compare() {
    const [a, b] = this.states;
    for (const p of this.parts) if (p.zero) for (const [block, [o, n]] of Object.entries(p.at))
      for (let i = 0; i < n; i++) this.gap[o + i] = p.zero[block][i] + b[o + i] - a[o + i];
  }

  of(p) { return p.side === 2 ? this.gap : this.states[p.side ?? 0]; }

  get slots() { return this.slotsOf[0]; }

  wire() {
    this.root.querySelectorAll("input, select, button").forEach((n) => { n.disabled = false; });
    this.details.hidden = false;
    this.rows.forEach((row, k) => {
      row.addEventListener("input", () => { if (this.playing?.k === k) this.pause(); this.move(this.read()); });
      row.querySelector(".live-play")?.addEventListener("click", () => this.play(k));
    });
    this.root.querySelector(".live-reset").addEventListener("click", () => { this.pause(); this.move([...this.start]); });
    this.root.querySelectorAll(".live-sides input").forEach((one) => {
      if (one.checked) one.checked = this.side === +one.value;
      one.addEventListener("change", () => { this.pause(); this.side = +one.value; this.root.dataset.side = this.side; this.follow(this.at); });
    });
    this.details.addEventListener("toggle", () => this.list());
  }

  follow(at) {                                            // show a position on the controls themselves
    this.rows.forEach((row, k) => {
      const range = row.querySelector("input[type=range]"), select = row.querySelector("select");
      const here = at[this.place(k)], shown = this.shown(k, at, "\n");
      if (range) {
        if (+range.value !== here) range.value = here;
        put(range, "aria-valuetext", this.meta.compare ? `${this.meta.compare.names[this.side]}: ${this.meta.controls[k].shown[here]}` : shown);
        const value = row.querySelector(".live-value");
        if (value.textContent !== shown) value.textContent = shown;
      } else if (select) { if (select.selectedIndex !== here) select.selectedIndex = here; }
      else row.querySelectorAll("input")[here].checked = true;
    });
  }

  shown(k, at, between = ", ") {                          // a control's value in words; of both settings, if there are two
    const words = this.halves(at).map((one) => this.meta.controls[k].shown[one[k]]);
    return words.length > 1 ? words.map((word, s) => `${this.meta.compare.marks[s]} ${word}`).join(between) : words[0];
  }

  move(at) {
    this.at = at;
    this.show();
    this.onmove(at);
  }

  show() {
    this.follow(this.at);
    this.fill(this.at);
    this.paint(this.halves().map((one) => one.some((i, k) => !this.meta.grids[k].includes(i))));
    this.source = this.root.dataset.source = "table";
    this.tell();
  }

  exact(at, view, slots) {                                // the kernel's answer; stale ones are dropped
    if (!same(at, this.at) || this.playing) return false;
    const all = new Float64Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
    const n = this.meta.size, m = slots.length / this.states.length;
    this.states.forEach((state, s) => { state.set(all.subarray(s * n, (s + 1) * n)); this.slotsOf[s] = slots.slice(s * m, (s + 1) * m); });
    this.compare();
    this.paint([]);
    this.source = this.root.dataset.source = "kernel";
    this.tell();
    return true;
  }

  fail(message) { this.note.hidden = !message; this.note.textContent = message; }

  // ---- painting

  frame(index) {                                          // [x, y in data; x, y in shares of the box] as [offset, slope]
    const s = this.meta.spaces[index], [left, top, w, h] = s.box;
    let { x, y } = s;
    if (s.moving !== undefined) {
      const { xlim, ylim } = this.parts[s.moving].at;
      if (xlim) x = [this.state[xlim[0]], this.state[xlim[0] + 1]];
      if (ylim) y = [this.state[ylim[0]], this.state[ylim[0] + 1]];
    }
    const kx = w / (x[1] - x[0]), ky = -h / (y[1] - y[0]);
    return [[left - kx * x[0], kx], [top + h - ky * y[0], ky], [left, w], [top + h, -h]];
  }

  paint(between) {                                        // between: for each setting, whether it lies off the grid
    const near = this.root.querySelector(".live-near");
    if (near) { near.hidden = !between.includes(true); between = []; }
    const frames = this.meta.spaces.map((_, k) => this.frame(k));
    for (const p of this.parts) {
      const slots = this.slotsOf[p.side ? 1 : 0], visible = p.slots.visible === undefined || slots[p.slots.visible];
      for (const g of p.groups) if (visible) g.removeAttribute("visibility"); else put(g, "visibility", "hidden");
      p.visible = visible;
      if (!visible) continue;
      paint[p.kind](p, this.of(p), frames[p.space], slots, p.side === 2 ? between.includes(true) : between[p.side ?? 0]);
      if (p.kind !== "scatter" && p.kind !== "tiles") colour(p, slots);
      for (const t of p.axes ?? []) t.paint(slots[p.slots[t.which + "ticks"]], frames[p.space][t.which === "x" ? 0 : 1]);
    }
    this.roll();
    this.onshow();
  }

  roll() {                                                // names of the items below a limit
    this.rolls.forEach((cells, k) => cells.forEach((cell, s) => {
      const { items: [o], names, below, none } = this.meta.rolls[k];
      const found = names.filter((_, i) => this.states[s][o + i] < below), text = found.length ? found.join(", ") : none;
      if (cell.textContent !== text) cell.textContent = text;
    }));
  }

  // ---- words for those who do not see the picture

  tell() {
    clearTimeout(this.telling);
    if (this.playing) return;
    this.telling = setTimeout(() => {
      const texts = this.sayings().map((p) => this.phrase(p));
      const stand = this.meta.controls.map((c, k) => `${c.label}: ${this.shown(k, this.at)}`);
      this.said.textContent = (texts.length && texts.length <= 6 ? texts : stand).join("; ");
      this.list();
    }, 350);
  }

  list() {                                                // the table of values, built only when it is open
    if (!this.details.open) return;
    const tables = [], inverse = (p, axis, v) => p.data["xy".indexOf(axis)] && this.meta.spaces[p.space].scale["xy".indexOf(axis)] === "log" ? 10 ** v : v;
    for (const p of this.parts) {
      if (p.visible === false || !p.columns.length) continue;
      const column = ([label, block, pick]) => {
        const [o, n] = p.at[block] ?? [0, 0], axis = block[0];
        const all = (pick ?? Array.from({ length: n }, (_, i) => i)).map((i) => this.of(p)[o + i]);
        return [label, "xy".includes(axis) ? all.map((v) => inverse(p, axis, v)) : all];
      };
      const columns = p.columns.map(column), lead = p.kind === "line" || p.kind === "fill" || p.kind === "scatter";
      const labels = this.meta.spaces[p.space].labels ?? ["x", "y"], upright = p.upright !== false;
      let head = p.items ?? columns[0]?.[1].map((_, i) => String(i + 1)), key = null, body = columns, title = this.words.item;
      if (p.items) title = "";
      else if (lead) { title = labels[upright ? 0 : 1]; head = columns[0][1].map(legible); body = columns.slice(1); key = JSON.stringify([p.space, head]); }
      if (p.kind === "line" || body.length === 1) body = body.map(([, v]) => [p.name, v]);
      else body = body.map(([label, v]) => [label && label !== p.name ? `${p.name}: ${label}` : p.name, v]);
      const known = key && tables.find((t) => t.key === key);
      if (known) known.body.push(...body); else tables.push({ key, title, head, body });
    }
    const texts = this.sayings();
    const out = document.createDocumentFragment(), make = (tag, text, up) => { const n = document.createElement(tag); if (text !== undefined) n.textContent = text; up.append(n); return n; };
    if (texts.length) { const list = make("ul", undefined, out); texts.forEach((p) => make("li", this.phrase(p), list)); }
    for (const t of tables) {
      const table = make("table", undefined, out), top = make("tr", undefined, make("thead", undefined, table));
      [t.title, ...t.body.map(([label]) => label)].forEach((label) => { if (label) make("th", label, top).scope = "col"; else make("td", label, top); });
      const rows = make("tbody", undefined, table);
      t.head.forEach((name, i) => {
        const row = make("tr", undefined, rows);
        make("th", name, row).scope = "row";
        t.body.forEach(([, v]) => make("td", legible(v[i]) || this.words.missing, row));
      });
    }
    this.tables.replaceChildren(out);
  }

  phrase(p) { return p.nodes.map((n) => n.textContent).filter(Boolean).join(", "); }

  sayings() {                                             // results in words; dozens of labels on points are none
    const shown = this.parts.filter((p) => p.kind === "text" && p.visible !== false && this.phrase(p));
    if (this.meta.spoken) return shown.filter((p) => this.meta.spoken.includes(p.gid));
    const labels = shown.filter((p) => p.form == null);
    return shown.filter((p) => p.form != null || labels.length <= 6);
  }

  // ---- play

  play(k) {
    if (this.playing) { const mine = this.playing.k === k; this.pause(); if (mine) return; }
    const last = this.meta.controls[k].shown.length - 1, { seconds, loop } = this.meta.controls[k].play;
    const own = this.place(k), to = (i) => this.at.map((v, j) => j === own ? i : v), step = (i) => this.move(to(i));
    const from = this.at[own] >= last ? 0 : this.at[own];
    if (calm()) { step(this.at[own] >= last ? 0 : this.at[own] + 1); return; }
    const run = this.playing = { k, start: performance.now(), from };
    this.label(k, this.words.pause);
    if (from !== this.at[own]) step(from);
    const tick = (now) => {
      if (this.playing !== run) return;
      let x = run.from + ((now - run.start) / 1000 / seconds) * last;
      if (x >= last && loop) { run.start = now; run.from = 0; x = 0; }
      const i = Math.min(Math.floor(x), last);
      if (i !== this.at[own]) step(i);
      if (x >= last) { this.pause(); return; }
      if (x > i) { this.fill(to(x), false); this.hold(); }
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  hold() {                                                // on the way to the next stop shapes move, words and numbers wait
    const frames = this.meta.spaces.map((_, k) => this.frame(k));
    for (const p of this.parts) if (p.visible !== false && p.kind !== "text") paint[p.kind](p, this.of(p), frames[p.space], this.slotsOf[p.side ? 1 : 0], false);
  }

  pause() {
    if (!this.playing) return;
    const { k } = this.playing;
    this.playing = null;
    this.label(k, this.words.play);
    this.show(); this.onmove(this.at);
  }

  label(k, word) {
    const button = this.rows[k].querySelector(".live-play");
    button.textContent = word;
    button.setAttribute("aria-label", `${word}: ${this.meta.controls[k].label}`);
  }
}

// A swipe that begins on a control scrolls the page: the browser then takes the pointer away, and the control goes back.
function steady(root) {
  let before = [];
  root.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary) return;
    const row = event.target.closest("[data-control]");
    before = row ? [...row.querySelectorAll("input, select")].map((node) => [node, node.value, node.checked]) : [];
  });
  root.addEventListener("pointercancel", (event) => {
    if (!event.isPrimary) return;
    const moved = before.filter(([node, value, checked]) => node.value !== value || node.checked !== checked);
    for (const [node, value, checked] of moved) {
      node.value = value;
      node.checked = checked;
    }
    moved[0]?.[0].dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// ---- in a notebook --------------------------------------------------------------------------------------------------

let views = 0;

function render({ model, el }) {
  const meta = model.get("meta"), uid = `${meta.uid}v${++views}`;   // two views of one figure keep their ids apart
  el.innerHTML = model.get("html").replaceAll(meta.uid, uid);
  el.querySelector(".live-actions")?.remove();             // these take something from a page; a notebook has it already
  // else JupyterLab takes the arrow keys from the sliders; it looks at the element that has the focus, not above it
  el.querySelectorAll("input, select, button, summary").forEach((n) => n.setAttribute("data-lm-suppress-shortcuts", "true"));
  steady(el);
  const figure = new LiveFigure(el.querySelector(".live-figure"), meta, model.get("table"), uid);
  const take = () => {
    figure.fail(model.get("failure") ? `${figure.words.failed} ${model.get("failure")}` : "");
    figure.exact(model.get("exact_at"), model.get("exact"), model.get("exact_slots"));
  };
  const moved = () => { if (!same(model.get("at"), figure.at)) { figure.at = [...model.get("at")]; figure.show(); take(); } };
  figure.onmove = (at) => { if (same(at, model.get("at"))) return; model.set("at", [...at]); model.save_changes(); take(); };
  model.on("change:at", moved); model.on("change:exact_at", take); model.on("change:exact", take); model.on("change:failure", take);
  moved();
  return () => {
    figure.pause();
    model.off("change:at", moved); model.off("change:exact_at", take); model.off("change:exact", take); model.off("change:failure", take);
  };
}

// ---- on a static page -----------------------------------------------------------------------------------------------

function bytes(text) {
  const s = atob(text), a = new Uint8Array(s.length);
  for (let i = 0; i < s.length; i++) a[i] = s.charCodeAt(i);
  return new DataView(a.buffer);
}

function load(root, say) {                                // a classic script, so that it also works from a file
  root.live ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = root.dataset.live;
    script.onload = () => {
      const { meta, table } = globalThis.liveFigureTables[root.dataset.key];
      const figure = new LiveFigure(root, meta, bytes(table), root.id);
      takeAway(figure);
      done(figure);
    };
    script.onerror = () => { root.live = null; root.querySelector(".live-note").hidden = false; root.querySelector(".live-note").textContent = root.dataset.unloaded; failed(new Error(script.src)); };
    document.head.append(script);
  });
  return root.live;
}

function page() {
  const roots = document.querySelectorAll(".live-figure[data-live]");
  const near = new IntersectionObserver((seen) => seen.forEach((s) => { if (s.isIntersecting) { near.unobserve(s.target); load(s.target).catch(() => {}); } }), { rootMargin: "800px" });
  for (const root of roots) {
    root.querySelectorAll("input, select, button").forEach((n) => { n.disabled = false; });
    const wake = (event) => {
      if (root.dataset.ready !== undefined) return;
      const button = event.type === "click" && event.target.closest("button");
      load(root).then(() => { if (button) button.click(); }).catch(() => {});
    };
    for (const type of ["focusin", "pointerdown", "input", "click"]) root.addEventListener(type, wake);
    steady(root);
    near.observe(root);
    const asked = () => { if (root.dataset.share && root.dataset.ready === undefined && addressed(root.dataset.share)) load(root).catch(() => {}); };
    asked(); addEventListener("hashchange", asked);
  }
}

export default { render, page };
