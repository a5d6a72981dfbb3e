// Makes the pages pleasant. Everything works without it.
"use strict";

// After a refused form, the summary is where the eye and the screen reader should be.
document.querySelector("[data-focus]")?.focus();

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) event.preventDefault();
  else form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});
