"""My line under a letter, by the link in the mail."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from petition.extensions import db
from petition.models.petition import Petition
from petition.models.signatory import Signatory, SignatoryState
from petition.services import circulating, joining, petitions, signatories, signatory_lines
from tests.conftest import FakeClock
from tests.joining import asks, circulates, logo, picture, send_form, stands, waits
from tests.making import at
from tests.reading import form_on

BY = "alice"
Make = Callable[..., str]


@pytest.fixture
def mine(app: Flask) -> Make:
    """Make a line of a letter that circulates, and do something about it; the path of its page."""

    def make(how: Callable[..., Signatory] = waits, *deeds: Callable[[Signatory], Any], **values: Any) -> str:
        of_letter = {
            name: values.pop(name) for name in ("joins_until_local", "zone", "embargo_local") if name in values
        }
        with app.app_context():
            db.open_for_writing()
            made = how(circulates(**of_letter), **values)
            for deed in deeds:
                deed(made)
            db.session.commit()
            return f"/en/signatory/{joining.link_token(made)}"

    return make


def text(answer: TestResponse) -> str:
    return " ".join(answer.get_data(as_text=True).split())


def read(app: Flask, path: str) -> tuple[SignatoryState, dict[str, str], str]:
    """State, what is printed, and the answer to the team."""
    with app.app_context():
        found = joining.look_up(path.split("/")[3])
        return found.state, found.organisations, signatory_lines.of(found).answer


def ask(made: Signatory) -> None:
    signatories.ask(made, by=BY, question="Since when?\n<b>Really</b>?")


def decline(made: Signatory) -> None:
    signatories.decline(made, by=BY, words="Only organisations.")


def remove(made: Signatory) -> None:
    signatories.remove(made, by=BY, reason="a secret of the team")


def open_it(made: Signatory) -> None:
    petitions.open_now(made.petition, languages=["en"])


STANDINGS = [
    (asks, (), "press to confirm", True, False),
    (waits, (), "The team looks at it now", True, True),
    (waits, (ask,), "The team has a question", True, True),
    (stands, (), "You are listed", False, True),
    (stands, (open_it,), "You are listed", False, True),
    (waits, (decline,), "has not listed you", False, False),
    (waits, (joining.withdraw,), "You have taken it back", False, False),
    (stands, (remove,), "has taken your line away", False, False),
]


@pytest.mark.parametrize(
    ("how", "deeds", "words", "can_amend", "can_withdraw"), STANDINGS, ids=[words for *_, words, _, _ in STANDINGS]
)
def test_it_says_how_it_stands_and_what_can_be_done(
    client: FlaskClient, mine: Make, how: Any, deeds: Any, words: str, can_amend: bool, can_withdraw: bool
) -> None:
    path = mine(how, *deeds)
    answer = client.get(path)
    assert (answer.status_code, words in text(answer)) == (200, True)
    assert (f'{path.split("/")[3]}/amend"' in text(answer)) is can_amend
    assert ('/withdraw"' in text(answer)) is can_withdraw
    assert client.get(f"{path}/amend").status_code == (200 if can_amend else 303)
    assert client.get(f"{path}/withdraw").status_code == (200 if can_withdraw else 303)


def test_what_will_be_printed_is_shown_before_one_button(client: FlaskClient, mine: Make) -> None:
    page = text(client.get(mine(asks, descriptions={"en": "A <i>union</i>"})))
    assert "Nurses of the Harbour" in page
    assert "A &lt;i&gt;union&lt;/i&gt;" in page
    assert page.count("<button") == 1


def test_confirming_leads_to_the_queue_and_stays_there(app: Flask, client: FlaskClient, mine: Make) -> None:
    path = mine(asks)
    for _ in range(3):
        assert client.post(f"{path}/confirm").location == path
    assert read(app, path)[0] is SignatoryState.QUEUED


def test_after_the_deadline_it_says_that_it_is_too_late(
    app: Flask, client: FlaskClient, mine: Make, time: FakeClock
) -> None:
    path = mine(asks, zone="UTC", joins_until_local=(time.now + timedelta(days=1)).replace(tzinfo=None))
    assert "You can confirm until" in text(client.get(path))
    time.move(days=2)
    answer = client.post(f"{path}/confirm")
    assert answer.status_code == 409
    for page in (text(answer), text(client.get(path))):
        assert "The list is closed" in page
        assert "/confirm" not in page
    assert read(app, path)[0] is SignatoryState.UNCONFIRMED


def test_a_withheld_one_sees_what_stays_on_the_page(client: FlaskClient, mine: Make) -> None:
    page = text(client.get(mine(asks, is_listed=False, descriptions={"en": "A clinic in the north"})))
    shown = page.partition('class="signatories"')[2].partition("</ul>")[0]
    assert "A clinic in the north" in shown
    assert "Nurses of the Harbour" not in shown
    assert "Nurses of the Harbour" in page


def test_a_line_is_changed(app: Flask, client: FlaskClient, mine: Make) -> None:
    path = mine()
    page = client.get(f"{path}/amend")
    kept = form_on(page, "/amend")
    assert (kept["organisation_en"], kept["listing"]) == ("Nurses of the Harbour", "listed")
    assert 'name="mail"' not in text(page)
    answer = client.post(f"{path}/amend", data=kept | {"organisation_en": "Nurses of the Port"})
    assert (answer.status_code, answer.location) == (303, path)
    assert read(app, path)[:2] == (SignatoryState.QUEUED, {"en": "Nurses of the Port"})


def test_its_language_stays_the_first_whatever_the_page_speaks(app: Flask, client: FlaskClient, mine: Make) -> None:
    path = mine().replace("/en/", "/ar/")
    page = client.get(f"{path}/amend")
    assert '<bdi lang="en">English</bdi></p>' in text(page)
    client.post(f"{path}/amend", data=form_on(page, "/amend") | {"organisation_ar": "ممرضات الميناء"})
    assert list(read(app, path)[1]) == ["en", "ar"]


def test_an_answer_goes_back_to_the_team(app: Flask, client: FlaskClient, mine: Make) -> None:
    path = mine(waits, ask)
    assert '<p dir="auto">&lt;b&gt;Really&lt;/b&gt;?</p>' in text(client.get(path))
    kept = form_on(client.get(f"{path}/amend"), "/amend")
    client.post(f"{path}/amend", data=kept | {"answer": "Since 1999.\n\nReally."})
    assert read(app, path)[::2] == (SignatoryState.QUEUED, "Since 1999.\n\nReally.")


@pytest.mark.parametrize("mistake", [{"organisation_en": ""}, {"url": "x"}, {"answer": "x" * 2001}, {"listing": ""}])
def test_a_mistake_changes_nothing_and_keeps_what_was_typed(
    app: Flask, client: FlaskClient, mine: Make, mistake: dict[str, str]
) -> None:
    path = mine(waits, ask)
    values = form_on(client.get(f"{path}/amend"), "/amend") | {"title_en": "Chair", "answer": "Yes"} | mistake
    answer = client.post(f"{path}/amend", data=values)
    assert (answer.status_code, form_on(answer, "/amend")["title_en"]) == (422, "Chair")
    assert read(app, path)[0] is SignatoryState.ASKED


def test_what_was_decided_meanwhile_is_told(app: Flask, client: FlaskClient, mine: Make) -> None:
    path = mine(stands)
    answer = client.post(f"{path}/amend", data={"organisation_en": "Other", "listing": "listed"})
    assert answer.status_code == 409
    assert "Meanwhile something was decided" in text(answer)
    assert read(app, path)[1] == {"en": "Nurses of the Harbour"}


def test_a_logo_is_seen_replaced_and_taken_away(client: FlaskClient, mine: Make) -> None:
    path = mine(waits, logo=logo())
    assert client.get(f"{path}/logo.png").data == logo().png
    assert "/logo.png" in text(client.get(path))
    assert send_form(client, f"{path}/amend", logo=picture(100, 50)).status_code == 303
    assert client.get(f"{path}/logo.png").data not in (b"", logo().png)
    client.post(f"{path}/amend", data=form_on(client.get(f"{path}/amend"), "/amend") | {"drops_logo": "y"})
    assert client.get(f"{path}/logo.png").status_code == 404


def test_it_is_taken_back_after_a_second_question(app: Flask, client: FlaskClient, mine: Make) -> None:
    path = mine(stands)
    assert "Take it back?" in text(client.get(f"{path}/withdraw"))
    assert read(app, path)[0] is SignatoryState.APPROVED
    for _ in range(2):
        assert client.post(f"{path}/withdraw").location == path
    assert read(app, path)[:2] == (SignatoryState.WITHDRAWN, {})


def test_who_did_not_send_it_says_so(client: FlaskClient, mine: Make) -> None:
    path = mine(asks)
    assert "You did not send this?" in text(client.get(f"{path}/reject"))
    assert "It is deleted" in text(client.post(f"{path}/reject", data={"never_again": "y"}))
    assert client.get(path).status_code == 410


def test_a_confirmed_one_is_not_rejected(app: Flask, client: FlaskClient, mine: Make) -> None:
    path = mine(waits)
    assert client.get(f"{path}/reject").location == path
    assert client.post(f"{path}/reject").location == path
    assert read(app, path)[0] is SignatoryState.QUEUED


def test_the_embargo_is_named_to_one_who_is_listed(client: FlaskClient, mine: Make, time: FakeClock) -> None:
    time.now = time.now.replace(year=2026, month=11, day=1)
    page = text(client.get(mine(stands, embargo_local=at(2026, 12, 12, 6))))
    assert "Not to be published before 12 December 2026, 06:00 (Damascus)" in page


def test_it_leads_to_the_private_page_and_then_to_the_public_one(app: Flask, client: FlaskClient, mine: Make) -> None:
    path = mine(stands)
    assert "/en/circulating/" in text(client.get(path))
    with app.app_context():
        db.open_for_writing()
        open_it(joining.look_up(path.split("/")[3]))
        db.session.commit()
    assert "/en/petitions/a-letter" in text(client.get(path))


def test_once_erased_it_can_still_be_taken_back(app: Flask, client: FlaskClient, mine: Make) -> None:
    path = mine(stands, lambda made: setattr(made, "sealed", None))
    assert "rima@" not in text(client.get(path))
    assert client.post(f"{path}/withdraw").status_code == 303


def test_an_erased_one_is_not_changed(client: FlaskClient, mine: Make) -> None:
    path = mine(waits, lambda made: setattr(made, "sealed", None))
    assert client.get(path).status_code == 200
    assert client.post(f"{path}/amend").status_code == 410


@pytest.mark.parametrize("page", ["", "/amend", "/withdraw", "/reject", "/logo.png"])
def test_a_forged_link_is_gone(client: FlaskClient, page: str) -> None:
    assert client.get(f"/en/signatory/forged{page}").status_code == 410


@pytest.mark.parametrize("verb", ["confirm", "amend", "withdraw", "reject"])
def test_links_of_other_purposes_do_nothing(app: Flask, client: FlaskClient, verb: str) -> None:
    with app.app_context():
        db.open_for_writing()
        made: Petition = circulates()
        db.session.commit()
        token = circulating.link_token(made)
    assert client.post(f"/en/signatory/{token}/{verb}").status_code == 410


@pytest.mark.parametrize("verb", ["confirm", "amend", "withdraw", "reject"])
def test_a_post_from_another_site_does_nothing(app: Flask, client: FlaskClient, mine: Make, verb: str) -> None:
    path = mine(asks)
    assert client.post(f"{path}/{verb}", headers={"Origin": "https://evil.example"}).status_code == 403
    assert read(app, path)[0] is SignatoryState.UNCONFIRMED
