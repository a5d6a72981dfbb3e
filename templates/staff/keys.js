// One key does what takes a pointer a while. The page has them in a dialog; "My account" turns them off.
"use strict";

const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

// The rows of this page that can be seen, and the link or button in each that takes the focus.
const ROW = "[data-row], [data-rows] > tr";
const rowsShown = () => [...document.querySelectorAll(ROW)].filter((row) => row.checkVisibility());
const handle = (row) => row.querySelector("a[href], button, summary");

function step(by) {
  const rows = rowsShown();
  if (!rows.length) return;
  const here = document.activeElement.closest(ROW) ?? document.querySelector("[data-row]:has([aria-current])");
  const at = rows.indexOf(here);
  const next = rows[at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)];
  handle(next)?.focus();
  next.scrollIntoView({ block: "nearest" });
}

// Opens the form that resolves the focused row, or the conversation that is open; nothing is resolved by a key alone.
function end() {
  const row = document.activeElement.closest(ROW);
  const form = row ? row.querySelector("details.closing") : document.getElementById("resolve");
  if (form) {
    form.open = true;
    form.querySelector("input:not([type=hidden]), textarea").focus();
    form.scrollIntoView({ block: "nearest" });
  } else if (row?.matches("[data-resolve]")) location.assign(row.querySelector("a").href.replace(/#.*/, "#note"));
  else row?.querySelector("form[action$='/close'] button")?.focus();
}

const focusOn = (selector) => document.querySelector(selector)?.focus();
const DOES = {
  "/": () => focusOn("#find"),
  "?": () => document.getElementById("keys").showModal(),
  j: () => step(1),
  k: () => step(-1),
  e: end,
  r: () => focusOn("#words"),
};

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("[data-reply]");
  if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    return form.requestSubmit(form.querySelector("[data-send]"));
  }
  if (event.key === "Escape" && event.target.matches?.("#words, #find")) return event.target.blur();
  if (!document.getElementById("keys")?.dataset.on || event.defaultPrevented || event.isComposing) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat && !"jk".includes(event.key)) return;
  if (event.target.closest?.(TYPING) || document.querySelector("dialog[open]")) return;
  const does = Object.hasOwn(DOES, event.key) && DOES[event.key];
  if (!does) return;
  event.preventDefault();
  does();
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-keys]")) return;
  event.preventDefault();
  document.getElementById("keys").showModal();
});
