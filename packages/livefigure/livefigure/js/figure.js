// One figure: its controls, the state at their position, and the picture that follows. Drawn once by matplotlib; on
// every move only the parts that `move` names are rewritten.

import { colour, paint, prepare, put, Ticks, whereabouts } from "./drawing.js";
import { same } from "./numbers.js";
import { derive, interpolate, readTable, slotsAt } from "./table.js";
import { gather, phrase, tables } from "./values.js";

const isCalm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// The parts of a control's row.
const rangeOf = (row) => row.querySelector("input[type=range]");
const selectOf = (row) => row.querySelector("select");

export class LiveFigure {
  // `root`: the <figure>; `meta`: what description.py says of it; `view`: the bytes of its table.
  constructor(root, meta, view, uid = meta.uid) {
    const still = () => {};
    Object.assign(this, { root, meta, words: meta.words, onmove: still, onshow: still, told: still });
    this.playing = null;
    this.side = 0; // which of two compared settings the controls move
    this.start = [...meta.controls.map((control) => control.start), ...(meta.compare?.start ?? [])];
    this.at = this.start;
    this.rows = [...root.querySelectorAll("[data-control]")];
    this.note = root.querySelector(".live-note");
    this.said = root.querySelector(".live-said");
    this.near = root.querySelector(".live-near");
    this.findings = [...root.querySelectorAll(".live-finding span")];
    this.starts = [...root.querySelectorAll(".live-starts button")];
    this.details = root.querySelector(".live-values");
    this.rolls = [...root.querySelectorAll(".live-rolls tbody tr")].map((row) => [...row.querySelectorAll("td")]);
    this.wire();
    this.safely(() => {
      this.table = readTable(meta, view);
      this.prepare(uid);
      this.at = this.read();
      if (!same(this.at, this.start)) this.show();
      else this.rest();
    });
    root.dataset.source = "table";
    root.dataset.ready = "";
  }

  // Find in the picture what moves.
  prepare(uid) {
    const { meta } = this;
    this.states = this.halves(this.start).map(() => new Float64Array(meta.size));
    this.gap = new Float64Array(meta.compare ? meta.size : 0);
    this.parts = meta.parts.map((part) => {
      const { scale } = meta.spaces[part.space];
      const isLog = part.data.map((isData, k) => isData && scale[k] === "log");
      const groups = this.find(uid, part, part.ids);
      if (groups.length < part.ids.length) throw new TypeError(`${part.gid}: not in the picture`);
      return { ...part, isLog, groups, variables: meta.variables ?? {} };
    });
    this.fill(this.start);
    for (const part of this.parts) {
      if (part.groups.length) prepare[part.kind]?.(part, part.groups);
      if (part.kind === "text") part.home = whereabouts(part, this.of(part), this.frame(part.space));
      if (part.kind === "limits") {
        part.axes = Object.entries(part.ticks).map(([which, lists]) => {
          const groups = lists.map((ids) => this.find(uid, part, ids));
          return new Ticks(groups, which, ...this.ticks(part, which));
        });
      }
    }
  }

  find(uid, part, ids) {
    const prefix = `${uid}-s${this.meta.spaces[part.space].picture}-`;
    return ids.map((id) => this.root.querySelector(`[id="${prefix}${id}"]`)).filter(Boolean);
  }

  // The figure stands where it was drawn.
  rest() {
    this.follow();
    // ticks of moving axes, points of a scatter and fills with gaps are our own from the start
    if (this.parts.some((part) => part.axes || part.isIncomplete)) this.paint([]);
    else this.roll();
  }

  // An error while the picture is read or painted stops this figure, and no other, with a word to the reader.
  safely(work) {
    if (this.root.dataset.failed !== undefined) return;
    try {
      work();
    } catch (error) {
      this.playing = null;
      this.root.querySelectorAll("input, select, button").forEach((node) => {
        node.disabled = true;
      });
      this.tell(this.words.stuck);
      this.root.dataset.failed = "";
      console.error(error);
    }
  }

  // ---- controls

  read() {
    const at = [...this.at];
    this.rows.forEach((row, k) => {
      const [range, select] = [rangeOf(row), selectOf(row)];
      at[this.place(k)] = range ? +range.value : select ? select.selectedIndex : +row.querySelector(":checked").value;
    });
    return at;
  }

  place(k) {
    return this.side * this.meta.controls.length + k;
  }

  // A position of all controls for each setting.
  halves(at = this.at) {
    const n = this.meta.controls.length;
    return Array.from({ length: at.length / n }, (_, side) => at.slice(side * n, (side + 1) * n));
  }

  wire() {
    this.root.querySelectorAll("input, select, button").forEach((node) => {
      node.disabled = false;
    });
    this.details.hidden = false;
    this.rows.forEach((row, k) => {
      row.addEventListener("input", () => {
        if (this.playing?.k === k) this.pause();
        this.move(this.read());
      });
      row.querySelector(".live-play")?.addEventListener("click", () => this.play(k));
    });
    this.root.querySelector(".live-reset").addEventListener("click", () => {
      this.pause();
      this.move([...this.start]);
    });
    this.starts.forEach((button, i) => {
      button.addEventListener("click", () => {
        this.pause();
        const to = [...this.at];
        this.meta.starts[i].at.forEach((at, k) => {
          if (at >= 0) to[this.place(k)] = at;
        });
        this.move(to);
      });
    });
    this.root.querySelectorAll(".live-sides input").forEach((one) => {
      if (one.checked) one.checked = this.side === +one.value;
      one.addEventListener("change", () => {
        this.pause();
        this.side = +one.value;
        this.root.dataset.side = this.side;
        this.follow();
      });
    });
    this.details.addEventListener("toggle", () => this.list());
  }

  // Show the position on the controls themselves.
  follow() {
    this.rows.forEach((row, k) => {
      const [range, select] = [rangeOf(row), selectOf(row)];
      const here = this.at[this.place(k)];
      if (range) this.mark(row, range, k, here);
      else if (!select) row.querySelectorAll("input")[here].checked = true;
      else if (select.selectedIndex !== here) select.selectedIndex = here;
    });
    this.starts.forEach((button, i) => {
      const stands = this.meta.starts[i].at.every((at, k) => at < 0 || at === this.at[this.place(k)]);
      put(button, "aria-pressed", String(stands));
    });
  }

  mark(row, range, k, here) {
    const { compare, controls } = this.meta;
    const shown = this.shown(k, "\n");
    if (+range.value !== here) range.value = here;
    put(range, "aria-valuetext", compare ? `${compare.names[this.side]}: ${controls[k].shown[here]}` : shown);
    const value = row.querySelector(".live-value");
    if (value.textContent !== shown) value.textContent = shown;
  }

  // A control's value in words; of both settings, if there are two.
  shown(k, between = ", ") {
    const words = this.halves().map((one) => this.meta.controls[k].shown[one[k]]);
    return words.length > 1 ? words.map((word, s) => `${this.meta.compare.marks[s]} ${word}`).join(between) : words[0];
  }

  move(at) {
    this.at = at;
    this.show();
    this.onmove(at);
  }

  show() {
    this.follow();
    this.safely(() => {
      this.fill(this.at);
      this.paint(this.halves().map((one) => one.some((i, k) => !this.meta.grids[k].includes(i))));
      this.root.dataset.source = "table";
      this.announce();
    });
  }

  // The kernel's answer; stale ones are dropped.
  exact(at, view, slots) {
    if (!same(at, this.at) || this.playing) return;
    this.safely(() => {
      const all = new Float64Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
      const [n, m] = [this.meta.size, slots.length / this.states.length];
      this.states.forEach((state, s) => {
        state.set(all.subarray(s * n, (s + 1) * n));
        this.slotsOf[s] = slots.slice(s * m, (s + 1) * m);
      });
      this.compare();
      this.paint([]);
      this.root.dataset.source = "kernel";
      this.announce();
    });
  }

  // ---- the state

  // Take the numbers at a position from the table; words and colours too, if they are asked for.
  fill(at, isWhole = true) {
    const { grids, sums } = this.meta;
    this.halves(at).forEach((one, s) => derive(sums, interpolate(this.table, grids, one, this.states[s])));
    if (isWhole) this.slotsOf = this.halves(at).map((one) => slotsAt(this.meta, this.table, one));
    this.compare();
  }

  // What differs between two settings.
  compare() {
    const [first, second] = this.states;
    for (const part of this.parts ?? []) {
      for (const [block, zero] of Object.entries(part.zero ?? {})) {
        const [start] = part.at[block];
        zero.forEach((v, i) => {
          this.gap[start + i] = v + second[start + i] - first[start + i];
        });
      }
    }
  }

  // The numbers that a part follows: of the first setting, of the second, or their difference.
  of(part) {
    return part.side === 2 ? this.gap : this.states[part.side ?? 0];
  }

  sees(part) {
    return part.slots.visible === undefined || this.slots(part)[part.slots.visible];
  }

  slots(part) {
    return this.slotsOf[part.side ? 1 : 0];
  }

  isBetween(part, between) {
    return part.side === 2 ? between.includes(true) : between[part.side ?? 0];
  }

  // A space as [offset, slope]: x and y of data, then x and y of shares of the box.
  frame(index) {
    const space = this.meta.spaces[index];
    const [left, top, width, height] = space.box;
    const { xlim, ylim } = this.meta.parts[space.moving]?.at ?? {};
    const x = xlim ? this.states[0].subarray(xlim[0], xlim[0] + 2) : space.x;
    const y = ylim ? this.states[0].subarray(ylim[0], ylim[0] + 2) : space.y;
    const [xSlope, ySlope] = [width / (x[1] - x[0]), -height / (y[1] - y[0])];
    const data = [
      [left - xSlope * x[0], xSlope],
      [top + height - ySlope * y[0], ySlope],
    ];
    return [...data, [left, width], [top + height, -height]];
  }

  ticks(part, which) {
    return [this.slots(part)[part.slots[`${which}ticks`]], this.frame(part.space)[which === "x" ? 0 : 1]];
  }

  // ---- painting

  // `between`: for each setting, whether it lies off the grid.
  paint(between) {
    if (this.near) this.near.hidden = !between.includes(true);
    const signs = this.near ? [] : between; // one line under the picture, or a sign before each number
    const frames = this.meta.spaces.map((_, k) => this.frame(k));
    for (const part of this.parts) {
      const slots = this.slots(part);
      const isSeen = this.sees(part);
      for (const group of part.groups) {
        if (isSeen) group.removeAttribute("visibility");
        else put(group, "visibility", "hidden");
      }
      if (!isSeen) continue;
      paint[part.kind](part, this.of(part), frames[part.space], slots, this.isBetween(part, signs));
      if (part.kind !== "scatter" && part.kind !== "tiles") colour(part, slots);
      for (const axis of part.axes ?? []) axis.paint(...this.ticks(part, axis.which));
    }
    this.findings.forEach((place, side) => this.conclude(place, side));
    this.roll();
    this.onshow();
  }

  // What the figure finds now stands above the picture.
  conclude(place, side) {
    const gid = this.meta.finding + (side ? "@second" : "");
    const part = this.parts.find((one) => one.gid === gid);
    place.textContent = part.nodes.map((node) => node.textContent.trim()).join(" ");
    place.parentNode.hidden = !this.sees(part);
  }

  // Names of the items below a limit.
  roll() {
    this.rolls.forEach((cells, k) => {
      const { items, names, below, none } = this.meta.rolls[k];
      cells.forEach((cell, s) => {
        const found = names.filter((_, i) => this.states[s][items[0] + i] < below);
        const text = found.length ? found.join(", ") : none;
        if (cell.textContent !== text) cell.textContent = text;
      });
    });
  }

  // ---- words for those who do not see the picture

  // What the figure says to all readers; its own failure is its last word.
  tell(message) {
    if (this.root.dataset.failed !== undefined) return;
    this.note.hidden = !message;
    this.note.textContent = message;
  }

  announce() {
    clearTimeout(this.announcing);
    if (this.playing) return;
    this.announcing = setTimeout(() => {
      const texts = this.sayings().map(phrase);
      const stand = this.meta.controls.map((control, k) => `${control.label}: ${this.shown(k)}`);
      this.said.textContent = (texts.length && texts.length <= 6 ? texts : stand).join("; ");
      this.list();
    }, 350);
  }

  // The table of values, built only when it is open.
  list() {
    if (!this.details.open || !this.parts) return;
    const place = this.root.querySelector(".live-tables");
    place.replaceChildren(tables(this.shownParts(), this.sayings().map(phrase), this.words));
  }

  shownParts() {
    const shown = this.parts.filter((part) => this.sees(part));
    return shown.map((part) => ({ part, space: this.meta.spaces[part.space], state: this.of(part) }));
  }

  // What is shown, in numbers.
  found() {
    return gather(this.shownParts(), this.words);
  }

  // Results in words; dozens of labels on points are none.
  sayings() {
    const shown = this.parts.filter((part) => part.kind === "text" && this.sees(part) && phrase(part));
    if (this.meta.spoken) return shown.filter((part) => this.meta.spoken.includes(part.gid));
    const labels = shown.filter((part) => part.form == null);
    return shown.filter((part) => part.form != null || labels.length <= 6);
  }

  // ---- play

  play(k) {
    const isMine = this.playing?.k === k;
    this.pause();
    if (isMine) return;
    const own = this.place(k);
    const last = this.meta.controls[k].shown.length - 1;
    const from = this.at[own] >= last ? 0 : this.at[own];
    const to = (i) => this.at.map((v, j) => (j === own ? i : v));
    if (isCalm()) {
      this.move(to(this.at[own] >= last ? 0 : this.at[own] + 1));
      return;
    }
    const run = { k, own, last, to, from, start: performance.now() };
    this.playing = run;
    this.label(k, this.words.pause);
    if (from !== this.at[own]) this.move(to(from));
    const tick = (now) => {
      if (this.playing !== run) return;
      this.step(run, now);
      if (this.playing === run) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  step(run, now) {
    const { seconds, loop } = this.meta.controls[run.k].play;
    let x = run.from + ((now - run.start) / 1000 / seconds) * run.last;
    if (x >= run.last && loop) {
      Object.assign(run, { start: now, from: 0 });
      x = 0;
    }
    const i = Math.min(Math.floor(x), run.last);
    if (i !== this.at[run.own]) this.move(run.to(i));
    if (x >= run.last) this.pause();
    else if (x > i) this.glide(run.to(x));
  }

  // On the way to the next stop shapes move, words and numbers wait.
  glide(at) {
    this.safely(() => {
      this.fill(at, false);
      const frames = this.meta.spaces.map((_, k) => this.frame(k));
      for (const part of this.parts) {
        if (!this.sees(part) || part.kind === "text") continue;
        paint[part.kind](part, this.of(part), frames[part.space], this.slots(part), false);
      }
    });
  }

  pause() {
    if (!this.playing) return;
    const { k } = this.playing;
    this.playing = null;
    this.label(k, this.words.play);
    this.show();
    this.onmove(this.at);
  }

  label(k, word) {
    const button = this.rows[k].querySelector(".live-play");
    button.textContent = word;
    button.setAttribute("aria-label", `${word}: ${this.meta.controls[k].label}`);
  }
}
