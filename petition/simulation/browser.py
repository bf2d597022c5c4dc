"""What opens pages and sends forms over a socket: a browser with its own network and cookies, or what passes for it."""

import json
from dataclasses import dataclass
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import altcha

from petition.services.challenges import Effort
from petition.services.identity import Identity

TIMEOUT_SECONDS = 60
OK, SEE_OTHER = 200, 303


@dataclass(frozen=True)
class Work:
    """A challenge that was solved: how much it asked for, and what the form carries."""

    effort: Effort
    solution: str


@dataclass(frozen=True)
class Form:
    """The sign form of a page: where that is, and what it carries that nobody sees."""

    page: str
    hidden: dict[str, str]


class HiddenFields(HTMLParser):
    """What a form carries that nobody sees; of the form with such an action."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self._action = action
        self._is_inside = False
        self.values: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._is_inside = given.get("action", "").endswith(self._action)
        elif self._is_inside and tag == "input" and given.get("type") == "hidden" and "name" in given:
            self.values[given["name"]] = given.get("value", "")


class Browser:
    """One visitor. A proxy in front of the site would say from which `network`."""

    def __init__(self, port: int, network: str) -> None:
        self._port = port
        self._network = network
        self._cookies: dict[str, str] = {}

    def sign_form(self, page: str) -> Form:
        """Open a petition's page."""
        fields = HiddenFields("/sign")
        fields.feed(self._ask("GET", page)[1])
        return Form(page, fields.values)

    def work(self, page: str) -> Work | None:
        """Fetch a challenge for the form of this page and solve it, as the page's script does; None if told to wait."""
        status, given = self._ask("GET", f"{page}/challenge")
        if status != OK:
            return None
        challenge = altcha.Challenge.from_dict(json.loads(given))
        solution = altcha.solve_challenge(challenge)
        if solution is None:
            raise RuntimeError("a challenge was not solved in time")
        effort = Effort((challenge.parameters.data or {})["effort"])
        return Work(effort, altcha.Payload(challenge, solution).to_base64())

    def sign(self, form: Form, signer: Identity, work: Work | None) -> int:
        """Send the form as this signer filled it in, with the work that was done for it: the status of the answer."""
        typed = words(signer) | {"mail": signer.address, "country": signer.country or ""}
        brought = {"altcha": work.solution} if work else {}
        return self._ask("POST", f"{form.page}/sign", form.hidden | typed | brought)[0]

    def confirm(self, path: str, signer: Identity) -> bool:
        """Press the button behind a mailed link, with the form as it stands there: whether that was taken."""
        return self._ask("POST", path, words(signer))[0] == SEE_OTHER

    def _ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT_SECONDS)
        headers = {"X-Forwarded-For": self._network, "Connection": "close"}
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        try:
            connection.request(method, path, None if form is None else urlencode(form), headers)
            answer = connection.getresponse()
            self._keep_cookies(answer)
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def _keep_cookies(self, answer: HTTPResponse) -> None:
        for line in answer.headers.get_all("Set-Cookie") or []:
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}


def words(signer: Identity) -> dict[str, str]:
    """The fields that both forms have, filled in."""
    typed = {
        "name": signer.name,
        "comment": signer.comment,
        "give_name_to": signer.give_name_to.value,
        "public_name_style": signer.name_style,
    }
    return typed | ({"comment_public": "y"} if signer.comment_is_public else {})
