// Reads questions aloud with a voice of the device itself: other voices would send the text away. Sensitive questions
// are left out.
"use strict";
(() => {
  const speech = window.speechSynthesis;
  const { label, stop } = document.currentScript.dataset;
  if (!speech || !window.SpeechSynthesisUtterance) return;
  const language = document.documentElement.lang.toLowerCase();
  let speaking = null;

  // Of the Chinese voices only those that speak Mandarin.
  const speaks = (voice) => {
    const code = voice.lang.replace("_", "-").toLowerCase();
    return language === "zh-cn" ? code === "zh-cn" || code.startsWith("cmn") : code.startsWith("en");
  };
  const findVoice = () => speech.getVoices().find((voice) => voice.localService && speaks(voice));

  const textOf = (element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll("[lang], .hidden, .meaning, kbd").forEach((part) => part.remove());
    // What is left of a term in the other language are its brackets.
    return copy.textContent.replace(/[\s,，、]+(?=[)）])|[(（][\s,，、]*[)）]/g, "").replace(/\s+/g, " ").trim();
  };

  const silence = () => {
    speech.cancel();
    if (speaking) speaking.textContent = label;
    speaking = null;
  };

  const read = (question, button) => {
    const was = speaking;
    silence();
    if (was === button) return;
    const parts = [...question.querySelectorAll("legend, .hint, .option label")].map(textOf).filter(Boolean);
    const voice = findVoice();
    speaking = button;
    button.textContent = stop;
    parts.forEach((text, place) => {
      const said = new SpeechSynthesisUtterance(text);
      said.voice = voice;
      said.lang = voice.lang;
      if (place === parts.length - 1) said.onend = () => { if (speaking === button) silence(); };
      speech.speak(said);
    });
  };

  let offered = false;
  const offer = () => {
    if (offered || !findVoice()) return;
    offered = true;
    for (const question of document.querySelectorAll("fieldset[data-spoken]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "as-link speak";
      button.textContent = label;
      button.setAttribute("aria-describedby", question.querySelector("legend").id);
      button.addEventListener("click", () => read(question, button));
      question.insertBefore(button, question.querySelector("legend").nextElementSibling);
    }
  };
  addEventListener("pagehide", silence);
  speech.onvoiceschanged = offer;
  offer();
})();
