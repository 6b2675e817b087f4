// The notice of a page that was opened from a folder; `fromDiskWords` holds its words.
(() => {
  "use strict";
  const KEY = "course.from-disk.closed";
  const PORT = 8000;
  const kept = (act) => {
    try {
      return act(sessionStorage);
    } catch {
      return null; // storage may be switched off
    }
  };
  if (kept((store) => store.getItem(KEY))) return;

  const root = new URL(document.documentElement.dataset.content_root || "./", location.href);
  const folder = decodeURIComponent(root.pathname)
    .replace(/^\/([A-Za-z]:)/, "$1")
    .replace(/\/$/, "");
  const python = /^[A-Za-z]:/.test(folder) ? "py -3" : "python3";
  const command = `${python} -m http.server ${PORT} --directory "${folder}"`;
  const make = (tag, text, up) => up.appendChild(Object.assign(document.createElement(tag), { textContent: text }));

  function show() {
    const place = document.querySelector("article.bd-article") ?? document.querySelector("main") ?? document.body;
    const words = window.fromDiskWords;
    const note = document.createElement("aside");
    note.className = "from-disk";
    note.setAttribute("role", "note");
    note.setAttribute("aria-label", words.title);
    make("strong", words.title, make("p", "", note));
    make("p", `${words.what}:`, note);
    make("code", command, make("pre", "", note)).parentNode.tabIndex = 0;
    const [before, after] = words.then.split("{address}");
    const then = make("p", before, note);
    make("a", `http://localhost:${PORT}/`, then).href = `http://localhost:${PORT}/`;
    then.append(`${after ?? ""}.`);
    const close = make("button", words.close, note);
    close.type = "button";
    close.addEventListener("click", () => {
      kept((store) => store.setItem(KEY, "1"));
      note.remove();
    });
    place.prepend(note);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", show);
  else show();
})();
