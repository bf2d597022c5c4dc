"""What a signer can do on their own page besides withdrawing: each by a POST, behind the secret link alone."""

import json

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.lib import commitments
from petition.models.consent import Consent
from petition.models.outbox import Mail, MailKind
from petition.models.petition import Protection
from petition.models.signature import Signature
from petition.services import verifying
from tests.conftest import Change
from tests.guarantees import at_once
from tests.reading import Mails, confirm, form_on, link_in, sign, text_of
from tests.web.public.test_my_signature import mine, page_of

__all__ = ["mine"]


def verified(app: Flask) -> list[str]:
    with app.app_context():
        return list(verifying.problems_of(db.session.scalars(sa.select(Signature)).one().petition))


def test_it_says_what_was_signed_and_agreed_to(client: FlaskClient, mine: str) -> None:
    page = page_of(client, mine)
    for words in ("Version 1, of", "I agree that Ward Team e.V. keeps my name", "Published as:"):
        assert words in page


def test_a_corrected_name_is_shown_once_the_ledger_has_it(
    app: Flask, client: FlaskClient, petition: str, mails: Mails, mine: str
) -> None:
    typed = form_on(client.get(f"{mine}/name"), "/name") | {"name": "Reema Haddad", "public_name_style": "initials"}
    assert client.post(f"{mine}/name", data=typed).status_code == 303
    lists = f"/en/petitions/{petition}/signatures"
    assert "Haddad" not in page_of(client, lists)
    mails.all()
    assert "R. H." in page_of(client, lists)
    assert "Reema Haddad" in page_of(client, mine)
    assert (client.get(f"/petitions/{petition}/count.json").get_json()["count"], verified(app)) == (1, [])


def test_a_name_that_cannot_be_is_shown_again_with_the_reason(client: FlaskClient, mine: str) -> None:
    answer = client.post(f"{mine}/name", data={"name": "‎", "give_name_to": "nobody"})
    page = answer.get_data(as_text=True)
    assert (answer.status_code, "Write your name, in any script" in page) == (422, True)
    assert form_on(answer, "/name")["give_name_to"] == "nobody"


def test_a_flood_of_corrections_of_what_was_withdrawn_is_no_error(client: FlaskClient, mine: str) -> None:
    client.post(mine)
    assert [client.post(f"{mine}/name").status_code for _ in range(12)] == [303] * 12


def test_news_are_ended_and_begun_again_by_the_words_beside_the_button(
    app: Flask, client: FlaskClient, mine: str
) -> None:
    offered = form_on(client.get(mine), "/news")
    assert client.post(f"{mine}/news", data=offered | {"wording": "0" * 64}).status_code == 422
    assert client.post(f"{mine}/news", data={"purpose": "signing", "wanted": "y"}).status_code == 422
    assert "You get them." not in page_of(client, mine)
    for data, count in ((offered, 1), ({"purpose": offered["purpose"]}, 0), (offered, 1)):
        assert client.post(f"{mine}/news", data=data).status_code == 303
        assert page_of(client, mine).count("You get them.") == count
    with app.app_context():
        assert len(db.session.scalars(sa.select(Consent)).all()) == 2


def test_the_download_holds_all_and_opens_the_commitment(client: FlaskClient, mine: str) -> None:
    answer = client.get(f"{mine}/data.json")
    kept = json.loads(answer.get_data())
    assert (kept["what_you_wrote"]["mail_address"], kept["signature"]["state"]) == ("rima@example.org", "counted")
    ledger = kept["ledger"]
    root = commitments.commitment_root(bytes.fromhex(ledger["salt"]), ledger["fields"])
    assert (root.hex(), ledger["entries"][0]["kind"]) == (ledger["commitment"], "confirmed")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")


def test_erasing_asks_once_and_leaves_nothing(
    app: Flask, client: FlaskClient, petition: str, mails: Mails, mine: str
) -> None:
    assert client.post(f"{mine}/erase").status_code == 422
    answer = client.post(f"{mine}/erase", data={"understood": "y"})
    assert (answer.status_code, client.get(answer.location).status_code) == (303, 200)
    assert [client.get(mine).status_code, client.post(mine).status_code] == [410, 410]
    mails.all()
    assert (client.get(f"/petitions/{petition}/count.json").get_json()["count"], verified(app)) == (0, [])
    assert "Rima Haddad" not in page_of(client, f"/en/petitions/{petition}/signatures")


def test_a_renewed_link_is_mailed_and_every_older_one_dies(client: FlaskClient, petition: str, mails: Mails) -> None:
    sign(client, petition)
    old = link_in(mails.newest())
    confirm(client, old)
    mine = "/en/signature/" + page_of(client, old).split("/en/signature/")[1].split('"')[0]
    answer = client.post(f"{mine}/renew")
    assert (answer.status_code, client.get(answer.location).status_code) == (303, 200)
    assert [client.get(path).status_code for path in (mine, old)] == [410, 410]
    assert client.post(f"{mine}/renew").status_code == 410
    fresh = link_in(mails.newest(), containing="/signature/")
    assert client.get(fresh).status_code == 200


def test_whatever_several_tabs_do_at_once_the_ledger_verifies(app: Flask, client: FlaskClient, mine: str) -> None:
    named = form_on(client.get(f"{mine}/name"), "/name")
    presses = [
        (f"{mine}/name", named | {"name": "Reema Haddad"}),
        (f"{mine}/name", named | {"give_name_to": "nobody"}),
        (mine, {}),
        (f"{mine}/erase", {"understood": "y"}),
        (f"{mine}/renew", {}),
        (f"{mine}/comment", {}),
    ]
    answers = at_once(6, lambda n: app.test_client().post(presses[n][0], data=presses[n][1]).status_code)
    assert (set(answers) <= {303, 410}, verified(app)) == (True, [])


def ask(client: FlaskClient, address: str) -> None:
    form = form_on(client.get("/en/signature"), "/signature")
    assert client.post("/en/signature", data=form | {"mail": address}).status_code == 303


@pytest.mark.usefixtures("mine")
def test_whoever_asks_is_mailed_what_they_signed_and_what_waits(
    client: FlaskClient, petition: str, mails: Mails
) -> None:
    ask(client, "RIMA@example.org")
    mail = mails.newest()
    assert (mail["To"], "Keep the ward open" in text_of(mail)) == ("RIMA@example.org", True)
    assert client.get(link_in(mail, containing="/signature/")).status_code == 200
    sign(client, petition, name="Omar", mail="omar@example.org")
    mails.all()
    ask(client, "omar@example.org")
    waits = mails.to("omar@example.org")[0]
    assert ("Not confirmed yet" in text_of(waits), client.get(link_in(waits)).status_code) == (True, 200)


@pytest.mark.usefixtures("mine")
def test_of_nothing_there_is_no_mail_and_asking_twice_brings_one(client: FlaskClient, mails: Mails) -> None:
    before = len(mails.all())
    for address in ("nobody@example.org", "rima@example.org", "rima@example.org"):
        ask(client, address)
    assert [mail["To"] for mail in mails.all()[:-before]] == ["rima@example.org"]


@pytest.mark.usefixtures("mine")
def test_where_signers_are_at_risk_nobody_learns_of_it_by_asking(
    app: Flask, client: FlaskClient, mails: Mails, change: Change
) -> None:
    change(lambda ward: setattr(ward, "protection", Protection.DISCREET))
    before = len(mails.all())
    ask(client, "rima@example.org")
    assert len(mails.all()) == before
    with app.app_context():
        dropped = sa.select(Mail.state, Mail.address).where(Mail.kind == MailKind.LINKS)
        assert db.session.execute(dropped).all() == [("dropped", None)]
