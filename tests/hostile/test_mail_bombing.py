"""One address in every form, over and over, from ever new networks: three mails a day, and its owner still signs."""

import re
from collections.abc import Callable
from html import unescape
from itertools import count

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.outbox import MailKind
from petition.models.petition import Joining, Petition
from petition.models.signature import Signature, SignatureState
from petition.services import mail_turns, policy
from tests.accounts import send
from tests.conftest import FakeClock
from tests.joining import send_form
from tests.making import make_petition
from tests.people import PASSWORD, browser_of, post
from tests.reading import Mails, confirm, link_in, sign, text_of
from tests.source_tree import ROOT

VICTIM, WARD, OTHER = "victim@example.org", "keep-the-ward-open", "keep-the-other-ward-open"
FOOT = "/mails/"
LINE = re.compile(r'<li><a href="([^"]+)">.*?<bdi>([^<]*)</bdi> ·', re.DOTALL)
Form = Callable[[Flask, str], object]

# Which mails somebody can cause by typing an address that is not theirs, and at which form; those to signers go to the
# address that signed, which may be anybody's until it is confirmed.
CAUSED_BY_TYPING = {
    MailKind.SIGNING: "the petition's form, and the page where an address is corrected",
    MailKind.REMINDER: "the same, two days later",
    MailKind.SENT_AGAIN: "the same, and a team that sends it again",
    MailKind.LINKS: "the form that mails somebody their links",
    MailKind.SIGNATORY: "the form to be listed, by its link or for everyone",
    MailKind.SIGNATORY_DUE: "the same, before the deadline",
    MailKind.SIGNATORY_NEWS: "the same, once the address is confirmed",
    MailKind.INVITATION: "asking for an account; a team that invites",
    MailKind.NEW_ADDRESS: "an account that is to use another address",
}
# Those who have an account, and they alone, get links to set a new password: however many mails strangers cause,
# there is a good one (`mail_turns.RESET`).
CAUSED_BY_TYPING_AT_ACCOUNTS = {MailKind.RESET: "a forgotten password"}
# Nobody else's typing causes these: they go to members of a team, to holders of an account, to those who run the site,
# and to signers: who want news, or whose own link asked for another, once for each.
TO_WHOM_WE_KNOW = {
    *(MailKind.NEW_DEVICE, MailKind.FACTOR_ADDED, MailKind.FACTOR_REMOVED, MailKind.CODES_RENEWED, MailKind.CODE_USED),
    *(MailKind.LOGIN_CHANGED, MailKind.ADDRESS_CHANGED, MailKind.FACTORS_RESET, MailKind.SUSPENDED),
    *(MailKind.UNSUSPENDED, MailKind.SIGNED_OUT, MailKind.STAFF_MADE, MailKind.STAFF_ENDED),
    *(MailKind.NOT_OPENED, MailKind.LEDGER_HEAD, MailKind.REVIEW_RETURNED, MailKind.REVIEW_APPROVED),
    *(MailKind.PETITION_HIDDEN, MailKind.PETITION_SHOWN, MailKind.TEXT_DECIDED, MailKind.TEAM_SUSPENDED),
    *(MailKind.TEAM_RESTORED, MailKind.STAFF_ASKED, MailKind.UPDATE, MailKind.LINK_RENEWED, MailKind.DOUBTS),
}


def test_every_kind_of_mail_is_known_by_who_can_cause_it() -> None:
    known = [*CAUSED_BY_TYPING, *CAUSED_BY_TYPING_AT_ACCOUNTS, *TO_WHOM_WE_KNOW]
    assert sorted(known) == sorted(MailKind)


def test_whatever_strangers_can_cause_is_capped() -> None:
    assert set(CAUSED_BY_TYPING).isdisjoint(mail_turns.UNCAPPED)
    assert set(CAUSED_BY_TYPING_AT_ACCOUNTS).isdisjoint(mail_turns.UNCAPPED)


# Words of mails that nobody's typing causes; all others end with the link to what waits, and to an end of all mails.
NO_FOOT = {
    *("account_news", "decided", "update", "ledger_head", "not_opened", "staff_asked", "review_returned"),
    *("review_approved", "petition_hidden", "petition_shown", "text_allowed", "text_refused", "doubts"),
}


def test_whatever_strangers_can_cause_ends_with_the_link() -> None:
    sources = {path.stem: path.read_text() for path in (ROOT / "templates/mail").glob("*.txt")}
    parts = {name for name, source in sources.items() if name.startswith("_") and "mail/_foot.txt" in source}
    without = {
        name
        for name, source in sources.items()
        if not name.startswith("_")
        and "mail/_foot.txt" not in source
        and not any(f"mail/{part}.txt" in source for part in parts)
    }
    assert without <= NO_FOOT


# --- The attack --------------------------------------------------------------------------------------------------

numbers = count(1)


def stranger(app: Flask) -> FlaskClient:
    """A browser that nobody has seen, in a network of its own."""
    client, number = app.test_client(), next(numbers)
    client.environ_base = {"REMOTE_ADDR": f"10.{number // 65536}.{number // 256 % 256}.{number % 256}"}
    return client


def signs(slug: str) -> Form:
    return lambda app, name: sign(stranger(app), slug, mail=VICTIM, name=name)


def corrects(app: Flask, name: str) -> object:
    client = stranger(app)
    sign(client, WARD, mail=f"{name.replace(' ', '.')}@example.com", name=name)
    return client.post(f"/en/petitions/{WARD}/correct-address", data={"mail": VICTIM})


FORMS: dict[str, Form] = {
    "sign": signs(WARD),
    "sign another one": signs(OTHER),
    "correct the address": corrects,
    "join": lambda app, name: send_form(
        stranger(app), f"/en/petitions/{WARD}/join", mail=VICTIM, organisation_en=name, description_en=name
    ),
    "ask for links": lambda app, _name: send(stranger(app), "/en/signature", mail=VICTIM),
    "ask for an account": lambda app, _name: send(stranger(app), "/en/account/register", mail=VICTIM),
    "ask for a password": lambda app, _name: send(stranger(app), "/en/account/forgotten", mail=VICTIM),
}


@pytest.fixture
def bomb(app: Flask, petition: str, load: Callable[[str], Petition], mails: Mails) -> Callable[[], None]:
    """Sends every form there is with the victim's address, the public ones twice in other words."""
    with app.app_context():
        db.open_for_writing()
        make_petition(OTHER)
        load(petition).joining = Joining.EVERYONE
        policy.decide("accounts.registration", "open")
        db.session.commit()
    alice = browser_of(app, "alice")

    def send_all() -> None:
        for name in ("Some One", "An Other"):
            for form in FORMS.values():
                form(app, name)
        invited = {"mail": VICTIM, "role": "viewer", "language": "en"}
        answers = [
            post(alice, "/en/organise/teams/ward-team/invitations", **invited),
            post(alice, "/en/account/address", mail=VICTIM, password=PASSWORD),
        ]
        assert [answer.status_code for answer in answers] == [303, 303]
        mails.all()

    return send_all


def waits_for(browser: FlaskClient, foot: str) -> dict[str, str]:
    """The pages of the forms that wait, by the name that stands on each."""
    page = browser.get(foot).get_data(as_text=True)
    return {name: unescape(url) for url, name in LINE.findall(page)}


def test_three_mails_a_day_and_the_victim_still_signs(
    app: Flask, bomb: Callable[[], None], mails: Mails, time: FakeClock
) -> None:
    bomb()
    sign(stranger(app), OTHER, mail=VICTIM, name="Rima Haddad")
    received = mails.to(VICTIM)
    assert [FOOT in text_of(mail) for mail in received] == [True] * 3

    # On another device than the one that signed, and whichever of the mails is opened.
    telephone = stranger(app)
    time.move(minutes=1)
    waiting = waits_for(telephone, link_in(received[-1], FOOT))
    assert "An Other" in waiting
    assert "Rima Haddad" in telephone.get(waiting["Rima Haddad"]).get_data(as_text=True)
    confirm(telephone, waiting["Rima Haddad"])
    with app.app_context():
        [made] = db.session.scalars(sa.select(Signature))
        assert made.state is SignatureState.COUNTED


def test_what_is_too_much_for_one_day_goes_on_the_next(bomb: Callable[[], None], mails: Mails, time: FakeClock) -> None:
    bomb()
    for hours in (6, 17.9):
        time.move(hours=hours)
        assert len(mails.to(VICTIM)) == 3
    bomb()
    time.move(hours=0.2)
    assert len(mails.to(VICTIM)) == 6
