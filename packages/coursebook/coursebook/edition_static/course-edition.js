// A reader who says that something is wrong says it of the heading in view.
(() => {
  "use strict";
  document.querySelectorAll("[data-fault]").forEach((link) => {
    const fill = () => {
      const headings = [...document.querySelectorAll("article :is(h1, h2, h3)")];
      const above = headings.filter((one) => one.getBoundingClientRect().top < innerHeight / 2).pop() ?? headings[0];
      const name = above?.closest("section[id]")?.id ?? "";
      link.href = link.dataset.fault.replace("__HEADING__", encodeURIComponent(name));
    };
    link.addEventListener("pointerdown", fill);
    link.addEventListener("focus", fill);
  });
})();
