// Shows the ways of sharing that only a script can offer: the device's own sheet, the clipboard, a Mastodon server.
const box = document.querySelector("[data-share]");

function offer(button, action) {
  button.parentElement.hidden = false;
  button.addEventListener("click", action);
}

if (box) {
  const { url, title, text } = box.dataset;
  const native = box.querySelector("[data-share-native]");
  const copy = box.querySelector("[data-share-copy]");
  const mastodon = box.querySelector("[data-share-mastodon]");

  // Whoever closes the sheet has chosen not to share: no error.
  if (navigator.share) offer(native, () => navigator.share({ url, title, text }).catch(() => {}));

  if (navigator.clipboard) {
    offer(copy, async () => {
      await navigator.clipboard.writeText(url);
      copy.textContent = copy.dataset.done;
    });
  }

  mastodon.hidden = false;
  mastodon.addEventListener("submit", (event) => {
    const server = mastodon.elements.server.value.trim().replace(/^https?:\/\/|\/.*$/g, "").replace(/^.*@/, "");
    event.preventDefault();
    if (server) location.href = `https://${server}/share?text=${encodeURIComponent(`${text} ${url}`)}`;
    else mastodon.elements.server.focus();
  });
}
