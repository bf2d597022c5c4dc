// While the database is away: sends the form again by itself, ever more rarely, until it is taken or somebody changes
// it. Everything stays in this page, whatever answers: nothing is stored, and an error of a proxy takes nothing away.
const form = document.querySelector("form[data-again]");
const countdown = document.querySelector("[data-countdown]");
const status = document.querySelector("[role=status]");
const words = form.dataset;
const AWAY = [429, 502, 503, 504];
const LONGEST = 300;
const JITTER = 0.4;
const format = Intl.RelativeTimeFormat && new Intl.RelativeTimeFormat(`${document.documentElement.lang}-u-nu-latn`);
let pause = Number(words.wait);
let tries = 50;
let due = 0;
let timer = 0;
let isSending = false;
let isWanted = true;

function say(text) {
  countdown.textContent = status.textContent = text;
}

function soon(seconds) {
  const time = seconds < 100 ? [seconds, "second"] : [Math.round(seconds / 60), "minute"];
  return words.soon.replace("{time}", format ? format.format(...time) : words.moment);
}

// By the clock: in a tab that nobody looks at, a second may take a minute.
function tick() {
  const left = Math.ceil((due - Date.now()) / 1000);
  if (left > 0) countdown.textContent = soon(left);
  else send();
}

function rest(seconds) {
  const left = Math.round(seconds * (1 + Math.random() * JITTER));
  due = Date.now() + left * 1000;
  say(soon(left));
  timer = setInterval(tick, 1000);
}

function stop() {
  clearInterval(timer);
  isWanted = false;
  if (!isSending) say(words.waiting);
}

async function send() {
  clearInterval(timer);
  if (isSending) return;
  isSending = true;
  say(words.sending);
  let asked = 0;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    // Taken: what comes next has an address of its own.
    if (answer.redirected) return location.replace(answer.url);
    if (!AWAY.includes(answer.status)) return show(await answer.text());
    asked = Number(answer.headers.get("Retry-After"));
  } catch {
    // No answer is the same as one that says "later".
  }
  isSending = false;
  tries -= 1;
  pause = Math.min(pause * 2, LONGEST);
  if (isWanted && tries > 0) rest(Math.max(pause, asked));
  else stop();
}

// Any other answer takes the place of this page, as it would have without a script, and begins with what is wrong.
function show(page) {
  document.documentElement.replaceWith(new DOMParser().parseFromString(page, "text/html").documentElement);
  (document.querySelector("[data-focus]") || document.querySelector("main")).focus();
}

countdown.setAttribute("aria-hidden", "true");
form.addEventListener("input", stop);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  isWanted = true;
  send();
});
rest(pause);
