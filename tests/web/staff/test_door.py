from collections.abc import Iterator

from flask import Flask
from flask.testing import FlaskClient

from tests.addresses import rules
from tests.people import staff_browser


def places(app: Flask, method: str) -> Iterator[tuple[str, str]]:
    """Every page or form of those who run the site: its endpoint, its address."""
    for rule in rules(app):
        if rule.endpoint.startswith("staff.") and "lang" in rule.arguments and method in (rule.methods or ()):
            named = {"lang": "en", "name": "mail.paused", "public_id": "unknown", "slug": "unknown"}
            built = rule.build({name: named[name] for name in rule.arguments})
            assert built
            yield rule.endpoint, built[1]


def test_strangers_are_led_to_the_sign_in_page(client: FlaskClient) -> None:
    answer = client.get("/staff", headers={"Accept-Language": "ar-TN"})
    assert answer.status_code == 303
    assert answer.location.startswith("/ar/login?next=")


def test_to_owners_of_teams_none_of_it_exists(app: Flask, alice: FlaskClient) -> None:
    looked = {endpoint: alice.get(path).status_code for endpoint, path in places(app, "GET")}
    assert looked == dict.fromkeys(looked, 404)


def test_a_password_alone_opens_nothing(app: Flask) -> None:
    sam = staff_browser(app, has_second_factor=False)
    looked = {endpoint: sam.get(path) for endpoint, path in places(app, "GET")}
    assert {endpoint: page.status_code for endpoint, page in looked.items()} == dict.fromkeys(looked, 403)
    assert "/en/account/factors" in looked["staff.site_health"].get_data(as_text=True)


def test_nothing_is_kept_by_browsers(app: Flask, sam: FlaskClient) -> None:
    kept = {sam.get(path).headers["Cache-Control"] for _endpoint, path in places(app, "GET")}
    assert kept == {"no-store"}


def test_its_place_is_linked_for_staff_alone(sam: FlaskClient, alice: FlaskClient) -> None:
    pages = [browser.get("/en/organise").get_data(as_text=True) for browser in (sam, alice)]
    assert ['href="/en/staff"' in page for page in pages] == [True, False]
