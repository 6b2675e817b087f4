// The numbers of a figure as tables, and its texts as a list: for those who do not see the picture.

import { legible } from "./numbers.js";

// The words that a text shows.
export const phrase = (part) =>
  part.nodes
    .map((node) => node.textContent)
    .filter(Boolean)
    .join(", ");

function add(up, tag, text = "") {
  const node = document.createElement(tag);
  node.textContent = text;
  return up.appendChild(node);
}

// The columns of a part: [label, numbers], on a log axis as the data themselves.
function columnsOf({ part, state }) {
  return part.columns.map(([label, block, pick]) => {
    const [first, n] = part.at[block] ?? [0, 0];
    const isLog = part.isLog["xy".indexOf(block[0])];
    const all = (pick ?? Array.from({ length: n }, (_, i) => i)).map((i) => state[first + i]);
    return [label, isLog ? all.map((v) => 10 ** v) : all];
  });
}

// One part as { title, head, body }: what its rows are called, their names, and its columns of numbers.
function tableOf(one, words) {
  const { part, space } = one;
  const columns = columnsOf(one);
  const leads = ["line", "fill", "scatter"].includes(part.kind); // the first column names the rows
  const isLed = !part.items && leads;
  const head = part.items ?? columns[0][1].map((v, i) => (isLed ? legible(v) : String(i + 1)));
  const labels = space.labels ?? ["x", "y"];
  const title = part.items ? "" : isLed ? labels[part.upright === false ? 1 : 0] : words.item;
  const body = isLed ? columns.slice(1) : columns;
  const isOne = part.kind === "line" || body.length === 1;
  const name = (label) => (isOne || !label || label === part.name ? part.name : `${part.name}: ${label}`);
  const key = isLed && JSON.stringify([part.space, head]);
  return { key, title, head, body: body.map(([label, numbers]) => [name(label), numbers]) };
}

// The numbers of all `parts` ({ part, space, state }) as { title, head, body }; those with the same rows share a table.
export function gather(parts, words) {
  const all = [];
  for (const one of parts) {
    if (!one.part.columns.length) continue;
    const table = tableOf(one, words);
    const known = table.key && all.find((other) => other.key === table.key);
    if (known) known.body.push(...table.body);
    else all.push(table);
  }
  return all;
}

// A number as people read it; files keep the hyphen that programs read.
const signed = (text) => text.replace(/^-(?=\d)/, "−");

// Build the tables, below what the figure says in words.
export function tables(parts, sayings, words) {
  const out = document.createDocumentFragment();
  if (sayings.length) {
    const list = add(out, "ul");
    sayings.forEach((text) => add(list, "li", text));
  }
  for (const table of gather(parts, words)) out.append(build(table, words));
  return out;
}

function build({ title, head, body }, words) {
  const table = document.createElement("table");
  const top = add(add(table, "thead"), "tr");
  for (const label of [title, ...body.map(([name]) => name)]) {
    const cell = add(top, label ? "th" : "td", label);
    if (label) cell.scope = "col";
  }
  const rows = add(table, "tbody");
  head.forEach((name, i) => {
    const row = add(rows, "tr");
    add(row, "th", signed(name)).scope = "row";
    body.forEach(([, numbers]) => add(row, "td", signed(legible(numbers[i])) || words.missing));
  });
  return table;
}
