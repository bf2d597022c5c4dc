"""The editor's sections that say what a petition is, who gets names, and when."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.people import post
from tests.web.organiser.editor import DRAFT, PAGE, form_of, save

pytestmark = pytest.mark.usefixtures("draft")
Held = Callable[[str], dict[str, Any]]


def text_of(browser: FlaskClient) -> str:
    return " ".join(browser.get(PAGE).get_data(as_text=True).split())


def test_goals_are_kept_in_their_order(alice: FlaskClient, held: Held) -> None:
    save(alice, "goal", **{"targets-0": "5,000", "targets-1": "500", "targets-2": ""})
    assert held("goal") == {"targets": [500, 5000]}
    more = save(alice, "goal", again="more targets")
    assert "targets-3" in form_of(more, "goal")


def test_another_address_leads_there(alice: FlaskClient) -> None:
    answer = save(alice, "kind", slug="night-ward")
    assert answer.location == "/en/organise/night-ward/edit#kind"
    assert alice.get(answer.location).status_code == 200


def test_a_translation_is_begun_beside_the_original(alice: FlaskClient, held: Held) -> None:
    assert save(alice, "languages", in_fr="y").status_code == 303
    assert held("languages") == {"languages": ["en", "ar", "fr"]}
    page = alice.get(PAGE).get_data(as_text=True)
    assert 'id="words-fr"' in page
    assert '<blockquote class="original" lang="en" dir="ltr"><p>Keep the ward open</p>' in page
    assert save(alice, "words-fr", title="Gardez le service").status_code == 303
    assert "texts are missing" in text_of(alice)


def test_an_outdated_translation_is_marked_until_it_is_saved(alice: FlaskClient) -> None:
    save(alice, "words-ar", share_text="الجناح")
    save(alice, "words-en", title="Keep both wards open")
    assert "outdated: the original was changed" in text_of(alice)
    assert save(alice, "words-ar").status_code == 303
    assert "outdated: the original was changed" not in text_of(alice)


def test_signers_at_risk_get_the_careful_answers(alice: FlaskClient, held: Held) -> None:
    save(alice, "names", protection="discreet")
    careful = {"default_audience": "nobody", "publish": "batched", "comments": "after_review"}
    assert held("names") == {"protection": "discreet", **careful}
    save(alice, "names", default_audience="addressees")
    assert held("names")["default_audience"] == "addressees"


def test_comments_can_wait_until_somebody_has_read_them(alice: FlaskClient, held: Held) -> None:
    save(alice, "names", comments="after_review")
    assert held("names")["comments"] == "after_review"
    page = text_of(alice)
    assert "somebody has to look every day" in page
    assert "those that wait go on waiting" in page


def test_it_is_said_what_that_costs_and_what_signers_agree_to(alice: FlaskClient) -> None:
    page = text_of(alice)
    assert "What it costs: fewer people confirm" in page
    assert "Ward Team e.V. keeps my name" in page
    assert 'href="/en/organise/teams/ward-team/settings"' in page


def test_an_editor_is_not_led_to_settings_that_are_closed(bob: FlaskClient) -> None:
    assert "/teams/ward-team/settings" not in text_of(bob)


def test_times_of_its_own_place(alice: FlaskClient, held: Held) -> None:
    typed = {"zone": "Europe/Paris", "opens": "2027-01-01 09:00", "closes": "2027-02-01T18:00", "joining": "everyone"}
    assert save(alice, "times", **typed, retain_until="2027-06-30").status_code == 303
    found = held("times")
    assert (found["zone"], found["opens"], found["closes"]) == ("Europe/Paris", "2027-01-01T09:00", "2027-02-01T18:00")
    assert (found["joining"], found["retain_until"]) == ("everyone", "2027-06-30")


def test_a_question_of_its_own(alice: FlaskClient, held: Held) -> None:
    typed = {"fields-0-label_en": "Your ward", "fields-0-is_required": "y", "slots": "y"}
    assert save(alice, "fields", **typed, country_question="required").status_code == 303
    found = held("fields")
    [field] = found["fields"]
    assert (found["slots"], found["country_question"]) == (2, "required")
    assert (field["labels"], field["is_required"]) == ({"en": "Your ward"}, True)
    assert save(alice, "fields").status_code == 303
    assert held("fields") == found


def test_how_a_text_reads(alice: FlaskClient, held: Held) -> None:
    before = held("words-en")
    answer = save(alice, "words-en", text="**Nine** beds.\n\n<script>x</script>", again="read")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "<strong>Nine</strong> beds." in page
    assert "<script>x" not in page
    assert held("words-en") == before


def test_what_is_missing_is_marked(alice: FlaskClient) -> None:
    save(alice, "words-en", title="", text="")
    page = text_of(alice)
    assert page.count('class="met"') == 1
    assert "(no title yet)" in page


def test_the_workspace_leads_there(alice: FlaskClient, vera: FlaskClient) -> None:
    for page in ("/en/organise", f"/en/organise/{DRAFT}"):
        assert f'href="{PAGE}"' in alice.get(page).get_data(as_text=True)
        assert f'href="{PAGE}"' not in vera.get(page).get_data(as_text=True)


@pytest.mark.parametrize("kind", ["letter", "statement", "call", "petition"])
def test_every_kind_has_its_page(alice: FlaskClient, kind: str) -> None:
    save(alice, "kind", kind=kind)
    assert alice.get(PAGE).status_code == 200
    assert post(alice, f"{PAGE}/words-en", **form_of(alice.get(PAGE), "words-en")).status_code == 303
