// A shared device: shows how long is left, and wipes everything when nobody uses it. Without script, the browser drops
// the answers by itself after the same time.
"use strict";
(() => {
  const wipe = document.getElementById("next-patient");
  const countdown = document.getElementById("countdown");
  const [shown, more] = [countdown.querySelector("span"), countdown.querySelector("button")];
  const lifetime = Number(countdown.dataset.seconds) * 1000;
  const renewEvery = Math.min(lifetime / 4, 60 * 1000);
  let end = Date.now() + lifetime;
  let renewed = Date.now();
  countdown.hidden = false;

  const tick = () => {
    const seconds = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    shown.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (seconds === 0) {
      clearInterval(ticking);
      wipe.requestSubmit();
    }
  };

  // Use of the page is use of the session: what is typed must not outlive it, nor the other way round.
  const used = () => {
    end = Date.now() + lifetime;
    if (Date.now() - renewed < renewEvery) return;
    renewed = Date.now();
    fetch(location.href, { cache: "no-store" }).catch(() => {});
  };
  for (const sign of ["keydown", "pointerdown", "scroll"]) addEventListener(sign, used, { passive: true });
  more.addEventListener("click", used);
  // A page that answers a post would keep what was posted in the browser's history, to be sent again.
  history.replaceState(null, "", location.href);
  // A page out of the browser's memory must not show what the last patient saw.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  const ticking = setInterval(tick, 1000);
  tick();
})();
