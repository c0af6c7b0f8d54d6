// The staff view: saves each change at once, and lets digits pick answers. The server validates and renders; this script
// replaces the parts of the page that have changed. Without script the page is a plain form.
"use strict";
(() => {
  const form = document.getElementById("staff");
  const saved = document.getElementById("saved");
  document.documentElement.classList.add("script");
  let saving = false;
  let changed = false;
  let whole = true;

  const say = (what) => { saved.textContent = saved.dataset[what]; };

  const asked = () => [...form.querySelectorAll("fieldset.question:not([hidden]), fieldset.team")];

  const enter = (question) => {
    if (!question) return;
    (question.querySelector("input:checked") || question.querySelector("input, select")).focus();
    question.scrollIntoView({ block: "center" });
  };

  const show = (page) => {
    if (!page.getElementById("staff")) throw new Error("not the staff page");
    for (const part of document.querySelectorAll("[data-live]")) {
      const other = page.getElementById(part.id);
      if (!other || other.outerHTML === part.outerHTML) continue;
      // The element itself is kept, so that screen readers announce its new content.
      for (const { name, value } of other.attributes) part.setAttribute(name, value);
      part.replaceChildren(...other.childNodes);
    }
    const here = document.activeElement.closest("fieldset");
    for (const question of form.querySelectorAll("fieldset.question")) {
      const other = page.getElementById(question.id);
      question.hidden = other.hidden;
      question.className = other.className;
    }
    // If the focused question is no longer asked, the next one gets the focus.
    if (here?.hidden) enter(asked().find((next) => here.compareDocumentPosition(next) & Node.DOCUMENT_POSITION_FOLLOWING));
    document.getElementById("main").dataset.outcome = page.getElementById("main").dataset.outcome;
  };

  const save = async () => {
    changed = true;
    if (saving) return;
    saving = true;
    say("saving");
    try {
      while (changed) {
        changed = false;
        const body = new URLSearchParams(new FormData(form));
        const answer = await fetch(form.action, { method: "POST", body, cache: "no-store" });
        whole = answer.ok;
        document.dispatchEvent(new Event("saved"));
        show(new DOMParser().parseFromString(await answer.text(), "text/html"));
      }
      say(whole ? "saved" : "partly");
    } catch {
      say("failed");
    }
    saving = false;
  };
  form.addEventListener("change", save);

  const pick = (question, key) => {
    const input = question.querySelector(`input[data-key="${CSS.escape(key)}"]`);
    if (!input) return false;
    // “I don’t know” clears the number; below, a number unticks “I don’t know”.
    if (key === "?") for (const number of question.querySelectorAll("[inputmode=decimal]")) number.value = "";
    input.focus();
    input.click();
    return true;
  };

  form.addEventListener("input", (event) => {
    if (!event.target.matches("[inputmode=decimal]")) return;
    const unknown = event.target.closest("fieldset").querySelector("[name$=-unknown]");
    if (unknown) unknown.checked = false;
  });

  document.querySelector(".panel").addEventListener("click", (event) => {
    const link = event.target.closest(".ask-next a");
    if (!link) return;
    event.preventDefault();
    enter(document.querySelector(link.hash));
  });

  // On the heading, Enter leads to the first unanswered question.
  document.querySelector("h1").addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const empty = (field) => (field.matches("[type=text]") ? !field.value : !field.checked);
    event.preventDefault();
    enter(asked().find((question) => [...question.querySelectorAll("input:not([id$=-date])")].every(empty)));
  });

  form.addEventListener("keydown", (event) => {
    const question = event.target.closest("fieldset");
    if (!question || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const typing = event.target.matches("input[type=text], select");
    const number = event.target.matches("[inputmode=decimal]");
    const key = event.key === "？" ? "?" : event.key;
    if (event.key === "Enter" && !event.target.matches("summary, a, button")) {
      event.preventDefault();
      const next = asked()[asked().indexOf(question) + (event.shiftKey ? -1 : 1)];
      if (next) enter(next);
      else form.querySelector(".go .primary").focus();
    } else if ((/^[0-9]$/.test(key) && !typing) || (key === "?" && (!typing || number))) {
      if (pick(question, key)) event.preventDefault();
    }
  });
})();
