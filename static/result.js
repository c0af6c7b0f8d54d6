// The result: a print button where the browser prints, and all of the lists opened while it does.
"use strict";
(() => {
  const button = document.querySelector("[data-print]");
  if (button && typeof window.print === "function") {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details.more:not([open])")];
    opened.forEach((list) => { list.open = true; });
  });
  addEventListener("afterprint", () => opened.forEach((list) => { list.open = false; }));
})();
