// What explore.js draws with; `npm run plot` puts it into one script.
export { barX, dot, line, plot, rect, ruleX, text } from "@observablehq/plot";
