// Writing in the editor: buttons and keys that put Markdown around what is chosen, and how many letters are left.
const root = document.querySelector("[data-editor]");
const words = root.dataset;
const format = new Intl.NumberFormat(`${document.documentElement.lang}-u-nu-latn`);
const AROUND = { bold: ["**", "**"], italic: ["*", "*"], link: ["[", "](https://)"] };
const BEFORE = { heading: "## ", list: "- ", quote: "> " };
const KEYS = { b: "bold", i: "italic", k: "link" };
// Told once a quarter is left.
const FEW = 4;

// As if it had been typed, so that it can be undone.
function type(area, from, to, text) {
  area.focus();
  area.setSelectionRange(from, to);
  if (document.execCommand("insertText", false, text)) return;
  area.setRangeText(text);
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function around(area, [start, end]) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const chosen = value.slice(from, to);
  type(area, from, to, start + chosen + end);
  area.setSelectionRange(from + start.length, from + start.length + chosen.length);
}

function before(area, sign) {
  const { selectionStart, selectionEnd: to, value } = area;
  const from = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const text = value.slice(from, to).replace(/^/gm, sign);
  type(area, from, to, text);
  area.setSelectionRange(from + text.length, from + text.length);
}

function mark(area, kind) {
  if (AROUND[kind]) around(area, AROUND[kind]);
  else before(area, BEFORE[kind]);
}

function tell(field) {
  const left = field.dataset.most - [...field.value].length;
  const line = field.parentElement.querySelector(".left") || document.createElement("p");
  field.after(line);
  line.className = left < 0 ? "small left over" : "small left";
  line.hidden = left > field.dataset.most / FEW;
  line.textContent = (left < 0 ? words.over : words.left).replace("{number}", format.format(Math.abs(left)));
}

root.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-mark]");
  if (button) mark(document.getElementById(button.parentElement.dataset.toolbar), button.dataset.mark);
});
root.addEventListener("keydown", (event) => {
  // By its place where the layout has other letters than ours.
  const letter = event.key > "\u007f" ? event.code.slice(3).toLowerCase() : event.key;
  const kind = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && KEYS[letter];
  if (!kind || !event.target.matches("[data-markdown]")) return;
  event.preventDefault();
  mark(event.target, kind);
});
root.addEventListener("input", ({ target }) => target.dataset.most && tell(target));
for (const field of root.querySelectorAll("[data-most]")) tell(field);
root.classList.add("scripted");
