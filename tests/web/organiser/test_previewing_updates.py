"""News as its page and as the mail that it will be."""

from flask.testing import FlaskClient

from petition.models.petition import Protection
from petition.services import publishing_updates, update_previewing, writing_updates
from tests.news import ARABIC, write
from tests.web.organiser.news import Change
from tests.web.organiser.opening import text


def link(change: Change) -> str:
    found: list[str] = []
    change(lambda update: found.append(update_previewing.link_token(update)))
    return f"/en/preview/updates/{found[0]}"


def test_it_leads_to_the_page_as_it_will_be(alice: FlaskClient, client: FlaskClient, news: str, change: Change) -> None:
    answer = alice.get(f"{news}/preview")
    assert (answer.status_code, answer.location) == (303, link(change))
    page = text(client, link(change))
    assert "A preview" in page
    assert "She answers <strong>on Friday</strong>." in page
    assert 'content="noindex, nofollow"' in page


def test_once_it_is_published_the_link_leads_to_it(client: FlaskClient, news: str, change: Change) -> None:
    change(lambda update: publishing_updates.publish_now(update, wants_mail=False, by="alice"))
    answer = client.get(link(change))
    assert answer.location == "/en/petitions/keep-the-ward-open/updates?before=2#update-1"


def test_a_link_to_what_is_gone_leads_nowhere(client: FlaskClient, news: str, change: Change) -> None:
    path = link(change)
    change(lambda update: writing_updates.discard(update, by="alice"))
    assert client.get(path).status_code == 410
    assert client.get("/en/preview/updates/forged").status_code == 410


def test_the_mail_is_shown_in_each_language_of_signing(alice: FlaskClient, news: str, change: Change) -> None:
    change(lambda update: write(update, "ar", **ARABIC))
    arabic, french = text(alice, f"{news}/mail/ar"), text(alice, f"{news}/mail/fr")
    assert ARABIC["title"] in arabic
    assert "She answers on Friday." in french
    assert f'src="{news}/mail/ar/html"' in arabic


def test_it_looks_as_in_a_mail_program_without_any_script(alice: FlaskClient, news: str) -> None:
    answer = alice.get(f"{news}/mail/en/html")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    page = answer.get_data(as_text=True)
    assert "<strong>on Friday</strong>" in page
    assert "(here stands a link that only this person has)" in page


def test_where_nothing_is_mailed_there_is_no_mail_to_see(alice: FlaskClient, news: str, change: Change) -> None:
    change(lambda update: setattr(update.petition, "protection", Protection.DISCREET))
    assert alice.get(f"{news}/mail/en").status_code == 404
    assert f"{news}/mail/" not in text(alice, news)


def test_an_empty_draft_leads_back_to_its_editor(alice: FlaskClient, news: str, change: Change) -> None:
    change(lambda update: update.texts.clear())
    assert {alice.get(f"{news}/{page}").location for page in ("preview", "mail/en")} == {news}
