/* The one script. Every page works without it: it adds keys to lists, asks before what cannot be undone, and warns of unsaved work. */
"use strict";

/* --- keys on the lists: off while typing or composing Chinese, and where the person switched them off ------------- */
const KEYS_OFF = "keys-off";

function keysAreOn() {
  try { return localStorage.getItem(KEYS_OFF) === null; } catch { return true; }
}

function switchKeys(on) {
  try { if (on) localStorage.removeItem(KEYS_OFF); else localStorage.setItem(KEYS_OFF, "1"); } catch { /* no storage: keys stay on */ }
}

function isTyping(event) {
  const target = event.target;
  return event.isComposing || event.keyCode === 229 || target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function rows() {
  return [...document.querySelectorAll("[data-rows] tbody tr")];
}

function move(by) {
  const all = rows();
  if (!all.length) return;
  const here = all.findIndex((row) => row.classList.contains("here"));
  const next = here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + by, 0), all.length - 1);
  all.forEach((row, index) => row.classList.toggle("here", index === next));
  const link = all[next].querySelector("a");
  if (link) link.focus({ preventScroll: true });
  all[next].scrollIntoView({ block: "nearest" });
}

function open(event) {
  const link = document.querySelector("[data-rows] tr.here a");
  if (link && !event.target.closest("a, button, summary")) link.click();
}

function showKeys() {
  const dialog = document.getElementById("keys");
  if (dialog && !dialog.open) dialog.showModal();
}

function search(event) {
  const field = document.querySelector("[type=search], [data-search]");
  if (!field) return;
  event.preventDefault();
  field.focus();
}

const KEYS = { j: () => move(1), k: () => move(-1), Enter: open, "/": search, "?": showKeys };

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.form && !event.isComposing) {
    event.target.form.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || !keysAreOn() || document.querySelector("dialog[open]")) return;
  if (Object.hasOwn(KEYS, event.key)) KEYS[event.key](event);
});

document.querySelectorAll("[data-keys-open]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", showKeys);
});
document.querySelectorAll("[data-keys-on]").forEach((box) => {
  box.checked = keysAreOn();
  box.addEventListener("change", () => switchKeys(box.checked));
});

/* --- asking first: <button data-confirm="Withdraw this complaint?"> ----------------------------------------------- */
document.addEventListener("submit", (event) => {
  const question = event.submitter && event.submitter.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

/* --- one click, one decision: a form that is on its way is not sent again ------------------------------------------ */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

/* --- unsaved work: <form data-unsaved> ------------------------------------------------------------------------------ */
let unsaved = false;
document.querySelectorAll("form[data-unsaved]").forEach((form) => {
  form.addEventListener("input", () => { unsaved = true; });
  form.addEventListener("submit", () => { unsaved = false; });
});
window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

/* --- where reading begins after an error; paper ---------------------------------------------------------------------- */
const first = document.querySelector("[data-focus]");
if (first) first.focus();
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
