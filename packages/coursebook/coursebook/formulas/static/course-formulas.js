/* A browser that knows no MathML shows the formulas by MathJax; all others do nothing here. */
(() => {
  "use strict";
  if (window.MathMLElement) return;
  const own = document.currentScript.src;
  document.querySelectorAll(".math > math").forEach((math) => {
    const tex = math.querySelector("annotation");
    if (!tex) return;
    const block = math.getAttribute("display") === "block";
    math.replaceWith(block ? `\\[${tex.textContent}\\]` : `\\(${tex.textContent}\\)`);
  });
  window.MathJax = {
    tex: { inlineMath: [["\\(", "\\)"]] }, // a lone $ in the text stays a dollar
    options: {
      ignoreHtmlClass: "tex2jax_ignore|mathjax_ignore",
      processHtmlClass: "tex2jax_process|mathjax_process|math",
    },
  };
  const script = document.createElement("script");
  script.src = own.replace(/course-formulas\.js.*$/, "vendor/mathjax/tex-chtml.js");
  document.head.append(script);
})();
