"""What a first visit costs: a page of 800 words arrives on a slow line within the bar."""

import gzip

import pytest
from playwright.sync_api import Page, Response

from petition import ROOT
from petition.extensions import db
from petition.lib import frontmatter
from petition.models.kind import PetitionKind
from petition.services import petitions
from tests.browser.conftest import NewPage
from tests.browser.live import LiveSite
from tests.browser.pages import CALL, COALITION, LETTER, OPEN, STATEMENT
from tests.making import draft
from tests.picturing import illustrate, photograph

KILOBYTE = 1024
WORDS = 800
KINDS = list(PetitionKind)
CAMPAIGNS = (OPEN, COALITION, LETTER, STATEMENT, CALL)


@pytest.fixture(scope="session")
def long_petitions(live: LiveSite) -> dict[PetitionKind, str]:
    """The slug of a petition of 800 words, by kind."""
    slugs = {kind: f"eight-hundred-words-{kind}" for kind in KINDS}
    with live.arranging():
        for kind, slug in slugs.items():
            made = draft(slug, kind=kind)
            for revision in made.revisions:
                revision.text = prose()
            petitions.open_now(made, languages=made.languages)
            db.session.flush()
    return slugs


def prose() -> str:
    """Eight hundred words that people could have written: the demo's own, in paragraphs."""
    sources = [path.read_text() for path in sorted((ROOT / "petition/demo").glob("*.md"))]
    words = " ".join(frontmatter.parse(source)[1]["en"] for source in sources).split()[:WORDS]
    assert len(words) == WORDS
    return "\n\n".join(" ".join(words[start : start + 60]) for start in range(0, WORDS, 60))


def first_visit(page: Page, path: str) -> dict[str, list[int]]:
    """Compressed sizes of all that it fetches, by kind; the proxy compresses just so."""
    got = list[Response]()
    page.on("response", lambda response: got.append(response))
    page.goto(path, wait_until="networkidle")
    sizes: dict[str, list[int]] = {}
    for response in got:
        sizes.setdefault(response.request.resource_type, []).append(len(gzip.compress(response.body(), 6)))
    return sizes


def assert_light(sizes: dict[str, list[int]]) -> None:
    assert sum(sizes["document"]) <= 14 * KILOBYTE
    assert sum(sizes["stylesheet"]) <= 12 * KILOBYTE
    assert sum(sizes.get("script", [])) <= 6 * KILOBYTE
    fetched = [size for kind, some in sizes.items() if kind != "other" for size in some]
    assert len(fetched) <= 4
    assert sum(fetched) <= 36 * KILOBYTE


@pytest.mark.parametrize("kind", KINDS)
def test_a_first_visit_is_light(new_page: NewPage, long_petitions: dict[PetitionKind, str], kind: PetitionKind) -> None:
    assert_light(first_visit(new_page(), f"/en/petitions/{long_petitions[kind]}"))


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("slug", CAMPAIGNS)
def test_whole_campaigns_are_light_in_every_language(new_page: NewPage, slug: str, language: str) -> None:
    assert_light(first_visit(new_page(), f"/{language}/petitions/{slug}"))


@pytest.fixture(scope="session")
def illustrated(live: LiveSite) -> str:
    """The path of a petition with a picture."""
    with live.arranging():
        made = draft("a-ward-with-a-picture")
        illustrate(made)
        petitions.open_now(made, languages=made.languages)
    return "/en/petitions/a-ward-with-a-picture"


@pytest.mark.parametrize(("width", "height"), [(390, 844), (844, 390)], ids=["upright", "sideways"])
def test_a_telephone_fetches_the_small_picture_alone(
    new_page: NewPage, illustrated: str, width: int, height: int
) -> None:
    page = new_page(viewport={"width": width, "height": height}, device_scale_factor=3)
    sizes = first_visit(page, illustrated)
    assert page.evaluate("document.images[0].currentSrc").endswith(f"-{photograph().small.width}.jpg")
    assert sum(sizes.pop("image")) <= 61 * KILOBYTE
    assert_light(sizes)


def test_a_wide_screen_fetches_the_large_one(new_page: NewPage, illustrated: str) -> None:
    page = new_page(viewport={"width": 1280, "height": 900}, device_scale_factor=2)
    page.goto(illustrated, wait_until="networkidle")
    assert page.evaluate("document.images[0].currentSrc").endswith(f"-{photograph().large.width}.jpg")


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_jumps_when_the_picture_comes(new_page: NewPage, illustrated: str, width: int) -> None:
    waiting, there = (new_page(viewport={"width": width, "height": 900}) for _time in range(2))
    # It never comes; and no page waits for a lazy picture before it is loaded.
    waiting.route("**/picture/*.jpg", lambda _route: None)
    waiting.goto(illustrated, wait_until="load")
    there.goto(illustrated, wait_until="networkidle")
    heights = [page.evaluate("document.images[0].getBoundingClientRect().height") for page in (waiting, there)]
    assert heights[0] > 100
    assert abs(heights[0] - heights[1]) < 1


def test_nothing_is_fetched_again_on_the_second_page(new_page: NewPage) -> None:
    page, asked = new_page(), list[str]()
    page.goto(f"/en/petitions/{OPEN}", wait_until="networkidle")
    page.on("response", lambda response: asked.append(response.url) if not response.from_service_worker else None)
    page.goto(f"/ar/petitions/{OPEN}", wait_until="networkidle")
    transferred = page.evaluate(
        "() => performance.getEntriesByType('resource').filter((one) => one.transferSize).map((one) => one.name)"
    )
    assert asked
    assert [url for url in transferred if not url.endswith("/count.json")] == []


def test_all_script_is_light() -> None:
    """What the workspace alone loads, apart from what all others do; no page has two of these."""
    paths = (ROOT / "petition/static/js").glob("*.js")
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 6)) for path in paths}
    of_the_editor, of_the_dashboard = sizes.pop("editor.js") + sizes.pop("writing.js"), sizes.pop("dashboard.js")
    of_the_comments, _of_accounts = sizes.pop("comments.js"), sizes.pop("passkey.js")
    # It comes once somebody touches the form: tests/browser/test_challenge.py.
    sizes.pop("challenge.js")
    assert sum(sizes.values()) <= 6 * KILOBYTE
    assert of_the_editor <= 6 * KILOBYTE
    assert of_the_dashboard <= 2 * KILOBYTE
    assert of_the_comments <= 2 * KILOBYTE
