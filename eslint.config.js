// One language level for all JavaScript of the house: ES2022, what browsers of 2022 and later run as it stands.
import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: ["_build/**", ".venv/**", "node_modules/**", "notebooks/**", "**/static/plot.js"] },
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2022, sourceType: "script", globals: globals.browser },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-arrow-callback": "error",
      "prefer-const": "error",
      "prefer-template": "error",
    },
  },
  { files: ["eslint.config.js", "packages/livefigure/livefigure/js/**"], languageOptions: { sourceType: "module" } },
  {
    files: ["eslint.config.js", "tests/**", "packages/*/*/tests/**", "**/*.mjs"],
    languageOptions: { sourceType: "module", globals: globals.node },
  },
];
