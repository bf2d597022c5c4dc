"""What the pages of opening, planning and closing promise is what happens; and nobody opens what they did not see."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.lib import clock
from petition.models.petition import Petition, PetitionState
from petition.services import circulating, revisions, sections
from petition.web import formats
from tests.campaigns import letter, signed_by
from tests.joining import asks, waits
from tests.people import post
from tests.reading import form_on
from tests.web.organiser.editor import DRAFT
from tests.web.organiser.editor import save as save_section
from tests.web.organiser.opening import PAGE, Arrange, Load, change, later, press, text


def save(app: Flask, name: str, **values: Any) -> None:
    """As a colleague in another browser."""

    def write(found: Petition) -> None:
        held = sections.read(found, name)
        sections.save(found, name, held | values, seen=sections.fingerprint(found, name), by="bob")

    change(app, write)


def test_what_a_colleague_wrote_meanwhile_is_read_before_it_opens(
    app: Flask, alice: FlaskClient, arrange: Arrange, state: Callable[[], str]
) -> None:
    arrange()
    shown = form_on(alice.get(f"{PAGE}/open"), "/open")
    save(app, "words-en", title="Keep the wa")
    answer = alice.post(f"{PAGE}/open", data=shown)
    assert (answer.status_code, state()) == (409, PetitionState.DRAFT)
    page = answer.get_data(as_text=True)
    assert "It was changed since you looked." in page
    assert ">Keep the wa</strong>" in page
    assert alice.post(f"{PAGE}/open", data=form_on(answer, "/open")).status_code == 303
    assert state() == PetitionState.OPEN


def test_a_second_plan_is_a_choice(
    app: Flask, alice: FlaskClient, bob: FlaskClient, arrange: Arrange, load: Load
) -> None:
    arrange(zone="UTC")
    shown = form_on(alice.get(f"{PAGE}/check"), "/schedule")
    assert press(bob, "schedule", opens=later(days=3)).status_code == 303
    opens = later(days=5)
    answer = post(alice, f"{PAGE}/schedule", **shown | {"opens": opens})
    assert answer.status_code == 409
    assert "opens by itself on" in " ".join(answer.get_data(as_text=True).split())
    again = form_on(answer, "/schedule")
    assert again["opens"] == opens
    assert post(alice, f"{PAGE}/schedule", **again).status_code == 303
    with app.app_context():
        found = load(DRAFT)
        assert found.opens_local
        assert found.opens_local.isoformat()[:16] == opens


def test_under_embargo_nothing_can_open_yet(alice: FlaskClient, arrange: Arrange) -> None:
    ends = (clock.now() + timedelta(days=9)).replace(tzinfo=None)
    arrange(embargo_local=ends, zone="UTC")
    page = text(alice, f"{PAGE}/check")
    assert f"Nothing. It can open once its embargo is over: {formats.day(ends.date())}" in page


@pytest.mark.parametrize("state", ["draft", "circulating"])
def test_where_nobody_may_ask_nobody_is_told_to(app: Flask, alice: FlaskClient, arrange: Arrange, state: str) -> None:
    arrange(letter, joining="nobody")
    if state == "circulating":
        change(app, circulating.start)
    page = text(alice, f"{PAGE}/check")
    assert "Nobody can ask to be listed under it: your team adds the lines." in page
    assert "and ask to be listed" not in page
    assert f'href="{PAGE}/edit#times"' in page


def test_without_a_day_to_close_its_last_day_is_told(alice: FlaskClient, arrange: Arrange) -> None:
    arrange(closes_local=None)
    assert "at the latest until the end of 31 December 2027." in text(alice, f"{PAGE}/open")


def test_of_a_letter_printed_names_stay(alice: FlaskClient, arrange: Arrange) -> None:
    arrange(letter)
    assert "31 December 2027. The names that are printed stay." in text(alice, f"{PAGE}/open")
    assert "the names printed under it stay" in text(alice, f"{PAGE}/edit")


def test_lines_given_for_an_earlier_text_are_marked(app: Flask, alice: FlaskClient, arrange: Arrange) -> None:
    arrange(letter)
    change(app, lambda found: signed_by(found, "Society of the Well", "Nurses of the Harbour"))
    change(app, lambda found: revisions.write(found, "en", {"title": "Open another ward"}))
    assert "2 of them were given for an earlier text" in text(alice, f"{PAGE}/open")
    check = text(alice, f"{PAGE}/check")
    assert "not told: <bdi>Society of the Well</bdi>, <bdi>Nurses of the Harbour</bdi></a>" in check
    assert text(alice, f"{PAGE}/signatories").count("given for an earlier text") == 2


def test_closing_a_letter_says_what_is_lost(app: Flask, alice: FlaskClient, arrange: Arrange) -> None:
    arrange(letter)
    change(app, circulating.start)
    change(app, waits)
    change(app, asks)
    press(alice, "open")
    page = text(alice, f"{PAGE}/close")
    assert "can still confirm until" not in page
    assert "1 form to be listed is not confirmed by mail yet. It cannot be any more, and is deleted." in page
    assert "1 line still waits for your decision. You can decide after closing too." in page


def test_links_count_no_longer_than_names_are_kept(app: Flask, alice: FlaskClient, arrange: Arrange) -> None:
    arrange(zone="UTC", closes_local=None)
    press(alice, "open")
    change(app, lambda found: setattr(found, "retain_until", clock.now().date()))
    tomorrow = formats.day((clock.now() + timedelta(days=1)).date())
    assert f"can still confirm until {tomorrow}, 00:00 (UTC)" in text(alice, f"{PAGE}/close")


def test_a_changed_hour_takes_the_plan_back_and_says_so(alice: FlaskClient, arrange: Arrange, app: Flask) -> None:
    arrange(zone="UTC")
    press(alice, "schedule", opens=later(days=3))
    assert "as it stands then. <a" in text(alice, f"{PAGE}/edit")
    answer = save_section(alice, "times", opens=later(days=4))
    assert answer.status_code == 303
    page = text(alice, answer.location)
    assert "The plan to open by itself was taken back" in page
    assert "as it stands then. <a" not in page
    assert "The plan to open by itself was taken back" not in text(alice, f"{PAGE}/edit")


def test_a_closed_petition_leads_to_copies(alice: FlaskClient, arrange: Arrange) -> None:
    arrange()
    press(alice, "open")
    assert press(alice, "close").status_code == 303
    assert f'href="{PAGE}/copies"' in text(alice, PAGE)


def test_a_draft_is_not_corrected_but_written(alice: FlaskClient, arrange: Arrange) -> None:
    arrange()
    answer = post(alice, f"{PAGE}/revise/en", text="Another text.", reason="Why not", seen="")
    assert answer.status_code == 409
    assert "It is not open yet: everything can still be changed." in answer.get_data(as_text=True)
