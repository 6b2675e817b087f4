// The language switch keeps the place: it goes to the section in view, whose id is the same in both editions.
// The button beside it fetches the twin page and sets the twin of every paragraph, list and table beside it.
(() => {
  const PROSE = "p, ul, ol, dl, .table-wrapper, blockquote";

  /** The last section whose head is in the upper part of the window, or undefined at the top of the page. */
  const inView = () =>
    scrollY > 200
      ? [...document.querySelectorAll(".bd-article section[id]")].findLast(
          (one) => one.getBoundingClientRect().top < innerHeight * 0.4,
        )
      : undefined;

  for (const link of document.querySelectorAll("a.edition-switch[data-twin]")) {
    const aim = () => {
      const section = inView();
      link.href = link.dataset.twin + (section ? `#${section.id}` : "");
    };
    for (const name of ["pointerdown", "focus", "click"]) link.addEventListener(name, aim);
  }

  const link = document.querySelector("a.edition-switch[data-both]");
  if (link && location.protocol.startsWith("http")) {
    // from disk a page may not read another
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "edition-both-button", textContent: link.dataset.both });
    button.setAttribute("aria-pressed", "false");
    link.after(button);
    const prose = (section) => [...section.children].filter((one) => one.matches(PROSE));
    let fetched = null;

    const pair = (mine, twins) => {
      const row = document.createElement("div");
      const twin = document.createElement("div");
      row.className = "edition-pair";
      twin.className = "edition-twin";
      twin.lang = link.hreflang;
      mine.before(row);
      row.append(mine, twin);
      for (const one of twins) {
        const copy = document.importNode(one, true);
        for (const named of [copy, ...copy.querySelectorAll("[id]")]) named.removeAttribute("id");
        // addresses in the twin are relative to the twin's page
        for (const to of copy.querySelectorAll("a[href]"))
          to.href = new URL(to.getAttribute("href"), new URL(link.dataset.twin, location.href)).href;
        twin.append(copy);
      }
    };

    const lay = async () => {
      const answer = await fetch(link.dataset.twin);
      if (!answer.ok) throw new Error(`${link.dataset.twin}: ${answer.status}`);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const here of document.querySelectorAll(".bd-article section[id]")) {
        const there = page.getElementById(here.id);
        if (!there) continue;
        const mine = prose(here);
        const theirs = prose(there);
        if (mine.length === theirs.length) mine.forEach((one, at) => pair(one, [theirs[at]]));
        else if (mine.length && theirs.length) pair(mine[0], theirs);
      }
    };

    button.addEventListener("click", async () => {
      const on = document.documentElement.classList.toggle("edition-both");
      button.setAttribute("aria-pressed", String(on));
      if (!on) return;
      try {
        await (fetched ??= lay());
      } catch {
        fetched = null;
        document.documentElement.classList.remove("edition-both");
        button.setAttribute("aria-pressed", "false");
      }
    });
  }
})();
