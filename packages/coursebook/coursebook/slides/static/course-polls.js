/* Polls of a class: one at a time, large, hands counted by key, button or number; counts stay in this browser (schema: the
   docstring of slides/polls.py). Nothing is sent. */
(() => {
  "use strict";

  const holder = document.querySelector(".live-polls");
  if (!holder) return;
  const words = JSON.parse(document.getElementById("course-poll-words").textContent);
  const say = (name, values = {}) => words[name].replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);
  const polls = [...holder.querySelectorAll("[data-poll]")];
  const store = holder.dataset.store;
  let kept = {};
  try {
    kept = JSON.parse(localStorage.getItem(store)) || {};
  } catch {
    /* blocked storage: counted until the page closes */
  }
  let at = 0;
  let round = "1";
  let cleared = null; // what the last "clear" took away

  function keep() {
    try {
      localStorage.setItem(store, JSON.stringify(kept));
    } catch {
      /* counted until the page closes */
    }
  }

  function element(name, properties = {}, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  const button = (text, click, label = "") => {
    const made = element("button", { type: "button", textContent: text });
    if (label) made.setAttribute("aria-label", label);
    made.addEventListener("click", click);
    return made;
  };

  const optionsOf = (poll) => [...poll.querySelectorAll("ol > li")];
  const letter = (i) => String.fromCharCode(65 + i);

  function counts(poll = polls[at], vote = round) {
    const known = kept[poll.dataset.poll]?.[vote];
    return optionsOf(poll).map((_, i) => Math.max(0, Math.round(Number(known?.[i]) || 0)));
  }

  function setCounts(values) {
    const name = polls[at].dataset.poll;
    kept[name] = { ...kept[name], [round]: values };
    keep();
    update();
  }

  function set(i, count) {
    const now = counts();
    if (i >= now.length) return;
    now[i] = Math.max(0, Math.round(count) || 0);
    setCounts(now);
  }

  const add = (i, step) => set(i, counts()[i] + step);

  const stage = element("dialog", { className: "poll-stage" });
  document.body.append(stage);
  let rows = [];
  let total;
  let clear;

  /* Build the stage for one poll. */
  function show(place, vote = "1") {
    at = (place + polls.length) % polls.length;
    round = vote;
    cleared = null;
    const poll = polls[at];
    const heading = element("h2", { id: "poll-stage-question", tabIndex: -1 });
    heading.innerHTML = poll.querySelector(".poll-question").innerHTML;
    rows = optionsOf(poll).map((option, i) => {
      const text = element("span", { className: "poll-text" });
      text.innerHTML = `<b>${letter(i)}</b> ${option.innerHTML}`;
      const field = element("input", { type: "number", min: "0", step: "1" });
      field.setAttribute("aria-label", say("count", { letter: letter(i) }));
      field.addEventListener("input", () => set(i, Number(field.value)));
      const less = button("−", () => add(i, -1), say("less", { letter: letter(i) }));
      const more = button("+", () => add(i, 1), say("more", { letter: letter(i) }));
      const share = element("span", { className: "poll-share" });
      const fill = element("span");
      const row = element("div", { className: "poll-row" }, text, less, field, more, share);
      const bar = element("div", { className: "poll-bar" }, fill);
      bar.setAttribute("aria-hidden", "true");
      return { field, share, fill, item: element("li", {}, row, bar) };
    });
    const votes = ["1", "2"].map((each) => {
      const made = button(say(each === "1" ? "first" : "second"), () => show(at, each));
      made.setAttribute("aria-pressed", String(each === round));
      return made;
    });
    total = element("span", { className: "poll-total" });
    total.setAttribute("role", "status");
    clear = button("", () => {
      const back = cleared;
      cleared = back ? null : counts();
      setCounts(back || counts().map(() => 0));
    });
    const bars = button(say(stage.classList.contains("no-bars") ? "bars" : "hide"), toggleBars);
    bars.className = "poll-bars";
    const controls = element(
      "div",
      { className: "poll-controls" },
      button("←", () => show(at - 1), say("previous")),
      button("→", () => show(at + 1), say("next")),
      ...votes,
      bars,
      clear,
      button(say("close"), () => stage.close()),
      total,
    );
    stage.setAttribute("aria-labelledby", "poll-stage-question");
    stage.replaceChildren(
      element("p", { className: "poll-of", textContent: poll.querySelector("h2").firstChild.textContent }),
      heading,
      element("ul", {}, ...rows.map((row) => row.item)),
      controls,
      element("p", { className: "poll-keys", textContent: say("keys") }),
    );
    update();
    if (!stage.open) stage.showModal();
    heading.focus();
  }

  function toggleBars() {
    const off = stage.classList.toggle("no-bars");
    stage.querySelector(".poll-bars").textContent = say(off ? "bars" : "hide");
  }

  function update() {
    const now = counts();
    const before = round === "2" ? counts(polls[at], "1") : [];
    const all = now.reduce((sum, count) => sum + count, 0);
    rows.forEach(({ field, share, fill }, i) => {
      if (Number(field.value) !== now[i] || field.value === "") {
        if (document.activeElement !== field) field.value = now[i];
      }
      const percent = all ? Math.round((100 * now[i]) / all) : 0;
      const earlier = before.some(Boolean) ? ` (${say("before", { count: before[i] })})` : "";
      share.textContent = `${percent}%${earlier}`;
      fill.style.width = `${percent}%`;
    });
    total.textContent = say("total", { total: all });
    clear.textContent = say(cleared ? "undo" : "clear");
  }

  stage.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input")) return;
    const key = event.key.toUpperCase();
    const option = key.length === 1 ? key.charCodeAt(0) - 65 : -1;
    if (event.key === "ArrowRight" || event.key === "PageDown") show(at + 1);
    else if (event.key === "ArrowLeft" || event.key === "PageUp") show(at - 1);
    else if (key === "1" || key === "2") show(at, key);
    else if (key === "H") toggleBars();
    else if (option >= 0 && option < rows.length) add(option, event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  });
  stage.addEventListener("close", () => polls[at].querySelector(".poll-show").focus());

  polls.forEach((poll, place) => {
    const open = button(say("show"), () => show(place));
    open.className = "poll-show";
    poll.querySelector("h2").after(open);
  });
})();
