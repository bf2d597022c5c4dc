"""Asking to be listed: sent, confirmed, changed, taken back."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.lib import clock
from petition.models.columns import new_public_id
from petition.models.outbox import Mail, MailKind, Suppression
from petition.models.petition import Joining
from petition.models.signatory import Signatory, SignatoryLogo, SignatoryState, Verification
from petition.services import forgetting, joining, petitions, signatories, signatory_lines
from petition.services.errors import NotTakingSignatories, SignatoryIsSettled, SignatoryLinkIsGone
from tests.campaigns import letter
from tests.conftest import FakeClock
from tests.joining import ADDRESS, asks, circulates, logo, sent_line, stands, waits


def test_one_line_and_one_mail_are_kept(database: None) -> None:
    made = asks(circulates())
    assert (made.state, made.verification, made.organisations) == (
        SignatoryState.UNCONFIRMED, None, {"en": "Nurses of the Harbour"},
    )  # fmt: skip
    assert db.session.execute(sa.select(Mail.kind, Mail.subject)).one() == (MailKind.SIGNATORY, made.public_id)


def test_nothing_but_what_is_printed_stands_in_clear(database: None) -> None:
    asks(circulates())
    db.session.commit()
    rows = str(db.session.execute(sa.select(Signatory.__table__)).all())
    assert ADDRESS not in rows
    assert "Rima Haddad" not in rows
    assert "Chair" not in rows


def test_of_a_withheld_one_only_the_description_stands_in_clear(database: None) -> None:
    words: dict[str, Any] = {"persons": {"en": "Zahra"}, "titles": {"en": "Head"}, "descriptions": {"en": "A clinic"}}
    made = asks(circulates(), is_listed=False, logo=logo(), **words)
    assert (made.organisations, made.persons, made.titles, made.url) == ({}, {}, {}, "")
    assert (made.descriptions, made.logo) == ({"en": "A clinic"}, None)
    assert signatory_lines.of(made).organisations == {"en": "Nurses of the Harbour"}


@pytest.mark.parametrize("change", [{"joining": Joining.NOBODY}, {"joins_until_local": "past"}, {"state": "draft"}])
def test_it_is_refused_where_nobody_can_join(database: None, change: dict[str, object]) -> None:
    made = circulates()
    if change.get("joins_until_local"):
        change = {"joins_until_local": (clock.now() - timedelta(hours=1)).replace(tzinfo=None)}
    for name, value in change.items():
        setattr(made, name, value)
    with pytest.raises(NotTakingSignatories):
        asks(made)


def test_it_is_refused_once_the_day_of_the_letter_is_over(database: None, time: FakeClock) -> None:
    made = circulates(closes_local=None, retain_until=time.now.date())
    assert made.takes_signatories
    time.move(days=1)
    with pytest.raises(NotTakingSignatories):
        asks(made)


def test_confirming_puts_it_into_the_queue_once(database: None) -> None:
    made = asks(circulates())
    joining.confirm(made)
    confirmed_at = made.confirmed_at
    joining.confirm(made)
    assert (made.state, made.confirmed_at, made.expires_at) == (SignatoryState.QUEUED, confirmed_at, None)


def test_confirming_after_the_deadline_is_too_late(database: None, time: FakeClock) -> None:
    made = asks(circulates(joins_until_local=(time.now + timedelta(days=1)).replace(tzinfo=None), zone="UTC"))
    time.move(days=2)
    with pytest.raises(NotTakingSignatories):
        joining.confirm(made)


@pytest.mark.parametrize(
    ("url", "address", "is_own"),
    [
        ("https://www.nurses.example.org/about", "a@nurses.example.org", True),
        ("https://nurses.example.org", "a@Mail.Nurses.example.org", True),
        ("https://مثال.إختبار", "a@مثال.إختبار", True),
        ("https://nurses.example.org", "a@example.org", False),
        ("https://nurses.example.org", "a@evilnurses.example.org", False),
        ("https://nurses.example.org.evil.example", "a@nurses.example.org", False),
        ("", "a@nurses.example.org", False),
    ],
)
def test_an_address_at_its_own_domain_is_told_apart(url: str, address: str, is_own: bool) -> None:
    assert joining.is_own_domain(address, url) is is_own


def test_how_it_was_verified_follows_the_web_site(database: None) -> None:
    made = waits(circulates())
    before = made.verification
    joining.amend(made, sent_line("Red Star", url="https://star.example"), is_listed=True, logo=None)
    assert (before, made.verification) == (Verification.OWN_DOMAIN, Verification.MAIL)


def test_an_unconfirmed_one_is_forgotten(database: None, time: FakeClock) -> None:
    made = asks(circulates(), logo=logo())
    token = joining.link_token(made)
    db.session.commit()
    time.move(days=21, seconds=1)
    forgetting.forget()
    with pytest.raises(SignatoryLinkIsGone):
        joining.look_up(token)
    assert db.session.scalar(sa.select(sa.func.count(SignatoryLogo.id))) == 0


def test_who_did_not_send_it_has_it_deleted(database: None) -> None:
    made = asks(circulates())
    token = joining.link_token(made)
    joining.reject(made, never_again=True)
    with pytest.raises(SignatoryLinkIsGone):
        joining.look_up(token)
    assert db.session.scalar(sa.select(sa.func.count(Suppression.id))) == 1


def test_what_was_erased_can_be_rejected_too(database: None) -> None:
    made = asks(circulates())
    made.sealed = None
    joining.reject(made, never_again=True)
    assert db.session.scalar(sa.select(sa.func.count(Signatory.id))) == 0


def test_a_confirmed_one_cannot_be_rejected(database: None) -> None:
    made = waits(circulates())
    with pytest.raises(SignatoryIsSettled):
        joining.reject(made, never_again=True)
    assert db.session.scalar(sa.select(sa.func.count(Suppression.id))) == 0


def test_it_is_changed_until_it_is_decided(database: None) -> None:
    made = waits(circulates())
    joining.amend(made, sent_line("Nurses of the Port"), is_listed=True, logo=None)
    assert (made.organisations, made.state) == ({"en": "Nurses of the Port"}, SignatoryState.QUEUED)
    signatories.approve(made, by="alice")
    with pytest.raises(SignatoryIsSettled):
        joining.amend(made, sent_line("Something else"), is_listed=True, logo=None)
    assert made.organisations == {"en": "Nurses of the Port"}


def test_answering_puts_it_back_into_the_queue(database: None) -> None:
    made = waits(circulates())
    signatories.ask(made, by="alice", question="Since when?")
    joining.amend(made, sent_line(answer="Since 1999"), is_listed=True, logo=None)
    assert (made.state, signatory_lines.of(made).answer) == (SignatoryState.QUEUED, "Since 1999")


def test_a_name_can_be_withheld_and_given_again_by_its_sender(database: None) -> None:
    made = waits(circulates(), logo=logo())
    joining.amend(made, sent_line(), is_listed=False, logo=logo())
    db.session.flush()
    assert (made.is_listed, made.organisations, made.logo) == (False, {}, None)
    joining.amend(made, sent_line(), is_listed=True, logo=logo())
    db.session.flush()
    assert made.organisations == {"en": "Nurses of the Harbour"}
    assert made.logo is not None


def test_a_logo_stays_is_replaced_and_dropped(database: None) -> None:
    made = waits(circulates(), logo=logo())
    joining.amend(made, sent_line(), is_listed=True, logo=None)
    assert made.logo is not None
    other = logo()
    joining.put_logo(made, other)
    db.session.commit()
    assert db.session.scalars(sa.select(SignatoryLogo.sha256)).all() == [other.sha256]
    joining.amend(made, sent_line(), is_listed=True, logo=None, drops_logo=True)
    db.session.commit()
    assert db.session.scalars(sa.select(SignatoryLogo.sha256)).all() == []


@pytest.mark.parametrize("make", [waits, stands])
def test_taking_it_back_leaves_nothing_printed(database: None, make) -> None:  # type: ignore[no-untyped-def]
    made = make(circulates(), logo=logo())
    joining.withdraw(made)
    joining.withdraw(made)
    db.session.commit()
    assert (made.state, made.organisations, made.url, made.logo) == (SignatoryState.WITHDRAWN, {}, "", None)


def test_links_of_other_purposes_lead_nowhere(database: None) -> None:
    made = letter()
    for token in ("forged", new_public_id(), petitions.current_slug(made)):
        with pytest.raises(SignatoryLinkIsGone):
            joining.look_up(token)
