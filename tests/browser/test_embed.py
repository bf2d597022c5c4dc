"""The counter on a real page of another origin, under that page's strict rules, and with our server down."""

import re
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import expect

from petition.web.public.snippets import HEIGHT, HEIGHT_OF_COUNT, HEIGHT_WITHOUT_COUNT
from tests.browser.conftest import node_tool
from tests.browser.embedding import IS_FRAMED, SEEN_SHIFT, SHIFT, STYLE_BEFORE_PAINT, WORDS, Host, NewHost
from tests.browser.live import LiveSite, live_site
from tests.browser.pages import HIDDEN, OPEN
from tests.browser.pasting import pasted
from tests.browser.reaching import Stage
from tests.making import make_petition

NOTHING = "default-src 'none'"
AXE = "async () => (await axe.run(document)).violations"
STORAGE = "() => { try { return localStorage.length + sessionStorage.length; } catch { return 'denied'; } }"
# That nobody answered, and the room that was kept for the frame is given back.
HAS_GIVEN_UP = """() => {
  const counter = document.querySelector("petition-counter");
  return customElements.get("petition-counter") && !counter.shadowRoot.querySelector("iframe");
}"""
# In time for the frame's own answer to being resized.
MEASURE = """(frame) => {
  window.heights = [];
  new ResizeObserver(() => heights.push(frame.offsetHeight)).observe(frame);
}"""
FITS = """() => {
  const { scrollWidth, scrollHeight } = document.documentElement;
  return document.querySelector("h1") && scrollWidth <= innerWidth && scrollHeight <= innerHeight;
}"""
LANGUAGES = ("en", "fr", "ar")
everywhere = pytest.mark.parametrize("language", LANGUAGES)


def frame_rule(live: LiveSite) -> str:
    return f"{NOTHING}; frame-src {live.url}"


def element_rule(live: LiveSite) -> str:
    return f"{NOTHING}; script-src {live.url}; frame-src {live.url}"


@everywhere
def test_the_copied_frame_stands_under_a_strict_policy(host: Host, language: str) -> None:
    page = host.show(host.copied("frame", language), frame_rule(host.live))
    expect(page.frame_locator("iframe").locator("[data-count=number]")).to_have_text(re.compile(r"\d"))
    assert host.frame.evaluate("document.documentElement.lang") == language
    assert page.locator("iframe").get_attribute("title") == host.frame.title()
    expect(page.locator("p a")).to_be_visible()
    assert host.complaints == []


@everywhere
def test_the_copied_element_stands_under_a_strict_policy(host: Host, language: str) -> None:
    page = host.show(host.copied("element", language), element_rule(host.live))
    expect(page.locator("petition-counter iframe")).to_be_visible()
    expect(page.locator(WORDS)).to_be_hidden()
    assert host.frame.evaluate("document.documentElement.lang") == language
    assert page.locator("petition-counter iframe").get_attribute("title") == host.frame.title()
    assert host.complaints == []


def test_it_keeps_nothing_and_is_told_nothing(host: Host) -> None:
    code = host.copied("element") + host.copied("frame")
    page = host.show(code, element_rule(host.live))
    expect(page.locator("petition-counter iframe")).to_be_visible()
    ours = [one for one in host.responses if one.url.startswith(host.live.url)]
    assert [one.url for one in ours if "set-cookie" in one.all_headers()] == []
    assert [one.url for one in ours if host.site.url in str(one.request.all_headers().get("referer"))] == []
    assert page.context.cookies() == []
    # This browser lets nobody keep anything on another's page; the counter does without, and never tries.
    assert host.frame.evaluate(STORAGE) == "denied"
    assert host.complaints == []


def test_the_element_asks_for_the_script_it_was_copied_with(host: Host) -> None:
    code = re.sub(r"sha384-\w{8}", "sha384-AAAAAAAA", host.copied("element"))
    page = host.show(code, element_rule(host.live))
    page.wait_for_load_state("networkidle")
    expect(page.locator(WORDS)).to_be_visible()
    assert not host.element.evaluate(IS_FRAMED)
    assert any("integrity" in complaint for complaint in host.complaints)


def test_a_stopped_server_leaves_the_words(new_host: NewHost, tmp_path: Path, demo: Path) -> None:
    with live_site(tmp_path, like=demo) as live:
        host = new_host(live)
        code, policy = host.copied("element"), element_rule(live)
        expect(host.show(code, policy).locator(WORDS)).to_be_hidden()
    # The script is in the browser's cache, and this frame is not.
    page = host.show(code.replace("<petition-counter", '<petition-counter theme="dark"'), policy)
    expect(page.locator(f"{WORDS} a")).to_be_visible()
    page.wait_for_function(HAS_GIVEN_UP)
    expect(page.locator(f"{WORDS} a")).to_be_visible()
    room = host.element.evaluate("(element) => element.shadowRoot.firstChild.offsetHeight")
    assert room < HEIGHT / 2


def test_no_script_at_all_leaves_words_and_frame(live: LiveSite, new_host: NewHost) -> None:
    host = new_host(live, java_script_enabled=False)
    page = host.show(host.copied("element"), element_rule(live))
    expect(page.locator(f"{WORDS} a")).to_be_visible()
    page = host.show(host.copied("frame"), frame_rule(live))
    expect(page.frame_locator("iframe").locator("[data-count=number]")).to_have_text(re.compile(r"\d"))


def test_an_unknown_petition_leaves_the_words(host: Host) -> None:
    code = host.copied("element").replace(f"/embed/{OPEN}", "/embed/nowhere")
    page = host.show(code, element_rule(host.live))
    page.wait_for_function(HAS_GIVEN_UP)
    expect(page.locator(WORDS)).to_be_visible()


def test_a_hidden_petition_takes_the_words_away(host: Host, stage: Stage) -> None:
    code = host.copied("element").replace(f"/embed/{OPEN}", f"/embed/{HIDDEN}")
    page = host.show(code, element_rule(host.live))
    expect(page.frame_locator("petition-counter iframe").locator("h1")).to_have_text("No longer available")
    expect(page.locator(WORDS)).to_be_hidden()


def test_only_its_own_frame_is_believed(host: Host) -> None:
    code = host.copied("element").replace(f"/embed/{OPEN}", "/embed/nowhere")
    page = host.show(code, element_rule(host.live))
    page.evaluate("postMessage({ type: 'petition-counter', height: 500 }, '*')")
    page.wait_for_timeout(200)
    expect(page.locator(WORDS)).to_be_visible()


@pytest.mark.parametrize(("asked", "given"), [("99999", 600), ("1", HEIGHT), ("'x'", HEIGHT), ("-9", HEIGHT)])
def test_its_height_is_bounded(host: Host, asked: str, given: int) -> None:
    page = host.show(host.copied("element"), element_rule(host.live))
    expect(page.locator(WORDS)).to_be_hidden()
    page.locator("petition-counter iframe").evaluate(MEASURE)
    host.frame.evaluate(f"parent.postMessage({{ type: 'petition-counter', height: {asked} }}, '*')")
    page.wait_for_timeout(300)
    assert page.evaluate("Math.max(...heights)") == given


@pytest.mark.parametrize("source", ["javascript:alert(1)", "data:text/html,x", "", "/embed/x"])
def test_it_frames_nothing_but_web_pages(host: Host, source: str) -> None:
    code = re.sub(r'src="[^"]*embed/[^"]*"', f'src="{source}"', host.copied("element"))
    page = host.show(code)
    page.wait_for_load_state("networkidle")
    assert not host.element.evaluate(IS_FRAMED)
    expect(page.locator(WORDS)).to_be_visible()


def test_its_attributes_can_be_changed(host: Host) -> None:
    page = host.show(host.copied("element"), element_rule(host.live))
    expect(page.locator(WORDS)).to_be_hidden()
    host.element.evaluate("(element) => { element.lang = 'ar-TN'; element.setAttribute('theme', 'dark'); }")
    inside = page.frame_locator("petition-counter iframe").locator("html")
    expect(inside).to_have_attribute("lang", "ar")
    expect(page.locator("petition-counter iframe")).to_be_visible()
    assert inside.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(22, 22, 19)"
    assert page.evaluate("history.length") <= 3
    assert host.complaints == []


def test_two_counters_and_two_scripts_share_a_page(host: Host) -> None:
    page = host.show(host.copied("element") + host.copied("element", "fr"), element_rule(host.live))
    for number in range(2):
        expect(page.locator("petition-counter iframe").nth(number)).to_be_visible()
    assert host.complaints == []


def test_its_button_opens_the_petition_outside(host: Host) -> None:
    page = host.show(host.copied("frame"), frame_rule(host.live))
    with page.expect_popup() as opened:
        page.frame_locator("iframe").locator(".button").click()
    expect(opened.value).to_have_url(re.compile(f"/en/petitions/{OPEN}$"))
    assert opened.value.evaluate("opener") is None


@pytest.mark.parametrize("origin", ["", "allow-same-origin"])
def test_it_works_in_a_sandbox_that_lets_links_out(host: Host, origin: str) -> None:
    rules = f"allow-scripts allow-popups allow-popups-to-escape-sandbox {origin}"
    code = host.copied("frame").replace("<iframe", f'<iframe sandbox="{rules}"')
    host.page.clock.install()
    page = host.show(code, frame_rule(host.live))
    page.wait_for_load_state("networkidle")
    assert host.frame.evaluate("getComputedStyle(document.body).borderTopWidth") == "4px"
    with page.expect_response("**/count.json"):
        page.clock.fast_forward(90_000)
    with page.expect_popup() as opened:
        page.frame_locator("iframe").locator(".button").click()
    expect(opened.value.locator("h1")).to_be_visible()
    assert host.complaints == []


def test_it_stands_in_pages_that_isolate_themselves(host: Host) -> None:
    code = host.copied("element") + host.copied("mail")
    page = host.show(code, Cross_Origin_Embedder_Policy="require-corp", Cross_Origin_Opener_Policy="same-origin")
    expect(page.locator("petition-counter iframe")).to_be_visible()
    assert page.evaluate("crossOriginIsolated")
    assert page.locator("img").evaluate("(image) => image.naturalHeight") == 56
    assert host.complaints == []


@pytest.mark.parametrize(("language", "scheme", "only"), list(product(("en", "ar"), ("light", "dark"), ("", "count"))))
def test_axe_finds_nothing_in_the_frame(host: Host, language: str, scheme: str, only: str) -> None:
    code = host.copied("frame", language, only=only)
    host.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    host.show(code)
    host.frame.evaluate(node_tool("axe-core/axe.min.js").read_text())
    assert host.frame.evaluate(AXE) == []


def test_nothing_on_the_page_around_it_moves_while_it_loads(host: Host) -> None:
    page = host.show(host.copied("frame") + "<p>Below</p>", frame_rule(host.live))
    expect(host.frame.locator("h1")).to_be_visible()
    assert page.evaluate(SHIFT) == 0


def test_nothing_is_seen_to_move_in_the_frame_and_nothing_without_its_style(host: Host) -> None:
    with host.page.expect_response("**/js/frame.js"):
        page = host.show(host.copied("frame"), frame_rule(host.live))
    page.wait_for_timeout(500)
    assert host.frame.evaluate(SEEN_SHIFT) == 0
    assert host.frame.evaluate(STYLE_BEFORE_PAINT) == [True, True]


def test_it_asks_for_the_number_once_a_minute(host: Host) -> None:
    code = host.copied("frame")
    host.page.clock.install()
    page = host.show(code, frame_rule(host.live))
    page.wait_for_load_state("networkidle")
    page.clock.fast_forward(59_000)
    page.wait_for_timeout(200)
    assert host.asked("/count.json") == 0
    with page.expect_response("**/count.json"):
        page.clock.fast_forward(26_000)


def test_out_of_sight_it_asks_for_nothing(host: Host) -> None:
    code, far = host.copied("frame"), "<br>" * 1000
    host.page.clock.install()
    page = host.show(far + code + far, frame_rule(host.live))
    page.wait_for_timeout(200)
    assert host.asked(OPEN) == 0
    page.locator("iframe").scroll_into_view_if_needed()
    expect(page.frame_locator("iframe").locator("[data-count=number]")).to_be_visible()
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(200)
    page.clock.fast_forward(300_000)
    page.wait_for_timeout(200)
    assert host.asked("/count.json") == 0
    with page.expect_response("**/count.json"):
        page.locator("iframe").scroll_into_view_if_needed()


def test_the_page_of_the_code_works_without_script(live: LiveSite, new_host: NewHost) -> None:
    page = new_host(live, java_script_enabled=False).page
    page.goto(f"{live.url}/en/petitions/{OPEN}/counter")
    page.locator("#language").select_option("ar")
    page.locator("#theme").select_option("dark")
    page.locator("[name=only]").check()
    page.locator(".counter-choice .button").click()
    expect(page.locator("#code-element")).to_have_value(re.compile('lang="ar" dir="rtl" theme="dark" only="count"'))
    expect(page.frame_locator(".counter-frame").locator("html")).to_have_attribute("lang", "ar")
    assert page.locator(".counter-frame").evaluate("(frame) => frame.offsetHeight") == HEIGHT_OF_COUNT


def test_the_code_can_be_copied_at_a_press(host: Host) -> None:
    host.page.context.grant_permissions(["clipboard-write"])
    code = host.copied("element")
    host.page.locator("[data-copy]", has=host.page.locator("#code-element")).locator("button").click()
    expect(host.page.get_by_text("Copied")).to_be_visible()
    assert pasted(host.page.context) == code


@pytest.fixture(scope="session")
def room(live: LiveSite) -> dict[str, int]:
    """Petitions of every kind, and the height that the copied code gives them."""
    with live.arranging():
        make_petition("letter-in-a-frame", kind="letter", goals=[])
        make_petition("call-in-a-frame", kind="call", goals=[])
    counted = dict.fromkeys((OPEN, "ouvrez-le-passage", "no-ward-without-water", "letter-in-a-frame"), HEIGHT)
    return counted | {"call-in-a-frame": HEIGHT_WITHOUT_COUNT}


@everywhere
@pytest.mark.parametrize("width", [300, 480, 800])
def test_everything_fits_the_height_of_the_code(host: Host, room: dict[str, int], language: str, width: int) -> None:
    heights = {f"{slug}?only=": height for slug, height in room.items()}
    heights |= {f"{slug}?only=count": min(height, HEIGHT_OF_COUNT) for slug, height in room.items()}
    code = '<iframe src="{}/{}/embed/{}" width="{}" height="{}" frameborder="0"></iframe>'
    shown = [code.format(host.live.url, language, address, width, height) for address, height in heights.items()]
    page = host.show("".join(shown))
    page.wait_for_load_state("networkidle")
    assert [frame.url for frame in page.frames[1:] if not frame.evaluate(FITS)] == []
    assert len(page.frames) == 1 + len(heights)
