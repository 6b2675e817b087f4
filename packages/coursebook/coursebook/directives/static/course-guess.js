/* The guess before a lesson: kept in this browser only (docstring of directives/guess.py), shown again beside the answer.
   Without this file the page has the question, and at its end the question with the answer. */
(() => {
  "use strict";

  const holder = document.getElementById("course-guess-words");
  const words = holder ? JSON.parse(holder.textContent) : {};
  const say = (name, values = {}) => (words[name] || name).replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);
  const memory = {}; // stands in for a storage that is blocked

  function readAll(store) {
    try {
      const found = JSON.parse(localStorage.getItem(store));
      return found && typeof found === "object" && !Array.isArray(found) ? found : {};
    } catch {
      return memory[store] || {};
    }
  }

  function write(store, all) {
    memory[store] = all;
    try {
      localStorage.setItem(store, JSON.stringify(all));
    } catch {
      /* kept until the page closes */
    }
  }

  const keyOf = (box) => `${box.dataset.lesson}/${box.dataset.item}`;
  const guessOf = (box) => readAll(box.dataset.store)[keyOf(box)]?.guess;
  const digits = (text) => (text.split(".")[1] || "").length;

  function chosen(box) {
    const input = box.querySelector("input:checked, input[type=number]");
    return input ? input.value.trim() : "";
  }

  /* Fill in what is kept, here and at the end of the page. */
  function show(box) {
    const guess = guessOf(box);
    const inputs = box.querySelectorAll("input");
    for (const input of inputs) {
      if (input.type === "radio") input.checked = input.value === guess;
      else input.value = guess ?? "";
    }
    const again = document.querySelector(`[data-again="${CSS.escape(box.dataset.item)}"]`);
    if (!again) return;
    const yours = again.querySelector(".guess-yours");
    yours.hidden = false;
    yours.textContent = guess === undefined ? say("none") : compared(box, again, guess);
  }

  function compared(box, again, guess) {
    const { answer, unit } = again.dataset;
    const option = box.querySelector(`input[type=radio][value="${CSS.escape(guess)}"]`);
    if (option) {
      const told = say("yours", { guess: option.nextElementSibling.textContent.trim().replace(/[.。]$/, "") });
      return `${told} ${say(guess === answer ? "same" : "other")}`;
    }
    const right = Number(answer.replace(/,/g, "").replace("−", "-").replace("%", ""));
    const off = Number(guess) - right;
    const places = Math.max(digits(answer), digits(guess));
    const distance = `${Math.abs(off).toFixed(places)} ${unit}`.trim();
    const verdict = Number(distance.split(" ")[0]) === 0 ? "same" : off > 0 ? "above" : "below";
    return `${say("yours", { guess: `${guess} ${unit}`.trim() })} ${say(verdict, { distance })}`;
  }

  function start(box) {
    const told = box.querySelector(".check-result");
    for (const part of box.querySelectorAll(".check-actions, .check-number-field")) part.hidden = false;
    box.querySelector(".guess-line")?.remove();
    box.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      const guess = chosen(box);
      if (!guess) {
        told.textContent = say("empty");
        box.querySelector("input").focus();
        return;
      }
      const all = readAll(box.dataset.store);
      all[keyOf(box)] = { lesson: box.dataset.lesson, guess, time: new Date().toISOString() };
      write(box.dataset.store, all);
      told.textContent = say("kept");
      show(box);
    });
    const skip = () => {
      show(box); // what was typed and not kept goes
      told.textContent = say("skipped");
    };
    box.querySelector(".guess-skip").addEventListener("click", skip);
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") skip();
    });
    show(box);
  }

  const boxes = [...document.querySelectorAll("[data-guess]")];
  boxes.forEach(start);
  document.addEventListener("check:erased", () => {
    for (const box of boxes) {
      try {
        localStorage.removeItem(box.dataset.store);
      } catch {
        /* nothing was kept */
      }
      delete memory[box.dataset.store];
      box.querySelector(".check-result").textContent = "";
      show(box);
    }
  });
})();
