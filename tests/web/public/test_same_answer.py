"""A new, a waiting and a counted address are answered alike: same bytes, same headers, same work."""

from collections.abc import Callable
from itertools import zip_longest

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from petition.extensions import db
from petition.models.outbox import Mail
from petition.models.petition import Petition
from petition.models.signature import Signature
from petition.services import identity, signing
from petition.services.identity import Identity
from tests.conftest import FakeClock
from tests.guarantees import likeness, statements
from tests.reading import Mails, confirm, form_on, link_in, sign

Act = Callable[[FlaskClient, str], TestResponse]


@pytest.fixture
def known(app: Flask, client: FlaskClient, petition: str, mails: Mails, time: FakeClock) -> list[str]:
    """Three addresses: a new one, one that waits for its mail to be answered, one that is counted."""
    sign(app.test_client(), petition, mail="waiting@example.org")
    sign(client, petition, mail="counted@example.org")
    confirm(client, link_in(mails.to("counted@example.org")[0]))
    mails.all()
    return ["brandnu@example.org", "waiting@example.org", "counted@example.org"]


def answers_to(app: Flask, known: list[str], act: Act) -> list[list[object]]:
    """How each address is answered, and the statements that it took."""
    seen: list[list[object]] = []
    for address in known:
        with statements(app) as executed:
            answer = act(app.test_client(), address)
        seen.append([*likeness(answer), *executed])
    return seen


def assert_all_alike(seen: list[list[object]]) -> None:
    new, *others = seen
    for other in others:
        assert [pair for pair in zip_longest(new, other) if pair[0] != pair[1]] == []


def test_signing_is_answered_alike_for_all(app: Flask, petition: str, known: list[str]) -> None:
    seen = answers_to(app, known, lambda client, address: sign(client, petition, mail=address))
    assert_all_alike(seen)
    assert all("INSERT INTO submission" in str(one) and "INSERT INTO outbox" in str(one) for one in seen)


def test_the_waiting_page_is_alike_for_all(app: Flask, petition: str, known: list[str]) -> None:
    def act(client: FlaskClient, address: str) -> TestResponse:
        return client.get(sign(client, petition, mail=address).location)

    assert_all_alike(answers_to(app, known, act))


def test_correcting_an_address_is_answered_alike_for_all(app: Flask, petition: str, known: list[str]) -> None:
    def act(client: FlaskClient, address: str) -> TestResponse:
        sign(client, petition, mail="mistype@example.org")
        return client.post(f"/en/petitions/{petition}/correct-address", data={"mail": address})

    assert_all_alike(answers_to(app, known, act))


def test_a_wrong_code_is_answered_alike_for_all(app: Flask, petition: str, known: list[str]) -> None:
    def act(client: FlaskClient, address: str) -> TestResponse:
        sign(client, petition, mail=address, comment="Other words")
        return client.post(f"/en/petitions/{petition}/code", data={"code": "00000000"})

    assert_all_alike(answers_to(app, known, act))


@pytest.mark.usefixtures("petition")
def test_asking_for_links_is_answered_alike_for_all(app: Flask, known: list[str]) -> None:
    def act(client: FlaskClient, address: str) -> TestResponse:
        form = form_on(client.get("/en/signature"), "/signature")
        return client.post("/en/signature", data=form | {"mail": address})

    seen = answers_to(app, known, act)
    assert_all_alike(seen)
    assert all("INSERT INTO outbox" in str(one) for one in seen)


def test_the_check_sees_one_statement_more(
    app: Flask, petition: str, known: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = signing.submit

    def telling(petition: Petition, signer: Identity, **rest: object) -> str:
        index = identity.indexes_of(signer, petition).address
        if db.session.scalar(sa.select(Signature.id).where(Signature.address_index == index)):
            db.session.scalar(sa.select(sa.func.count(Mail.id)))
        return plain(petition, signer, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(signing, "submit", telling)
    with pytest.raises(AssertionError):
        assert_all_alike(answers_to(app, known, lambda client, address: sign(client, petition, mail=address)))


def test_the_check_sees_another_cookie(app: Flask, petition: str, known: list[str]) -> None:
    def act(client: FlaskClient, address: str) -> TestResponse:
        answer = sign(client, petition, mail=address)
        if address.startswith("counted"):
            answer.headers["Set-Cookie"] = answer.headers["Set-Cookie"].replace("waiting=", "waiting=x")
        return answer

    with pytest.raises(AssertionError):
        assert_all_alike(answers_to(app, known, act))
