// Renews the count in place: about every 10 seconds, only while the page is seen, more rarely when the server is tired.
const source = document.querySelector("[data-count-url]");
const format = new Intl.NumberFormat(document.documentElement.lang + "-u-nu-latn");
const shown = { number: "count", goal: "goal", as_of: "as_of", percent: "percent" };
const PERIOD = 10000;
const LONGEST = 160000;
let period = PERIOD;
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
