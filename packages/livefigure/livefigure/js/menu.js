// Take this figure: its data, its picture, its address, a line that embeds it, how to cite it. On pages only.

import { address, copy, download } from "./take.js";

const SPACE = "http://www.w3.org/2000/svg";
// What of a mark's look may stand in a style sheet and has to be written out.
const LOOK = [
  "fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray", "stroke-linejoin",
  "stroke-linecap", "opacity", "font-size", "font-weight", "font-style", "font-family", "text-anchor", "visibility",
]; // prettier-ignore
const DRAWN = "path, use, text, tspan, rect, circle, line, polygon, polyline, image";

// ---- the data -------------------------------------------------------------------------------------------------------

const cell = (value) => {
  const text = value == null || Number.isNaN(value) ? "" : String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

// What is shown, table under table: those whose rows have the same names stand side by side.
export function csv(found) {
  const tables = found.map(({ title, head, body }) => {
    const rows = [[title, ...body.map(([name]) => name)]];
    head.forEach((name, i) => rows.push([name, ...body.map(([, numbers]) => numbers[i])]));
    return rows.map((row) => row.map(cell).join(",")).join("\r\n");
  });
  return tables.join("\r\n\r\n");
}

// ---- the picture ----------------------------------------------------------------------------------------------------

function wrapped(text, most) {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const last = lines[lines.length - 1];
    if (last && last.length + word.length >= most) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines;
}

function plain(svg) {
  const made = svg.cloneNode(true);
  const before = svg.querySelectorAll(DRAWN);
  made.querySelectorAll(DRAWN).forEach((node, i) => {
    const look = getComputedStyle(before[i]);
    node.removeAttribute("class");
    for (const name of LOOK) node.style.setProperty(name, look.getPropertyValue(name));
  });
  made.querySelectorAll(".live-head, title, desc").forEach((node) => node.remove());
  return made;
}

// The figure as one drawing: finding, what it is about, pictures, source and edition.
export function picture(figure) {
  const { root } = figure;
  const svgs = [...root.querySelectorAll(".live-picture svg")];
  const style = getComputedStyle(root);
  const width = Math.max(...svgs.map((svg) => svg.viewBox.baseVal.width)) * (4 / 3);
  const whole = document.createElementNS(SPACE, "svg");
  const put = (name, attributes, text = "") => {
    const made = document.createElementNS(SPACE, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.textContent = text;
    whole.append(made);
  };
  const paper = style.getPropertyValue("--fig-paper").trim() || "#ffffff";
  put("rect", { width: "100%", height: "100%", fill: paper });
  let y = 8;
  const say = (text, size, weight) => {
    if (!text) return;
    for (const line of wrapped(text, width / (size * 0.55))) {
      y += size * 1.3;
      put("text", { x: 8, y, "font-size": size, "font-weight": weight, fill: style.color }, line);
    }
  };
  say(root.querySelector(".live-finding")?.textContent, 19, 600);
  say(root.querySelector(".live-measure")?.textContent, 14, 400);
  y += 10;
  for (const svg of svgs) {
    const [, , own, height] = svg.getAttribute("viewBox").split(" ").map(Number);
    const made = plain(svg);
    for (const [key, value] of Object.entries({ x: 0, y, width: own * (4 / 3), height: height * (4 / 3) }))
      made.setAttribute(key, value);
    made.removeAttribute("style");
    whole.append(made);
    y += height * (4 / 3) + 8;
  }
  const edition = document.querySelector(".edition-name")?.textContent;
  say([root.querySelector("figcaption")?.textContent, edition].filter(Boolean).join(" · "), 11, 400);
  const height = Math.ceil(y + 12);
  const size = { xmlns: SPACE, viewBox: `0 0 ${width} ${height}`, width, height, "font-family": "sans-serif" };
  for (const [key, value] of Object.entries(size)) whole.setAttribute(key, value);
  return new XMLSerializer().serializeToString(whole);
}

async function png(text) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width * 2, image.height * 2];
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => {
    canvas.toBlob(done, "image/png");
  });
}

// ---- words that lead here -------------------------------------------------------------------------------------------

export function embedding(address, title, height) {
  const [page, hash] = address.split("#");
  const source = `${page.split("?")[0]}?embed=${hash.split("?")[0]}#${hash}`;
  const quoted = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  return `<iframe src="${quoted(source)}" title="${quoted(title)}" width="100%" height="${height}" loading="lazy" style="border: 0"></iframe>`;
}

// BibTeX and GB/T 7714, from what the page says of itself; null where it says nothing.
export function citations(title, address) {
  const given = document.querySelector("[data-cite]")?.dataset.cite;
  if (!given) return null;
  const { authors, year, course, version } = JSON.parse(given);
  const day = new Date().toISOString().slice(0, 10);
  const page = address.split("#")[0];
  const bibtex = [
    `@misc{figure${year},`,
    `  author = {${authors.map((name) => `{${name}}`).join(" and ")}},`,
    `  title = {${title}},`,
    `  howpublished = {${course}, version ${version}},`,
    `  year = {${year}},`,
    `  url = {${address}},`,
    "}",
  ].join("\n");
  return { bibtex, gbt: `${authors.join(", ")}. ${title}[DB/OL]//${course}: ${version}. (${year})[${day}]. ${page}.` };
}

// ---- the menu -------------------------------------------------------------------------------------------------------

// Put the menu under a figure.
export function menu(figure) {
  const { root, words } = figure;
  const title = root.querySelector("svg title").textContent;
  const name = root.dataset.share;
  const made = root.querySelector(".live-take");
  const buttons = document.createElement("div");
  const status = document.createElement("p");
  const told = (text) => {
    status.textContent = text;
  };
  const taken = async (text, word = words.copied_text) =>
    told((await copy(text)) ? word : `${words.uncopied_text} ${text}`);
  const save = (ending, content, type) => {
    download(`${name}.${ending}`, content, type);
    told(words.saved.replace("{}", `${name}.${ending}`));
  };
  const acts = {
    csv: () => save("csv", `\ufeff${csv(figure.found())}`, "text/csv;charset=utf-8"),
    svg: () => save("svg", picture(figure), "image/svg+xml"),
    png: async () => save("png", await png(picture(figure)), "image/png"),
    link: () => taken(address(figure), words.copied),
    embed: () => taken(embedding(address(figure), title, Math.ceil(root.getBoundingClientRect().height) + 40)),
    bibtex: () => taken(citations(title, address(figure)).bibtex),
    gbt: () => taken(citations(title, address(figure)).gbt),
  };
  status.setAttribute("role", "status");
  for (const [key, act] of Object.entries(acts)) {
    if ((key === "embed" && location.protocol === "file:") || (citations(title, "") === null && /bibtex|gbt/.test(key)))
      continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "live-button";
    button.dataset.take = key;
    button.textContent = words[`take_${key}`];
    button.addEventListener("click", act);
    buttons.append(button);
  }
  made.append(buttons, status);
  made.hidden = false;
}

// A page that is asked for one figure shows nothing else: everything beside the way down to it is hidden.
export function alone() {
  const asked = new URLSearchParams(location.search).get("embed");
  const root = asked && [...document.querySelectorAll(".live-figure")].find((one) => one.dataset.share === asked);
  if (!root) return;
  document.documentElement.dataset.embed = asked;
  for (let node = root; node !== document.body; node = node.parentElement) {
    node.classList.add("live-way");
    for (const other of node.parentElement.children) if (other !== node) other.classList.add("live-beside");
  }
}
