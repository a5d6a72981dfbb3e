// Forms that follow what is typed: the plan beside an enrollment, the words of a message, fields that belong to a choice.
"use strict";

// The plan beside the form follows what is typed, half a second later. Nothing typed goes into an address.
function follow(form) {
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
      form.querySelector("[data-mail]")?.dispatchEvent(new Event("show"));
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
}

// A care plan's own facts are asked for its procedure only; what is hidden is not sent.
function ownFacts(form) {
  const procedure = form.querySelector("#procedure");
  const show = () => form.querySelectorAll("[data-procedures]").forEach((item) => {
    item.hidden = !item.dataset.procedures.split(" ").includes(procedure.value);
    item.querySelectorAll("select").forEach((field) => { field.disabled = item.hidden; });
  });
  procedure.addEventListener("input", show);
  show();
}

// Placeholders are put where the cursor was last; the email beside the words follows them, in a frame that is new each
// time so that the Back button leads to the page before.
function words(form) {
  let last = form.querySelector("textarea");
  form.addEventListener("focusin", ({ target }) => { if (target.matches("textarea, input[type=text]")) last = target; });
  for (const chip of form.querySelectorAll("[data-chips] code")) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "second", textContent: chip.textContent });
    button.addEventListener("click", () => {
      last.focus();
      last.setRangeText(chip.textContent, last.selectionStart, last.selectionEnd, "end");
      last.dispatchEvent(new Event("input", { bubbles: true }));
    });
    chip.replaceWith(button);
  }
  const mail = form.querySelector("[data-mail]");
  const show = () => {
    const frame = form.querySelector("iframe");
    frame.replaceWith(frame.cloneNode());
    form.requestSubmit(mail);
  };
  mail.addEventListener("show", show);
  mail.hidden = true;
  show();
}

// Fields that belong to a choice show with it: `data-if` names the field, and the value if only one counts.
function onlyIf(form) {
  const show = () => form.querySelectorAll("[data-if]").forEach((item) => {
    const [name, value] = item.dataset.if.split("=");
    item.hidden = value === undefined ? !form.elements[name].value : form.elements[name].value !== value;
  });
  form.addEventListener("input", show);
  show();
}

function startForms() {
  document.querySelectorAll("form[data-plan]").forEach(follow);
  document.querySelectorAll("form:has([data-procedures])").forEach(ownFacts);
  document.querySelectorAll("form:has([data-if])").forEach(onlyIf);
  document.querySelectorAll("form:has([data-chips])").forEach(words);
}
