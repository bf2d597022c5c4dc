// A browser works a little for its form (ALTCHA v2). If it cannot, the form goes.
const form = document.querySelector("form[data-challenge]");
const button = form.querySelector("button");
const status = form.querySelector("[role=status]");
const { subtle } = crypto;
let freshUntil = 0;
let work;

const bytes = (text) => Uint8Array.from(text.match(/../g), (two) => `0x${two}`);
const hex = (buffer) => Array.from(new Uint8Array(buffer), (one) => (one + 256).toString(16).slice(1)).join("");

async function solve() {
  const challenge = await (await fetch(form.dataset.challenge)).json();
  const { cost, data, expiresAt, keyLength, keyPrefix, nonce, salt } = challenge.parameters;
  // A third of its time (see services/ladder.py); this clock may be wrong.
  const until = Date.now() + (expiresAt - data.issued) * 300;
  const way = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: cost };
  const password = new DataView(bytes(`${nonce}00000000`).buffer);
  let derivedKey = "";
  let counter = -1;
  while (!derivedKey.startsWith(keyPrefix)) {
    password.setUint32(16, ++counter);
    const key = await subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    derivedKey = hex(await subtle.deriveBits(way, key, 8 * keyLength));
  }
  form.elements.altcha.value = btoa(JSON.stringify({ challenge, solution: { counter, derivedKey } }));
  freshUntil = until;
}

function begin() {
  if (!work && Date.now() > freshUntil) work = solve().catch(() => {}).then(() => (work = null));
  return work;
}

function say(words) {
  status.textContent = words;
  button.setAttribute("aria-busy", words > "");
}

async function send(event) {
  if (!begin()) return;
  event.preventDefault();
  if (status.textContent) return;
  say(form.dataset.wait);
  await Promise.race([work, new Promise((over) => setTimeout(over, 3000))]);
  say("");
  form.submit();
}

if (subtle) {
  form.onchange = begin;
  form.onsubmit = send;
  // Who comes back needs another.
  window.onpagehide = () => (freshUntil = 0);
  begin();
}
