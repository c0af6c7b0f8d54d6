// The staff view: saves each change at once, and lets digits pick answers. The server validates and renders; here, what
// has changed is replaced. Links wait until everything is saved. Without script the page is a plain form.
"use strict";
(() => {
  const form = document.getElementById("staff");
  const saved = document.getElementById("saved");
  document.documentElement.classList.add("script");
  let saving = null;
  let changed = false;
  let failed = false;
  let blocked = false; // what is on the page waits for the reader: it was changed elsewhere, or the answers had ended
  let leaving = false;
  let pressed = null; // the button clicked last: older browsers don't say which one submits, nor focus it

  const NUMBER = "[inputmode=decimal]";
  const all = (part, selector) => [...part.querySelectorAll(selector)];
  const say = (what) => { saved.textContent = saved.dataset[what]; };
  const asked = () => all(form, "fieldset.question:not([hidden]), fieldset.team");
  const inputs = (part) => all(part, "input:not([type=hidden]), select");
  const hidden = (part) => all(part, "input[type=hidden]");
  const state = (input) => (/radio|checkbox/.test(input.type) ? "checked" : "value");
  const states = (part) => JSON.stringify(inputs(part).map((input) => input[state(input)]));

  const enter = (place) => {
    if (!place) return;
    (place.querySelector("input:checked") || inputs(place)[0] || place).focus();
    place.scrollIntoView({ block: "center" });
  };

  const copy = (from, to) => to.forEach((input, place) => { input[state(input)] = from[place][state(input)]; });

  // Where the answer was changed on another page, the inputs show that. What was typed while it was being saved stays,
  // and is then compared with what the server said about what was sent.
  const update = (part, other, sent) => {
    const isUntouched = states(part) === sent;
    const isAsSent = states(other) === sent;
    if (isUntouched && !isAsSent) copy(inputs(other), inputs(part));
    if (isUntouched || isAsSent || "applied" in other.dataset) copy(hidden(other), hidden(part));
  };

  const show = (page, sent) => {
    const found = (part) => page.getElementById(part.id);
    // The page's other forms are as new as this one.
    const token = page.querySelector("#staff [name=csrf_token]").value;
    for (const input of all(document, "[name=csrf_token]")) input.value = token;
    for (const part of all(form, "fieldset")) update(part, found(part), sent.get(part.id));
    for (const part of all(document, "[data-live]")) {
      const other = found(part);
      if (!other || other.outerHTML === part.outerHTML) continue;
      // The element itself is kept, so that screen readers announce its new content.
      for (const { name, value } of [...other.attributes]) part.setAttribute(name, value);
      part.innerHTML = other.innerHTML;
    }
    const here = document.activeElement && document.activeElement.closest("fieldset");
    for (const question of all(form, "fieldset.question")) {
      question.hidden = found(question).hidden;
      question.className = found(question).className;
    }
    // If the focused question is no longer asked, the next one gets the focus.
    if (here && here.hidden) {
      enter(asked().find((next) => here.compareDocumentPosition(next) & Node.DOCUMENT_POSITION_FOLLOWING));
    }
    const main = document.getElementById("main");
    main.dataset.outcome = found(main).dataset.outcome;
  };

  const showInstead = (page) => {
    // Another person's answers are in this browser now: nothing of this page may stay.
    leaving = true;
    document.body.innerHTML = page.body.innerHTML;
    document.title = page.title;
    const top = document.querySelector("h1");
    top.tabIndex = -1;
    top.focus();
  };

  // Two tabs save one after the other: each response carries all answers, so the second must know of the first.
  const inTurn = (work) => (navigator.locks ? navigator.locks.request("answers", work) : work());

  const send = async () => {
    while (changed) {
      changed = false;
      const sent = new Map(all(form, "fieldset").map((part) => [part.id, states(part)]));
      const body = new URLSearchParams(new FormData(form));
      body.append("stay", "yes");
      ["report", "report-file"].forEach((name) => body.delete(name)); // sent by its own button only
      const answer = await inTurn(() =>
        fetch(form.action, { method: "POST", body, cache: "no-store", credentials: "same-origin" }));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (leaving) return;
      if (!page.getElementById("staff")) {
        if (answer.redirected) return location.replace(answer.url);
        if (answer.status === 409) return showInstead(page);
        throw new Error("not the staff page");
      }
      const isLate = Boolean(page.querySelector("#late > *"));
      show(page, sent);
      blocked = answer.status === 409 || isLate;
      if (answer.ok) document.dispatchEvent(new Event("saved"));
      if (!changed) say(answer.ok ? "saved" : isLate ? "late" : "partly");
    }
    failed = false;
  };

  const save = () => {
    changed = true;
    if (!saving) {
      say("saving");
      saving = send().catch(() => {
        changed = failed = true;
        say("failed");
      }).then(() => { saving = null; });
    }
    return saving;
  };
  form.addEventListener("change", save);
  document.addEventListener("replaced", () => { leaving = true; });

  // Whatever leaves the page waits until all is saved, and asks where it can't be.
  const whenSaved = async (go) => {
    await (saving || (changed ? save() : null));
    if (((failed && changed) || blocked) && !window.confirm(saved.dataset.leave)) return;
    leaving = true;
    go();
  };
  document.addEventListener("click", (event) => {
    pressed = event.target.closest("button");
    const link = event.target.closest("a[href]");
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
    if (!link || !isPlain) return;
    const isHere = link.getAttribute("href").startsWith("#");
    if (isHere ? !link.closest(".panel") : leaving || !(saving || changed || blocked)) return;
    event.preventDefault();
    if (isHere) enter(document.querySelector(link.hash));
    else whenSaved(() => { location.href = link.href; });
  });
  document.addEventListener("submit", (event) => {
    const { target } = event;
    const isLeaving = blocked && target !== form;
    if (!(saving || changed || isLeaving) || leaving) return;
    event.preventDefault();
    const button = pressed;
    if (target === form) blocked = false; // the form itself shows what waits
    whenSaved(() => (button && button.form === target ? button.click() : target.submit()));
  });
  addEventListener("beforeunload", (event) => {
    if ((saving || changed) && !leaving) event.preventDefault();
  });

  form.addEventListener("input", ({ target }) => {
    const unknown = target.closest("fieldset").querySelector("[name$=-unknown]");
    if (unknown && target.matches(NUMBER)) unknown.checked = false;
  });

  const pick = (question, key) => {
    const input = question.querySelector(`input[data-key="${key}"]`);
    if (!input) return false;
    // “I don’t know” clears the number; above, a number unticks “I don’t know”.
    if (key === "?") for (const number of all(question, NUMBER)) number.value = "";
    input.focus();
    input.click();
    return true;
  };

  const isEmpty = (field) => (field.type === "text" ? !field.value : !field.checked);
  const isUnanswered = (question) => all(question, "input:not([type=hidden]):not([id$=-date])").every(isEmpty);

  // Returns whether the key led somewhere.
  const press = (key, target, back) => {
    const question = target.closest("#staff fieldset");
    if (key === "Enter") {
      if (!target.matches(question ? ":not(summary):not(a):not(button)" : "h1")) return false;
      const next = asked()[asked().indexOf(question) + (back ? -1 : 1)] || form.querySelector(".go .primary");
      enter(question ? next : asked().find(isUnanswered));
      return true;
    }
    const types = target.matches("input[type=text], select");
    const picks = /^[0-9]$/.test(key) ? !types : key === "?" && (!types || target.matches(NUMBER));
    return picks && question && pick(question, key);
  };
  document.addEventListener("keydown", (event) => {
    const { target, key, altKey, ctrlKey, metaKey, shiftKey, isComposing, code } = event;
    const newPatient = altKey && !ctrlKey && code === "KeyN" && document.querySelector("[form=new-patient]");
    if (newPatient) newPatient.click();
    const isPlain = !altKey && !ctrlKey && !metaKey && !isComposing;
    if (newPatient || (isPlain && press(key === "？" ? "?" : key, target, shiftKey))) event.preventDefault();
  });
})();
