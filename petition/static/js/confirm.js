// One click for most: in the browser that signed, the page that is looked at presses its own button, once.
const form = document.querySelector("form[data-submit-itself]");
const soon = document.querySelector("[data-soon]");
const PAUSE = 2000;
const TRIES = 8;

function submitOnce() {
  if (document.hidden) return;
  document.removeEventListener("visibilitychange", submitOnce);
  form.submit();
}

// The signer's own number is known a moment after the signature is counted.
async function lookForNumber(tries) {
  if (!tries || soon.querySelector("[data-soon-done]")) return;
  await new Promise((resolve) => setTimeout(resolve, PAUSE));
  try {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const number = page.querySelector("[data-soon-done]");
    if (number) {
      soon.textContent = "";
      soon.append(number);
      return;
    }
  } catch {
    // Offline: the link "Look again" remains.
  }
  lookForNumber(tries - 1);
}

if (form) {
  document.addEventListener("visibilitychange", submitOnce);
  submitOnce();
}
if (soon) lookForNumber(TRIES);
