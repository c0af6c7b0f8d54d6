// The staff view, as a module: saves each change at once, and lets keys answer. The server validates and renders; here,
// what has changed is replaced. Links wait until all is saved. Without script the page is a plain form.
const form = document.getElementById("staff");
const { elements } = form;
const saved = document.getElementById("saved");
const current = document.getElementById("current-report");
document.documentElement.classList.add("script");
let saving = null;
let changed = false;
let failed = false;
let blocked = false; // the page waits for the reader: answers were changed elsewhere, or had ended
let leaving = false;
let pressed = null; // the button clicked last: older browsers don't say which one submits
let left = null; // the question that the reader left for the source and date

const NUMBER = "[inputmode=decimal]";
const [SOURCE, DATE] = ["current-report-source", "current-report-date"];
const all = (part, selector) => [...part.querySelectorAll(selector)];
const say = (what) => { saved.textContent = saved.dataset[what]; };
const asked = () => all(form, ".question:not([hidden])");
const inputs = (part) => all(part, "input:not([type=hidden]), select");
const hidden = (part) => all(part, "input[type=hidden]");
const state = (input) => (/radio|checkbox/.test(input.type) ? "checked" : "value");
const states = (part) => JSON.stringify(inputs(part).map((input) => input[state(input)]));
const copy = (from, to) => to.forEach((input, place) => { input[state(input)] = from[place][state(input)]; });
const isEmpty = (input) => !input[state(input)];
const isOpen = (question) => inputs(question).every((input) => input.closest(".from, .unit") || isEmpty(input));

const enter = (place) => {
  const first = place.querySelector("input:checked") || inputs(place)[0] || place;
  first.focus();
  if (first.type === "text") first.select();
  place.scrollIntoView({ block: "center" });
};

// The next open question, from the top again after the last; where none is open, the next one.
const following = (part) => {
  const later = asked().filter((other) => part.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
  return later.find(isOpen) || asked().find(isOpen) || later[0] || form.querySelector(".go .primary");
};

// Where the answer was changed on another page, the inputs show that. What was typed while it was being saved stays, and
// is then compared with what the server said about what was sent.
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
  for (const part of all(form, "fieldset")) {
    const other = found(part);
    update(part, other, sent.get(part.id));
    part.hidden = other.hidden;
    part.className = other.className;
  }
  for (const part of all(document, "[data-live]")) {
    const other = found(part);
    if (!other || other.outerHTML === part.outerHTML) continue;
    // The element itself is kept, so that screen readers announce its new content.
    for (const { name, value } of [...other.attributes]) part.setAttribute(name, value);
    part.innerHTML = other.innerHTML;
  }
  const here = document.activeElement.closest("fieldset");
  if (here && here.hidden) enter(following(here));
  const main = document.getElementById("main");
  main.dataset.outcome = found(main).dataset.outcome;
};

// Another person's answers are in this browser now: nothing of this page may stay.
const showInstead = (page) => {
  leaving = true;
  document.body.innerHTML = page.body.innerHTML;
  document.title = page.title;
  enter(document.querySelector("h1"));
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
form.addEventListener("change", ({ target }) => {
  const row = target.closest(".question");
  if (target.matches(NUMBER) && target.value) elements[`${row.id}-unknown`].checked = false;
  // What is entered has the source and date that were set for it.
  if (row && (elements[SOURCE].value || elements[DATE].value) && !target.closest(".from") && !isOpen(row)) {
    elements[`${row.id}-source`].value = elements[SOURCE].value;
    elements[`${row.id}-date`].value = elements[DATE].value;
  }
  for (const opened of all(form, `[data-opened-by~="${target.id}"]`)) opened.hidden = false;
  save();
});
document.addEventListener("replaced", () => { leaving = true; });

// Whatever leaves the page waits until all is saved, and asks where it can't be.
const whenSaved = async (go) => {
  await (saving || (changed ? save() : null));
  if (((failed && changed) || blocked) && !confirm(saved.dataset.leave)) return;
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


// Sets a source and date that were used before, or goes on after they were typed.
const goOn = (used) => {
  if (used) {
    [elements[SOURCE].value, elements[DATE].value] = used.value.split(" ");
    save();
  }
  enter(left || following(form));
};
current.addEventListener("click", ({ target }) => {
  if (target.closest("button")) goOn(target.closest("button"));
});

const pick = (question, key) => {
  const input = question.querySelector(`[data-key="${key}"]`);
  if (!input) return false;
  // “I don’t know” clears the number; above, a number unticks “I don’t know”.
  if (key === "?") for (const number of all(question, NUMBER)) number.value = "";
  input.focus();
  input.click();
  if (input.name === SOURCE) elements[DATE].select();
  else if (input.checked && (input.type === "radio" || "last" in input.dataset)) enter(following(question));
  return true;
};

// Returns whether the key led somewhere.
const press = (key, target, back) => {
  const question = target.closest("#staff fieldset");
  const isNumber = target.matches(NUMBER);
  const types = target.matches("input[type=text], select, textarea");
  if (key === "Enter") {
    if (!target.matches(question ? ":not(summary):not(a):not(button)" : "h1")) return false;
    if (question === current) goOn();
    else enter((back && asked()[asked().indexOf(question) - 1]) || following(question || form));
  } else if (key === "ArrowDown" && isNumber && question.querySelector(".unit select")) {
    question.querySelector(".unit select").focus();
  } else if (key === "s" && (!types || (isNumber && !target.value))) {
    if (question !== current) left = question;
    enter(current);
  } else {
    const picks = /^[0-9]$/.test(key) ? !types : key === "?" && (!types || isNumber);
    return picks && question && pick(question, key);
  }
  return true;
};
document.addEventListener("keydown", (event) => {
  const { target, key, altKey, ctrlKey, metaKey, shiftKey, code } = event;
  const newPatient = altKey && !ctrlKey && code === "KeyN" && document.querySelector("[form=new-patient]");
  if (newPatient) newPatient.click();
  // Safari ends a composition before its last key, which it numbers 229.
  const isPlain = !altKey && !ctrlKey && !metaKey && !event.isComposing && event.keyCode !== 229;
  if (newPatient || (isPlain && press(key === "？" ? "?" : key, target, shiftKey))) event.preventDefault();
});

// A report that is pasted beside the boxes is read at once.
document.addEventListener("paste", ({ target, clipboardData }) => {
  if (target.matches("input[type=text], textarea")) return;
  elements.report.value = clipboardData.getData("text");
  document.querySelector("[value=report]").click();
});
// Reached by the keys that stand beside them.
for (const input of all(form, ".unit select, [name$=-unknown]")) input.tabIndex = -1;
