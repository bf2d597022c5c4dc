// Leads keyboard and screen reader to what went wrong.
const problem = document.querySelector("[data-focus]");
if (problem) problem.focus();
