"""One address in every form that mails strangers, so many times: what arrives, and whether its owner still signs.

    python -m bench.mail_bombing [--times 1000]

Starts `flask petition serve` with a real mail server beside it. Attackers, each in a network of their own, fill in all
forms with one address, in ever other words. Then its owner signs, opens the link at the foot of a mail on another
device, and confirms there what they sent.
"""

import argparse
import http.cookiejar
import itertools
import json
import re
import tempfile
import time
import urllib.parse
import urllib.request
from collections import Counter
from html import unescape
from pathlib import Path

import config
from petition import create_app
from petition.extensions import db
from petition.models.petition import Joining
from petition.services import petitions, policy
from tests.faults.preparing import SLUG, prepared_site, visited
from tests.faults.running import RunningSite, wait_until
from tests.joining import TYPED
from tests.making import make_petition
from tests.reading import Forms
from tests.servers import SmtpSink, smtp_sink

VICTIM, OWNER = "victim@example.org", "Rima Haddad"
PAGE, OTHER = f"/en/petitions/{SLUG}", "another-ward"
# The page of each form, what its action ends in, and what is typed besides the address; {n} differs each time.
FORMS = {
    "sign": (PAGE, "/sign", {"name": "Somebody {n}"}),
    "sign another one": (f"/en/petitions/{OTHER}", "/sign", {"name": "Somebody {n}"}),
    "join": (f"{PAGE}/join", "/join", {**TYPED, "organisation_en": "Somebody {n}"}),
    "ask for links": ("/en/signature", "/signature", {}),
    "ask for an account": ("/en/account/register", "/register", {}),
    "ask for a password": ("/en/account/forgotten", "/forgotten", {}),
}
FOOT = re.compile(r"https?://[^/\s]+(/\S*/mails/\S+)")
SECONDS = 120


class Browser:
    """One that keeps cookies."""

    numbers = itertools.count(1)

    def __init__(self, site: RunningSite) -> None:
        number = next(self.numbers)
        self._site = f"http://{site.address}:{site.port}"
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        # In a neighbourhood of its own: so many from one would be held.
        network = f"10.{number & 255}.{number >> 8 & 255}.{number >> 16 & 255}"
        self._opener.addheaders = [("X-Forwarded-For", network)]

    def get(self, path: str) -> str:
        with self._opener.open(self._site + path) as answer:
            return str(answer.read().decode())

    def send(self, path: str, action: str, typed: dict[str, str]) -> str:
        """Open a page, fill in its form, send it; the page it leads to. Raises HTTPError where it is refused."""
        form = Forms(self.get(path), action).values | typed
        return self.post(path if path.endswith(action) else path + action, form)

    def post(self, target: str, typed: dict[str, str]) -> str:
        """Send what is typed; the page it leads to. Raises HTTPError where it is refused."""
        with self._opener.open(self._site + target, urllib.parse.urlencode(typed).encode()) as answer:
            return str(answer.read().decode())


def prepare(folder: Path, mail_url: str) -> RunningSite:
    site = prepared_site(folder, MAIL_URL=mail_url)
    with visited(create_app(config.load(site.environment))):
        db.open_for_writing()
        make_petition(OTHER)
        ward = petitions.by_slug(SLUG)
        assert ward is not None
        ward.joining = Joining.EVERYONE
        policy.decide("accounts.registration", "open")
        # So many forms of one small domain hold their owner's, too, until the team has looked at it (docs/abuse.md).
        policy.decide("ladder.domain", "none none none")
        db.session.commit()
    return site


def attack(site: RunningSite, times: int) -> Counter[str]:
    """How often each form was taken."""
    taken: Counter[str] = Counter()
    for number in range(times):
        for name, (path, action, fields) in FORMS.items():
            typed = {field: text.format(n=number) for field, text in fields.items()}
            Browser(site).send(path, action, typed | {"mail": VICTIM})
            taken[name] += 1
    return taken


def waiting_line(page: str) -> str:
    """The address of the owner's own form, among all that waits."""
    lines = re.findall(r'<li><a href="([^"]+)">.*?<bdi>([^<]*)</bdi> ·', page, re.DOTALL)
    return next((unescape(url) for url, name in lines if name == OWNER), "")


def sign_as_owner(site: RunningSite, newest: str) -> dict[str, object]:
    """Sign here, confirm on another device by the newest mail there is."""
    Browser(site).send(PAGE, "/sign", {"name": OWNER, "mail": VICTIM})
    foot = FOOT.search(newest)
    assert foot is not None
    device = Browser(site)
    # Until the worker has seen that its mail may not go.
    wait_until(lambda: bool(waiting_line(device.get(foot[1]))), SECONDS, pause=1)
    started = time.perf_counter()
    line = waiting_line(device.get(foot[1]))
    took = time.perf_counter() - started
    page = device.send(line, line.rpartition("/")[2], {})
    return {"the page of what waits, ms": round(took * 1000, 1), "owner is counted": "You are counted" in page}


def text_of(sink: SmtpSink) -> str:
    part = sink.messages[-1].get_body(preferencelist=("plain",))
    assert part is not None
    return str(part.get_content())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=1000, help="each form is filled in")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="countersign-bench-") as folder, smtp_sink() as sink:
        site = prepare(Path(folder) / "site", f"{sink.url}?starttls=off")
        site.start()
        try:
            started = time.perf_counter()
            taken = attack(site, options.times)
            seconds = time.perf_counter() - started
            sink.wait_for(3, timeout=SECONDS)
            owner = sign_as_owner(site, text_of(sink))
        finally:
            site.end()
    print(json.dumps({"taken": taken, "seconds": round(seconds, 1), "mails": len(sink.messages), **owner}, indent=1))


if __name__ == "__main__":
    main()
