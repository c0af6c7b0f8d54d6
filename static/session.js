// Warns before the session ends, and renews it if the reader asks for that. Without script, the next page says that it
// has ended.
"use strict";
(() => {
  const box = document.getElementById("ending");
  if (!box) return;
  const lifetime = Number(box.dataset.seconds) * 1000;
  const warned = 5 * 60 * 1000;
  const [soon, over] = box.querySelectorAll("[data-when]");
  const stay = box.querySelector("button");
  let timers = [];
  const wait = () => {
    timers.forEach(clearTimeout);
    box.hidden = true;
    timers = [
      setTimeout(() => { box.hidden = false; soon.hidden = false; over.hidden = true; stay.focus(); }, lifetime - warned),
      setTimeout(() => {
        // Steps and the staff view keep what was typed. Other pages, which may show answers, go to the start page.
        if (!document.querySelector("#step, #staff")) location.replace(box.dataset.start);
        soon.hidden = true; over.hidden = false; stay.hidden = true;
      }, lifetime),
    ];
  };
  stay.addEventListener("click", () => fetch(location.href, { cache: "no-store" }).then((page) => page.ok && wait()));
  // The staff view saves without loading a page, which renews the session.
  document.addEventListener("saved", wait);
  wait();
})();
