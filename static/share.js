// Taking a result along: a print button where the browser prints, with all lists opened while it does, and a button that
// copies a link.
"use strict";
(() => {
  const print = document.querySelector("[data-print]");
  if (print && typeof window.print === "function") {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }
  // A link to the points of one status opens their list.
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[href^='#points-']");
    if (link) document.getElementById(link.hash.slice(1)).open = true;
  });

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details.more:not([open])")];
    opened.forEach((list) => { list.open = true; });
  });
  addEventListener("afterprint", () => opened.forEach((list) => { list.open = false; }));

  const copy = document.querySelector("[data-copied]");
  if (!copy) return;
  const link = document.getElementById("link");
  // Browsers without the clipboard's interface, or where it is refused, copy a selection.
  const copySelected = () => {
    const box = document.createElement("textarea");
    box.value = link.href;
    box.setAttribute("readonly", "");
    document.body.appendChild(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    if (!done) throw new Error("not copied");
  };
  const copied = () => { document.getElementById("copied").textContent = copy.dataset.copied; };
  copy.hidden = false;
  copy.addEventListener("click", () => {
    const written = navigator.clipboard ? navigator.clipboard.writeText(link.href) : Promise.reject();
    written.catch(copySelected).then(copied, () => link.focus());
  });
})();
