// State vector -> attributes of the picture: one preparing and one painting function for each kind of part.

import { format, round } from "./numbers.js";

const SVG = "http://www.w3.org/2000/svg";

// ---- paths ----------------------------------------------------------------------------------------------------------

// Half way between two coordinates: of the data, also where the axis shows their logarithms.
const halfway = (a, b, isLog) => (isLog ? Math.log10((10 ** a + 10 ** b) / 2) : (a + b) / 2);

// A line through n points as path data: NaN breaks it; `step` is "pre", "mid", "post" or empty. As in matplotlib the
// steps are made first, so that half a step leads up to a gap or away from it.
export function trace(state, n, [xAt, yAt], [[x0, xSlope], [y0, ySlope]], step, isLog = false) {
  let d = "";
  let isDown = false;
  const add = (vx, vy) => {
    const x = round(x0 + xSlope * vx);
    const y = round(y0 + ySlope * vy);
    const isThere = !Number.isNaN(x) && !Number.isNaN(y);
    if (isThere) d += `${isDown ? "L" : "M"}${x} ${y}`;
    isDown = isThere;
  };
  for (let i = 0; i < n; i++) {
    const [x, y] = [state[xAt + i], state[yAt + i]];
    if (step && i) {
      const [xBefore, yBefore] = [state[xAt + i - 1], state[yAt + i - 1]];
      const middle = halfway(xBefore, x, isLog);
      if (step === "post") add(x, yBefore);
      if (step === "pre") add(xBefore, y);
      if (step === "mid") add(middle, yBefore);
      if (step === "mid") add(middle, y);
    }
    if (step !== "mid" || i === 0 || i === n - 1) add(x, y);
  }
  return d;
}

// The points of one run of a fill: along, first edge, second edge, with the corners of its steps.
function edges(along, one, two, step, isLog) {
  const out = [];
  along.forEach((x, k) => {
    const middle = halfway(along[k - 1], x, isLog);
    if (k && step === "post") out.push([x, one[k - 1], two[k - 1]]);
    if (k && step === "pre") out.push([along[k - 1], one[k], two[k]]);
    if (k && step === "mid") out.push([middle, one[k - 1], two[k - 1]], [middle, one[k], two[k]]);
    if (step !== "mid" || k === 0 || k === along.length - 1) out.push([x, one[k], two[k]]);
  });
  return out;
}

// Closed outlines of a fill as path data, one for each run of n points without a gap. `at` says where the three blocks
// begin; upright: between y values, else between x values.
export function ring(state, n, at, [[along0, alongSlope], [across0, acrossSlope]], step, upright, isLog = false) {
  const blocks = at.map((offset) => state.subarray(offset, offset + n));
  const point = (a, b) => {
    const along = round(along0 + alongSlope * a);
    const across = round(across0 + acrossSlope * b);
    return upright ? `${along} ${across}` : `${across} ${along}`;
  };
  let d = "";
  for (let i = 0; i < n; i++) {
    const start = i;
    while (i < n && blocks.every((block) => !Number.isNaN(block[i]))) i++;
    if (i === start) continue;
    const run = edges(...blocks.map((block) => block.subarray(start, i)), step, isLog);
    const there = run.map(([x, one]) => point(x, one));
    const back = run.map(([x, , two]) => point(x, two)).reverse();
    d += `M${[...there, ...back].join("L")}z`;
  }
  return d;
}

// The colour that a colour map gives to a number: edges[i] <= v < edges[i + 1].
export function shade({ edges: limits, colors, bad, floor }, v) {
  if (Number.isNaN(v) || v <= floor) return bad;
  let low = 0;
  let high = limits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (limits[middle] <= v) low = middle + 1;
    else high = middle;
  }
  return colors[low];
}

// ---- elements -------------------------------------------------------------------------------------------------------

// The elements that are drawn: those in <defs> are not (picture.py counts by the same rule).
const drawn = (group, tags) => [...group.querySelectorAll(tags)].filter((node) => !node.closest("defs"));

// The same, where at least one is needed.
function found(group, tags) {
  const nodes = drawn(group, tags);
  if (!nodes.length) throw new TypeError(`${group.id}: no ${tags} to move`);
  return nodes;
}

export function put(node, key, value) {
  if (node.getAttribute(key) !== value) node.setAttribute(key, value);
}

// The style of a mark; marks that look alike have that of their group.
const look = (node) => node.getAttribute("style") ?? node.parentNode.getAttribute("style") ?? "";

function show(node, isThere) {
  node.style.display = isThere ? "" : "none";
}

function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// The frames of x and y that a part's blocks stand in: data, or shares of the box.
const framesOf = (part, frame) => [frame[part.data[0] ? 0 : 2], frame[part.data[1] ? 1 : 3]];

const place = ([offset, slope], v) => offset + slope * v;

// ---- preparing: find what a part moves; called once -----------------------------------------------------------------

export const prepare = {
  line(part, [group]) {
    if (part.path) part.node = found(group, "path")[0];
    if (part.marks) part.uses = drawn(group, "use");
    if (part.slots.color === undefined || !part.uses?.length) return;
    const holder = part.uses[0].parentNode;
    part.uses.forEach((use) => put(use, "style", look(use))); // colours change by the mark
    holder.removeAttribute("style");
  },
  fill(part, [group]) {
    const [first, ...others] = found(group, "path");
    part.node = first; // matplotlib writes a path for each run; here one path holds them all
    part.isIncomplete = others.length > 0;
    others.forEach((node) => node.remove());
  },
  paths(part, groups) {
    part.nodes = groups.flatMap((group) => found(group, "path"));
  },
  scatter(part, [group]) {
    const old = found(group, "path, use"); // matplotlib writes one outline a point: they are replaced by our own
    const clip = old[0].getAttribute("clip-path") ?? old[0].parentNode.getAttribute("clip-path");
    const holder = document.createElementNS(SVG, "g");
    if (clip) holder.setAttribute("clip-path", clip);
    part.nodes = Array.from({ length: part.at.x[1] }, (_, i) => {
      const node = document.createElementNS(SVG, "path");
      node.setAttribute("style", part.styles?.[i] ?? look(old[i] ?? old[0]));
      return holder.appendChild(node);
    });
    old.forEach((node) => node.remove());
    group.append(holder);
    part.isIncomplete = true;
    part.sizes = [];
  },
  tiles(part, [group]) {
    part.nodes = found(group, "path");
  },
  text(part, [group]) {
    part.nodes = found(group, "text");
  },
};

// ---- painting: write a state; called at every move ------------------------------------------------------------------

function marks(part, state, frames) {
  const n = part.at.x[1];
  const { uses } = part;
  while (uses.length < n) uses.push(uses[0].parentNode.appendChild(uses[0].cloneNode()));
  uses.forEach((use, i) => {
    const [x, y] = [0, 1].map((k) => (i < n ? round(place(frames[k], state[part.at["xy"[k]][0] + i])) : NaN));
    const isThere = !Number.isNaN(x) && !Number.isNaN(y);
    show(use, isThere);
    if (!isThere) return;
    put(use, "x", String(x));
    put(use, "y", String(y));
  });
}

function outline(shape, size) {
  const scale = Math.sqrt(size);
  const command = ([letter, numbers]) =>
    letter === "Z" ? "z" : letter + numbers.map((v, j) => round(j % 2 ? -scale * v : scale * v)).join(" ");
  return shape.map(command).join("");
}

export const paint = {
  line(part, state, frame) {
    const frames = framesOf(part, frame);
    const { x, y } = part.at;
    if (part.node) put(part.node, "d", trace(state, x[1], [x[0], y[0]], frames, part.step, part.isLog[0]));
    if (part.marks) marks(part, state, frames);
  },
  fill(part, state, frame) {
    const [x, y] = framesOf(part, frame);
    const blocks = part.upright ? ["x", "y1", "y2"] : ["y", "x1", "x2"];
    const at = blocks.map((name) => part.at[name][0]);
    const frames = part.upright ? [x, y] : [y, x];
    const isLog = part.isLog[part.upright ? 0 : 1];
    put(part.node, "d", ring(state, part.at[blocks[0]][1], at, frames, part.step, part.upright, isLog));
  },
  paths(part, state, frame) {
    const frames = framesOf(part, frame);
    let [x, y] = [part.at.x[0], part.at.y[0]];
    part.lengths.forEach((n, i) => {
      const d = trace(state, n, [x, y], frames, "");
      put(part.nodes[i], "d", d && part.closed ? `${d}z` : d);
      x += n;
      y += n;
    });
  },
  scatter(part, state, frame, slots) {
    const frames = framesOf(part, frame);
    const of = (name, i) => state[part.at[name][0] + i];
    part.nodes.forEach((node, i) => {
      const [x, y, size] = [place(frames[0], of("x", i)), place(frames[1], of("y", i)), of("sizes", i)];
      const isThere = !Number.isNaN(x) && !Number.isNaN(y) && size > 0;
      show(node, isThere);
      if (!isThere) return;
      put(node, "transform", `translate(${round(x)} ${round(y)})`);
      if (part.sizes[i] !== size) put(node, "d", outline(part.shape, size));
      part.sizes[i] = size;
      if (part.shades) tint(part, node, shade(part.shades, of("values", i)));
    });
    colour(part, slots);
  },
  tiles(part, state, frame, slots) {
    const [first] = part.at.values ?? [];
    if (part.shades) part.nodes.forEach((node, i) => tint(part, node, shade(part.shades, state[first + i])));
    colour(part, slots);
  },
  text(part, state, frame, slots, between) {
    const [first, n] = part.at.number ?? [0, 0];
    const number = () => (between ? "≈ " : "") + format(part.form, state.subarray(first, first + n));
    const lines = (part.form == null ? slots[part.slots.text] : number()).split("\n");
    part.nodes.forEach((node, i) => write(node, lines[i] ?? ""));
    const [dx, dy] = whereabouts(part, state, frame).map((v, k) => round(v - part.home[k]) || 0);
    for (const group of part.groups) {
      if (dx || dy || group.hasAttribute("transform")) put(group, "transform", `translate(${dx} ${dy})`);
    }
  },
  shown() {},
  limits() {},
  numbers() {},
};

// Where a text stands; it is moved from where it was drawn.
export function whereabouts(part, state, frame) {
  return framesOf(part, frame).map((one, k) => place(one, state[part.at["xy"[k]][0]]));
}

// Give a node a colour, with the artist's own alpha; edges follow where they have the colour of the face. Where the
// page chooses the colour, as in the drawing, it goes by the variable.
function ink(part, node, property, given) {
  const color = part.variables[given] ? `var(${part.variables[given]}, ${given})` : given;
  const properties = property === "fill" && part.edge === "face" ? ["fill", "stroke"] : [property];
  for (const one of properties) {
    node.style.setProperty(one, color);
    node.style.setProperty(`${one}-opacity`, part.alpha ?? "");
  }
}

function tint(part, node, fill) {
  if (node.dataset.fill === fill) return;
  node.dataset.fill = fill;
  ink(part, node, "fill", fill);
}

// Colours that the model names, not a colour map.
export function colour(part, slots) {
  if (part.slots.color === undefined) return;
  const given = slots[part.slots.color];
  const key = JSON.stringify(given);
  if (part.tinted === key) return;
  part.tinted = key;
  const of = (i) => (Array.isArray(given) ? given[i % given.length] : given);
  if (part.kind === "line") {
    if (part.node) ink(part, part.node, "stroke", given);
    for (const use of part.uses ?? []) part.paints.forEach((property) => ink(part, use, property, given));
    return;
  }
  const property = part.kind === "paths" && !part.closed ? "stroke" : "fill";
  (part.nodes ?? [part.node]).forEach((node, i) => ink(part, node, property, of(i)));
}

// ---- ticks of axes whose limits move --------------------------------------------------------------------------------

// The ticks of one axis. `groups`: lists of its major and of its minor ticks; `first` and `frame`: the ticks and the
// frame at the start.
export class Ticks {
  constructor(groups, which, first, frame) {
    this.which = which;
    this.kinds = groups.map((list, minor) => {
      const [pattern, ...others] = list;
      others.forEach((group) => group.remove());
      const tick = first.find((one) => one[2] === minor);
      return pattern && tick && { pool: [pattern], home: place(frame, tick[0]) };
    });
  }

  paint(ticks, frame) {
    this.kinds.forEach((kind, minor) => {
      if (!kind) return;
      const now = ticks.filter((tick) => tick[2] === minor);
      while (kind.pool.length < now.length) this.add(kind.pool);
      kind.pool.forEach((group, i) => {
        show(group, i < now.length);
        if (i >= now.length) return;
        const by = round(place(frame, now[i][0]) - kind.home);
        put(group, "transform", this.which === "x" ? `translate(${by} 0)` : `translate(0 ${by})`);
        const text = group.querySelector("text");
        if (text) write(text, now[i][1]);
      });
    });
  }

  add(pool) {
    const copy = pool[0].cloneNode(true);
    copy.removeAttribute("id");
    copy.querySelectorAll("[id]").forEach((node) => {
      if (!node.closest("defs")) node.removeAttribute("id");
    });
    pool[pool.length - 1].after(copy);
    pool.push(copy);
  }
}
