"""The editor saves itself: on bad lines, by two at once, after the session ended; and nothing is written over."""

from functools import partial

import pytest
from playwright.sync_api import Page, Route, expect

from petition.web import sign_in
from tests.browser.conftest import Held, Open
from tests.browser.editor_pages import TITLE, rich, says
from tests.browser.live import LiveSite, wait_until
from tests.editing import save


def _is_kept(held: Held, title: str) -> bool:
    return bool(held("words-en")["title"] == title)


@pytest.mark.parametrize(("language", "saved"), [("en", "Saved at"), ("ar", "حُفظ في")])
def test_it_saves_itself(editor: Open, held: Held, language: str, saved: str) -> None:
    page, title = editor(language), f"Keep the ward ({language})"
    page.locator(TITLE).fill(title)
    says(page, saved)
    assert held("words-en")["title"] == title
    page.reload()
    expect(page.locator(TITLE)).to_have_value(title)


def test_what_was_typed_before_the_script_came_is_saved(editor: Open, held: Held) -> None:
    page = editor()
    late: list[Route] = []
    page.route("**/js/editor.js", lambda route: late.append(route), times=1)
    page.reload(wait_until="commit")
    page.locator(TITLE).fill("Typed on a slow link")
    late[0].continue_()
    assert wait_until(partial(_is_kept, held, "Typed on a slow link"))


def test_what_nobody_touched_is_not_saved(editor: Open) -> None:
    page = editor()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.wait_for_timeout(2000)
    assert "POST" not in sent


def test_it_goes_on_saving(editor: Open, held: Held) -> None:
    page = editor()
    for title in ("Once", "Twice", "Three times"):
        page.locator(TITLE).fill(title)
        assert wait_until(partial(_is_kept, held, title))
    says(page, "Saved at")


def test_what_is_not_right_yet_waits(editor: Open, held: Held) -> None:
    page, before = editor(), held("goal")
    page.locator("#goal > summary").click()
    page.locator("#goal-targets-0").fill("many")
    says(page, "something is to be mended")
    page.locator("#goal .part-end .button").click()
    expect(page.locator("#goal-targets-0-error")).to_be_visible()
    expect(page.locator("#goal .problem")).to_be_focused()
    assert held("goal") == before


def test_rows_come_and_go_in_place(editor: Open, held: Held) -> None:
    page = editor()
    page.locator("#press > summary").click()
    page.locator("#press-contacts-0-name").fill("Claire")
    page.locator('#press [value="more contacts"]').click()
    expect(page.locator("#press-contacts-1-name")).to_be_focused()
    page.keyboard.type("Samir")
    assert wait_until(lambda: [one["name"] for one in held("press")["contacts"]] == ["Claire", "Samir"])
    page.locator('#press [value="up contacts-1"]').click()
    assert wait_until(lambda: [one["name"] for one in held("press")["contacts"]] == ["Samir", "Claire"])


def test_the_second_of_two_sees_both_versions(editor: Open, live: LiveSite, held: Held) -> None:
    page = editor()
    with live.arranging():
        save(rich(), "words-en", title="Theirs")
    page.locator(TITLE).fill("Mine")
    says(page, "changed meanwhile")
    page.locator("#words-en .part-end .button").click()
    expect(page.locator("#words-en .version")).to_contain_text("Theirs")
    expect(page.locator(TITLE)).to_have_value("Mine")
    page.locator("#words-en .part-end .button").click()
    assert wait_until(lambda: held("words-en")["title"] == "Mine")


def test_nothing_is_lost_while_there_is_no_connection(editor: Open, held: Held) -> None:
    page = editor()
    page.clock.install()
    page.context.set_offline(True)
    page.locator(TITLE).fill("Written in a tunnel")
    page.clock.fast_forward(2000)
    says(page, "no answer")
    page.context.set_offline(False)
    page.clock.fast_forward(11_000)
    assert wait_until(lambda: held("words-en")["title"] == "Written in a tunnel")


def test_signed_out_it_waits_for_whoever_signs_in_again(editor: Open, held: Held) -> None:
    page = editor()
    mine = [cookie for cookie in page.context.cookies() if cookie["name"] == sign_in.NAME]
    page.context.clear_cookies()
    page.locator(TITLE).fill("Written for an hour")
    says(page, "you are signed out")
    link = page.locator("[data-sign-in]")
    expect(link).to_be_visible()
    assert (link.get_attribute("target"), link.get_attribute("rel")) == ("_blank", "noopener")
    # In the other window; the token of the forms here is that of no session now.
    page.context.add_cookies(mine)  # type: ignore[arg-type]
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    assert wait_until(partial(_is_kept, held, "Written for an hour"))
    expect(link).to_be_hidden()
    # And so does every other form: nobody presses twice.
    press(page)
    page.wait_for_url("**/edit#kind")


def test_signed_out_a_button_gives_back_what_was_typed(editor: Open, held: Held) -> None:
    page, before = editor(), held("kind")
    mine = [cookie for cookie in page.context.cookies() if cookie["name"] == sign_in.NAME]
    page.context.clear_cookies()
    press(page)
    expect(page.locator("h1")).to_have_text("You are signed out")
    page.context.add_cookies(mine)  # type: ignore[arg-type]
    page.get_by_role("button", name="Send it again").click()
    assert held("kind") == before
    page.get_by_role("button", name="Send it now").click()
    page.wait_for_url("**/edit#kind")


def press(page: Page) -> None:
    """Send a section that does not save itself."""
    page.locator("#kind > summary").click()
    page.locator("#kind .part-end .button").click()


def test_words_that_arrived_unanswered_are_no_conflict(editor: Open, held: Held) -> None:
    page = editor()

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    page.clock.install()
    page.route("**/edit/words-en", lose_the_answer, times=1)
    page.locator(TITLE).fill("Arrived")
    page.clock.fast_forward(2000)
    says(page, "no answer")
    assert held("words-en")["title"] == "Arrived"
    page.locator(TITLE).fill("Arrived, and more")
    for _ in range(3):
        page.clock.fast_forward(11_000)
        page.wait_for_timeout(300)
    assert wait_until(lambda: held("words-en")["title"] == "Arrived, and more")
    says(page, "Saved at")


def test_typing_on_while_it_saves_is_no_conflict(editor: Open, held: Held) -> None:
    page = editor()
    page.locator(TITLE).fill("Pressed")
    held_back: list[Route] = []
    page.route("**/edit/words-en", lambda route: held_back.append(route), times=1)
    page.locator("#words-en .part-end .button").click()
    page.locator(TITLE).fill("Pressed, and more")
    held_back[0].continue_()
    page.unroute("**/edit/words-en")
    assert wait_until(lambda: held("words-en")["title"] == "Pressed, and more")
    says(page, "Saved at")
    expect(page.locator(TITLE)).to_be_focused()


def test_while_two_versions_are_compared_nothing_is_saved(editor: Open, live: LiveSite, held: Held) -> None:
    page = editor()
    with live.arranging():
        save(rich(), "words-en", title="Theirs")
    page.locator(TITLE).fill("Mine")
    page.locator("#words-en .part-end .button").click()
    expect(page.locator("#words-en .version")).to_contain_text("Theirs")
    page.locator(TITLE).fill("Mine still")
    page.wait_for_timeout(2000)
    assert held("words-en")["title"] == "Theirs"
    page.locator("#words-en [data-keep]").click()
    expect(page.locator(TITLE)).to_have_value("Theirs")
    expect(page.locator("#words-en .version")).to_have_count(0)
    page.locator(TITLE).fill("Theirs, and mine")
    assert wait_until(lambda: held("words-en")["title"] == "Theirs, and mine")


def test_what_is_gone_is_not_tried_for_ever(editor: Open) -> None:
    page = editor()
    page.route("**/edit/words-en", lambda route: route.fulfill(status=404, body="gone"))
    page.locator(TITLE).fill("Nowhere")
    says(page, "Copy what you typed")
    expect(page.locator("[data-place]")).to_have_text("Title and text")
    expect(page.locator("#words-en")).to_contain_class("troubled")


def test_another_tab_is_looked_at(editor: Open, held: Held) -> None:
    page = editor()
    page.clock.install()
    page.locator(TITLE).fill("Typed in a hurry")
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true})")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert wait_until(lambda: held("words-en")["title"] == "Typed in a hurry")


def test_the_preview_waits_for_the_last_word(editor: Open) -> None:
    page = editor()
    page.locator(TITLE).fill("The last word")
    page.locator(".editor-bar").get_by_text("Preview").click()
    page.wait_for_url("**/preview/*")
    expect(page.locator("h1")).to_have_text("The last word")


def test_a_translation_shows_what_it_is_made_of_today(editor: Open) -> None:
    page = editor()
    page.locator(TITLE).fill("Another title")
    says(page, "Saved at")
    page.locator("#words-fr > summary").click()
    expect(page.locator("#words-fr .original").first).to_contain_text("Another title")


def test_leaving_with_something_unsaved_is_asked(editor: Open) -> None:
    page = editor()
    page.locator("#kind > summary").click()
    page.locator("#kind-slug").fill("elsewhere")
    with page.expect_event("dialog") as asked:
        page.evaluate("setTimeout(() => location.assign('/en/organise'))")
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    assert page.url.endswith("/edit")
