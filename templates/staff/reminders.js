// Makes the pages pleasant. Everything works without it.
"use strict";

// After a refused form, the summary is where the eye and the screen reader should be.
document.querySelector("[data-focus]")?.focus();

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) event.preventDefault();
  else {
    form.dataset.sent = "yes";
    const button = event.submitter;
    if (button?.dataset.busy) button.textContent = button.dataset.busy;
  }
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

// The plan beside the form follows what is typed, half a second later. Nothing typed goes into an address.
document.querySelectorAll("form[data-plan]").forEach((form) => {
  const plan = form.querySelector("#plan");
  const status = form.querySelector("[data-plan-status]");
  form.querySelectorAll("[data-no-script]").forEach((button) => button.remove());
  let timer, asking;
  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(form.dataset.plan, {
        method: "POST", headers: { "X-Fragment": "plan" }, signal: asking.signal,
        body: new URLSearchParams(new FormData(form)),
      });
      if (answer.status === 401) return location.reload();
      if (!answer.ok) return;
      const open = [...plan.querySelectorAll("details")].map((item) => item.open);
      const before = plan.textContent;
      plan.innerHTML = await answer.text();
      plan.querySelectorAll("details").forEach((item, index) => { item.open = open[index] ?? false; });
      if (plan.textContent !== before) status.textContent = status.dataset.words;
      setTimeout(() => { status.textContent = ""; }, 2000);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 400);
  });
});
