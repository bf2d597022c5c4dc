// Passkeys: the browser asks for finger, face or code, and its answer goes with the form. Without a script, or where
// the browser knows no passkeys, the button stays away and all else works.
const form = document.querySelector("form[data-passkey]");
const find = (name) => document.querySelector(`[data-passkey-${name}]`);
const isNew = form.dataset.passkey === "add";
const Key = window.PublicKeyCredential;
const read = Key && (isNew ? Key.parseCreationOptionsFromJSON : Key.parseRequestOptionsFromJSON);
let asking = null;

async function ask(mediation) {
  // A browser asks for one at a time: the button takes over from what waits in the field.
  if (asking) asking.abort();
  asking = new AbortController();
  const signal = asking.signal;
  try {
    const publicKey = read.call(Key, JSON.parse(form.dataset.options));
    const wanted = isNew ? { publicKey, signal } : { publicKey, signal, mediation };
    const found = await navigator.credentials[isNew ? "create" : "get"](wanted);
    find("answer").value = JSON.stringify(found);
    form.submit();
  } catch {
    if (mediation !== "conditional") find("failed").hidden = false;
  }
}

// A passkey belongs to a name: an address of digits has none.
if (read && /[a-z]/i.test(location.hostname)) {
  find("offer").hidden = false;
  if (find("less")) find("less").hidden = true;
  find("button").addEventListener("click", (event) => {
    // Enter in a password field presses the first button of the form: whoever typed one means the password.
    const typedIn = document.activeElement;
    if (typedIn && typedIn.type === "password" && typedIn.value) return;
    event.preventDefault();
    find("failed").hidden = true;
    // No device keeps a passkey for a form that will come back.
    if (!form.reportValidity()) return;
    ask("optional");
  });
  // Where the browser can, it offers the passkey among what it knows for the field.
  if ("conditional" in form.dataset && Key.isConditionalMediationAvailable) {
    Key.isConditionalMediationAvailable().then((can) => can && ask("conditional"));
  }
}
