// Holds the site's scripts to the browsers in package.json: its syntax, its global objects, and the members and events
// of objects, by name.
"use strict";
const compat = require("eslint-plugin-compat");
const members = require("./eslint-members.cjs");
const { browserslist } = require("./package.json");

module.exports = [
  compat.configs["flat/recommended"],
  {
    languageOptions: { ecmaVersion: 2018, sourceType: "script" },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    settings: { browsers: browserslist },
    plugins: { members: { rules: { supported: members } } },
    rules: {
      "members/supported": "error",
      "no-restricted-syntax": ["error", {
        selector: "CallExpression[callee.name=fetch]:not(:has(Property[key.name=credentials]))",
        message: "fetch sends no cookies in Chrome before 72 and Safari before 12.1, unless credentials are named",
      }],
    },
  },
];
