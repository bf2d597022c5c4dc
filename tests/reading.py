"""Reading what the site sent: mails in its folder, forms on its pages."""

import html
import re
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from petition.backends.mail import FolderMailer
from petition.worker import Worker

LINK = re.compile(r"https?://[^\s\"<>]+")
FORM = re.compile(r"(<form\b[^>]*>).*?</form>", re.DOTALL)


class Mails:
    """The mail folder, newest first. Looking into it lets the worker finish first."""

    def __init__(self, folder: Path, worker: Worker) -> None:
        self._folder = FolderMailer(folder)
        self._worker = worker

    def all(self) -> list[EmailMessage]:
        self._worker.run_all()
        return [self._folder.read(name) for name in self._folder.names(10_000)]

    def names(self) -> list[str]:
        return self._folder.names(10_000)

    def newest(self) -> EmailMessage:
        return self.all()[0]

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.all() if mail["To"] == address]


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(preferencelist=("plain",))
    assert part is not None
    return str(part.get_content())


def link_in(mail: EmailMessage, containing: str = "/confirm/") -> str:
    """The path of the first link that contains this."""
    found: str = next(url for url in LINK.findall(text_of(mail)) if containing in url)
    return "/" + found.split("/", 3)[3]


def code_in(mail: EmailMessage) -> str:
    # In one piece: on a right-to-left line two groups of digits would change places.
    found = re.search(r"^(\d{8})$", text_of(mail), re.MULTILINE)
    assert found
    return found[1]


class Forms(HTMLParser):
    """The values that a browser would send for the form with a certain action, as it stands."""

    def __init__(self, page: str, action: str) -> None:
        super().__init__()
        self._action = action
        self._inside = False
        self._select: str | None = None
        self._textarea: str | None = None
        self.values: dict[str, str] = {}
        # As a browser reads it: every line end is one character. What stands outside of the form takes long to read.
        for form in FORM.finditer(page.replace("\r\n", "\n")):
            if action in html.unescape(form[1]):
                self.feed(form[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form":
            self._inside = (given.get("action") or "").endswith(self._action)
        elif self._inside and tag == "input" and name:
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self.values[name] = given.get("value") or ""
        elif self._inside and tag == "select":
            self._select = name
            self.values[name] = ""
        elif self._inside and tag == "option" and self._select and "selected" in given:
            self.values[self._select] = given.get("value") or ""
        elif self._inside and tag == "textarea":
            self._textarea = name
            self.values[name] = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.values[self._textarea] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._textarea:
            # The line break after the tag is not part of the value.
            self.values[self._textarea] = self.values[self._textarea].removeprefix("\n")
            self._textarea = None


def form_on(response: TestResponse, action: str) -> dict[str, str]:
    return Forms(response.get_data(as_text=True), action).values


def sign(client: FlaskClient, slug: str, *, language: str = "en", **typed: str) -> TestResponse:
    """Open the page, fill in the form, send it."""
    page = client.get(f"/{language}/petitions/{slug}")
    values = form_on(page, "/sign") | {"name": "Rima Haddad", "mail": "rima@example.org"} | typed
    return client.post(f"/{language}/petitions/{slug}/sign", data=values)


def confirm(client: FlaskClient, path: str, **changed: str) -> TestResponse:
    """Open the mailed link, press the button."""
    values = form_on(client.get(path), path) | changed
    return client.post(path, data=values)
