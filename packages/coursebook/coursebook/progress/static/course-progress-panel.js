/* The reader's whole record on one page: a table, a file to save, a file to load, a button that erases. */
(() => {
  "use strict";

  const progress = window.courseProgress;
  if (!progress) return;
  const book = window.courseBook;
  const say = progress.say;
  const element = progress.element;
  const plain = progress.plain;
  const KIND = "course progress";
  const VERSION = 1;
  const LARGEST = 2e6;

  const total = (lines) => ({
    lessons: lines.filter((one) => one.read).length,
    checks: lines.reduce((sum, one) => sum + one.passed, 0),
    all: lines.reduce((sum, one) => sum + one.all, 0),
  });

  // ---- a file that was saved ------------------------------------------------------------------------------------------

  class Bad extends Error {
    constructor(name, values) {
      super(say(name, values));
    }
  }

  function need(holds, field, found, allowed) {
    if (!holds)
      throw new Bad("field", {
        field,
        found: JSON.stringify(found ?? null).slice(0, 60),
        allowed,
      });
  }

  const isTime = (value) => typeof value === "string" && value.length < 40 && !isNaN(Date.parse(value));

  function record(part, key, one, rules) {
    const where = `${part}["${key.slice(0, 60)}"]`;
    need(plain(one), where, one, "{...}");
    const taken = {};
    rules.forEach((rule) => {
      const value = one[rule[0]];
      if (value === undefined && rule[3]) return;
      need(rule[1](value), `${where}.${rule[0]}`, value, rule[2]);
      taken[rule[0]] = value;
    });
    return taken;
  }

  const isText = (value) => typeof value === "string" && value.length < 500;
  const isYes = (value) => value === true || value === false;
  const isCount = (value) => Number.isFinite(value) && value >= 0;

  const READING = [
    ["lesson", isText, '"2"'],
    ["read", isYes, "true, false"],
    ["end", isYes, "true, false"],
    ["seconds", isCount, "0, 1, ..."],
    ["asked", isYes, "true, false", true],
    ["time", isTime, '"2026-01-31T08:15:00.000Z"'],
  ];
  const CHECK = [
    ["lesson", isText, '"2"'],
    ["item", isText, '"gap-2020"'],
    ["tries", isCount, "0, 1, ..."],
    ["passed", isYes, "true, false"],
    ["given", isText, '"261"'],
    ["time", isTime, '"2026-01-31T08:15:00.000Z"'],
  ];

  function part(file, name, rules, keyOf) {
    need(plain(file[name]), `"${name}"`, file[name], "{...}");
    const taken = Object.create(null);
    Object.keys(file[name]).forEach((key) => {
      const one = record(name, key, file[name][key], rules);
      need(key === keyOf(one), `${name} key`, key, JSON.stringify(keyOf(one)));
      taken[key] = one;
    });
    return taken;
  }

  /* Return {read, checks} of a saved file, or throw Bad. */
  function parse(text) {
    let file = null;
    try {
      file = JSON.parse(text);
    } catch {
      throw new Bad("notjson");
    }
    if (!plain(file)) throw new Bad("notjson");
    if (file.kind !== KIND) throw new Bad("kind");
    if (file.version !== VERSION)
      throw new Bad("version", {
        found: JSON.stringify(file.version ?? null).slice(0, 20),
      });
    return {
      read: part(file, "read", READING, (one) => one.lesson),
      checks: part(file, "checks", CHECK, (one) => `${one.lesson}/${one.item}`),
    };
  }

  /* Join two records: what was reached in either stays reached, the rest is as in the later one. */
  function join(here, there, reached) {
    const all = { ...here };
    Object.keys(there).forEach((key) => {
      const old = plain(here[key]) ? here[key] : {};
      const now = there[key];
      all[key] = { ...old, ...(String(old.time || "") < now.time ? now : {}) };
      reached.forEach((name) => {
        all[key][name] =
          typeof now[name] === "number" ? Math.max(old[name] || 0, now[name]) : old[name] === true || now[name];
      });
    });
    return all;
  }

  function load(text) {
    const file = parse(text);
    const read = progress.read(progress.READ);
    const checks = progress.read(book.checks);
    const kept =
      progress.write(progress.READ, join(read, file.read, ["read", "end", "seconds"])) &&
      progress.write(book.checks, join(checks, file.checks, ["passed", "tries"]));
    if (!kept && progress.works()) {
      // full in the middle: as it was
      progress.write(progress.READ, read);
      progress.write(book.checks, checks);
      throw new Bad("full");
    }
    progress.show();
  }

  function save() {
    const file = {
      kind: KIND,
      version: VERSION,
      saved: new Date().toISOString(),
      read: progress.read(progress.READ),
      checks: progress.read(book.checks),
    };
    const link = element("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(file, null, 1)], { type: "application/json" }));
    link.download = `course-progress-${file.saved.slice(0, 10)}.json`;
    link.click();
    setTimeout(() => {
      URL.revokeObjectURL(link.href);
    }, 10000);
    return link.download;
  }

  // ---- the panel ------------------------------------------------------------------------------------------------------

  function row(name, cells, page) {
    const line = element("tr");
    const head = element("th");
    head.scope = "row";
    if (page) {
      const link = element("a", "", name);
      link.href = progress.address(page);
      head.append(link);
    } else head.textContent = name;
    line.append(head);
    for (const cell of cells) line.append(element("td", "", cell));
    return line;
  }

  function table(lines) {
    const made = element("table", "progress-table");
    const top = element("tr");
    const body = element("tbody");
    const sum = total(lines);
    made.append(element("caption", "visually-hidden", say("caption")));
    ["lesson", "reading", "checks"].forEach((name) => {
      const head = element("th", "", say(name));
      head.scope = "col";
      top.append(head);
    });
    made.append(element("thead"), body);
    made.tHead.append(top);
    lines.forEach((one) => {
      const stand = one.read ? `✓ ${say("read")}` : one.begun ? `◐ ${say("begun")}` : "–";
      body.append(row(one.title, [stand, `${one.passed}/${one.all}`], one.page));
    });
    body.append(row(say("total"), [`${sum.lessons}/${lines.length}`, `${sum.checks}/${sum.all}`]));
    body.lastChild.className = "progress-total";
    return made;
  }

  function button(name, act) {
    const made = element("button", "progress-button", say(name));
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }

  function build(panel) {
    const place = element("div");
    const told = element("p", "progress-told");
    told.setAttribute("role", "status");
    function tell(name, values) {
      told.textContent = say(name, values);
    }

    const input = element("input", "visually-hidden");
    input.type = "file";
    input.accept = ".json,application/json";
    input.tabIndex = -1;
    input.setAttribute("aria-label", say("load"));
    input.addEventListener("change", () => {
      const file = input.files[0];
      if (!file) return;
      const read = file.size > LARGEST ? Promise.reject(new Bad("big")) : file.text();
      read
        .then(load)
        .then(() => {
          tell("loaded", total(progress.state()));
        })
        .catch((error) => {
          tell("bad", { name: file.name, why: error instanceof Bad ? error.message : say("notjson") });
        })
        .then(() => {
          input.value = "";
        });
    });

    const ask = element("dialog", "progress-ask");
    const question = element("p");
    question.id = "progress-question";
    ask.setAttribute("aria-labelledby", question.id);
    const keep = button("no", () => {
      ask.close();
    });
    ask.append(
      question,
      button("yes", () => {
        ask.close();
        progress.erase();
        tell("erased");
      }),
      keep,
    );

    const actions = element("div", "progress-actions");
    actions.append(
      button("save", () => {
        tell("saved", { name: save() });
      }),
      button("load", () => {
        input.click();
      }),
      input,
      button("erase", () => {
        question.textContent = say("sure", total(progress.state()));
        ask.showModal();
        keep.focus();
      }),
    );
    panel.replaceChildren(place, element("p", "progress-where", say("where")), actions, told, ask);
    if (!progress.works()) panel.prepend(element("p", "progress-blocked", say("blocked")));
    function draw() {
      place.replaceChildren(table(progress.state()));
    }
    document.addEventListener("course:progress", draw);
    draw();
  }

  document.querySelectorAll(".progress-panel").forEach(build);
})();
