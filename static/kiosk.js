// Kiosk mode: shows the time left, and clears the answers when it is over. Without script, the cookies
// end after the same time.
const wipe = document.getElementById("next-patient");
const countdown = document.getElementById("countdown");
const shown = countdown.querySelector("span");
const lifetime = Number(countdown.dataset.seconds) * 1000;
const renewEvery = Math.min(lifetime / 4, 60 * 1000);
let end = Date.now() + lifetime;
let renewed = Date.now();
countdown.hidden = false;

// Old browsers must be told to send cookies.
const ask = (query) => fetch(`/session${query}`, { cache: "no-store", credentials: "same-origin" });

let asking;
// Another tab may still be in use.
const endOrGoOn = ({ seconds }) => {
  asking = false;
  if (seconds > 0) end = Date.now() + seconds * 1000;
  else {
    document.dispatchEvent(new Event("replaced")); // nothing is saved or asked
    wipe.submit();
  }
};

const tick = () => {
  // The clock may have been set back.
  end = Math.min(end, Date.now() + lifetime);
  renewed = Math.min(renewed, Date.now());
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
for (const sign of ["click", "keydown", "mousedown", "touchstart", "scroll"]) addEventListener(sign, used, { passive: true });
// The history would keep a posted form, ready to be sent again.
history.replaceState(null, "");
// A page restored from the back/forward cache would show the last patient's answers.
addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });

setInterval(tick, 1000);
tick();
