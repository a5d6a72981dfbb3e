"use strict";

// A saved reply goes into the box at once, and the segments are counted while one types, as the server counts them.
const GSM = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-.\/0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà\f^{}\\[~\]|€]*$/;
function segmentsOf(text) {
  if (!text) return 0;
  const plain = GSM.test(text);
  const [single, part] = plain ? [160, 153] : [70, 67];
  const costs = [...text].map((one) => (plain ? (/[\f^{}\\[~\]|€]/.test(one) ? 2 : 1) : one.length));
  if (costs.reduce((sum, cost) => sum + cost, 0) <= single) return 1;
  let count = 1, used = 0;
  for (const cost of costs) {
    if (used + cost > part) { count += 1; used = 0; }
    used += cost;
  }
  return count;
}
function reply(form) {
  const words = form.querySelector("textarea");
  const shown = form.querySelector("[data-segments]");
  const choose = form.querySelector("[data-canned]");
  const count = () => {
    const name = shown.dataset.segments, typed = words.value.trim().replace(/\s+/g, " ");
    const begins = typed.toLowerCase().startsWith(name.slice(0, -2).toLowerCase());
    const many = segmentsOf(typed && (begins ? typed : name + typed));
    const says = many > 3 ? shown.dataset.over ?? shown.dataset.many : shown.dataset.many;
    shown.textContent = many === 1 ? shown.dataset.one : many ? says.replace("{count}", many) : "";
    shown.classList.toggle("over", many > 3);
  };
  form.querySelector("[data-insert]")?.addEventListener("click", (event) => {
    event.preventDefault();
    const text = choose.selectedOptions[0]?.dataset.text;
    if (!text) return;
    words.value = `${words.value.trimEnd()} ${text}`.trim();
    words.focus();
    count();
  });
  words.addEventListener("input", count);
}
