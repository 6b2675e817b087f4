// The figure computed ahead: states on a grid of control positions, and what lies between (grid.py writes it).

const MISSING = 65535; // the code that stands for NaN

// The bytes that stand in a page as base64.
export function bytes(text) {
  const characters = atob(text);
  const out = new Uint8Array(characters.length);
  for (let i = 0; i < out.length; i++) out[i] = characters.charCodeAt(i); // Uint8Array.from takes twenty times as long
  return new DataView(out.buffer);
}

export function readTable(meta, view) {
  const buffer = view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
  let offset = 0;
  const take = (Type, n) => {
    const out = new Type(buffer, offset, n);
    offset += out.byteLength;
    return out;
  };
  const { size, rows, coded, kept, columns } = meta;
  const moving = meta.slots.filter((unique) => unique.length > 1).length;
  return {
    base: take(Float64Array, size),
    low: take(Float64Array, coded),
    unit: take(Float64Array, coded),
    floats: take(Float64Array, rows * columns[1]),
    coded: take(Uint32Array, coded),
    kept: take(Uint32Array, kept),
    codeOf: take(Uint32Array, coded), // equal columns are in the table once
    floatOf: take(Uint32Array, kept),
    codes: take(Uint16Array, rows * columns[0]),
    slots: take(Uint16Array, rows * moving),
    sums: columns.map((n) => new Float64Array(n)),
    moving,
  };
}

// Rows of the grid around a position (indices of the controls, may be fractional) and their multilinear weights.
function corners(grids, at) {
  let out = [[1, 0]];
  grids.forEach((grid, k) => {
    let j = 0;
    while (j < grid.length - 2 && grid[j + 1] <= at[k]) j++;
    const share = (at[k] - grid[j]) / (grid[j + 1] - grid[j]);
    const next = [];
    for (const [weight, row] of out) {
      if (share < 1) next.push([weight * (1 - share), row * grid.length + j]);
      if (share > 0) next.push([weight * share, row * grid.length + j + 1]);
    }
    out = next;
  });
  return out;
}

// Write the numbers at a position into `state`.
export function interpolate(table, grids, at, state) {
  const { coded, kept, codes, floats, low, unit, codeOf, floatOf } = table;
  const [a, b] = table.sums;
  a.fill(0);
  b.fill(0);
  for (const [weight, row] of corners(grids, at)) {
    const first = row * a.length;
    for (let j = 0; j < a.length; j++) a[j] += codes[first + j] === MISSING ? NaN : weight * codes[first + j];
    const start = row * b.length;
    for (let j = 0; j < b.length; j++) b[j] += weight * floats[start + j];
  }
  state.set(table.base);
  for (let j = 0; j < coded.length; j++) state[coded[j]] = low[j] + unit[j] * a[codeOf[j]];
  for (let j = 0; j < kept.length; j++) state[kept[j]] = b[floatOf[j]];
  return state;
}

// Take sums that jump or bend at a limit anew: they are never interpolated.
export function derive(sums, state) {
  for (const { items, rule, limit, weights, plus, to } of sums) {
    const measure = (v) => (rule === "below" ? Number(v < limit) : Math.max(0, v - limit));
    const counts = items.map((i) => measure(state[i]));
    const total = weights.map((row, k) =>
      row.reduce((all, weight, i) => all + weight * counts[i], plus.length ? state[plus[k]] : 0),
    );
    for (const [place, row, constant, slope] of to) state[place] = constant + slope * total[row];
  }
}

// The discrete content at the grid point nearest to a position; of two as near, the first.
export function slotsAt(meta, table, at) {
  let row = 0;
  meta.grids.forEach((grid, k) => {
    let best = 0;
    grid.forEach((g, j) => {
      if (Math.abs(g - at[k]) < Math.abs(grid[best] - at[k])) best = j;
    });
    row = row * grid.length + best;
  });
  let column = 0;
  return meta.slots.map((unique) => unique[unique.length > 1 ? table.slots[row * table.moving + column++] : 0]);
}
