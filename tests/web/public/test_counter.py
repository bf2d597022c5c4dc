"""The page that offers the counter to other sites, and the code on it."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markdown_it import MarkdownIt

from petition.extensions import db
from petition.services import petitions
from petition.web import counter_element
from tests.making import draft, make_petition

BOX = re.compile(r'<textarea id="code-(\w+)"[^>]*>\n(.*?)</textarea>', re.DOTALL)
ORIGIN = "http://127.0.0.1:8000"
HOSTILE = """"></textarea><script>alert('1')</script>[a](b)`&amp;"""


class Tags(HTMLParser):
    """The elements of some code, with their attributes."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.found: dict[str, dict[str, str | None]] = {}
        self.feed(code)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[tag] = dict(attrs)


def codes(client: FlaskClient, path: str) -> dict[str, str]:
    """What a reader copies, by what it is for."""
    answer = client.get(path)
    assert answer.status_code == 200
    return {name: unescape(code) for name, code in BOX.findall(answer.text)}


def tags(client: FlaskClient, path: str, name: str) -> dict[str, dict[str, str | None]]:
    return Tags(codes(client, path)[name]).found


def test_it_offers_four_kinds_of_code(client: FlaskClient, petition: str) -> None:
    assert [*codes(client, f"/en/petitions/{petition}/counter")] == ["frame", "element", "markdown", "mail"]


def test_the_frame_has_a_title_a_height_and_words_below_it(client: FlaskClient, petition: str) -> None:
    path = f"/en/petitions/{petition}/counter"
    frame = tags(client, path, "frame")["iframe"]
    assert (frame["src"], frame["title"]) == (f"{ORIGIN}/en/embed/{petition}", "Keep the ward open")
    assert (frame["height"], frame["referrerpolicy"]) == ("280", "no-referrer")
    words = codes(client, path)["frame"].partition("</iframe>")[2]
    assert f'<a href="{ORIGIN}/en/petitions/{petition}"><bdi>Keep the ward open</bdi></a>' in words
    assert re.search(r"0 of 1,000 have signed\. As of \d+ \w+ \d{4}, \d\d:\d\d \(Damascus\)\.", words)


def test_the_element_brings_its_script_with_a_checksum(client: FlaskClient, petition: str) -> None:
    element = tags(client, f"/ar/petitions/{petition}/counter?theme=dark&only=count", "element")
    assert element["petition-counter"] == {
        "src": f"{ORIGIN}/ar/embed/{petition}",
        "lang": "ar",
        "dir": "rtl",
        "theme": "dark",
        "only": "count",
        "height": "208",
    }
    newest = counter_element.NEWEST
    assert element["script"]["src"] == f"{ORIGIN}/embed-{newest}.js"
    assert element["script"]["integrity"] == counter_element.integrity(newest)
    assert element["script"]["crossorigin"] == "anonymous"


def test_the_badges_lead_to_the_petition(client: FlaskClient, petition: str) -> None:
    found = codes(client, f"/fr/petitions/{petition}/counter?theme=dark")
    target, badge = f"{ORIGIN}/fr/petitions/{petition}", f"{ORIGIN}/fr/badge/{petition}"
    # Without words in French, those of the petition's own language stand there.
    assert found["markdown"] == f"[![Keep the ward open]({badge}.svg?theme=dark)]({target})"
    assert f'<a href="{target}"><img src="{badge}.png?theme=dark" alt="Keep the ward open" height="28"' in found["mail"]


def test_a_language_can_be_chosen_that_is_not_the_pages(client: FlaskClient, petition: str) -> None:
    path = f"/en/petitions/{petition}/counter?language=ar"
    assert '<html lang="en" dir="ltr">' in client.get(path).text
    frame = codes(client, path)["frame"]
    assert f"{ORIGIN}/ar/embed/{petition}" in frame
    assert '<p lang="ar" dir="rtl">' in frame
    assert "أبقوا الجناح مفتوحًا" in frame


@pytest.mark.parametrize(
    "choice", ["language=xx", "theme=pink", "only=all", "theme=dark%00", "language=", "only[]=count"]
)
def test_what_is_not_offered_is_not_chosen(client: FlaskClient, petition: str, choice: str) -> None:
    path = f"/en/petitions/{petition}/counter"
    assert codes(client, f"{path}?{choice}") == codes(client, path)


def test_every_address_in_the_code_answers(client: FlaskClient, petition: str) -> None:
    found = codes(client, f"/ar/petitions/{petition}/counter?theme=light&only=count")
    paths = set(re.findall(rf"{ORIGIN}(/[^\")\s]+)", unescape(" ".join(found.values()))))
    assert len(paths) == 6
    assert {client.get(path).status_code for path in paths} == {200}


def test_it_names_what_a_policy_needs(client: FlaskClient, petition: str) -> None:
    page = client.get(f"/en/petitions/{petition}/counter").text
    for rule in (f"frame-src {ORIGIN}", f"script-src {ORIGIN}; frame-src {ORIGIN}", f"img-src {ORIGIN}"):
        assert f'<code dir="ltr">{rule}</code>' in page


def test_a_hostile_title_stays_text_also_where_it_is_pasted(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        db.open_for_writing()
        made = draft("hostile", languages=("en",))
        made.revisions[0].title = HOSTILE
        petitions.open_now(made, languages=made.languages)
        db.session.commit()
    found = codes(client, "/en/petitions/hostile/counter")
    assert {*found} == {"frame", "element", "markdown", "mail"}
    assert [*Tags(found["frame"]).found] == ["iframe", "p", "a", "bdi", "br"]
    assert Tags(found["frame"]).found["iframe"]["title"] == HOSTILE
    assert Tags(found["element"]).found["script"].keys() >= {"src", "integrity"}
    assert "</script><" not in found["element"].partition("<script")[0]
    badge = Tags(MarkdownIt().render(found["markdown"])).found
    assert [*badge] == ["p", "a", "img"]
    assert badge["img"]["alt"] == HOSTILE


def test_a_call_offers_no_number(app: Flask, client: FlaskClient, database: None) -> None:
    make_petition("strike", kind="call", goals=[])
    answer = client.get("/en/petitions/strike/counter?only=count")
    assert answer.status_code == 200
    assert 'name="only"' not in answer.text
    frame = codes(client, "/en/petitions/strike/counter?only=count")["frame"]
    assert 'height="200"' in frame
    assert "As of" not in frame


def test_it_may_be_shared_and_sets_no_cookie(client: FlaskClient, petition: str) -> None:
    answer = client.get(f"/en/petitions/{petition}/counter")
    assert answer.headers["Cache-Control"].startswith("public, max-age=5, s-maxage=2, ")
    assert "Set-Cookie" not in answer.headers


def test_a_hidden_petition_and_a_draft_offer_nothing(app: Flask, client: FlaskClient, petition: str) -> None:
    with app.app_context():
        db.open_for_writing()
        make_petition("draft", opened=False)
        found = petitions.by_slug(petition)
        assert found
        petitions.hide(found, reason="-")
        db.session.commit()
    statuses = [client.get(f"/en/petitions/{slug}/counter").status_code for slug in (petition, "draft", "nowhere")]
    assert statuses == [410, 404, 404]
