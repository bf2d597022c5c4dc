// Leads keyboard and screen reader to what went wrong.
const problem = document.querySelector("[data-focus]");
if (problem) problem.focus();

// As in page.js.
const signing = document.querySelector("form[data-challenge]");
if (signing) signing.addEventListener("focusin", () => import("./challenge.js").catch(() => {}), { once: true });
