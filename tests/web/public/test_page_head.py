"""What a petition's page tells machines: networks that show its link, search engines, feed readers."""

import json
import re
from html import unescape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.kind import PetitionKind
from petition.models.petition import Petition
from petition.services import circulating, petitions, signatories
from tests.campaigns import letter, line, strike
from tests.making import draft, make_petition
from tests.reading import Mails, confirm, link_in, sign
from tests.services.counting import sequenced

DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
META = re.compile(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">')
LINK = re.compile(r'<link rel="(canonical|alternate)"((?: [a-z]+="[^"]*")+)>')
# Of each line what it says, and whether it is listed.
LINES: list[tuple[dict[str, Any], bool]] = [
    ({"url": "https://well.example.org"}, True),
    ({"organisations": {}, "persons": {"en": "Nour Saleh"}, "titles": {"en": "Nurse"}}, True),
    ({"persons": {"en": "Karim Daher"}, "url": "https://well.example.org"}, True),
    ({"organisations": {"en": "Friends of the Hidden"}}, False),
]
HOSTILE = "</script><script>alert(1)</script><!-- \u2028 & ]]>"


def text_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def meta_of(page: str) -> dict[str, str]:
    return {name: unescape(content) for name, content in META.findall(page)}


def graph_of(page: str) -> dict[str, dict[str, Any]]:
    """The nodes of the only data block, each under its type; of several of one type, the last."""
    (block,) = DATA.findall(page)
    nodes: list[dict[str, Any]] = json.loads(block)["@graph"]
    return {node["@type"]: node for node in nodes}


def open_and_commit(made: Petition) -> None:
    petitions.open_now(made, languages=made.languages)
    sequenced(made)


def published(app: Flask, **values: Any) -> str:
    with app.app_context():
        db.open_for_writing()
        return make_petition(**values)


def test_a_shared_link_shows_title_summary_and_picture(client: FlaskClient, petition: str) -> None:
    meta = meta_of(text_of(client, f"/en/petitions/{petition}"))
    assert (meta["og:type"], meta["og:title"]) == ("article", "Keep the ward open")
    assert meta["og:description"] == meta["description"] == "Keep the ward open, tonight."
    assert meta["og:url"].endswith(f"/en/petitions/{petition}")
    assert (meta["og:locale"], meta["og:locale:alternate"]) == ("en_US", "ar_AR")
    assert meta["twitter:card"] == "summary_large_image"
    assert meta["og:image:alt"] == "Keep the ward open · 0 of 1,000 have signed"


def test_the_picture_is_there_and_as_large_as_it_says(client: FlaskClient, petition: str) -> None:
    meta = meta_of(text_of(client, f"/ar/petitions/{petition}"))
    picture = client.get("/" + meta["og:image"].split("/", 3)[3])
    assert (picture.status_code, picture.mimetype) == (200, meta["og:image:type"])
    size = picture.get_data()[16:24]
    assert [int.from_bytes(size[:4]), int.from_bytes(size[4:])] == [
        int(meta[f"og:image:{side}"]) for side in ("width", "height")
    ]


def test_it_names_its_address_in_every_language_it_is_written_in(client: FlaskClient, petition: str) -> None:
    links = LINK.findall(text_of(client, f"/ar/petitions/{petition}"))
    (canonical,) = [rest for kind, rest in links if kind == "canonical"]
    assert canonical.endswith(f'/ar/petitions/{petition}"')
    assert re.findall(r'hreflang="(\w+)"', str(links)) == ["en", "ar"]


def test_it_leads_to_the_feed(client: FlaskClient, petition: str) -> None:
    page = text_of(client, f"/ar/petitions/{petition}")
    assert 'rel="alternate" type="application/atom+xml"' in page
    assert client.get(f"/ar/petitions/{petition}/updates.atom").status_code == 200
    assert f'href="/ar/petitions/{petition}/updates.atom"' in page


def test_a_petition_tells_who_asks_whom_and_how_many(client: FlaskClient, petition: str, mails: Mails) -> None:
    sign(client, petition)
    confirm(client, link_in(mails.newest()))
    mails.all()
    graph = graph_of(text_of(client, f"/en/petitions/{petition}"))
    work, team = graph["CreativeWork"], graph["Organization"]
    assert (team["name"], team["legalName"]) == ("Ward Team", "Ward Team e.V.")
    assert work["author"] == {"@id": team["@id"]}
    assert (work["genre"], work["headline"], work["inLanguage"]) == ("Petition", "Keep the ward open", "en")
    assert work["audience"] == [{"@type": "Audience", "name": "The Minister of Health"}]
    counter = work["interactionStatistic"]
    assert (counter["interactionType"]["@type"], counter["userInteractionCount"]) == ("EndorseAction", 1)


def test_every_language_is_a_work_of_its_own(client: FlaskClient, petition: str) -> None:
    english = graph_of(text_of(client, f"/en/petitions/{petition}"))["CreativeWork"]
    arabic = graph_of(text_of(client, f"/ar/petitions/{petition}"))["CreativeWork"]
    assert [work["@id"] for work in english["workTranslation"]] == [arabic["@id"]]
    assert arabic["translationOfWork"] == {"@id": english["@id"]}
    # There is no French text: what stands on the French page is the English one.
    assert graph_of(text_of(client, f"/fr/petitions/{petition}"))["CreativeWork"]["@id"] == english["@id"]


def test_a_letter_names_who_stands_under_it_and_nobody_withheld(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        db.open_for_writing()
        made = letter()
        for values, is_listed in LINES:
            signatories.add_by_team(made, line(**values), is_listed=is_listed)
        open_and_commit(made)
    work = graph_of(text_of(client, "/en/petitions/a-letter"))["Article"]
    well = {"@type": "Organization", "name": "Society of the Well", "url": "https://well.example.org"}
    person = {"@type": "Person", "name": "Nour Saleh", "jobTitle": "Nurse"}
    assert work["contributor"] == [well, person, {"@type": "Person", "name": "Karim Daher", "affiliation": well}]


def test_a_call_tells_its_events_with_their_offset_and_no_number(app: Flask, client: FlaskClient) -> None:
    slug = published(app, kind=PetitionKind.CALL, goals=[], events=[strike()])
    graph = graph_of(text_of(client, f"/en/petitions/{slug}"))
    event = graph["Event"]
    assert (event["startDate"], event["endDate"]) == ("2026-11-27T16:00:00+03:00", "2026-11-27T16:30:00+03:00")
    assert event["eventStatus"] == "https://schema.org/EventScheduled"
    assert event["location"]["name"] == "Bab Square"
    assert "interactionStatistic" not in graph["CreativeWork"]


def test_nothing_that_is_written_ends_the_block(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        db.open_for_writing()
        made = draft(events=[strike(titles={"en": HOSTILE})])
        made.revisions[0].title = HOSTILE
        open_and_commit(made)
    page = text_of(client, "/en/petitions/keep-the-ward-open")
    (block,), graph = DATA.findall(page), graph_of(page)
    assert graph["CreativeWork"]["headline"] == graph["Event"]["name"] == HOSTILE
    assert not {*"<>&\u2028\u2029"} & {*block}


def test_a_language_that_the_site_does_not_speak_breaks_nothing(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        db.open_for_writing()
        made = draft()
        made.language = made.revisions[0].language = "de"
        open_and_commit(made)
    work = graph_of(text_of(client, "/ar/petitions/keep-the-ward-open"))["CreativeWork"]
    # Its page is the one whose address names no language.
    assert re.search(r":\d+/petitions/keep-the-ward-open#text$", work["translationOfWork"]["@id"])


def test_a_private_page_tells_machines_nothing(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        db.open_for_writing()
        made = draft()
        circulating.start(made)
        token = circulating.link_token(made)
        db.session.commit()
    page = text_of(client, f"/en/circulating/{token}")
    assert meta_of(page)["robots"].startswith("noindex")
    assert "og:" not in page
    assert "ld+json" not in page
