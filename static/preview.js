// Reloads the authors' preview when one of the trial's files is saved.
"use strict";
(() => {
  const preview = document.getElementById("preview");
  setInterval(() => fetch(preview.dataset.address, { cache: "no-store", credentials: "same-origin" })
    .then((answer) => answer.ok ? answer.text() : preview.dataset.stamp)
    .then((stamp) => { if (stamp !== preview.dataset.stamp) location.reload(); })
    .catch(() => {}), 1000);
})();
