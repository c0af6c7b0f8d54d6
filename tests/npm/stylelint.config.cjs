// Holds the site's styles to the browsers in package.json.
"use strict";
const { browserslist: browsers } = require("./package.json");

// A browser drops the whole rule where it doesn't know one selector of its list, so these have rules of their own.
const YOUNG = ":focus-visible|:focus-within|:has\\(|:is\\(|:where\\(|:not\\([^)]*,|::details-content|::marker";

module.exports = {
  plugins: ["stylelint-browser-compat", "stylelint-no-unsupported-browser-features"],
  rules: {
    "plugin/browser-compat": [true, { browserslist: browsers }],
    // The rule above knows what partial support lacks; this one takes minmax() for max().
    "plugin/no-unsupported-browser-features": [
      true, { browsers, ignorePartialSupport: true, ignore: ["css-math-functions"] },
    ],
    "selector-disallowed-list": [new RegExp(`(${YOUNG}).*,|,.*(${YOUNG})`, "s")],
    "selector-pseudo-class-no-unknown": true,
    "selector-pseudo-element-no-unknown": [true, { ignorePseudoElements: ["details-content"] }],
  },
};
