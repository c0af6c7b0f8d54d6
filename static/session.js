// Warns before the answers end, and blanks a page of earlier ones. Asks the server first: other tabs change them.
const box = document.getElementById("ending");
const warned = 5 * 60;
const [soon, over] = box.querySelectorAll("[data-when]");
const stay = box.querySelector("button");
const isTimed = () => Number(box.dataset.seconds);
let timer;

const blank = () => {
  clearTimeout(timer);
  box.hidden = true;
  document.dispatchEvent(new Event("replaced"));
  const main = document.getElementById("main");
  main.innerHTML = document.getElementById("replaced").innerHTML;
  const [said] = main.children;
  const heading = document.createElement("h1");
  heading.tabIndex = -1;
  heading.textContent = document.title = said.textContent;
  said.replaceWith(heading);
  for (const form of document.querySelectorAll("body > header button, footer form")) form.hidden = true;
  heading.focus();
};

const wait = (seconds) => {
  clearTimeout(timer);
  timer = setTimeout(check, Math.max(1, seconds) * 1000);
};

const show = ({ person, seconds }) => {
  // A browser that keeps no cookies has nobody's answers.
  if (person && person !== box.dataset.person) return blank();
  if (!isTimed()) return;
  box.hidden = seconds > warned;
  if (!box.hidden) {
    // Steps and the staff view keep what was typed; other pages may show answers.
    if (!seconds && !document.querySelector("#step, #staff")) return location.replace(box.dataset.start);
    soon.hidden = stay.hidden = !seconds;
    over.hidden = !soon.hidden;
    if (!seconds) return;
    // What is typed goes on.
    if (document.activeElement.matches("input, textarea, select")) box.setAttribute("role", "alert");
    else stay.focus();
  }
  wait(seconds > warned ? seconds - warned : seconds);
};

// Old browsers must be told to send cookies.
const check = (query = "") => fetch(`/session${query}`, { cache: "no-store", credentials: "same-origin" })
  .then((answer) => answer.json()).then(show, () => wait(30));

stay.addEventListener("click", () => check("?renew"));

// The staff view saves without loading a page. Tabs tell one another that something was replaced, but not what.
for (const event of ["saved", "storage"]) addEventListener(event, () => check());
if ("tells" in box.dataset) {
  try {
    localStorage.setItem("changed", "");
    localStorage.removeItem("changed");
  } catch (error) {
    // The server refuses what another tab posts.
  }
}

// Back opens a page even if it answered a post. It may be out of date, as in a background tab.
history.replaceState(null, "");
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) location.reload();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && isTimed()) check();
});
if (isTimed()) wait(isTimed() - warned);
