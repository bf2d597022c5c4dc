// The editor: sections save themselves a moment after typing stops, rows come and go in place, and a bar says what is
// saved. Without it each section has its button, and all else works too.
const root = document.querySelector("[data-editor]");
const words = root.dataset;
const [status, place, signIn, news] = ["status", "place", "sign-in", "news"].map((name) => root.querySelector(`[data-${name}]`));
const PAUSE = 1200;
const AGAIN = 10000;
const LONGEST = 45000;
const SCRIPTED = { Accept: "application/json" };
// What an answer means for a form that was to be saved; any other failure is tried again.
const TROUBLES = { 400: "signedOut", 401: "signedOut", 403: "gone", 404: "gone", 409: "changed", 413: "large", 422: "wrong" };

// Forms with something typed since they were sent, forms on their way, and what keeps a form from being saved.
const unsaved = new Set();
const sending = new Set();
const troubles = new Map();
// What was sent and got no answer: it may be saved or not, so it goes once more before anything newer.
const unanswered = new Map();
const timers = new Map();
// Sections that offer what another one has changed since.
const stale = new Set();
let saved = status.textContent;
// One after the other: what was saved last is what the next one is made from.
let queue = Promise.resolve();

const sectionOf = (form) => form.closest("[data-section]");
const savesItself = (form) => "saves" in form.dataset;
const pageOf = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

function next(step) {
  queue = queue.then(step).catch(() => tell());
  return queue;
}

// What the bar says, the worst first. Read out is only what went wrong, and that it is well again.
function tell() {
  for (const forms of [unsaved, troubles]) for (const form of [...forms.keys()]) if (!form.isConnected) forms.delete(form);
  const [worst] = troubles;
  const form = worst ? worst[0] : [...unsaved].find((one) => !savesItself(one));
  let text = unsaved.size ? words.unsaved : saved;
  if (sending.size) text = words.saving;
  if (form) text = words[worst ? worst[1] : "unsavedThere"];
  if (status.textContent !== text) status.textContent = text;
  status.parentElement.classList.toggle("bad", Boolean(worst));
  signIn.hidden = !worst || worst[1] !== "signedOut";
  place.hidden = !form || (worst && ["failed", "signedOut"].includes(worst[1]));
  if (form) {
    place.href = `#${sectionOf(form).id}`;
    place.textContent = sectionOf(form).querySelector("h3").textContent;
  }
  if (worst) news.textContent = place.hidden ? text : `${text} ${place.textContent}`;
  else if (news.textContent && !sending.size && !unsaved.size) news.textContent = text;
}

function mark(form, trouble) {
  if (trouble) troubles.set(form, trouble);
  else troubles.delete(form);
  sectionOf(form).classList.toggle("troubled", Boolean(trouble) && trouble !== "failed");
}

function later(form, pause) {
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => next(() => save(form)), pause));
}

// Posts a form. Who has signed in anew has another token: the forms here get it, and this one is sent once more.
async function send(url, body, options = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), LONGEST);
  const request = { ...options, method: "POST", body, signal: stop.signal };
  try {
    const answer = await fetch(url, request);
    if (answer.status !== 400) return answer;
    const token = (await pageOf(await fetch(words.url))).querySelector("[data-editor] [name=csrf_token]");
    if (!token) return answer;
    for (const field of document.querySelectorAll("[name=csrf_token]")) field.value = token.value;
    body.set("csrf_token", token.value);
    return await fetch(url, request);
  } finally {
    clearTimeout(timer);
  }
}

async function save(form, { isPressed = false, keepalive = false } = {}) {
  if (!form.isConnected || !(isPressed || unsaved.has(form))) return;
  const isAgain = unanswered.has(form);
  const body = unanswered.get(form) || new FormData(form);
  clearTimeout(timers.get(form));
  if (!isAgain) unsaved.delete(form);
  sending.add(form);
  tell();
  let trouble = "failed";
  try {
    const answer = await send(form.action, body, { headers: SCRIPTED, keepalive });
    trouble = answer.ok && !answer.redirected ? "" : TROUBLES[answer.status] || "failed";
    if (!trouble) await keep(form, await answer.json());
  } catch {
    // No answer, or none that we know: it may have arrived.
  }
  sending.delete(form);
  if (trouble === "failed") unanswered.set(form, body);
  else unanswered.delete(form);
  if (trouble) unsaved.add(form);
  mark(form, trouble);
  if (trouble === "failed") later(form, AGAIN);
  else if (!trouble && unsaved.has(form)) later(form, isAgain ? 0 : PAUSE);
  if (isPressed && (trouble === "wrong" || trouble === "changed")) return press(form);
  if (isPressed && !trouble) news.textContent = saved;
  tell();
}

async function keep(form, answer) {
  form.elements.seen.value = answer.seen;
  saved = answer.saved;
  const told = sectionOf(form).querySelector("[data-told] bdi");
  if (told) told.textContent = answer.told;
  for (const [need, isThere] of Object.entries(answer.needs)) {
    const line = root.querySelector(`[data-need="${need}"]`);
    if (!line) continue;
    line.classList.toggle("met", isThere);
    line.querySelector("span").textContent = isThere ? words.there : words.missing;
  }
  await follow(form);
}

// What offers this section's content is taken anew: at once where it is open, else when it is opened.
async function follow(form) {
  const followers = (form.dataset.followers || "").split(" ").filter((id) => document.getElementById(id));
  for (const id of followers) stale.add(id);
  if (followers.some((id) => document.getElementById(id).open)) await freshen();
}

async function freshen() {
  if (stale.size) await renew(await pageOf(await fetch(words.url)), [...stale]);
}

// Takes these parts of the page as another copy of it has them, but for those in which somebody is typing.
function renew(page, ids) {
  if (!page.querySelector("[data-editor]")) return false;
  for (const id of ids) {
    const [old, now] = [document.getElementById(id), page.getElementById(id)];
    if (!old || !now || [...unsaved, ...sending].some((form) => old.contains(form))) continue;
    const here = stale.has(id) && old.contains(document.activeElement) && document.activeElement;
    if (here && here.form) continue;
    const folds = [...now.querySelectorAll("details")];
    [...old.querySelectorAll("details")].forEach(({ open }, index) => open && folds[index] && (folds[index].open = true));
    if (old.open) now.open = true;
    old.replaceWith(now);
    stale.delete(id);
    if (here) now.querySelector(here.localName).focus();
  }
  return true;
}

// A button that shows the form again, or saves it with all that is to be said of it: the section takes its own place.
async function press(form, button) {
  const section = sectionOf(form);
  const isAgain = Boolean(button && button.name);
  const body = new FormData(form);
  if (isAgain) body.append(button.name, button.value);
  clearTimeout(timers.get(form));
  unsaved.delete(form);
  troubles.delete(form);
  const followers = (form.dataset.followers || "").split(" ");
  let trouble = "failed";
  try {
    const answer = await send(form.action, body);
    const isShown = answer.ok || answer.status === 409 || answer.status === 422;
    trouble = isShown ? "" : TROUBLES[answer.status] || "failed";
    const page = trouble || (await pageOf(answer));
    if (!trouble && !renew(page, [section.id, "needs", ...(isAgain ? [] : followers)])) trouble = "failed";
    if (!trouble && !isAgain) saved = page.querySelector("[data-status]").textContent;
  } catch {
    // No answer.
  }
  if (trouble) {
    unsaved.add(form);
    mark(form, trouble);
  } else settle(section, isAgain);
  tell();
}

// The section as it came back: where to go on, and what is still to be saved.
function settle(old, isAgain) {
  const section = document.getElementById(old.id);
  const [problem, focus] = [section.querySelector(".problem"), section.querySelector("[data-focus]")];
  const fields = focus && focus.matches(".row") && focus.querySelector("input:not([type=hidden]), textarea, select");
  const isElsewhere = document.activeElement !== document.body && !section.contains(document.activeElement);
  const target = fields || focus || section.querySelector(".part-end .button") || section;
  if (!isElsewhere) {
    unfold(target);
    target.focus();
  }
  const form = section.querySelector("form");
  if (!form) return;
  if (isAgain || problem) unsaved.add(form);
  if (isAgain && savesItself(form)) later(form, PAUSE);
  if (!isAgain && !problem) news.textContent = saved;
}

// How a text reads, beside it.
async function read(form) {
  const reading = form.querySelector("[data-reading]");
  const body = new FormData();
  body.append("csrf_token", form.elements.csrf_token.value);
  body.append("text", form.elements.text.value);
  body.append("language", reading.dataset.reading);
  const answer = await send(words.readUrl, body);
  if (!answer.ok || answer.redirected) return mark(form, TROUBLES[answer.status] || "failed");
  reading.replaceChildren(...(await pageOf(answer)).body.childNodes);
  reading.hidden = false;
  reading.tabIndex = -1;
  reading.focus();
}

// Saves what saves itself, now.
function flush(options) {
  for (const form of [...unsaved]) if (savesItself(form)) next(() => save(form, options));
  return queue;
}

root.addEventListener("submit", (event) => {
  const { target: form, submitter: button } = event;
  if (!("submitter" in event) || !sectionOf(form)) return;
  event.preventDefault();
  if (button && button.value === "read") next(() => read(form));
  else if (button && button.name) next(() => press(form, button));
  else if (savesItself(form)) next(() => save(form, { isPressed: true }));
  else if (sectionOf(form).querySelector("[data-keep]")) next(() => press(form));
  else {
    // What changes more than itself leads to a new page, once all else is saved.
    unsaved.delete(form);
    flush().then(() => form.submit());
  }
});

function noteTyping(form) {
  unsaved.add(form);
  if (savesItself(form)) later(form, PAUSE);
  tell();
}

root.addEventListener("input", ({ target: { form } }) => form && sectionOf(form) && noteTyping(form));

root.addEventListener("click", (event) => {
  const link = event.target.closest(".editor-bar a[href]:not([target]), [data-keep]");
  if (!link || link === place || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  if (!("keep" in link.dataset)) return void flush().then(() => location.assign(link.href));
  const section = link.closest("[data-section]");
  for (const form of section.querySelectorAll("form")) for (const forms of [unsaved, troubles, unanswered]) forms.delete(form);
  next(async () => {
    renew(await pageOf(await fetch(words.url)), [section.id]);
    settle(section, false);
    tell();
  });
});

// Opened, a section shows what is there by now.
root.addEventListener("toggle", ({ target }) => target.open && stale.has(target.id) && next(freshen), true);

// Somebody comes back, perhaps signed in anew; or goes, perhaps for good.
function retry() {
  for (const [form, trouble] of troubles) if (["failed", "signedOut"].includes(trouble)) later(form, 0);
}
addEventListener("focus", retry);
addEventListener("online", retry);
document.addEventListener("visibilitychange", () => document.hidden && flush({ keepalive: true }));
addEventListener("beforeunload", (event) => (unsaved.size || sending.size) && event.preventDefault());

// A link to a section leads into it, folded or not.
function unfold(part) {
  for (let one = part; one; one = one.parentElement) if ("open" in one) one.open = true;
}
function lead() {
  const part = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!part) return;
  unfold(part);
  part.scrollIntoView();
}
addEventListener("hashchange", lead);
lead();
const problem = root.querySelector("[data-focus]");
if (problem) problem.focus();

// On slow links people type before this is there: what they typed so far is to be saved as well.
function isAsSent(field) {
  if (!field.options) return field.value === field.defaultValue && field.checked === field.defaultChecked;
  const sent = [...field.options].find((one) => one.defaultSelected) || field.options[0];
  return !sent || sent.selected;
}
for (const form of root.querySelectorAll("[data-section] form")) {
  if (![...form.querySelectorAll("input, textarea, select")].every(isAsSent)) noteTyping(form);
}
