"""What a first visit costs: a page of 800 words arrives on a slow line within the bar."""

import gzip

import pytest
from playwright.sync_api import Response

from petition import ROOT
from petition.extensions import db
from petition.lib import frontmatter
from petition.services import petitions
from tests.browser.conftest import NewPage
from tests.browser.live import LiveSite
from tests.making import draft

KILOBYTE = 1024
WORDS = 800
SLUG = "eight-hundred-words"


@pytest.fixture(scope="session")
def long_petition(live: LiveSite) -> str:
    with live.arranging():
        made = draft(SLUG)
        for revision in made.revisions:
            revision.text = prose()
        petitions.open_now(made, languages=made.languages)
        db.session.flush()
    return SLUG


def prose() -> str:
    """Eight hundred words that people could have written: the demo's own, in paragraphs."""
    sources = [path.read_text() for path in sorted((ROOT / "petition/demo").glob("*.md"))]
    words = " ".join(frontmatter.parse(source)[1]["en"] for source in sources).split()[:WORDS]
    assert len(words) == WORDS
    return "\n\n".join(" ".join(words[start : start + 60]) for start in range(0, WORDS, 60))


@pytest.fixture
def answers(new_page: NewPage, long_petition: str) -> dict[str, list[int]]:
    """Compressed sizes of all that a first visit fetches, by kind; the proxy compresses just so."""
    page, got = new_page(), list[Response]()
    page.on("response", lambda response: got.append(response))
    page.goto(f"/en/petitions/{long_petition}", wait_until="networkidle")
    sizes: dict[str, list[int]] = {}
    for response in got:
        sizes.setdefault(response.request.resource_type, []).append(len(gzip.compress(response.body(), 6)))
    return sizes


def test_a_first_visit_is_light(answers: dict[str, list[int]]) -> None:
    assert sum(answers["document"]) <= 14 * KILOBYTE
    assert sum(answers["stylesheet"]) <= 12 * KILOBYTE
    assert sum(answers["script"]) <= 6 * KILOBYTE
    fetched = [size for kind, sizes in answers.items() if kind != "other" for size in sizes]
    assert len(fetched) <= 4
    assert sum(fetched) <= 36 * KILOBYTE


def test_nothing_is_fetched_again_on_the_second_page(new_page: NewPage, long_petition: str) -> None:
    page, asked = new_page(), list[str]()
    page.goto(f"/en/petitions/{long_petition}", wait_until="networkidle")
    page.on("response", lambda response: asked.append(response.url) if not response.from_service_worker else None)
    page.goto(f"/ar/petitions/{long_petition}", wait_until="networkidle")
    transferred = page.evaluate(
        "() => performance.getEntriesByType('resource').filter((one) => one.transferSize).map((one) => one.name)"
    )
    assert asked
    assert [url for url in transferred if not url.endswith("/count.json")] == []


def test_all_script_is_light() -> None:
    scripts = [gzip.compress(path.read_bytes(), 6) for path in (ROOT / "petition/static/js").glob("*.js")]
    assert sum(map(len, scripts)) <= 6 * KILOBYTE
