// A petition's page: the count moves, hours are told in the reader's own time, words can be copied at a press.
const language = document.documentElement.lang;
const source = document.querySelector("[data-count-url]");
const format = new Intl.NumberFormat(`${language}-u-nu-latn`);
const shown = { number: "count", goal: "goal", as_of: "as_of", percent: "percent" };
const PERIOD = 10000;
const LONGEST = 160000;
let period = PERIOD;
let timer = 0;

// The count is renewed in place: about every 10 seconds, only while the page is seen, more rarely when the server is
// tired.
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
  wait();
}

function wait() {
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(look, period * (0.8 + Math.random() * 0.4));
}

if (source) {
  document.addEventListener("visibilitychange", wait);
  wait();
}

// An English page writes its days as the rest of it does: 27 November, not November 27.
const locale = `${language === "en" ? "en-GB" : language}-u-nu-latn`;
const moment = { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const clock = new Intl.DateTimeFormat(locale, moment);
for (const time of document.querySelectorAll("[data-your-time]")) {
  time.textContent = clock.format(new Date(time.dateTime));
  time.closest("[hidden]").hidden = false;
}

if (navigator.clipboard) {
  for (const words of document.querySelectorAll("[data-copy]")) {
    const button = words.querySelector("button");
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(words.querySelector("p").textContent);
      button.textContent = button.dataset.done;
    });
  }
}
