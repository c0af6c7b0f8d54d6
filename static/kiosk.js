// Kiosk mode: shows the time left, and clears the answers when it is over. Without script, the browser deletes the
// cookies after the same time.
const wipe = document.getElementById("next-patient");
const countdown = document.getElementById("countdown");
const [shown, more] = [countdown.querySelector("span"), countdown.querySelector("button")];
const lifetime = Number(countdown.dataset.seconds) * 1000;
const renewEvery = Math.min(lifetime / 4, 60 * 1000);
let end = Date.now() + lifetime;
let renewed = Date.now();
let last = Date.now();
countdown.hidden = false;

// Chrome before 72 and Safari before 12.1 send cookies only where they are told to.
const ask = (query) => fetch(`/session${query}`, { cache: "no-store", credentials: "same-origin" });

let asking = false;
// Another tab may still be in use.
const endOrGoOn = (state) => {
  asking = false;
  if (state.seconds > 0) end = Date.now() + state.seconds * 1000;
  else wipe.querySelector("button").click();
};

const tick = () => {
  // A clock that is set back must not give the next person more time with these answers.
  const setBack = Math.min(0, Date.now() - last);
  [end, renewed, last] = [end + setBack, renewed + setBack, Date.now()];
  const seconds = Math.max(0, Math.ceil((end - Date.now()) / 1000));
  shown.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  if (seconds === 0 && !asking) {
    asking = true;
    ask("").then((answer) => answer.json()).then(endOrGoOn, endOrGoOn);
  }
};

// Using the page renews the session too, so that what is typed and what is kept end together.
const used = () => {
  end = Date.now() + lifetime;
  if (Date.now() - renewed < renewEvery) return;
  renewed = Date.now();
  ask("?renew").catch(() => {});
};
for (const sign of ["keydown", "mousedown", "touchstart", "scroll"]) addEventListener(sign, used, { passive: true });
more.addEventListener("click", used);
// After a post, the browser's history would keep the posted form, ready to be sent again.
history.replaceState(null, "", location.href);
// A page restored from the back/forward cache would show the last patient's answers.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

setInterval(tick, 1000);
tick();
