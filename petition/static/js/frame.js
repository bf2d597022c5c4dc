// A counter in a frame of another site: says to the page around it that it is there, and how high it wants to be.
const box = document.querySelector("main");

function tell() {
  parent.postMessage({ type: "petition-counter", height: box.scrollHeight + 2 }, "*");
}

if (parent !== window) {
  addEventListener("resize", tell);
  tell();
}
