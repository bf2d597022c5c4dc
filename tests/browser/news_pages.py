"""The pages on which news is written, published and taken down, and what stands on them."""

from typing import Any

from playwright.sync_api import Page

from petition.extensions import db
from petition.models.consent import ConsentPurpose
from petition.models.petition import Petition
from petition.models.signature import Signature
from petition.services import petitions, publishing_updates, unsubscribing, update_mailings, update_previewing
from tests.browser.reaching import Kind, Stage, at, sending, signed_in
from tests.browser.team_pages import OWNER
from tests.making import at as clock_at
from tests.making import draft, sign_and_confirm
from tests.news import draft_of_news, published_news, write

SLUG, EMPTY = "a-ward-with-news", "a-ward-without-news"
LIST = f"/organise/{SLUG}/updates"
TEXT = (
    "The minister **read** it [name of the office].\n\n- She answers [on Friday](https://nowhere)\n\n> We wait. انتظرنا"
)
ENGLISH = {"title": "The minister has read it, and answers on Friday at nine, in front of the ward", "text": TEXT}
ARABIC = {"title": "قرأ الوزير الرسالة", "text": "تجيب **يوم الجمعة**."}


def set_up() -> dict[str, str]:
    """A petition with news in every state; where each stands, by its state."""
    ward = _open(SLUG)
    _open(EMPTY)
    gone = published_news(ward, en=ENGLISH)
    publishing_updates.take_down(gone, by="alice", reason="A name was in it. اسم")
    published = published_news(ward, en=ENGLISH, ar=ARABIC)
    write(published, text="The minister read it.")
    update_mailings.begin(published)
    reader = sign_and_confirm(ward, consents=(ConsentPurpose.PETITION_NEWS, ConsentPurpose.TEAM_NEWS))
    planned = draft_of_news(ward, en=ENGLISH, ar=ARABIC)
    publishing_updates.plan(planned, clock_at(2199, 1, 1), wants_mail=True, by="alice")
    written = draft_of_news(ward, en=ENGLISH, ar={"title": ARABIC["title"]})
    db.session.flush()
    states = {"gone": gone, "published": published, "planned": planned, "written": written}
    return {
        **{f"news {state}": update.public_id for state, update in states.items()},
        "wants news": unsubscribing.link_token(reader, ConsentPurpose.PETITION_NEWS),
        "wants none": unsubscribing.link_token(_left(ward), ConsentPurpose.PETITION_NEWS),
        "news preview": update_previewing.link_token(written),
    }


def _open(slug: str) -> Petition:
    made = draft(slug)
    petitions.open_now(made, languages=made.languages)
    return made


def _left(ward: Petition) -> Signature:
    """Somebody who asked for news, and wants no more."""
    made = sign_and_confirm(ward, address="left@example.org", consents=(ConsentPurpose.PETITION_NEWS,))
    unsubscribing.end(made, [ConsentPurpose.PETITION_NEWS])
    return made


def two_versions(page: Page, stage: Stage, language: str) -> None:
    """Somebody else saves what is on the page, before it is saved there."""
    signed_in(f"{LIST}/{{token}}", token="news written")(page, stage, language)
    page.locator('[name="seen"]').first.evaluate("field => { field.value = 'draft:another' }")
    page.locator('[name="title"]').first.fill("Another title")
    with page.expect_navigation():
        page.locator(".part-end .button").first.evaluate("button => button.form.submit()")


def news(state: str, page: str = "") -> Any:
    return signed_in(f"{LIST}/{{token}}{page}", token=f"news {state}")


KINDS = {
    "news to write": Kind("organiser.updates", signed_in(LIST)),
    "no news to write": Kind("organiser.updates", signed_in(f"/organise/{EMPTY}/updates")),
    "write news": Kind("organiser.update", news("written")),
    "write news, two versions": Kind("organiser.save_update", two_versions),
    "news that is planned": Kind("organiser.update", news("planned")),
    "news that is published": Kind("organiser.update", news("published")),
    "news that was taken down": Kind("organiser.update", news("gone")),
    "publish news": Kind("organiser.ask_to_publish", news("written", "/publish")),
    "publish news with problems": Kind(
        "organiser.publish_update",
        sending(f"{LIST}/{{token}}/publish", 'form[action$="/publish"] .button', "news written", who=OWNER),
    ),
    "take news down": Kind("organiser.ask_to_take_down", news("published", "/take-down")),
    "take news down with problems": Kind(
        "organiser.take_down_update",
        sending(f"{LIST}/{{token}}/take-down", 'form[action$="/take-down"] .button', "news published", who=OWNER),
    ),
    "news as a mail": Kind("organiser.update_mail", news("written", "/mail/ar")),
    "end mails": Kind("public.unsubscribe", at("/unsubscribe/{token}", "wants news")),
    "ended mails": Kind("public.unsubscribe", at("/unsubscribe/{token}", "wants none")),
    "gone link to end mails": Kind("public.unsubscribe", at("/unsubscribe/forged")),
    "preview of news": Kind("public.update_preview", at("/preview/updates/{token}", "news preview")),
}
