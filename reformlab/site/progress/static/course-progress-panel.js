/* The reader's whole record on one page: a table, a file to save, a file to load, a button that erases. */
(function () {
  "use strict";

  var progress = window.courseProgress;
  if (!progress) return;
  var book = window.courseBook, say = progress.say, element = progress.element, plain = progress.plain;
  var KIND = "course progress", VERSION = 1, LARGEST = 2e6;

  function total(lines) {
    return {
      lessons: lines.filter(function (one) { return one.read; }).length,
      checks: lines.reduce(function (sum, one) { return sum + one.passed; }, 0),
      all: lines.reduce(function (sum, one) { return sum + one.all; }, 0)
    };
  }

  // ---- a file that was saved ------------------------------------------------------------------------------------------

  function Bad(name, values) { this.why = say(name, values); }

  function need(holds, field, found, allowed) {
    if (!holds) throw new Bad("field", { field: field, found: JSON.stringify(found === undefined ? null : found).slice(0, 60), allowed: allowed });
  }

  function isTime(value) { return typeof value === "string" && value.length < 40 && !isNaN(Date.parse(value)); }

  function record(part, key, one, rules) {
    var where = part + '["' + key.slice(0, 60) + '"]';
    need(plain(one), where, one, "{...}");
    var taken = {};
    rules.forEach(function (rule) {
      var value = one[rule[0]];
      if (value === undefined && rule[3]) return;
      need(rule[1](value), where + "." + rule[0], value, rule[2]);
      taken[rule[0]] = value;
    });
    return taken;
  }

  function isText(value) { return typeof value === "string" && value.length < 500; }
  function isYes(value) { return value === true || value === false; }
  function isCount(value) { return Number.isFinite(value) && value >= 0; }

  var READING = [
    ["lesson", isText, '"2"'], ["read", isYes, "true, false"], ["end", isYes, "true, false"], ["seconds", isCount, "0, 1, ..."],
    ["asked", isYes, "true, false", true], ["time", isTime, '"2026-01-31T08:15:00.000Z"']
  ];
  var CHECK = [
    ["lesson", isText, '"2"'], ["item", isText, '"gap-2020"'], ["tries", isCount, "0, 1, ..."], ["passed", isYes, "true, false"],
    ["given", isText, '"261"'], ["time", isTime, '"2026-01-31T08:15:00.000Z"']
  ];

  function part(file, name, rules, keyOf) {
    need(plain(file[name]), '"' + name + '"', file[name], "{...}");
    var taken = Object.create(null);
    Object.keys(file[name]).forEach(function (key) {
      var one = record(name, key, file[name][key], rules);
      need(key === keyOf(one), name + " key", key, JSON.stringify(keyOf(one)));
      taken[key] = one;
    });
    return taken;
  }

  /* Return {read, checks} of a saved file, or throw Bad. */
  function parse(text) {
    var file = null;
    try { file = JSON.parse(text); } catch (damaged) { throw new Bad("notjson"); }
    if (!plain(file)) throw new Bad("notjson");
    if (file.kind !== KIND) throw new Bad("kind");
    if (file.version !== VERSION) throw new Bad("version", { found: JSON.stringify(file.version === undefined ? null : file.version).slice(0, 20) });
    return {
      read: part(file, "read", READING, function (one) { return one.lesson; }),
      checks: part(file, "checks", CHECK, function (one) { return one.lesson + "/" + one.item; })
    };
  }

  /* Join two records: what was reached in either stays reached, the rest is as in the later one. */
  function join(here, there, reached) {
    var all = Object.assign({}, here);
    Object.keys(there).forEach(function (key) {
      var old = plain(here[key]) ? here[key] : {}, now = there[key];
      all[key] = Object.assign({}, old, String(old.time || "") < now.time ? now : {});
      reached.forEach(function (name) {
        all[key][name] = typeof now[name] === "number" ? Math.max(old[name] || 0, now[name]) : old[name] === true || now[name];
      });
    });
    return all;
  }

  function load(text) {
    var file = parse(text);
    var read = progress.read(progress.READ), checks = progress.read(book.checks);
    var kept = progress.write(progress.READ, join(read, file.read, ["read", "end", "seconds"])) &&
      progress.write(book.checks, join(checks, file.checks, ["passed", "tries"]));
    if (!kept && progress.works()) { // full in the middle: as it was
      progress.write(progress.READ, read);
      progress.write(book.checks, checks);
      throw new Bad("full");
    }
    progress.show();
  }

  function save() {
    var file = {
      kind: KIND, version: VERSION, saved: new Date().toISOString(),
      read: progress.read(progress.READ), checks: progress.read(book.checks)
    };
    var link = element("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(file, null, 1)], { type: "application/json" }));
    link.download = "course-progress-" + file.saved.slice(0, 10) + ".json";
    link.click();
    window.setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
    return link.download;
  }

  // ---- the panel ------------------------------------------------------------------------------------------------------

  function row(name, cells, page) {
    var line = element("tr"), head = element("th");
    head.scope = "row";
    if (page) {
      var link = element("a", "", name);
      link.href = progress.address(page);
      head.append(link);
    } else head.textContent = name;
    line.append(head);
    cells.forEach(function (cell) { line.append(element("td", "", cell)); });
    return line;
  }

  function table(lines) {
    var made = element("table", "progress-table"), top = element("tr"), body = element("tbody"), sum = total(lines);
    made.append(element("caption", "visually-hidden", say("caption")));
    ["lesson", "reading", "checks"].forEach(function (name) {
      var head = element("th", "", say(name));
      head.scope = "col";
      top.append(head);
    });
    made.append(element("thead"), body);
    made.tHead.append(top);
    lines.forEach(function (one) {
      var stand = one.read ? "✓ " + say("read") : one.begun ? "◐ " + say("begun") : "–";
      body.append(row(one.title, [stand, one.passed + "/" + one.all], one.page));
    });
    body.append(row(say("total"), [sum.lessons + "/" + lines.length, sum.checks + "/" + sum.all]));
    body.lastChild.className = "progress-total";
    return made;
  }

  function button(name, act) {
    var made = element("button", "progress-button", say(name));
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }

  function build(panel) {
    var place = element("div"), told = element("p", "progress-told");
    told.setAttribute("role", "status");
    function tell(name, values) { told.textContent = say(name, values); }

    var input = element("input", "visually-hidden");
    input.type = "file";
    input.accept = ".json,application/json";
    input.tabIndex = -1;
    input.setAttribute("aria-label", say("load"));
    input.addEventListener("change", function () {
      var file = input.files[0];
      if (!file) return;
      var read = file.size > LARGEST ? Promise.reject(new Bad("big")) : file.text();
      read.then(load).then(function () {
        tell("loaded", total(progress.state()));
      }).catch(function (error) {
        tell("bad", { name: file.name, why: error.why || say("notjson") });
      }).then(function () { input.value = ""; });
    });

    var ask = element("dialog", "progress-ask"), question = element("p");
    question.id = "progress-question";
    ask.setAttribute("aria-labelledby", question.id);
    var keep = button("no", function () { ask.close(); });
    ask.append(question, button("yes", function () { ask.close(); progress.erase(); tell("erased"); }), keep);

    var actions = element("div", "progress-actions");
    actions.append(
      button("save", function () { tell("saved", { name: save() }); }),
      button("load", function () { input.click(); }), input,
      button("erase", function () {
        question.textContent = say("sure", total(progress.state()));
        ask.showModal();
        keep.focus();
      })
    );
    panel.replaceChildren(place, element("p", "progress-where", say("where")), actions, told, ask);
    if (!progress.works()) panel.prepend(element("p", "progress-blocked", say("blocked")));
    function draw() { place.replaceChildren(table(progress.state())); }
    document.addEventListener("course:progress", draw);
    draw();
  }

  document.querySelectorAll(".progress-panel").forEach(build);
})();
