// An ESLint rule: no property, method or event is used whose name is younger than one of the browsers. Scripts carry no
// types, so a name counts as supported where any object's member of that name is.
"use strict";
const compatibility = require("@mdn/browser-compat-data");
const { browserslist } = require("./package.json");

// The data's names of browsers. Android's WebView is as old as Chrome.
const NAMES = { chrome: ["chrome", "webview_android"], safari: ["safari"], ios_saf: ["safari_ios"] };
const BROWSERS = browserslist.map((line) => line.split(" ")).flatMap(([name, version]) =>
  NAMES[name].map((browser) => [browser, parseFloat(version)]));

const isIn = (statement, version) => !statement.flags && !statement.prefix && !statement.version_removed
  && parseFloat(String(statement.version_added).replace("≤", "")) <= version;

const isSupported = ({ support }) => BROWSERS.every(([browser, version]) =>
  [support[browser]].flat().some((statement) => statement && isIn(statement, version)));

const names = new Map();
for (const owner of [...Object.values(compatibility.api), ...Object.values(compatibility.javascript.builtins)]) {
  for (const [key, { __compat: member }] of Object.entries(owner)) {
    const name = key.replace(/_static$/, "");
    if (member) names.set(name, names.get(name) || isSupported(member));
  }
}

const check = (context, node, name) => {
  if (names.get(name) === false) context.report({ node, message: `${name} is not supported in every browser` });
};

module.exports = {
  create: (context) => ({
    MemberExpression: (node) => {
      const isDataset = node.object.property && node.object.property.name === "dataset";
      if (!node.computed && !isDataset) check(context, node, node.property.name);
    },
    CallExpression: ({ callee, arguments: [first] }) => {
      const called = callee.property || callee;
      if (called.name === "addEventListener" && first) check(context, first, `${first.value}_event`);
    },
  }),
};
