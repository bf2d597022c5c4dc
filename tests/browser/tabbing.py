"""Going through a page by Tab alone: where it stops, in which order, and whether that is seen."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

# What can be pressed or typed into, as a reader sees it; of radio buttons of one name Tab stops at one.
BEGIN = """() => {
  const found = [...document.querySelectorAll("a[href], button, input, select, textarea, details > summary")].filter(
    (one) => one.type !== "hidden" && !one.matches(":disabled") && !one.closest("[aria-hidden=true], [inert]") &&
      one.checkVisibility({visibilityProperty: true}));
  const groups = new Map();
  const stopOf = (one) => {
    if (one.type !== "radio") return one;
    const group = `${found.map((other) => other.form).indexOf(one.form)} ${one.name}`;
    if (!groups.has(group)) groups.set(group, one);
    return groups.get(group);
  };
  const looks = (one) => {
    const style = getComputedStyle(one);
    const outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 ? style.outlineColor : "";
    return `${outline} ${style.boxShadow}`;
  };
  const all = [...new Set(found.map(stopOf))];
  const before = new Map(found.map((one) => [one, looks(one)]));
  const start = document.createElement("span");
  start.tabIndex = -1;
  document.body.prepend(start);
  start.focus();
  const walk = window.walk = {all, stops: [], unseen: [], start};
  document.addEventListener("focusin", walk.note = ({target}) => {
    start.remove();
    if (!before.has(target)) return;
    const stop = stopOf(target);
    if (!walk.stops.includes(stop)) walk.stops.push(stop);
    if (looks(target) === before.get(target)) walk.unseen.push(target);
  });
  return all.length;
}"""
IS_THROUGH = "() => window.walk.stops.length === window.walk.all.length"
# One also stops at each part of a date, at what can be scrolled, and in a frame, which has a page of its own.
MOST_BETWEEN = 60
END = """() => {
  const {all, stops, unseen, note, start} = window.walk;
  document.removeEventListener("focusin", note);
  start.remove();
  const said = (one) => one.outerHTML.slice(0, 120);
  const reached = all.filter((one) => stops.includes(one));
  return {
    number: all.length,
    missed: all.filter((one) => !stops.includes(one)).map(said),
    displaced: stops.filter((one, place) => one !== reached[place]).map(said),
    unseen: unseen.map(said),
  };
}"""


@dataclass(frozen=True)
class Walk:
    """How many stops there should be, and what was not reached, not in its turn, or not seen to have the focus."""

    number: int
    missed: list[str]
    displaced: list[str]
    unseen: list[str]


def walked(page: Page) -> Walk:
    """Press Tab from the beginning of the page to its end, and let it go there."""
    presses: int = page.evaluate(BEGIN)
    for number in range(presses + MOST_BETWEEN):
        if number >= presses and page.evaluate(IS_THROUGH):
            break
        # The key stays down: letting it go leads nowhere, and has the page drawn once more.
        page.keyboard.down("Tab")
    page.keyboard.up("Tab")
    found: dict[str, Any] = page.evaluate(END)
    return Walk(**found)
