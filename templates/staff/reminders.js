// Makes the pages pleasant. Everything works without it.
"use strict";

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || event.submitter?.formTarget) return;
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

// What someone has typed, opened or is about to type into outlives new content in its place.
const keyOf = (item) => item.id || `${item.form?.getAttribute("action")} ${item.name} ${item.value}`;
function keep(root) {
  const fields = new Map();
  for (const field of root.querySelectorAll("input:not([type=hidden]), textarea, select")) {
    const ticks = field.type === "checkbox" || field.type === "radio";
    fields.set(ticks ? keyOf(field) : field.id, ticks ? { checked: field.checked } : field.type === "file" ? { files: field.files } : { value: field.value });
  }
  const open = new Set([...root.querySelectorAll("details[id][open]")].map((item) => item.id));
  const active = root.contains(document.activeElement) ? document.activeElement.id : "";
  return (fresh) => {
    for (const field of fresh.querySelectorAll("input:not([type=hidden]), textarea, select")) {
      const ticks = field.type === "checkbox" || field.type === "radio";
      const kept = fields.get(ticks ? keyOf(field) : field.id);
      if (kept) Object.assign(field, kept);
    }
    for (const item of fresh.querySelectorAll("details[id]")) if (open.has(item.id)) item.open = true;
    if (active) document.getElementById(active)?.focus();
  };
}

// What others change too follows every half minute, and when its window comes to the front again: the counts in the
// navigation and the title, and the lists of this page, each with the time of its last update in it. What is focused,
// opened or typed stays as it is. A session that has ended leads to the sign-in.
function badge() {
  const shown = document.querySelector(".nav [aria-current] [data-badge]") || document.querySelector("[data-badge]");
  const title = document.title.replace(/^\(\d+\) /, "");
  document.title = shown && !shown.hidden ? `(${parseInt(shown.textContent, 10)}) ${title}` : title;
}
function count(waiting) {
  for (const shown of document.querySelectorAll("[data-badge]")) {
    const many = waiting[shown.dataset.badge];
    shown.firstChild.data = many;
    shown.hidden = !many;
  }
  badge();
  const status = document.querySelector("[data-refresh-status]");
  if (waiting.urgent > Number(status.dataset.urgent)) status.textContent = status.dataset.words;
  else if (status.textContent === status.dataset.away) status.textContent = "";
  status.dataset.urgent = waiting.urgent;
}
const FIELD = "input:not([type=hidden]), textarea, select";
const typed = (node) => [...(node.querySelectorAll?.(FIELD) ?? [])].some((field) => field.defaultValue !== undefined && field.value !== field.defaultValue);
function renew(list, fresh) {
  const held = list.contains(document.activeElement);
  Idiomorph.morph(list, fresh.innerHTML, { morphStyle: "innerHTML", callbacks: {
    beforeNodeMorphed: (node) => !node.matches?.(FIELD),
    beforeNodeRemoved: (node) => !typed(node),
    beforeAttributeUpdated: (name) => name !== "open" && name !== "data-sent",
  } });
  if (held && document.activeElement === document.body) {
    list.tabIndex = -1;
    list.focus({ preventScroll: true });
  }
}
async function refresh() {
  const status = document.querySelector("[data-refresh-status]");
  if (!status) return;
  const lists = document.hidden ? [] : [...document.querySelectorAll("[data-refresh]")];
  try {
    const from = lists.length ? lists[0].dataset.refresh || location.pathname + location.search : "/";
    const answer = await fetch(from, { headers: { "X-Fragment": lists.map((list) => list.id).join(" ") || "counts" } });
    if (answer.status === 401) return location.reload();
    if (!answer.ok) throw new Error(answer.status);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const list of lists) renew(list, fresh.getElementById(list.id) ?? fresh.body);
    count(JSON.parse(answer.headers.get("X-Waiting")));
  } catch {
    status.textContent ||= status.dataset.away;
  }
}
setInterval(refresh, 30_000);
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });

// Another language keeps what is typed: the same page comes again in other words, and the fields are filled as they were.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-language]");
  if (!form) return;
  event.preventDefault();
  delete form.dataset.sent;
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, event.submitter)) });
  if (!answer.ok) return location.reload();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const restore = keep(document.querySelector("main"));
  document.documentElement.lang = page.documentElement.lang;
  document.title = page.title;
  document.body.replaceWith(page.body);
  restore(document.querySelector("main"));
  start();
  document.querySelector("[data-plan]")?.dispatchEvent(new Event("input"));
});

// A link into something that is folded opens it.
function unfold() {
  const item = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  const folded = item && item.closest("details:not([open])");
  if (!folded) return;
  folded.open = true;
  item.focus();
}
window.addEventListener("hashchange", unfold);

// Who opens a form goes on typing.
document.addEventListener("toggle", ({ target }) => {
  if (target.open && target.matches(".closing, .ending, [data-fill]") && target.contains(document.activeElement)) target.querySelector(FIELD)?.focus();
}, true);

function start() {
  badge();
  unfold();
  document.querySelectorAll("[data-segments]").forEach((shown) => reply(shown.closest("form")));
  document.querySelector("[data-focus]")?.focus(); // after a refused form, where the eye and the screen reader should be
  globalThis.startForms?.(); // of forms.js, on pages whose forms follow what is typed
}
start();
