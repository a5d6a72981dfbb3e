// Passkeys: a form with data-passkey asks the server for a question, the browser for the answer, and posts it.
"use strict";
for (const form of document.querySelectorAll("form[data-passkey]")) {
  const known = window.PublicKeyCredential;
  if (!known || !known.parseRequestOptionsFromJSON) continue;
  const says = form.querySelector("[data-passkey-says]");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.answer.value) return;
    event.preventDefault();
    says.textContent = "";
    try {
      const body = new URLSearchParams({ csrf: form.elements.csrf.value });
      const asked = await fetch(form.dataset.passkey, { method: "POST", body });
      if (!asked.ok || asked.redirected) { location.reload(); return; }
      const options = await asked.json();
      const isNew = form.hasAttribute("data-new");
      const publicKey = isNew ? known.parseCreationOptionsFromJSON(options) : known.parseRequestOptionsFromJSON(options);
      const made = await navigator.credentials[isNew ? "create" : "get"]({ publicKey });
      form.elements.answer.value = JSON.stringify(made.toJSON());
      form.submit();
    } catch (error) {
      says.textContent = form.dataset.failed;
    }
  });
}
