// The way out: what is shown goes at once, and the page after this one takes its place in the browser's history.
const link = document.querySelector("[data-leave]");
const PRESSES = 3;
const PAUSE = 1500;
let presses = 0;
let last = 0;

function leave() {
  document.title = link.hostname;
  document.body.hidden = true;
  location.replace(link.href);
}

link.addEventListener("click", (event) => {
  event.preventDefault();
  leave();
});

document.addEventListener("keydown", (event) => {
  // Held down, it is pressed once: whoever types a name in capitals must not lose it.
  if (event.repeat) return;
  const now = Date.now();
  presses = event.key === "Shift" && now - last < PAUSE ? presses + 1 : Number(event.key === "Shift");
  last = now;
  if (presses === PRESSES) leave();
});
