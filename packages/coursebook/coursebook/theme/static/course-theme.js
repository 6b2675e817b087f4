/* Light or dark, and the menu that closes itself. Everything else of the theme works without scripts. */
(() => {
  "use strict";

  const root = document.documentElement;
  const menu = document.querySelector(".site-menu");
  document.querySelector(".theme-switch").addEventListener("click", () => {
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.theme);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (event) => {
    if (!localStorage.getItem("theme")) root.dataset.theme = event.matches ? "dark" : "light";
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.firstElementChild.focus();
    }
  });
  document.querySelector(".site-contents").addEventListener("click", (event) => {
    if (event.target.closest("a")) menu.open = false;
  });
})();
