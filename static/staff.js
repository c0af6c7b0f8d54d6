// Saves each change, and shows what the server renders. Keys answer.
const form = document.forms.staff;
const { elements } = form;
const [saved, current] = ["saved", "current-report"].map((id) => document.getElementById(id));
const noted = (id) => ["source", "date"].map((part) => elements[`${id}-${part}`]);
const [source, date] = noted("current-report");
let saving;
let changed; // while nothing is being saved: that failed
let blocked; // answers were changed elsewhere, or had ended
let leaving;
let pressed; // the button clicked last
let left; // the row that had the focus last
let isNew = true; // whether it had no answer then

const NUMBER = "[inputmode=decimal]";
const TYPED = "input[type=text], textarea, select";
const all = (part, selector) => [...part.querySelectorAll(selector)];
const on = (event, act) => document.addEventListener(event, act);
const say = (what) => { saved.textContent = saved.dataset[what]; };
const asked = () => all(form, ".question:not([hidden])");
const inputs = (part) => all(part, "input:not([type=hidden]), select");
const hidden = (part) => all(part, "[type=hidden]");
const state = (input) => (/radio|checkbox/.test(input.type) ? "checked" : "value");
const states = (part) => JSON.stringify(inputs(part).map((input) => input[state(input)]));
const copy = (from, to) => to.forEach((input, place) => { input[state(input)] = from[place][state(input)]; });
const isOpen = (row) => inputs(row).every((input) => input.closest(".from, .unit") || !input[state(input)]);

const enter = (place) => {
  const first = place.querySelector("input:checked") || inputs(place)[0] || place;
  first.focus();
  if (first.select) first.select();
  place.scrollIntoView({ block: "center" });
};

const following = (row) => {
  const later = asked().slice(asked().indexOf(row) + 1);
  return later.find(isOpen) || asked().find(isOpen) || later[0] || form.querySelector(".go .primary");
};

const goOn = () => enter(left && isOpen(left) ? left : following(left));

// The source and date of an earlier answer may not be of this one: asked.
const note = ({ id }) => {
  const own = noted(id);
  const had = own[0].value + own[1].value;
  if (had === source.value + date.value) return;
  if (!had || (!isNew && confirm(current.dataset.ask))) copy([source, date], own);
  isNew = true;
};

// What was typed meanwhile stays.
const update = (part, other) => {
  const isUntouched = states(part) === part.sent;
  const isAsSent = states(other) === part.sent;
  if (isUntouched && !isAsSent) copy(inputs(other), inputs(part));
  if (isUntouched || isAsSent || "applied" in other.dataset) copy(hidden(other), hidden(part));
  part.hidden = other.hidden;
  part.className = other.className;
};

const show = (page) => {
  // The definition was changed: its inputs may be others.
  leaving = form.dataset.version !== page.forms.staff.dataset.version;
  if (leaving) return form.submit();
  const found = (part) => page.getElementById(part.id);
  const token = page.forms.staff.elements.csrf_token.value;
  for (const input of all(document, "[name=csrf_token]")) input.value = token;
  const here = document.activeElement.closest("fieldset");
  for (const part of all(form, "fieldset")) update(part, found(part));
  for (const part of all(document, "[data-live]")) {
    const other = found(part);
    if (!other || other.outerHTML === part.outerHTML) continue;
    // The element stays, so that screen readers announce what is new.
    for (const { name, value } of other.attributes) part.setAttribute(name, value);
    part.innerHTML = other.innerHTML;
  }
  if (here && here.hidden) enter(following(here));
  // and what session.js reads
  for (const id of ["main", "ending"]) Object.assign(document.getElementById(id).dataset, found({ id }).dataset);
};

// Another person's answers are here.
const showInstead = (page) => {
  document.body.innerHTML = page.body.innerHTML;
  document.title = page.title;
  enter(document.querySelector("h1"));
};

const send = async () => {
  while (changed) {
    changed = false;
    for (const part of all(form, "fieldset")) part.sent = states(part);
    const body = new URLSearchParams(new FormData(form));
    body.append("stay", "yes");
    body.delete("report"); // has its own button
    body.delete("report-file");
    const post = () => fetch(form.action, { method: "POST", body, credentials: "same-origin" });
    // One tab after the other, since a response carries all answers.
    const answer = await (navigator.locks ? navigator.locks.request("answers", post) : post());
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (leaving) return;
    leaving = !page.forms.staff && (answer.redirected || answer.status === 409);
    if (leaving) return answer.redirected ? location.replace(answer.url) : showInstead(page);
    show(page); // throws for other pages
    const isLate = page.querySelector("#late > *");
    blocked = answer.status === 409 || isLate;
    if (answer.ok) dispatchEvent(new Event("saved"));
    if (!changed) say(answer.ok ? "saved" : isLate ? "late" : "partly");
  }
};

const save = () => {
  changed = true;
  if (saving) return saving;
  say("saving");
  saving = send().catch(() => {
    changed = true;
    say("failed");
  }).then(() => { saving = null; });
  return saving;
};
form.addEventListener("change", ({ target }) => {
  const row = target.closest(".question");
  if (target.matches(NUMBER) && target.value) elements[`${row.id}-unknown`].checked = false;
  if (row && !target.closest(".from") && !isOpen(row)) {
    for (const box of target.checked ? all(row, "[type=checkbox]") : []) {
      if (box !== target && "last" in { ...box.dataset, ...target.dataset }) box.checked = false;
    }
    note(row);
  }
  for (const opened of all(form, `[data-opened-by~="${target.id}"]`)) opened.hidden = false;
  save();
});
on("focusin", ({ target }) => {
  const row = target.closest(".question");
  if (row && row !== left) [left, isNew] = [row, isOpen(row)];
});
on("replaced", () => { leaving = true; });

// Whatever leaves the page waits until all is saved.
const isWaiting = () => !leaving && (saving || changed);
const whenSaved = async (go) => {
  await (saving || (changed && save()));
  if (leaving || ((changed || blocked) && !confirm(saved.dataset.leave))) return;
  leaving = true;
  go();
};
on("click", (event) => {
  pressed = event.target.closest("button");
  if (current.contains(pressed)) {
    [source.value, date.value] = pressed.value.split(" ");
    save();
    goOn();
  }
  const link = event.target.closest("a[href]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const isHere = link.matches("[href^='#']");
  if (isHere ? !link.closest(".panel") : leaving || !(isWaiting() || blocked)) return;
  event.preventDefault();
  if (isHere) enter(document.querySelector(link.hash));
  else whenSaved(() => { location.href = link.href; });
});
on("submit", (event) => {
  const { target } = event;
  if (leaving || !(isWaiting() || (blocked && target !== form))) return;
  event.preventDefault();
  const button = pressed;
  if (target === form) blocked = false; // the form itself shows what waits
  whenSaved(() => (button && button.form === target ? button.click() : target.submit()));
});
addEventListener("beforeunload", (event) => {
  if (leaving) return;
  document.activeElement.blur(); // what was typed last counts only then
  if (isWaiting()) event.preventDefault();
});

const pick = (question, key) => {
  const input = all(question, "[data-key]").find((keyed) => keyed.dataset.key === key);
  if (!input) return false;
  if (key === "?") for (const number of all(question, NUMBER)) number.value = "";
  input.focus();
  input.click();
  if (question === current) {
    if (input.name) date.select();
  } else if (input.checked && (input.type === "radio" || "last" in input.dataset)) enter(following(question));
  return true;
};

const press = (key, target, back) => {
  const question = target.closest("#staff fieldset") || (target.matches("h1, body") && current);
  const isNumber = target.matches(NUMBER);
  const types = target.matches(TYPED);
  const unit = isNumber && question.querySelector(".unit select");
  if (key === "Enter") {
    if (!question || target.matches("button")) return false;
    if (question === current) goOn();
    else enter((back && asked()[asked().indexOf(question) - 1]) || following(question));
  } else if (key === "ArrowDown" && unit) {
    unit.focus();
  } else if (/^s$/i.test(key) && (!types || (isNumber && !target.value))) {
    enter(current);
  } else {
    return question && (!types || (isNumber && key === "?")) && pick(question, key);
  }
  return true;
};
on("keydown", (event) => {
  const { altKey, key } = event;
  // Safari's key that ends a composition
  if (event.ctrlKey || event.metaKey || event.isComposing || event.keyCode === 229) return;
  if (altKey && event.code === "KeyN") {
    event.target.blur();
    document.querySelector("[form=new-patient]").click();
  } else if (altKey || !press(key.replace("？", "?"), event.target, event.shiftKey)) return;
  event.preventDefault();
});
on("paste", ({ target, clipboardData }) => {
  if (target.matches(TYPED)) return;
  elements.report.value = clipboardData.getData("text");
  document.querySelector("[value=report]").click();
});
document.documentElement.classList.add("script");
for (const input of all(form, ".unit select, [name$=-unknown]")) input.tabIndex = -1;
