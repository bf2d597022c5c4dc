// What a page can do with a script: the count moves, hours are told in the reader's own time, words are copied at a
// press. In one file, for each is a request.
const language = document.documentElement.lang;

// The count is renewed in place: every 10 seconds or so (or as the page asks), only while it is seen, more rarely when
// the server is tired.
const source = document.querySelector("[data-count-url]");
const format = new Intl.NumberFormat(`${language}-u-nu-latn`);
const shown = { number: "count", goal: "goal", as_of: "as_of", percent: "percent" };
const PERIOD = 1000 * ((source && source.dataset.countEvery) || 10);
const LONGEST = 16 * PERIOD;
const JITTER = 0.4;
const inView = new Set();
let period = PERIOD;
let due = 0;
let timer = 0;

function show(count) {
  for (const [name, key] of Object.entries(shown)) {
    const value = count[key];
    if (value === undefined || value === null) continue;
    for (const element of document.querySelectorAll(`[data-count="${name}"]`)) {
      if (name === "percent") element.value = value;
      else element.textContent = typeof value === "number" ? format.format(value) : value;
    }
  }
}

async function look() {
  try {
    const answer = await fetch(source.dataset.countUrl, { credentials: "omit" });
    if (!answer.ok) throw new Error(answer.status);
    show(await answer.json());
    period = PERIOD;
  } catch {
    period = Math.min(period * 2, LONGEST);
  }
  rest();
}

function rest() {
  due = Date.now() + period * (1 + Math.random() * JITTER);
  wait();
}

// Who comes back after a long time sees the newest number at once.
function wait() {
  clearTimeout(timer);
  if (!document.hidden && inView.size) timer = setTimeout(look, Math.max(0, due - Date.now()));
}

if (source) {
  const observer = new IntersectionObserver((changes) => {
    for (const { target, isIntersecting } of changes) inView[isIntersecting ? "add" : "delete"](target);
    wait();
  });
  for (const number of document.querySelectorAll('[data-count="number"]')) observer.observe(number);
  document.addEventListener("visibilitychange", wait);
  rest();
}

// An English page writes its days as the rest of it does: 27 November, not November 27.
const locale = `${language === "en" ? "en-GB" : language}-u-nu-latn`;
const calendar = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" });
const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
for (const time of document.querySelectorAll("[data-your-time]")) {
  const at = new Date(time.dateTime);
  const words = time.dataset.yourTime;
  time.textContent = words.replace("{day}", calendar.format(at)).replace("{time}", clock.format(at));
  time.closest("[hidden]").hidden = false;
}

if (navigator.clipboard) {
  for (const place of document.querySelectorAll("[data-copy]")) {
    const words = place.querySelector("textarea, input, p");
    const button = place.querySelector("button");
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(words.value || words.textContent);
      button.textContent = button.dataset.done;
    });
  }
}

// That the page is read: a number more, and nothing about the reader. Once it was looked at for some seconds, so that it
// is in nobody's way.
const opened = document.querySelector("[data-opened-url]");
let isTold = !opened || !navigator.sendBeacon;

function tell() {
  if (!isTold && !document.hidden) isTold = navigator.sendBeacon(opened.dataset.openedUrl);
}

// A page that was opened behind another is looked at only once that one is left.
function whenSeen() {
  if (document.hidden) return;
  document.removeEventListener("visibilitychange", whenSeen);
  setTimeout(() => {
    tell();
    document.addEventListener("visibilitychange", tell);
  }, 3000);
}

document.addEventListener("visibilitychange", whenSeen);
whenSeen();

// Whoever came by a link with a code and reads on in another language still came by it.
const code = new URLSearchParams(location.search).get("ref");
for (const link of document.querySelectorAll("a[hreflang]")) if (code && link.search === "") link.search = `ref=${code}`;

// What a browser works for the form begins when somebody touches it: most who come only read.
const signing = document.querySelector("form[data-challenge]");
if (signing) signing.addEventListener("focusin", () => import("./challenge.js").catch(() => {}), { once: true });
