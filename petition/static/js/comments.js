// Deciding about comments by keyboard. Everything is done by the forms that stand there anyway: a key presses a button.
// Single keys can get in the way of whoever dictates or uses a screen reader, so they can be switched off.
const keys = document.querySelector("[data-keys]");
const box = document.querySelector("#use-keys");
const comments = [...document.querySelectorAll("[data-comment]")];
const CHOICE = "comment-keys";
// Where the keyboard writes another script, by the place of the key.
const PLACES = { KeyJ: "j", KeyK: "k", KeyS: "s", KeyH: "h", KeyU: "u" };

// A browser may refuse to remember anything.
function remembered() {
  try {
    return localStorage.getItem(CHOICE) !== "off";
  } catch {
    return true;
  }
}

function remember() {
  try {
    localStorage.setItem(CHOICE, box.checked ? "on" : "off");
  } catch {
    // It holds for this page.
  }
}

function current() {
  return comments.findIndex((comment) => comment.contains(document.activeElement));
}

function go(to) {
  const comment = comments[Math.min(Math.max(to, 0), comments.length - 1)];
  if (!comment) return;
  comment.focus();
  comment.scrollIntoView({ block: "nearest" });
}

// The one that has the keyboard, or else the first; whoever has read none yet decides about none.
function chosen() {
  const there = current();
  if (there < 0) go(0);
  return comments[there];
}

function press(verb) {
  const comment = chosen();
  const button = comment && comment.querySelector(`[data-verb="${verb}"]`);
  if (button) button.click();
}

function hide() {
  const comment = chosen();
  const part = comment && comment.querySelector("details.hide");
  if (!part) return;
  part.open = true;
  part.querySelector("select").focus();
}

const deeds = {
  j: () => go(current() + 1),
  k: () => go(current() < 0 ? 0 : current() - 1),
  s: () => press("show"),
  h: hide,
  u: () => {
    const undo = document.querySelector("[data-undo]");
    if (undo) undo.click();
  },
  "?": () => {
    keys.open = !keys.open;
    if (keys.open) keys.querySelector("summary").focus();
  },
};

function nameOf(event) {
  if (event.key === "؟") return "?";
  if (event.key in deeds) return event.key;
  // Arrows scroll, but for whoever stands on a comment.
  if (document.activeElement.matches("[data-comment]")) {
    if (event.key === "ArrowDown") return "j";
    if (event.key === "ArrowUp") return "k";
  }
  return /^[ -~]$/.test(event.key) ? "" : PLACES[event.code];
}

function isTyping(target) {
  return target.matches("input:not([type=checkbox]), select, textarea, [contenteditable]");
}

function close(event) {
  const part = event.target.closest("details.hide[open]");
  if (!part) return;
  part.open = false;
  part.closest("[data-comment]").focus();
}

// Not every browser sends a form when Enter is pressed on a list of choices.
function send(event) {
  if (!event.target.matches("details.hide select") || !event.target.value) return;
  event.preventDefault();
  event.target.form.requestSubmit();
}

if (keys) {
  keys.hidden = false;
  box.checked = remembered();
  box.addEventListener("change", remember);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close(event);
    if (!box.checked || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (event.key === "Enter") send(event);
    if (isTyping(event.target)) return;
    const deed = deeds[nameOf(event)];
    if (!deed) return;
    event.preventDefault();
    deed();
  });
}

// After a deed the address names the next comment: not every browser gives it the keyboard by itself.
const next = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
if (next && next.matches("[data-comment], .done") && document.activeElement !== next) next.focus();
