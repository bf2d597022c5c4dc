"""Each kind is laid out by what it can do."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.action import ActionKind
from petition.models.form import GoalStep
from petition.models.petition import Joining, Petition
from petition.services import petitions
from tests.campaigns import signed_by, strike
from tests.page_parts import action, addressee, message, publish, read
from tests.visible import Visible

WITHOUT_FORM = ["letter", "statement", "call"]


def worded(**words: str) -> Any:
    """Gives the English revision these words before it opens."""

    def arrange(made: Petition) -> None:
        for name, text in words.items():
            setattr(made.revisions[0], name, text)

    return arrange


def close(app: Flask, slug: str) -> None:
    with app.app_context():
        db.open_for_writing()
        found = petitions.by_slug(slug)
        assert found
        petitions.close(found)
        db.session.commit()


@pytest.mark.parametrize("kind", WITHOUT_FORM)
def test_only_what_people_sign_has_a_form_and_a_moving_count(app: Flask, client: FlaskClient, kind: str) -> None:
    page = read(client, publish(app, kind=kind, goals=[]))
    assert not any(link.endswith("/sign") for link in Visible(page).links)
    assert "<form" not in page
    assert "data-count-url" not in page
    assert "closed" not in Visible(page).text


def test_a_letter_is_written_as_on_paper(app: Flask, client: FlaskClient) -> None:
    words = worded(place_and_date="Gaziantep, 24 February", closing="We count on you.")
    to = addressee("The President", salutation="Mr President", postal_address="4 Square\n10 000 Capital")
    page = read(client, publish(app, kind="letter", addressees=[to], arrange=words))
    assert "<address><bdi>The President</bdi><br><bdi>4 Square</bdi><br><bdi>10 000 Capital</bdi></address>" in page
    order = ["Gaziantep, 24 February", "4 Square", "Mr President,", "A ward at night", "We count on you."]
    places = [page.index(part) for part in order]
    assert places == sorted(places)


def test_a_salutation_that_ends_in_a_sign_keeps_it(app: Flask, client: FlaskClient) -> None:
    page = read(client, publish(app, kind="letter", addressees=[addressee("X", salutation="To all of you:")]))
    assert "<bdi>To all of you:</bdi>" in page


def test_nothing_stands_twice_on_an_envelope(app: Flask, client: FlaskClient) -> None:
    postal = "The President\n4 Square\nRepublic of Alba"
    to = addressee("The President of the Republic of Alba", office="President", postal_address=postal)
    page = read(client, publish(app, kind="letter", addressees=[to]))
    lines = ("The President of the Republic of Alba", "4 Square", "Republic of Alba")
    assert f"<address>{'<br>'.join(f'<bdi>{line}</bdi>' for line in lines)}</address>" in page


@pytest.mark.parametrize("kind", ["letter", "statement"])
def test_the_number_under_it_is_that_of_its_lines(app: Flask, client: FlaskClient, kind: str) -> None:
    slug = publish(app, kind=kind, goals=[], arrange=lambda made: signed_by(made, "Well", "Bread", "Salt"))
    assert "Signed by 3 organisations and people" in Visible(read(client, slug)).text


def test_a_letter_that_nobody_signed_says_so(app: Flask, client: FlaskClient) -> None:
    assert "Nobody has signed yet" in Visible(read(client, publish(app, kind="letter"))).text


def test_who_supports_a_petition_stands_apart_from_its_number(app: Flask, client: FlaskClient) -> None:
    slug = publish(app, arrange=lambda made: signed_by(made, "Well", "Bread"))
    page = Visible(read(client, slug))
    assert "Supported by Well Bread" in page.text
    assert "0 of 1,000 have signed" in page.text


@pytest.mark.parametrize("kind", ["petition", "letter", "statement", "call"])
def test_organisations_may_ask_to_be_listed_where_everyone_may(app: Flask, client: FlaskClient, kind: str) -> None:
    slug = publish(app, kind=kind, joining=Joining.EVERYONE)
    assert any(link.startswith(f"/en/petitions/{slug}/join?read=") for link in Visible(read(client, slug)).links)


@pytest.mark.parametrize("joining", [Joining.NOBODY, Joining.INVITED])
def test_they_may_not_elsewhere(app: Flask, client: FlaskClient, joining: Joining) -> None:
    assert "/join" not in read(client, publish(app, kind="letter", joining=joining))


def test_a_statement_begins_with_its_bold_lines(app: Flask, client: FlaskClient) -> None:
    page = read(client, publish(app, kind="statement", arrange=worded(opening="No ward dry.\nNot one.")))
    assert '<p class="first">No ward dry.</p>' in page
    assert '<p class="first">Not one.</p>' in page
    assert 'class="standfirst"' not in page


def test_a_call_shows_its_hour_and_leads_to_what_can_be_done(app: Flask, client: FlaskClient) -> None:
    photo = action(ActionKind.PHOTO, message("We stopped."))
    page = read(client, publish(app, kind="call", events=[strike()], actions=[photo]))
    assert "16:00 Friday 27 November 2026 Damascus time · 30 minutes" in Visible(page).text
    assert '<a class="button" href="#do">' in page
    assert 'id="do"' in page


def test_a_call_counts_nothing(app: Flask, client: FlaskClient) -> None:
    page = read(client, publish(app, kind="call", goals=[]))
    assert "data-count" not in page
    assert "Put this campaign on your site" in page


def test_a_closed_letter_says_so(app: Flask, client: FlaskClient) -> None:
    slug = publish(app, kind="letter", arrange=lambda made: signed_by(made, "Well"), joining=Joining.EVERYONE)
    close(app, slug)
    page = Visible(read(client, slug))
    assert "Open letter · closed" in page.text
    assert not any(link.endswith("/join") for link in page.links)


@pytest.mark.parametrize(
    ("kind", "words"),
    [("petition", "0 of 1,000 have signed"), ("letter", "0 signatories"), ("call", "16:00 Friday 27 November 2026")],
)
def test_lists_tell_what_each_kind_counts(app: Flask, client: FlaskClient, kind: str, words: str) -> None:
    publish(app, kind=kind, events=[strike()], goals=[GoalStep(target=1000)] if kind == "petition" else [])
    for path in ("/en/", "/en/teams/ward-team"):
        assert words in Visible(client.get(path).get_data(as_text=True)).text
