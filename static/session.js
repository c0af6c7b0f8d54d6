// Warns before the answers end, and renews them if the reader asks for that. Blanks the page once it belongs to earlier
// answers. Always asks the server first, since another tab may have kept, cleared or replaced the answers. Without
// script, the next page says what has happened.
"use strict";
(() => {
  const box = document.getElementById("ending");
  if (!box) return;
  const replaced = document.getElementById("replaced");
  const warned = 5 * 60;
  // Browsers of before 2018 send no cookies by themselves.
  const OPTIONS = { cache: "no-store", credentials: "same-origin" };
  const [soon, over] = box.querySelectorAll("[data-when]");
  const stay = box.querySelector("button");
  let timer;

  const ask = (renew) => fetch(`/session${renew ? "?renew" : ""}`, OPTIONS).then((answer) => answer.json());

  const blank = () => {
    clearTimeout(timer);
    box.hidden = true;
    document.dispatchEvent(new Event("replaced"));
    const main = document.getElementById("main");
    main.textContent = "";
    main.appendChild(replaced.content.cloneNode(true));
    const heading = document.createElement("h1");
    heading.tabIndex = -1;
    heading.textContent = document.title = main.querySelector("p").textContent;
    main.replaceChild(heading, main.querySelector("p"));
    for (const form of document.querySelectorAll("body > header button, footer form")) form.hidden = true;
    heading.focus();
  };

  const wait = (seconds) => {
    clearTimeout(timer);
    timer = setTimeout(check, Math.max(1, seconds) * 1000);
  };

  const show = (state) => {
    // A browser that keeps no cookies has nobody's answers.
    if (state.person && state.person !== box.dataset.person) return blank();
    if (!Number(box.dataset.seconds)) return undefined;
    box.hidden = state.seconds > warned;
    if (!box.hidden) {
      // Steps and the staff view keep what was typed. Other pages, which may show answers, go to the start page.
      if (!state.seconds && !document.querySelector("#step, #staff")) return location.replace(box.dataset.start);
      soon.hidden = stay.hidden = !state.seconds;
      over.hidden = !soon.hidden;
      if (!stay.hidden) stay.focus();
      if (!state.seconds) return undefined;
    }
    return wait(state.seconds > warned ? state.seconds - warned : state.seconds);
  };

  const check = (renew) => ask(renew === true).then(show, () => wait(30));

  stay.addEventListener("click", () => check(true));
  // The staff view saves without loading a page, which renews the session.
  document.addEventListener("saved", () => {
    box.dataset.seconds = "1";
    check();
  });

  // Tabs tell one another that something was cleared or replaced, without saying what.
  const tell = (() => {
    if (window.BroadcastChannel) {
      const channel = new BroadcastChannel("answers");
      channel.onmessage = () => check();
      return () => channel.postMessage("");
    }
    addEventListener("storage", () => check());
    return () => {
      try {
        localStorage.setItem("changed", String(Math.random()));
        localStorage.removeItem("changed");
      } catch (error) {
        // Without storage, the server refuses what another tab posts.
      }
    };
  })();
  if ("tells" in box.dataset) tell();

  // A page that comes back by the Back button, or a tab that was in the background, may be out of date.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && Number(box.dataset.seconds)) check();
  });
  if (Number(box.dataset.seconds)) wait(Number(box.dataset.seconds) - warned);
})();
