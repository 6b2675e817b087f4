/* What a reader has read and passed, kept in this browser (format: the docstring of the progress package). Shows it in the
   table of contents, watches the lesson of this page and answers its button. Without storage all works until the page closes. */
(() => {
  "use strict";

  const READ = "course.read.1";
  const SHARE = 0.1; // of a lesson's minutes, with its end seen: read
  const book = window.courseBook;
  const memory = {};

  const say = (name, values) =>
    (book.words[name] || name).replace(/\{(\w+)\}/g, (all, key) => (values && key in values ? values[key] : all));

  // ---- the record -----------------------------------------------------------------------------------------------------

  function works() {
    if (window.courseStorageBlocked) return false; // the page's first script says so
    try {
      localStorage.setItem("course.try", "1");
      localStorage.removeItem("course.try");
      return true;
    } catch {
      return false;
    }
  }

  const plain = (value) => Boolean(value) && typeof value === "object" && !Array.isArray(value);

  function read(key) {
    if (memory[key]) return memory[key]; // the browser did not take it
    let text = null;
    try {
      text = localStorage.getItem(key);
    } catch {
      /* nothing kept */
    }
    if (text === null) return {};
    try {
      const found = JSON.parse(text);
      if (plain(found)) return found;
    } catch {
      /* put aside below */
    }
    try {
      localStorage.setItem(`${key}.unreadable`, text);
    } catch {
      /* it stays where it is */
    }
    return {};
  }

  /* Return whether the browser keeps it. */
  function write(key, value) {
    try {
      localStorage.setItem(key, JSON.stringify(value));
      delete memory[key];
      return true;
    } catch {
      memory[key] = value;
      return false;
    }
  }

  function erase() {
    [READ, book.checks].forEach((key) => {
      delete memory[key];
      try {
        localStorage.removeItem(key);
        localStorage.removeItem(`${key}.unreadable`);
      } catch {
        /* there is nothing */
      }
    });
    document.dispatchEvent(new CustomEvent("check:erased"));
    show();
  }

  function change(lesson, values) {
    const all = read(READ);
    const old = plain(all[lesson]) ? all[lesson] : { lesson, read: false, end: false, seconds: 0 };
    all[lesson] = { ...old, ...values, time: new Date().toISOString() };
    write(READ, all);
    return all[lesson];
  }

  /* One line a lesson: {lesson, page, title, read, begun, passed, all}. */
  function state() {
    const reading = read(READ);
    let checks = window.courseChecks ? window.courseChecks.read(book.checks) : read(book.checks);
    if (!Object.keys(checks).length) checks = read(book.checks);
    return book.lessons.map((one) => {
      const own = plain(reading[one.lesson]) ? reading[one.lesson] : {};
      const records = one.checks.map((item) => checks[`${one.lesson}/${item}`]).filter(plain);
      return {
        lesson: one.lesson,
        page: one.page,
        title: one.title,
        all: one.checks.length,
        read: own.read === true,
        begun: Boolean(own.seconds || records.length),
        passed: records.filter((r) => r.passed === true).length,
      };
    });
  }

  // ---- the table of contents --------------------------------------------------------------------------------------------

  const root = new URL(document.documentElement.dataset.content_root || "./", document.baseURI);

  const address = (page) => new URL(page, root).pathname;

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function spoken(one) {
    const words = [say(one.read ? "read" : one.begun ? "begun" : "open")];
    if (one.all && (one.passed || one.begun || one.read))
      words.push(say("passed", { passed: one.passed, all: one.all }));
    return words.join(", ");
  }

  function sign(one) {
    const made = element("span", "progress-sign");
    const seen = element(
      "span",
      "",
      (one.read ? "✓" : "◐") + (one.all && one.passed ? ` ${one.passed}/${one.all}` : ""),
    );
    seen.setAttribute("aria-hidden", "true");
    made.append(seen, element("span", "visually-hidden", ` (${spoken(one)})`));
    return made;
  }

  function contents(lines) {
    const byPlace = {};
    for (const one of lines) byPlace[address(one.page)] = one;
    document.querySelectorAll(".bd-docs-nav a.reference, ul.lesson-plan a.reference").forEach((link) => {
      const one = byPlace[link.pathname];
      const old = link.querySelector(".progress-sign");
      old?.remove();
      if (one && (one.read || one.begun)) link.append(sign(one));
    });
  }

  // ---- the lesson of this page ------------------------------------------------------------------------------------------

  function watch(box) {
    const lesson = box.dataset.lesson;
    const wanted = Number(box.dataset.minutes) * 60 * SHARE;
    const button = box.querySelector("button");
    const said = box.querySelector("p");

    function own() {
      return read(READ)[lesson] || {};
    }

    function tell() {
      const done = own().read === true;
      button.textContent = say(done ? "unmark" : "mark");
      said.textContent = (done ? "✓ " : "") + say(done ? "isread" : "isopen");
      box.classList.toggle("is-read", done);
    }

    button.addEventListener("click", () => {
      change(lesson, { read: own().read !== true, asked: true });
      show();
    });
    box.hidden = false;
    document.addEventListener("course:progress", tell);

    function judge(values) {
      const before = own();
      const now = change(lesson, values);
      if (!now.read && !before.asked && now.end && now.seconds >= wanted) change(lesson, { read: true });
      show();
    }

    new IntersectionObserver((seen) => {
      if (seen.some((one) => one.isIntersecting) && !own().end) judge({ end: true });
    }).observe(box);
    let open = 0;
    setInterval(() => {
      // time counts while the page is in front
      if (document.visibilityState !== "visible") return;
      open += 5;
      if (open % 15 === 0) judge({ seconds: Math.round((own().seconds || 0) + 15) });
    }, 5000);
  }

  function show() {
    contents(state());
    document.dispatchEvent(new CustomEvent("course:progress"));
  }

  function start() {
    document.querySelectorAll(".lesson-progress").forEach(watch);
    show();
    document.addEventListener("check:tried", show);
    window.addEventListener("storage", show); // another tab
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) show();
    });
  }

  if (!book) return; // its file did not arrive: the page stays as it is
  window.courseProgress = {
    READ,
    works,
    read,
    write,
    erase,
    state,
    show,
    say,
    element,
    plain,
    address,
  };
  start();
})();
