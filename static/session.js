// Says in good time that the session is about to end, and keeps it when asked to. Without script, the page that
// comes after the end explains itself.
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
        // What was typed on a step stays on the page; pages that show answers give way to the start page.
        if (!document.querySelector("#step, #staff")) location.replace(box.dataset.start);
        soon.hidden = true; over.hidden = false; stay.hidden = true;
      }, lifetime),
    ];
  };
  stay.addEventListener("click", () => fetch(location.href, { cache: "no-store" }).then((page) => page.ok && wait()));
  // The staff view saves without a new page.
  document.addEventListener("saved", wait);
  wait();
})();
