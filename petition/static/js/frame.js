// A counter in a frame of another site: says to the page around it that it is there, and how high it wants to be.
const box = document.querySelector("main");

function tell() {
  parent.postMessage({ type: "petition-counter", height: box.scrollHeight + 2 }, "*");
}

// A module may run before the style sheets are there: measured then, the height would be of another page.
if (parent !== window) {
  addEventListener("resize", tell);
  if (document.readyState === "complete") tell();
  else addEventListener("load", tell);
}
