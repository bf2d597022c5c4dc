"""A small site with a verb ready to be done, the browsers of its people, and what comes of what they send."""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from petition.extensions import db
from petition.lib import clock
from petition.models.organiser import LoginSession, Organiser
from petition.services import sessions
from petition.web import sign_in
from tests.making import make_petition
from tests.people import ROLES, join, make_organiser
from tests.reading import Forms, form_on
from tests.verbs.deed import WARD, Deed, Whoever

Made = TypeVar("Made")
HOST, FORMS_COOKIE = "127.0.0.1", "session"
NOBODY, SAM_BY_PASSWORD = "nobody", "sam by password"
CHANGES = re.compile(r"\s*(INSERT|UPDATE|DELETE)", re.IGNORECASE)


class GotThrough(Exception):
    """A request came to its commit, which did not take place."""


class Stage:
    """One deed, arranged."""

    def __init__(self, app: Flask, deed: Deed) -> None:
        self.deed = deed
        self._app = app
        self._browsers: dict[str, FlaskClient] = {}
        self.write(lambda: make_petition(WARD))
        for name in _people(deed):
            self._browsers[name] = self._opened(name)
        self.args = self.write(deed.arrange)
        self.rule = rule_of(app, deed.endpoint)
        self.path = self._path()
        self._typed: dict[str, str] | None = None

    def _path(self) -> str:
        named = {"lang": "en", **self.args}
        built = self.rule.build({name: named[name] for name in self.rule.arguments})
        assert built
        return built[1]

    def has_page(self) -> bool:
        """Whether there is something to look at where it is sent to."""
        there = self._app.url_map.iter_rules()
        return any(rule.rule == self.rule.rule and "GET" in (rule.methods or ()) for rule in there)

    def write(self, act: Callable[[], Made]) -> Made:
        with self._app.app_context():
            db.open_for_writing()
            made = act()
            db.session.commit()
        return made

    def let_pass(self, **time: float) -> None:
        """Everybody showed so long ago that it is them."""
        self.write(
            lambda: db.session.execute(sa.update(LoginSession).values(step_up_at=clock.now() - timedelta(**time)))
        )

    def is_done(self) -> bool:
        works = self.deed.works
        with self._app.app_context():
            # What is looked up by a hash may need its key first; nothing of it is kept.
            db.open_for_writing()
            return not isinstance(works, str) and bool(works(self.args))

    # --- Who ---------------------------------------------------------------------------------------------------

    def browser(self, name: str) -> FlaskClient:
        return self._browsers[name]

    def _opened(self, name: str) -> FlaskClient:
        browser = self._app.test_client()
        browser.set_cookie(FORMS_COOKIE, token_of(self._app)[0], domain=HOST)
        if name not in (NOBODY, Whoever.ANYONE.value):
            secret = self.write(lambda: sessions.start(person(name).id, has_second_factor=name == "sam"))
            browser.set_cookie(sign_in.NAME, secret, domain=HOST)
        return browser

    # --- What is sent ------------------------------------------------------------------------------------------

    def typed(self) -> dict[str, str]:
        """What the page's form holds, and what is typed into it."""
        if self._typed is None:
            sends = {name: value.format(**self.args) for name, value in self.deed.sends.items()}
            types = self.deed.types or self._on_page
            self._typed = {**types(self.browser(self.deed.doer)), **sends}
        return self._typed

    def _on_page(self, browser: FlaskClient) -> dict[str, str]:
        if not self.deed.page:
            return {}
        place = self.deed.page.format(**self.args)
        found = form_in(browser.get(place), self.path)
        assert found is not None, f"{place} does not offer it"
        return found

    def is_offered_to(self, name: str) -> bool:
        """Whether its form stands on their page."""
        place = self.deed.page.format(**self.args)
        return form_in(self.browser(name).get(place), self.path) is not None

    def send(self, name: str, *, has_token: bool = True, site: str | None = None) -> TestResponse:
        return self.send_as_typed(name, self.typed(), has_token=has_token, site=site)

    def send_as_typed(
        self, name: str, typed: Mapping[str, str], *, has_token: bool = True, site: str | None = None
    ) -> TestResponse:
        """`site` is what a browser says of the page that sends it."""
        values = {key: value for key, value in typed.items() if has_token or not key.endswith("_token")}
        if has_token:
            values.setdefault("csrf_token", token_of(self._app)[1])
        headers = {"Sec-Fetch-Site": site} if site else {}
        answer = self.browser(name).post(self.path, data=values, headers=headers)
        # Lists are streamed: what is not read would stay open.
        answer.get_data()
        return answer

    def gets_through(self, name: str) -> bool:
        """Whether they come as far as to the commit, or to an answer; nothing is kept of it."""
        try:
            with commits_refused():
                answer = self.send(name)
        except GotThrough:
            return True
        assert answer.status_code in (200, 403), f"{name} was answered {answer.status_code}"
        return answer.status_code == 200


def _people(deed: Deed) -> list[str]:
    """Whoever does it or tries."""
    if deed.needs is Whoever.ANYONE:
        return [Whoever.ANYONE.value]
    by_role = [] if isinstance(deed.needs, Whoever) else ROLES
    return [NOBODY, *dict.fromkeys(["alice", "charlie", deed.doer, *by_role]), SAM_BY_PASSWORD]


def person(name: str) -> Organiser:
    """One of the people, who is made when first asked for; Sam runs the site."""
    who = name.split(maxsplit=1)[0]
    found = db.session.scalar(sa.select(Organiser).where(Organiser.name == who.title()))
    return found or (make_organiser(who, is_staff=True) if who == "sam" else join(who))


def rule_of(app: Flask, endpoint: str) -> Rule:
    return next(rule for rule in posts(app) if rule.endpoint == endpoint)


def posts(app: Flask) -> list[Rule]:
    """All that can be sent, once each: the addresses that begin with a language."""
    return [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ()) and "lang" in rule.arguments]


@cache
def token_of(app: Flask) -> tuple[str, str]:
    """A cookie that remembers a token of forms, and that token: browsers can share them."""
    browser = app.test_client()
    page = browser.get("/en/login")
    cookie = browser.get_cookie(FORMS_COOKIE, HOST)
    assert cookie
    return cookie.value, form_on(page, "/login")["csrf_token"]


def form_in(answer: TestResponse, path: str) -> dict[str, str] | None:
    """The values of the form on this page that is sent to this address, if there is one."""
    page = answer.get_data(as_text=True)
    there = rf'action="({re.escape(path)}(?:[?#][^"]*)?)"'
    found = re.search(rf"\b{there}", html.unescape(page)) or _form_around(rf"\bform{there}", page)
    return Forms(page, found[1]).values if found else None


def _form_around(button: str, page: str) -> re.Match[str] | None:
    """The form that goes there by one of its buttons, and elsewhere by the others."""
    return re.search(rf'<form\b[^>]*\baction="([^"]*)"(?:(?!</form>).)*{button}', page, re.DOTALL)


@contextmanager
def commits_refused() -> Iterator[None]:
    def refuse(_session: Any) -> None:
        raise GotThrough

    event.listen(db.session, "before_commit", refuse)
    try:
        yield
    finally:
        event.remove(db.session, "before_commit", refuse)


class Written:
    """The statements that changed something and were committed."""

    def __init__(self) -> None:
        self.statements: list[str] = []
        self._waiting: dict[int, list[str]] = {}

    def note(self, connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if CHANGES.match(statement):
            self._waiting.setdefault(_name(connection), []).append(statement)

    def keep(self, connection: Any) -> None:
        self.statements += self._waiting.pop(_name(connection), [])

    def forget(self, connection: Any) -> None:
        self._waiting.pop(_name(connection), None)


def _name(connection: Any) -> int:
    return id(connection.connection.dbapi_connection)


@contextmanager
def watched() -> Iterator[list[str]]:
    """What is written meanwhile."""
    written = Written()
    listeners: dict[str, Callable[..., None]] = {
        "before_cursor_execute": written.note,
        "commit": written.keep,
        "rollback": written.forget,
    }
    for name, listener in listeners.items():
        event.listen(sa.Engine, name, listener)
    try:
        yield written.statements
    finally:
        for name, listener in listeners.items():
            event.remove(sa.Engine, name, listener)
