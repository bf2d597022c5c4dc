"""What a challenge costs: the browser that solves it, the site that makes and checks it, and whoever solves many.

    python -m bench.challenge [--rounds 9]

The script of the sign form solves challenges in headless Chromium, as fast as this machine is and with its processor
slowed down six times. Chromium slows the page's own thread alone, while keys are derived on another; so the same work
is also done natively in one thread, and told six times as long: what it would take where everything is so slow.
"""

import argparse
import hashlib
import json
import statistics
import time
from collections.abc import Callable

import altcha
from playwright.sync_api import Browser, Route, sync_playwright

from petition import ROOT
from petition.services.challenges import ALGORITHM, COST, COUNTERS, LIFE, Effort
from tests.servers import chromium_path

SLOWER = 6
# Browsers have what is needed on https, and here.
PLACE = "http://localhost/"
PAGE = '<form data-challenge="challenge"><input name="altcha"><button>Sign</button><p role="status"></p></form>'
# From the first touch until it is solved, and the longest that anything typed would have waited; milliseconds.
SOLVE = """async () => {
  const field = document.querySelector("[name=altcha]");
  const began = performance.now();
  let [last, longest] = [began, 0];
  import("/challenge.js");
  while (!field.value) {
    await new Promise((later) => setTimeout(later, 1));
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }
  return [last - began, longest];
}"""


def challenge(counter: int) -> altcha.Challenge:
    """One that is solved by this counter."""
    now = int(time.time())
    return altcha.create_challenge(
        ALGORITHM,
        COST,
        counter=counter,
        expires_at=now + int(LIFE.total_seconds()),
        data={"issued": now},
        hmac_secret="a",
        hmac_key_secret="b",
    )


def seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def answered(route: Route, counter: int) -> None:
    """The page, the script and the challenge, without a server."""
    asked = route.request.url.removeprefix(PLACE)
    if asked == "challenge.js":
        route.fulfill(path=ROOT / "petition/static/js/challenge.js", content_type="text/javascript")
    elif asked == "challenge":
        route.fulfill(body=json.dumps(challenge(counter).to_dict()), content_type="application/json")
    else:
        route.fulfill(body=PAGE, content_type="text/html")


def in_browser(browser: Browser, *, counter: int, slower: int) -> tuple[float, float]:
    """Until it is solved, and the longest wait of the page's own thread; milliseconds."""
    page = browser.new_page()
    page.route("**/*", lambda route: answered(route, counter))
    page.goto(PLACE)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    until, longest = page.evaluate(SOLVE)
    page.close()
    return until, longest


def of_browser(browser: Browser, effort: Effort, *, slower: int, rounds: int) -> dict[str, float]:
    """Medians; of counters that are spread as those that are given out, and of the last one."""
    spread = [COUNTERS[effort] * (2 * number + 1) // (2 * rounds) for number in range(rounds)]
    usual = [in_browser(browser, counter=counter, slower=slower) for counter in spread]
    last = [in_browser(browser, counter=COUNTERS[effort] - 1, slower=slower)[0] for _ in range(rounds)]
    return {
        "solved, s": round(statistics.median(until for until, _longest in usual) / 1000, 2),
        "the last counter, s": round(statistics.median(last) / 1000, 2),
        "longest wait of what is typed, ms": round(max(longest for _until, longest in usual)),
    }


def of_one_thread(rounds: int) -> dict[str, object]:
    """Natively, as whoever wants to sign many times would do it."""
    one = statistics.median(
        seconds(lambda: hashlib.pbkdf2_hmac("sha256", b"a" * 20, b"b" * 16, COST)) for _ in range(rounds * 20)
    )
    tries = {effort: (count + 1) / 2 for effort, count in COUNTERS.items()}
    return {
        "rounds of PBKDF2 a second": round(COST / one),
        **{f"solved ({effort}), s": round(one * tries[effort], 3) for effort in Effort},
        **{f"solved ({effort}), {SLOWER} times slower, s": round(SLOWER * one * tries[effort], 2) for effort in Effort},
        **{
            f"the last counter ({effort}), {SLOWER} times slower, s": round(SLOWER * one * COUNTERS[effort], 2)
            for effort in Effort
        },
    }


def of_the_site(rounds: int) -> dict[str, float]:
    given = challenge(7)
    solution = altcha.solve_challenge(given)
    assert solution
    payload = altcha.Payload(given, solution).to_base64()
    made = [seconds(lambda: challenge(7)) for _ in range(rounds * 10)]
    checked = [seconds(lambda: altcha.verify_solution(payload, "a", hmac_key_secret="b")) for _ in range(rounds * 10)]
    return {
        "made, ms": round(1000 * statistics.median(made), 2),
        "checked, ms": round(1000 * statistics.median(checked), 2),
        "characters sent": len(payload),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    rounds: int = parser.parse_args().rounds
    figures: dict[str, object] = {"site": of_the_site(rounds), "one thread": of_one_thread(rounds)}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        for effort in Effort:
            for slower in (1, SLOWER):
                name = f"Chromium ({effort}){f', {slower} times slower' if slower > 1 else ''}"
                figures[name] = of_browser(browser, effort, slower=slower, rounds=rounds)
        browser.close()
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
