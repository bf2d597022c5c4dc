// The figures renew themselves: every 20 seconds or so, only while they are seen, more rarely when the server is tired.
// What is being read or has the keyboard stays as it is until the next time.
const board = document.querySelector("[data-figures-url]");
const status = document.querySelector("[data-figures-status]");
const stopped = document.querySelector("[data-stopped]");
// Where something is under way, sooner.
const PERIOD = 1000 * (board.dataset.period || 20);
const LONGEST = 16 * PERIOD;
const JITTER = 0.4;
const SAY_AGAIN = 60000;
let period = PERIOD;
let due = 0;
let timer = 0;
let tag = "";
let saidAt = 0;
let saying = 0;
let failures = 0;
let isOver = false;

// At most once a minute: a screen reader reads whatever is written here. What comes earlier waits for the next.
function say(words) {
  clearTimeout(saying);
  if (!words || status.textContent === words) return;
  const early = saidAt + SAY_AGAIN - Date.now();
  if (early > 0) {
    saying = setTimeout(say, early, words);
    return;
  }
  saidAt = Date.now();
  status.textContent = words;
}

// Old figures look like new ones: somebody has to say so, once, and at once.
function tellWhetherStopped(isStopped) {
  if (stopped.hidden !== isStopped) return;
  stopped.hidden = !isStopped;
  const words = stopped.firstElementChild.textContent;
  if (isStopped) {
    saidAt = 0;
    say(words);
  } else if (status.textContent === words) status.textContent = "";
}

function isInUse(part) {
  const chosen = getSelection();
  const isChosen = !chosen.isCollapsed && part.contains(chosen.anchorNode);
  return isChosen || part.contains(document.activeElement);
}

function put(part) {
  const there = board.querySelector(`[data-part="${part.dataset.part}"]`);
  if (!there || there.innerHTML === part.innerHTML) return true;
  if (isInUse(there)) return false;
  const places = [...there.querySelectorAll(".table")].map((table) => [table.scrollLeft, table.scrollTop]);
  there.replaceChildren(...part.childNodes);
  // To the left of a page in Arabic is less than nothing, which is kept as it is.
  [...there.querySelectorAll(".table")].forEach((table, number) => table.scrollTo(...(places[number] || [0, 0])));
  return true;
}

function show(page) {
  const fresh = new DOMParser().parseFromString(page, "text/html");
  say((fresh.querySelector("[data-said]") || { dataset: {} }).dataset.said);
  const isComplete = [...fresh.querySelectorAll("[data-part]")].map(put).every(Boolean);
  isOver = isComplete && Boolean(fresh.querySelector("[data-over]"));
  return isComplete;
}

// False where there is no use in asking again: signed out, or not on this team any more.
async function look() {
  const headers = tag ? { "If-None-Match": tag } : {};
  const answer = await fetch(board.dataset.figuresUrl, { headers, redirect: "manual" });
  if (answer.status === 304) return true;
  if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) return false;
  if (!answer.ok) throw new Error(answer.status);
  const isComplete = show(await answer.text());
  tag = isComplete ? answer.headers.get("ETag") || "" : "";
  return true;
}

async function renew() {
  // Not while this one is under way, nor after there is no use in it.
  due = 0;
  try {
    if (!(await look())) {
      tellWhetherStopped(true);
      return;
    }
    period = PERIOD;
    failures = 0;
    tellWhetherStopped(false);
    if (isOver) return;
  } catch {
    period = Math.min(period * 2, LONGEST);
    failures += 1;
    if (failures > 1) tellWhetherStopped(true);
  }
  rest();
}

function rest() {
  due = Date.now() + period * (1 + Math.random() * JITTER);
  wait();
}

// Who comes back after a long time sees the newest figures at once.
function wait() {
  clearTimeout(timer);
  if (!document.hidden && due) timer = setTimeout(renew, Math.max(0, due - Date.now()));
}

document.addEventListener("visibilitychange", wait);
rest();
