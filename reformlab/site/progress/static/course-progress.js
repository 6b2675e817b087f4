/* What a reader has read and passed, kept in this browser (format: the docstring of the progress package). Shows it in the
   table of contents, watches the lesson of this page and answers its button. Without storage all works until the page closes. */
(function () {
  "use strict";

  var READ = "course.read.1";
  var SHARE = 0.1; // of a lesson's minutes, with its end seen: read
  var book = window.courseBook;
  var memory = {};

  function say(name, values) {
    return (book.words[name] || name).replace(/\{(\w+)\}/g, function (all, key) { return values && key in values ? values[key] : all; });
  }

  // ---- the record -----------------------------------------------------------------------------------------------------

  function works() {
    if (window.courseStorageBlocked) return false; // the page's first script says so
    try {
      window.localStorage.setItem("course.try", "1");
      window.localStorage.removeItem("course.try");
      return true;
    } catch (blocked) {
      return false;
    }
  }

  function plain(value) { return Boolean(value) && typeof value === "object" && !Array.isArray(value); }

  function read(key) {
    if (memory[key]) return memory[key]; // the browser did not take it
    var text = null;
    try { text = window.localStorage.getItem(key); } catch (blocked) { /* nothing kept */ }
    if (text === null) return {};
    try {
      var found = JSON.parse(text);
      if (plain(found)) return found;
    } catch (damaged) { /* put aside below */ }
    try { window.localStorage.setItem(key + ".unreadable", text); } catch (full) { /* it stays where it is */ }
    return {};
  }

  /* Return whether the browser keeps it. */
  function write(key, value) {
    try {
      window.localStorage.setItem(key, JSON.stringify(value));
      delete memory[key];
      return true;
    } catch (blocked) {
      memory[key] = value;
      return false;
    }
  }

  function erase() {
    [READ, book.checks].forEach(function (key) {
      delete memory[key];
      try {
        window.localStorage.removeItem(key);
        window.localStorage.removeItem(key + ".unreadable");
      } catch (blocked) { /* there is nothing */ }
    });
    document.dispatchEvent(new CustomEvent("check:erased"));
    show();
  }

  function change(lesson, values) {
    var all = read(READ);
    var old = plain(all[lesson]) ? all[lesson] : { lesson: lesson, read: false, end: false, seconds: 0 };
    all[lesson] = Object.assign({}, old, values, { time: new Date().toISOString() });
    write(READ, all);
    return all[lesson];
  }

  /* One line a lesson: {lesson, page, title, read, begun, passed, all}. */
  function state() {
    var reading = read(READ);
    var checks = window.courseChecks ? window.courseChecks.read(book.checks) : read(book.checks);
    if (!Object.keys(checks).length) checks = read(book.checks);
    return book.lessons.map(function (one) {
      var own = plain(reading[one.lesson]) ? reading[one.lesson] : {};
      var records = one.checks.map(function (item) { return checks[one.lesson + "/" + item]; }).filter(plain);
      return {
        lesson: one.lesson, page: one.page, title: one.title, all: one.checks.length, read: own.read === true,
        begun: Boolean(own.seconds || records.length), passed: records.filter(function (r) { return r.passed === true; }).length
      };
    });
  }

  // ---- the table of contents --------------------------------------------------------------------------------------------

  var root = new URL(document.documentElement.dataset.content_root || "./", document.baseURI);

  function address(page) { return new URL(page, root).pathname; }

  function element(name, className, text) {
    var made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function spoken(one) {
    var words = [say(one.read ? "read" : one.begun ? "begun" : "open")];
    if (one.all && (one.passed || one.begun || one.read)) words.push(say("passed", { passed: one.passed, all: one.all }));
    return words.join(", ");
  }

  function sign(one) {
    var made = element("span", "progress-sign");
    var seen = element("span", "", (one.read ? "✓" : "◐") + (one.all && one.passed ? " " + one.passed + "/" + one.all : ""));
    seen.setAttribute("aria-hidden", "true");
    made.append(seen, element("span", "visually-hidden", " (" + spoken(one) + ")"));
    return made;
  }

  function contents(lines) {
    var byPlace = {};
    lines.forEach(function (one) { byPlace[address(one.page)] = one; });
    document.querySelectorAll(".bd-docs-nav a.reference, ul.lesson-plan a.reference").forEach(function (link) {
      var one = byPlace[link.pathname];
      var old = link.querySelector(".progress-sign");
      if (old) old.remove();
      if (one && (one.read || one.begun)) link.append(sign(one));
    });
  }

  // ---- the lesson of this page ------------------------------------------------------------------------------------------

  function watch(box) {
    var lesson = box.dataset.lesson;
    var wanted = Number(box.dataset.minutes) * 60 * SHARE;
    var button = box.querySelector("button");
    var said = box.querySelector("p");

    function own() { return read(READ)[lesson] || {}; }

    function tell() {
      var done = own().read === true;
      button.textContent = say(done ? "unmark" : "mark");
      said.textContent = (done ? "✓ " : "") + say(done ? "isread" : "isopen");
      box.classList.toggle("is-read", done);
    }

    button.addEventListener("click", function () {
      change(lesson, { read: own().read !== true, asked: true });
      show();
    });
    box.hidden = false;
    document.addEventListener("course:progress", tell);

    function judge(values) {
      var before = own();
      var now = change(lesson, values);
      if (!now.read && !before.asked && now.end && now.seconds >= wanted) change(lesson, { read: true });
      show();
    }

    new IntersectionObserver(function (seen) {
      if (seen.some(function (one) { return one.isIntersecting; }) && !own().end) judge({ end: true });
    }).observe(box);
    var open = 0;
    window.setInterval(function () { // time counts while the page is in front
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
    window.addEventListener("pageshow", function (event) { if (event.persisted) show(); });
  }

  if (!book) return; // its file did not arrive: the page stays as it is
  window.courseProgress = {
    READ: READ, works: works, read: read, write: write, erase: erase, state: state, show: show, say: say, element: element, plain: plain, address: address
  };
  start();
})();
