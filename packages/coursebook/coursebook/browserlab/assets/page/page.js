// What all pages of the lab share: the course's texts, nodes with them, and the way of a file to the reader's disk.
"use strict";

window.coursePage = (() => {
  const texts = JSON.parse(document.getElementById("course-texts").textContent);
  const say = (key, values = {}) => texts[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

  function make(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  }

  function button(key, act, attributes = {}) {
    const node = make("button", { type: "button", ...attributes }, say(key));
    node.addEventListener("click", act);
    return node;
  }

  function toDisk(name, content, type = "application/json") {
    const href = URL.createObjectURL(new Blob([content], { type }));
    make("a", { href, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(href), 10000);
  }

  /** A notebook as Jupyter writes it. */
  const written = (notebook) => `${JSON.stringify(notebook, null, 1)}\n`;

  /** Save a notebook as a file of its own name. */
  const download = (path, notebook) => toDisk(path.split("/").pop(), written(notebook));

  return { say, make, button, toDisk, written, download };
})();
