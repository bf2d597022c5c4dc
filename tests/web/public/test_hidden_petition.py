"""A petition that staff took from view: nothing of it is said anywhere, and all of it comes back."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.models.petition import Petition
from petition.services import petitions
from tests.addresses import Arguments, addresses_of, rules, set_up
from tests.conftest import FakeClock
from tests.people import browser_of
from tests.reading import Mails, confirm, form_on, link_in, sign

SLUG = "keep-the-ward-open"
REASON = "Two people say\nthat they never signed."
# What is printed of it: title, text, demand, in both languages, and what stands beside them.
WORDS = ("Keep the ward open", "أبقوا الجناح مفتوحًا", "A ward at night", "Open the ward.", "Minister of Health")

Change = Callable[[Callable[[Petition], object]], None]


def hide(petition: Petition) -> None:
    petitions.hide(petition, reason=REASON)


@pytest.fixture
def its_addresses(app: Flask, client: FlaskClient, petition: str, mails: Mails) -> list[str]:
    """Every address of the public and of other sites that names it."""
    arguments: Arguments = set_up(app, client, petition, mails) | {"slug": [petition]}
    named = [rule for rule in rules(app) if "slug" in rule.arguments and "GET" in (rule.methods or ())]
    shown = [rule for rule in named if rule.endpoint.startswith(("public.", "embed."))]
    of_teams = ("public.team", "public.colours")
    return [path for rule in shown if rule.endpoint not in of_teams for path in addresses_of(rule, arguments)]


def test_no_address_says_a_word_of_it(client: FlaskClient, its_addresses: list[str], change: Change) -> None:
    before = {path: client.get(path).status_code for path in its_addresses}
    assert len([path for path, status in before.items() if status == 200]) > 20
    change(hide)
    answers = {path: client.get(path) for path in its_addresses}
    leaking = {path for path, answer in answers.items() if any(word.encode() in answer.data for word in WORDS)}
    assert (leaking, {answer.status_code for answer in answers.values()} - {404, 410}) == (set(), set())
    change(petitions.show)
    assert {path: client.get(path).status_code for path in its_addresses} == before


def test_lists_do_not_name_it(client: FlaskClient, petition: str, change: Change) -> None:
    change(hide)
    for path in ("/en", "/en/petitions?q=ward", "/en/teams/ward-team"):
        assert WORDS[0] not in client.get(path).get_data(as_text=True)


def test_the_notice_says_why_and_since_when(client: FlaskClient, petition: str, change: Change) -> None:
    change(hide)
    answer = client.get(f"/en/petitions/{SLUG}")
    page = answer.get_data(as_text=True)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (410, "no-store")
    assert '<p dir="auto">Two people say</p>' in page
    assert re.search(r"Hidden since \d+ \w+ \d{4}\.", page)
    assert '<meta name="robots" content="noindex">' in page


def test_after_a_restore_it_is_hidden_without_a_reason(client: FlaskClient, petition: str, change: Change) -> None:
    change(lambda ward: petitions.hide(ward, reason=""))
    assert "restored from a backup" in client.get(f"/en/petitions/{SLUG}").get_data(as_text=True)


def test_who_wanted_to_sign_confirms_once_it_is_shown(
    client: FlaskClient, petition: str, mails: Mails, change: Change
) -> None:
    sign(client, petition)
    link = link_in(mails.newest())
    form = form_on(client.get(link), link)
    change(hide)
    for answer in (client.get(link), client.post(link, data=form)):
        assert answer.status_code == 410
        assert "Two people say" in answer.text
        assert "Keep the ward open" not in answer.text
    assert client.get(f"{link}/reject").status_code == 200
    change(petitions.show)
    assert client.get(confirm(client, link).location).status_code == 200


def test_a_mail_that_was_on_its_way_waits_until_it_is_shown(
    client: FlaskClient, petition: str, mails: Mails, change: Change, time: FakeClock
) -> None:
    sign(client, petition)
    change(hide)
    assert mails.all() == []
    change(petitions.show)
    time.move(minutes=16)
    assert client.get(confirm(client, link_in(mails.newest())).location).status_code == 200


def test_who_signed_is_not_asked_to_pass_it_on_and_can_withdraw(
    client: FlaskClient, petition: str, mails: Mails, change: Change
) -> None:
    sign(client, petition)
    link = link_in(mails.newest())
    confirm(client, link)
    change(hide)
    answer = client.get(link)
    assert answer.status_code == 303
    assert "Two people say" in client.get(answer.location).get_data(as_text=True)
    assert client.post(answer.location).status_code == 303
    assert "You have withdrawn your signature" in client.get(answer.location).get_data(as_text=True)


def test_its_team_reads_why(app: Flask, client: FlaskClient, petition: str, change: Change) -> None:
    change(hide)
    alice = browser_of(app, "alice")
    assert "Two people say" in alice.get(f"/en/organise/{SLUG}").get_data(as_text=True)
    assert alice.get(f"/en/organise/{SLUG}/exports").status_code == 200
