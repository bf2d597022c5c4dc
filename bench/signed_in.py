"""Somebody who owns a petition, and asks the workspace for something."""

import http.client
from dataclasses import dataclass
from urllib.parse import urlencode

import config
from bench.http import HOST
from bench.stand import Stand
from petition import create_app
from petition.extensions import db
from petition.models.team import TeamRole
from petition.services import organisers, petitions, sessions
from petition.web import sign_in
from tests.faults.preparing import visited
from tests.reading import Forms

PATIENCE = 600


@dataclass(frozen=True)
class Asking:
    """A browser that is signed in, by its cookie."""

    port: int
    cookie: str

    def get(self, path: str) -> http.client.HTTPResponse:
        return self._send("GET", path, None)

    def post(self, path: str, form: dict[str, str]) -> http.client.HTTPResponse:
        return self._send("POST", path, urlencode(form))

    def _send(self, method: str, path: str, body: str | None) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)
        headers = {"Cookie": self.cookie, "X-Forwarded-For": "192.0.2.1"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        return connection.getresponse()


def at_the_form(asking: Asking) -> tuple[Asking, str]:
    """The same person once their browser holds the workspace's cookies, and the token that its forms carry."""
    workspace = asking.get("/en/organise")
    token = Forms(workspace.read().decode(), "/logout").values["csrf_token"]
    cookies = [asking.cookie, *(line.split(";")[0] for line in workspace.msg.get_all("Set-Cookie", []))]
    return Asking(asking.port, "; ".join(cookies)), token


def staff_of(stand: Stand, database: str, *, address: str) -> str:
    """Somebody new who runs the site, by the cookie of their browser."""
    with visited(create_app(config.load(stand.environment(database)))):
        db.open_for_writing()
        made = organisers.create(address=address, name="Staff", password="seven quiet geese", is_staff=True)
        secret = sessions.start(made.id, has_second_factor=True)
        db.session.commit()
        return f"{sign_in.NAME}={secret}"


def owner_of(stand: Stand, database: str, slug: str, *, address: str) -> tuple[str, int]:
    """A new owner of the petition, by the cookie of their browser; and the petition's number in the tables."""
    with visited(create_app(config.load(stand.environment(database)))):
        db.open_for_writing()
        petition = petitions.by_slug(slug)
        assert petition is not None
        made = organisers.create(address=address, name="Owner", password="seven quiet geese")
        organisers.add_to_team(made, petition.team, TeamRole.OWNER)
        secret = sessions.start(made.id)
        db.session.commit()
        return f"{sign_in.NAME}={secret}", petition.id
