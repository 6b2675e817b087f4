// The filter of the claims ledger. Without it all rows are there; with it the settings stand in the address.
(() => {
  "use strict";
  const form = document.querySelector(".ledger-filter");
  if (!form) return;
  const rows = [...document.querySelectorAll(".ledger-row")];
  const parts = [...document.querySelectorAll(".ledger-part")];
  const menus = [...form.querySelectorAll("select")];
  const status = form.querySelector(".ledger-shown");

  const read = () => {
    const wanted = new URLSearchParams(location.search);
    for (const menu of menus) {
      const value = wanted.get(menu.name) ?? "";
      menu.value = [...menu.options].some((option) => option.value === value) ? value : "";
    }
  };

  const show = () => {
    const wanted = menus.map((menu) => menu.value).filter(Boolean);
    for (const row of rows) row.hidden = !wanted.every((name) => row.classList.contains(name));
    for (const part of parts) part.hidden = !part.querySelector(".ledger-row:not([hidden])");
    const count = rows.filter((row) => !row.hidden).length;
    status.textContent = form.dataset.shown.replace("{shown}", count).replace("{all}", rows.length);
  };

  const remember = () => {
    const kept = new URLSearchParams(location.search);
    for (const menu of menus) menu.value ? kept.set(menu.name, menu.value) : kept.delete(menu.name);
    const query = kept.toString();
    history.replaceState(null, "", location.pathname + (query ? `?${query}` : "") + location.hash);
  };

  // A link to a row that the filter hides shows all rows again: no link leads nowhere.
  const reveal = () => {
    const row = rows.find((one) => `#${one.id}` === location.hash);
    if (!row?.hidden) return;
    for (const menu of menus) menu.value = "";
    show();
    remember();
    row.scrollIntoView();
  };

  form.addEventListener("change", () => {
    show();
    remember();
  });
  form.addEventListener("reset", () =>
    setTimeout(() => {
      for (const menu of menus) menu.value = "";
      show();
      remember();
    }),
  );
  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("hashchange", reveal);
  read();
  show();
  reveal();
  form.hidden = false;
})();
