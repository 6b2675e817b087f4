// Runs functions of the front end on samples: JSON in, JSON out. Floats travel as base64, so that NaN and -0 arrive.

import { ring, shade, trace } from "../js/drawing.js";
import { format, legible } from "../js/numbers.js";
import { bytes, derive, interpolate, readTable, slotsAt } from "../js/table.js";

const floats = (text) => new Float64Array(bytes(text).buffer);
const base64 = (numbers) => Buffer.from(numbers.buffer).toString("base64");

function table({ meta, blob, at }) {
  const read = readTable(meta, bytes(blob));
  return at.map((position) => {
    const here = floats(position);
    const state = interpolate(read, meta.grids, here, new Float64Array(meta.size));
    derive(meta.sums, state);
    return [base64(state), slotsAt(meta, read, here)];
  });
}

const jobs = {
  format: ({ form, values }) => format(form, floats(values)),
  legible: ({ values }) => [...floats(values)].map(legible),
  shade: ({ shades, values }) => [...floats(values)].map((v) => shade(shades, v)),
  trace: ({ state, n, frames, step, isLog }) => trace(floats(state), n, [0, n], frames, step, isLog),
  ring: ({ state, n, frames, step, isUpright, isLog }) =>
    ring(floats(state), n, [0, n, 2 * n], frames, step, isUpright, isLog),
  table,
};

let text = "";
for await (const chunk of process.stdin) text += chunk;
console.log(JSON.stringify(JSON.parse(text).map(([job, given]) => jobs[job](given))));
