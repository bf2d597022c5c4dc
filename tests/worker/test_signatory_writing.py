"""Mails to those who ask to be listed: what they say, and what they never hold."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask

from petition.extensions import db
from petition.models.petition import Protection
from petition.models.signatory import Signatory
from petition.services import joining, petitions, signatories
from tests.conftest import FakeClock
from tests.joining import asks, circulates
from tests.making import TITLES
from tests.reading import Mails, link_in, text_of
from tests.worker.test_writing import everything_in, html_of

TYPED = {
    "name": "Typed Organisation",
    "persons": {"en": "Typed Person"},
    "descriptions": {"en": "Typed description https://spam.example"},
    "contact": "Typed Contact",
    "authority": "Typed role",
}
Act = Callable[[Signatory], None]
Story = Callable[..., list[EmailMessage]]


def ask(made: Signatory) -> None:
    signatories.ask(made, by="alice", question="Since when?\n<b>Really</b>?")


def approve(made: Signatory) -> None:
    signatories.approve(made, by="alice")


def decline(made: Signatory) -> None:
    signatories.decline(made, by="alice", words="Only organisations sign this.")


def open_it(made: Signatory) -> None:
    petitions.open_now(made.petition, languages=["en"])


@pytest.fixture
def story(app: Flask, mails: Mails, time: FakeClock) -> Story:
    """The mails of one line, oldest first: it is sent, and each act comes a quarter of an hour after the one before."""

    def tell(*acts: Act, **values: object) -> list[EmailMessage]:
        of_letter = {name: values.pop(name) for name in ("protection", "joins_until_local") if name in values}
        with app.app_context():
            db.open_for_writing()
            made = asks(circulates(**of_letter), **TYPED | values)  # type: ignore[arg-type]
            db.session.commit()
            token = joining.link_token(made)
        found = [mails.newest()]
        for act in acts:
            time.move(minutes=15)
            with app.app_context():
                db.open_for_writing()
                act(joining.look_up(token))
                db.session.commit()
            found = list(reversed(mails.all()))
        return found

    return tell


def test_each_kind_has_its_own_words(story: Story) -> None:
    texts = [text_of(mail) for mail in story(joining.confirm, ask, approve)]
    for text, words in zip(texts, ("One step is left", "Since when?", "You are listed"), strict=True):
        assert words in text
        assert "/en/signatory/" in text
        assert TITLES["en"] in text


def test_a_decline_says_why(story: Story) -> None:
    assert "Only organisations sign this." in text_of(story(joining.confirm, decline)[-1])


def test_no_mail_holds_what_was_typed(story: Story) -> None:
    for mail in [*story(joining.confirm, ask, approve)]:
        for typed in ("Typed", "spam.example"):
            assert typed not in everything_in(mail)


def test_the_teams_words_are_harmless_in_html(story: Story) -> None:
    assert "&lt;b&gt;Really&lt;/b&gt;?</p>" in html_of(story(joining.confirm, ask)[-1])


def test_only_an_unconfirmed_one_can_be_disowned(story: Story) -> None:
    confirm_mail, asked = story(joining.confirm, ask)
    assert link_in(confirm_mail, "/reject")
    assert "/reject" not in text_of(asked)


def test_they_speak_the_senders_language(story: Story) -> None:
    [mail] = story(language="ar")
    assert mail["Content-Language"] == "ar"
    assert 'lang="ar" dir="rtl"' in html_of(mail)
    assert TITLES["ar"] in text_of(mail)
    assert link_in(mail, "/ar/signatory/")


def test_the_deadline_is_told_with_its_place(story: Story, time: FakeClock) -> None:
    time.now = time.now.replace(year=2026, month=11, day=1, hour=9)
    [mail] = story(joins_until_local=time.now.replace(tzinfo=None, month=12, hour=18, minute=0))
    assert "before 1 December 2026, 18:00 (Damascus)" in text_of(mail)


def test_who_has_not_confirmed_is_reminded_before_the_deadline(story: Story, mails: Mails, time: FakeClock) -> None:
    story(joins_until_local=(time.now + timedelta(days=4)).replace(tzinfo=None))
    time.move(days=2, hours=12)
    reminder = mails.newest()
    assert "You are not listed yet" in text_of(reminder)
    assert "The list closes on" in text_of(reminder)
    time.move(hours=20)
    assert len(mails.all()) == 2


def test_before_it_opens_they_lead_to_the_private_page(story: Story) -> None:
    assert link_in(story(joining.confirm, approve)[-1], "/en/circulating/")


def test_once_open_they_lead_to_the_public_page(story: Story) -> None:
    assert link_in(story(joining.confirm, open_it, approve)[-1], "/en/petitions/a-letter")


def test_a_withheld_one_is_told_so(story: Story) -> None:
    text = text_of(story(joining.confirm, approve, is_listed=False)[-1])
    assert "You are counted" in text
    assert "withheld for safety" in text


def test_where_signers_are_at_risk_no_mail_names_the_text_or_what_the_team_says(story: Story) -> None:
    for mail in story(joining.confirm, ask, decline, protection=Protection.DISCREET):
        for word in (TITLES["en"], "Ward Team", "Since when?", "Only organisations"):
            assert word not in everything_in(mail)
