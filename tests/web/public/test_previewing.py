"""The preview: the page as it will stand, for those with its link, however little of it is written."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.addressee import Addressee, AddresseeRole, AddresseeText
from petition.models.form import FieldDefinition
from petition.models.kind import PetitionKind
from petition.models.petition import Joining, Petition
from petition.services import circulating, drafting, joining, petitions, previewing
from tests.joining import logo, stands
from tests.making import TITLES, draft, make_team
from tests.picturing import illustrate

Show = Callable[..., str]


@pytest.fixture
def show(app: Flask) -> Show:
    """Make a draft; the path of its preview without a language."""

    def make(made: Callable[[], Petition] = draft, *, become: Callable[[Petition], object] | None = None) -> str:
        with app.app_context():
            db.open_for_writing()
            found = made()
            path = f"/preview/{previewing.link_token(found)}"
            if become:
                become(found)
            db.session.commit()
            return path

    return make


def text(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_it_is_the_page_itself(client: FlaskClient, show: Show) -> None:
    page = text(client, f"/en{show()}")
    for words in (TITLES["en"], "The Minister of Health", "<strong>quiet</strong>", "Open the ward.", "A preview"):
        assert words in page


def asking() -> Petition:
    made = draft()
    made.fields.append(FieldDefinition(position=1, key="ward", labels={"en": "Your ward"}))
    db.session.flush()
    return made


def test_its_form_is_shown_and_cannot_be_sent(client: FlaskClient, show: Show) -> None:
    page = text(client, f"/en{show(asking)}")
    [_before, form] = page.split("<fieldset", 2)[:2]
    assert form.startswith(' class="field sign-form" disabled')
    assert "Your ward" in page
    assert "<form" not in page


@pytest.mark.parametrize("kind", list(PetitionKind))
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_page_with_nothing_on_it_can_be_looked_at(
    client: FlaskClient, show: Show, kind: PetitionKind, language: str
) -> None:
    path = show(lambda: drafting.begin(make_team(), kind=kind, language="en", title="", by="alice"))
    page = text(client, f"/{language}{path}")
    assert ">(no title yet)</h1>" in page
    assert "<title>(no title yet)</title>" in page
    assert f'<p class="small" lang="{language}"' in page


def nameless() -> Petition:
    """Somebody to write to, of whom only the office is known; and somebody of whom nothing is."""
    office = AddresseeText(language="en", name="", office="Minister of Health")
    return draft(
        kind=PetitionKind.LETTER,
        goals=[],
        addressees=[
            Addressee(role=AddresseeRole.TO, position=1, texts=[office]),
            Addressee(role=AddresseeRole.TO, position=2, phone="+963 11 000 0000", texts=[]),
        ],
    )


def test_addressees_without_a_name_break_nothing(client: FlaskClient, show: Show) -> None:
    assert "Minister of Health" in text(client, f"/en{show(nameless)}")


def test_it_speaks_the_petition_s_language_unless_the_address_says_otherwise(client: FlaskClient, show: Show) -> None:
    path = show(lambda: draft(languages=("ar", "en")))
    assert '<html lang="ar"' in text(client, path)
    assert '<html lang="en"' in text(client, f"/en{path}")


def test_no_search_engine_and_no_other_site_learns_of_it(client: FlaskClient, show: Show) -> None:
    answer = client.get(f"/en{show()}")
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_it_links_to_nothing_that_only_a_public_petition_has(client: FlaskClient, show: Show) -> None:
    page = text(client, f"/en{show()}")
    for address in ("/petitions/", "canonical", "og:url", "count.json", "/embed", "/badge", "data-count"):
        assert address not in page


def test_it_leads_its_team_back_to_writing(client: FlaskClient, show: Show) -> None:
    assert 'href="/en/organise/keep-the-ward-open/edit"' in text(client, f"/en{show()}")


def opens(petition: Petition) -> None:
    petitions.open_now(petition, languages=petition.languages)


def test_once_open_it_leads_to_the_public_page(client: FlaskClient, show: Show) -> None:
    answer = client.get(f"/ar{show(become=opens)}")
    assert (answer.status_code, answer.location) == (303, "/ar/petitions/keep-the-ward-open")


def renews(petition: Petition) -> None:
    previewing.renew_link(petition, by="alice")


def is_hidden(petition: Petition) -> None:
    circulating.start(petition)
    petitions.hide(petition, reason="a test entry")


@pytest.mark.parametrize("become", [renews, is_hidden])
def test_a_link_that_ended_says_so(client: FlaskClient, show: Show, become: Callable[[Petition], object]) -> None:
    answer = client.get(f"/en{show(become=become)}")
    assert answer.status_code == 410
    assert "private link no longer works" in answer.get_data(as_text=True)


def test_the_draft_itself_stays_unknown(client: FlaskClient, show: Show) -> None:
    show()
    assert client.get("/en/petitions/keep-the-ward-open").status_code == 404


def circulates(petition: Petition) -> None:
    circulating.start(petition)
    illustrate(petition)
    made = stands(petition, "Nurses of the Harbour")
    joining.put_logo(made, logo())


def a_letter() -> Petition:
    return draft(kind=PetitionKind.LETTER, goals=[], joining=Joining.INVITED)


def test_of_a_letter_that_circulates_it_names_nobody_and_no_other_link(
    app: Flask, client: FlaskClient, show: Show
) -> None:
    path = show(a_letter, become=circulates)
    page = text(client, f"/en{path}")
    assert f"{path}/picture/" in page
    for words in ("/circulating/", "Nurses of the Harbour", "Nobody but its team", "Nobody has signed yet"):
        assert words not in page
    assert "By this link it can only be read" in page
