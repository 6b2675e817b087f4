/* Check-yourself items on a page without a kernel. The page works without this file: question, options and a closed answer
   stand in the HTML. This file reveals the controls, judges, shows the feedback that the HTML already holds, and remembers
   tries in localStorage (schema: the docstring of the directives package). Blocked storage costs the memory, nothing else. */
(() => {
  "use strict";

  const TRIES = 2; // after so many counted tries the worked answer opens up
  const SCALES = [
    [/^(trillion|万亿)/, 1e12],
    [/^(billion|bn\b)/, 1e9],
    [/^亿/, 1e8],
    [/^(million|mio\b|mn\b|百万)/, 1e6],
    [/^万/, 1e4],
    [/^thousand/, 1e3],
  ];
  let words = {};
  const memory = {};

  const say = (name, values) =>
    (words[name] || name).replace(/\{(\w+)\}/g, (all, key) => (values && key in values ? values[key] : all));

  // ---- numbers as people write them -------------------------------------------------------------------------------

  function scaleAt(text) {
    for (let i = 0; i < SCALES.length; i += 1) {
      const found = SCALES[i][0].exec(text);
      if (found) return { factor: SCALES[i][1], length: found[0].length };
    }
    return null;
  }

  function scaleIn(unit) {
    for (let at = 0; at < unit.length; at += 1) {
      const found = at === 0 || /[^a-z]/.test(unit[at - 1]) ? scaleAt(unit.slice(at)) : null;
      if (found) return found.factor;
    }
    return 1;
  }

  function plainDigits(body) {
    let grouped = body.replace(/[\s'’_]+/g, " ").trim();
    if (/ /.test(grouped)) {
      // spaces and apostrophes only part groups of three
      if (!/^\d{1,3}( \d{3})+([.,]\d+)?$/.test(grouped)) return null;
      grouped = grouped.replace(/ /g, "");
      return grouped.replace(",", ".");
    }
    const comma = grouped.lastIndexOf(",");
    const point = grouped.lastIndexOf(".");
    if (comma >= 0 && point >= 0) {
      // the last sign is the decimal one, the other parts groups
      const decimal = comma > point ? "," : ".";
      const group = decimal === "," ? "." : ",";
      const halves = grouped.split(decimal);
      if (halves.length !== 2 || !new RegExp(`^\\d{1,3}(\\${group}\\d{3})+$`).test(halves[0])) return null;
      return `${halves[0].split(group).join("")}.${halves[1]}`;
    }
    if (/^[1-9]\d{0,2}(,\d{3})+$/.test(grouped)) return grouped.replace(/,/g, "");
    if (/^\d{1,3}(\.\d{3}){2,}$/.test(grouped)) return grouped.replace(/\./g, "");
    if (/^\d*[.,]?\d*$/.test(grouped) && /\d/.test(grouped)) return grouped.replace(",", ".");
    return null;
  }

  /* Read "1,411.78", "1 411,78", "２６１", "65 %", "0.261 billion people", "2.5e6"; null when it is no number. A comma before
     exactly three digits parts groups, else it is a decimal comma. The result is in the unit of the item. */
  function parseNumber(text, unit) {
    const wanted = String(unit || "")
      .normalize("NFKC")
      .toLowerCase();
    let plain = String(text)
      .normalize("NFKC")
      .replace(/[\u2212\u2013\u2012]/g, "-")
      .trim()
      .toLowerCase();
    plain = plain.replace(/^[=≈~]\s*/, "").replace(/^([+-]?)\s*[$¥€£]\s*/, "$1");
    const found = /^([+-]?)\s*((?:\d|[.,]\d)[\d\s,.'’_]*)/.exec(plain);
    if (!found) return null;
    const body = found[2].replace(/[\s,.'’_]+$/, "");
    const digits = plainDigits(body);
    if (digits === null) return null;
    let rest = plain.slice(found[0].length).trim();
    let value = Number(digits) * (found[1] === "-" ? -1 : 1);
    const power = /^e([+-]?\d{1,3})(?![\d.])/.exec(rest) || /^[x×*·]\s*10\s*\^?\s*([+-]?\d{1,3})(?![\d.])/.exec(rest);
    if (power) {
      value = Number(`${value}e${power[1]}`);
      rest = rest.slice(power[0].length).trim();
    }
    const scale = scaleAt(rest);
    if (scale) {
      value *= scale.factor / scaleIn(wanted);
      rest = rest.slice(scale.length).trim();
    }
    if (/^%/.test(rest)) {
      if (!/%|per ?cent|point/.test(wanted)) value /= 100;
      rest = rest.slice(1).trim();
    }
    if (rest && (!/^[^\d\s+\-*/^=<>.,]/.test(rest) || /\s[\d.,]/.test(rest))) return null;
    return isFinite(value) ? value : null;
  }

  const within = (value, target, tolerance) =>
    Math.abs(value - target) <= tolerance * (1 + 1e-9) + Math.abs(target) * 1e-12;

  /* Say what a wrong number may come from. */
  function diagnose(value, answer, tolerance, unit) {
    if (answer !== 0 && within(value, -answer, tolerance)) return say("sign");
    for (let power = 1; answer !== 0 && power <= 12; power += 1) {
      const up = 10 ** power;
      if (within(value, answer * up, tolerance * up) || within(value, answer / up, tolerance / up)) {
        return power > 1 && unit ? say("unit", { unit }) : say("size");
      }
    }
    return tolerance > 0 && Math.abs(value - answer) <= 4 * tolerance ? say("close") : "";
  }

  // ---- memory ---------------------------------------------------------------------------------------------------------

  function readAll(store) {
    try {
      const found = JSON.parse(localStorage.getItem(store));
      return found && typeof found === "object" && !Array.isArray(found) ? found : {};
    } catch {
      return memory[store] || {};
    }
  }

  function keep(store, record) {
    const all = readAll(store);
    all[`${record.lesson}/${record.item}`] = record;
    memory[store] = all;
    try {
      localStorage.setItem(store, JSON.stringify(all));
    } catch {
      /* private window, or storage full: remembered until the page closes */
    }
  }

  // ---- the box -----------------------------------------------------------------------------------------------------

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function mark(ok) {
    const sign = element("span", "check-sign", ok ? "✓" : "✗");
    sign.setAttribute("aria-hidden", "true");
    return sign;
  }

  function copyOf(key) {
    const copy = key.cloneNode(true);
    for (const inner of copy.querySelectorAll("[id]")) inner.removeAttribute("id");
    return copy;
  }

  const keysOf = (box) => [...box.querySelectorAll(".check-key")];

  /* Each judge returns null when there is no answer yet ({problem}), else {given, right, note, keys}. */
  const judges = {
    number(box) {
      const input = box.querySelector("input");
      const unit = box.dataset.unit;
      if (!input.value.trim()) return { problem: say("empty"), at: input };
      const value = parseNumber(input.value, unit);
      if (value === null) return { problem: say("unreadable", { example: "1234.5" }), at: input };
      const answer = Number(box.dataset.answer);
      const tolerance = Number(box.dataset.tolerance);
      if (within(value, answer, tolerance)) return { given: input.value.trim(), right: true, keys: [] };
      const listed = keysOf(box).filter((key) => within(value, Number(key.dataset.key), tolerance));
      listed.sort((a, b) => Math.abs(value - Number(a.dataset.key)) - Math.abs(value - Number(b.dataset.key)));
      return {
        given: input.value.trim(),
        right: false,
        keys: listed.slice(0, 1),
        note: listed.length ? "" : diagnose(value, answer, tolerance, unit),
      };
    },

    choice(box) {
      const chosen = [...box.querySelectorAll("input:checked")];
      if (!chosen.length) return { problem: say("nothing"), at: box.querySelector("input") };
      const keys = keysOf(box);
      const all = keys.filter((key) => key.dataset.right === "yes").length;
      const shown = chosen.map((input) => keys[Number(input.value)]);
      const found = shown.filter((key) => key.dataset.right === "yes").length;
      const right = found === all && found === chosen.length;
      return {
        given: chosen.map((input) => input.value).join(","),
        right,
        keys: shown,
        note:
          right || box.dataset.multiple !== "true" ? "" : say("ticks", { found, all, extra: chosen.length - found }),
      };
    },

    label(box) {
      const rows = [...box.querySelectorAll(".check-sentence")];
      const chosen = rows.map((row) => row.querySelector("input:checked"));
      const open = chosen.indexOf(null);
      if (open >= 0) return { problem: say("some"), at: rows[open].querySelector("input") };
      const keys = keysOf(box);
      const good = chosen.map((input, place) => input.value === keys[place].dataset.right);
      rows.forEach((row, place) => {
        const old = row.querySelector(".check-mark");
        old?.remove();
        const made = element("span", `check-mark ${good[place] ? "is-right" : "is-wrong"}`);
        made.append(mark(good[place]), ` ${say(good[place] ? "ok" : "no")}`);
        row.querySelector("legend").append(made);
      });
      const right = !good.includes(false);
      return {
        given: chosen.map((input) => input.value).join(","),
        right,
        note: right ? "" : say("sorted", { found: good.filter(Boolean).length, all: good.length }),
        keys: right ? keys : [], // a wrong label tells which sentences, the reasons come with the worked answer
      };
    },
  };

  function recordOf(box) {
    const found = readAll(box.dataset.store)[`${box.dataset.lesson}/${box.dataset.item}`];
    return found && typeof found === "object" ? found : null;
  }

  // ---- other numbers: the first case stands in the page and is the one that is remembered

  /* Put a case in place of the one that is shown; the first one counts its tries in the record, the others in the box. */
  function put(box, at) {
    const chosen = JSON.parse(box.dataset.cases)[at];
    Object.assign(box.dataset, { drawn: at, tries: 0, won: "", given: "" });
    for (const place of box.querySelectorAll("[data-case]")) place.textContent = chosen.texts[place.dataset.case];
    if (!("answer" in chosen)) return;
    Object.assign(box.dataset, { answer: chosen.answer, tolerance: chosen.tolerance });
    keysOf(box).forEach((key, i) => (key.dataset.key = chosen.keys[i]));
  }

  /* Put the options of a choice in another order, or back in the first one; letters follow the order. */
  function order(box, mixed) {
    const options = [...box.querySelectorAll(".check-option")];
    const place = (option) => Number(option.querySelector("input").value);
    const rank = new Map(options.map((option) => [option, mixed ? Math.random() : place(option)]));
    const after = options.at(-1)?.nextSibling;
    options.sort((a, b) => rank.get(a) - rank.get(b));
    options.forEach((option, at) => {
      after.parentNode.insertBefore(option, after);
      const letter = String.fromCharCode(65 + at);
      option.querySelector(".check-letter").textContent = letter;
      box.querySelector(`.check-answer [data-case="*key${place(option)}"]`).textContent = letter;
    });
  }

  function draw(box) {
    const count = JSON.parse(box.dataset.cases).length;
    const last = Number(box.dataset.drawn ?? 0);
    put(box, (last + 1 + Math.floor(Math.random() * (count - 1))) % count);
    if (box.dataset.check === "choice") order(box, true);
    box.querySelector("form").reset();
    showState(box, recordOf(box));
    const question = box.querySelector(".check-question").textContent.trim();
    const told = element("p", "check-verdict is-open", `${say("another")} ${question}`);
    box.querySelector(".check-result").replaceChildren(told);
    const input = box.querySelector("input");
    input.removeAttribute("aria-invalid");
    input.focus();
  }

  function standing(box, record) {
    if (box.dataset.drawn === undefined) return record || { tries: 0, passed: false, given: "" };
    return { tries: Number(box.dataset.tries), passed: box.dataset.won === "yes", given: box.dataset.given };
  }

  function showState(box, record) {
    const state = box.querySelector(".check-state");
    const passed = Boolean(record?.passed);
    state.replaceChildren();
    if (passed) state.append(mark(true), ` ${say("passed")}`);
    state.hidden = !passed;
    box.classList.toggle("is-passed", passed);
    const now = standing(box, record);
    box.querySelector(".check-answer").hidden = !(now.passed || now.tries >= TRIES);
    for (const hint of box.querySelectorAll(".check-hint")) hint.hidden = Number(hint.dataset.after) > now.tries;
  }

  function restore(box, record) {
    showState(box, record);
    if (!record || typeof record.given !== "string") return;
    const given = record.given;
    if (box.dataset.check === "number") {
      box.querySelector("input").value = given;
    } else if (box.dataset.check === "choice") {
      given.split(",").forEach((value) => {
        for (const input of box.querySelectorAll(".check-option input"))
          if (input.value === value) input.checked = true;
      });
    } else {
      const rows = box.querySelectorAll(".check-sentence");
      given.split(",").forEach((value, place) => {
        if (!rows[place]) return;
        for (const input of rows[place].querySelectorAll("input")) if (input.value === value) input.checked = true;
      });
    }
  }

  function tell(box, ok, lines, keys) {
    const result = box.querySelector(".check-result");
    const verdict = element("p", `check-verdict ${ok ? "is-right" : "is-wrong"}`);
    verdict.append(mark(ok), ` ${lines.filter(Boolean).join(" ")}`);
    result.replaceChildren(verdict, ...keys.map(copyOf));
  }

  function attempt(box) {
    const outcome = judges[box.dataset.check](box);
    const input = box.querySelector("input");
    if (outcome.problem) {
      box.querySelector(".check-result").replaceChildren(element("p", "check-verdict is-open", outcome.problem));
      outcome.at.focus();
      return;
    }
    const before = recordOf(box) || { tries: 0, passed: false };
    const now = standing(box, before);
    const drawn = box.dataset.drawn !== undefined;
    if (!outcome.right && now.given === outcome.given && box.dataset.tried) {
      tell(box, false, [say("wrong"), say("same")], outcome.keys);
      return;
    }
    box.dataset.tried = "yes";
    const record = {
      lesson: box.dataset.lesson,
      item: box.dataset.item,
      tries: before.passed || drawn ? before.tries : before.tries + 1,
      passed: before.passed || outcome.right,
      given: drawn ? before.given : outcome.given,
      time: new Date().toISOString(),
    };
    if (drawn)
      Object.assign(box.dataset, {
        tries: now.tries + 1,
        won: outcome.right || now.passed ? "yes" : "",
        given: outcome.given,
      });
    keep(box.dataset.store, record);
    showState(box, record);
    if (box.dataset.check === "number") {
      if (outcome.right) input.removeAttribute("aria-invalid");
      else input.setAttribute("aria-invalid", "true");
    }
    tell(
      box,
      outcome.right,
      outcome.right
        ? [say("right")]
        : [say("wrong"), outcome.note, say(box.querySelector(".check-answer").hidden ? "again" : "open")],
      outcome.keys,
    );
    box.dispatchEvent(new CustomEvent("check:tried", { bubbles: true, detail: record }));
    if (outcome.right) box.dispatchEvent(new CustomEvent("check:passed", { bubbles: true, detail: record }));
  }

  function erase(box) {
    box.querySelector("form").reset();
    box.querySelector(".check-result").replaceChildren();
    for (const old of box.querySelectorAll(".check-mark")) old.remove();
    for (const input of box.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
    delete box.dataset.tried;
    if (box.dataset.cases) {
      put(box, 0);
      if (box.dataset.check === "choice") order(box, false);
      delete box.dataset.drawn;
    }
    delete memory[box.dataset.store];
    showState(box, null);
  }

  function start() {
    const holder = document.getElementById("course-check-words");
    words = holder ? JSON.parse(holder.textContent) : {};
    const boxes = document.querySelectorAll(".check[data-check]");
    boxes.forEach((box) => {
      for (const part of box.querySelectorAll(".check-actions, .check-number-field")) part.hidden = false;
      box.querySelector("form").addEventListener("submit", (event) => {
        event.preventDefault();
        attempt(box);
      });
      box.querySelector(".check-another")?.addEventListener("click", () => draw(box));
      box.addEventListener("input", (event) => {
        // a changed answer is no longer the judged one
        event.target.removeAttribute("aria-invalid");
        const row = event.target.closest(".check-sentence");
        const old = row?.querySelector(".check-mark");
        old?.remove();
      });
      restore(box, recordOf(box));
    });
    window.addEventListener("storage", (event) => {
      // the same lesson in another tab
      for (const box of boxes) if (event.key === null || event.key === box.dataset.store) showState(box, recordOf(box));
    });
    document.addEventListener("check:erased", () => {
      boxes.forEach(erase);
    });
  }

  window.courseChecks = { parseNumber, read: readAll };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
