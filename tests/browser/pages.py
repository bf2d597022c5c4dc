"""Every kind of page there is, and how a browser gets there.

A new page needs a line in `KINDS`; test_accessibility asks for it.
"""

import urllib.error
import urllib.parse
import urllib.request

from playwright.sync_api import Page

from petition.cli import demo_organiser
from petition.extensions import db, tokens
from petition.models.petition import NameAudience, Protection, Publishing
from petition.models.signature import HoldRule, Signature, SignatureState
from petition.services import confirming, numbering, organisers, petitions, updates, withdrawing
from tests.browser import (
    account_pages,
    circulation,
    comment_pages,
    draft_pages,
    editor_pages,
    figure_pages,
    job_pages,
    looking_up_pages,
    mailbox_pages,
    news_pages,
    opening_pages,
    staff_pages,
    team_pages,
)
from tests.browser.circulation import CIRCULATING, JOINABLE
from tests.browser.live import LiveSite, wait_until
from tests.browser.reaching import Kind, Stage, at, sending, signed_in
from tests.campaigns import news
from tests.making import make_petition, sign_and_confirm, submit
from tests.origins import came

OPEN = "keep-the-night-shift-alive"
ANSWERED = "let-ambulances-pass"
COALITION = "ouvrez-le-passage"
LETTER = "painted-roofs"
STATEMENT = "no-ward-without-water"
CALL = "thirty-minutes-for-the-ward"
TEAM = "medics-beyond-the-ridge"
EMPTY = "a-new-ward"
HIDDEN = "a-hidden-ward"
BATCHED = "a-quiet-ward"
# The flood comes from here, and so does the browser that meets its consequences.
FLOODED = "10.9.9.9"
FLOOD = 301
NEWS = "The minister **read** it.\n\n- She answers [on Friday](https://example.org/friday).\n\n> We wait. انتظرنا"


def set_the_stage(live: LiveSite) -> Stage:
    with live.arranging():
        make_petition(EMPTY)
        make_petition(BATCHED, publish=Publishing.BATCHED, protection=Protection.DISCREET)
        hidden = petitions.by_slug(make_petition(HIDDEN))
        assert hidden
        _publish_news()
        petitions.hide(hidden, reason="Two people say that their names were put here.\nWe are asking the team.")
        made = _tokens() | circulation.set_up() | account_pages.set_up() | team_pages.set_up() | draft_pages.set_up()
        made |= staff_pages.set_up()
        opening_pages.set_up()
        editor_pages.set_up()
        job_pages.set_up(EMPTY)
        made |= news_pages.set_up()
        secret = _signed_in()
    _await_number(live)
    _flood(live)
    return Stage(live, made, secret)


def _signed_in() -> str:
    organiser_id = organisers.credentials_of(demo_organiser.ADDRESS).organiser_id
    assert organiser_id
    return account_pages.session_of(organiser_id)


def _publish_news() -> None:
    """More than one page of it, some in one language only."""
    ward = petitions.by_slug(EMPTY)
    assert ward
    for number in range(1, updates.PER_PAGE + 2):
        news(ward, f"Day {number}", NEWS, **({"ar": f"اليوم {number}"} if number % 2 else {}))


def _tokens() -> dict[str, str]:
    ward, quiet = petitions.by_slug(EMPTY), petitions.by_slug(BATCHED)
    assert ward
    assert quiet
    kept = sign_and_confirm(ward, address="kept@example.org", comment="For my sister.\n\nشكرًا", comment_is_public=True)
    held = sign_and_confirm(ward, address="held@example.org", doubts=(HoldRule.HONEYPOT,))
    back = sign_and_confirm(ward, address="back@example.org")
    withdrawing.withdraw(back)
    removed = sign_and_confirm(ward, address="removed@example.org", doubts=(HoldRule.FLOOD,))
    removed.state = SignatureState.REMOVED
    for doubted in (held, removed):
        came(doubted, neighbourhood="here", facts={"risk": ["flood"], "filled_in": 12, "disposable": True})
    words = "Two lines.\nOf mine."
    waiting = submit(ward, address="waits@example.org", comment=words, give_name_to=NameAudience.PUBLIC)
    links = {
        "waiting": confirming.link_token(waiting),
        "form": waiting.public_id,
        "signature": kept.public_id,
        "too late": confirming.link_token(submit(ward, address="kept@example.org", name="Somebody Else")),
        "counted": _confirm_token(kept),
        "held": _confirm_token(held),
        "soon": _confirm_token(sign_and_confirm(quiet, address="soon@example.org")),
    }
    signatures = {"kept": kept, "held": held, "withdrawn": back, "removed": removed}
    links |= comment_pages.set_up(ward) | mailbox_pages.set_up(ward)
    return links | {f"my {name}": withdrawing.link_token(signature) for name, signature in signatures.items()}


def _confirm_token(signature: Signature) -> str:
    """The link that was mailed before the submission became this signature: both bear one public id."""
    return tokens.make(confirming.LINK, [signature.public_id, 0])


def _await_number(live: LiveSite) -> None:
    """The running worker numbers the counted signature."""

    def number() -> int | None:
        with live.app.app_context():
            kept = db.session.query(Signature).join(Signature.petition).filter_by(state="open")
            found = [numbering.number_of(one) for one in kept.filter(Signature.identity.is_not(None)).limit(1)]
            return found[0]

    wait_until(number)


def _flood(live: LiveSite) -> None:
    for _ in range(FLOOD):
        request = urllib.request.Request(
            f"{live.url}/en/petitions/nowhere/sign", data=b"", headers={"X-Forwarded-For": FLOODED}
        )
        try:
            urllib.request.urlopen(request)
        except urllib.error.HTTPError as refusal:
            refusal.close()


def rejecting(page: Page, stage: Stage, language: str) -> None:
    with stage.live.arranging():
        ward = petitions.by_slug(EMPTY)
        assert ward
        # Of a submission that nobody has seen yet.
        fresh = confirming.link_token(submit(ward, address="stranger@example.org"))
    page.goto(f"/{language}/confirm/{fresh}/reject")
    with page.expect_navigation():
        page.locator("main form .button").click()


def sign_in(page: Page, live: LiveSite, language: str = "en") -> None:
    page.goto(f"/{language}/login")
    page.locator("#mail").fill(demo_organiser.ADDRESS)
    page.locator("#password").fill(live.password)
    with page.expect_navigation():
        page.locator('form[action$="/login"] .button').click()
    assert "/organise" in page.url, page.locator("main").inner_text()


def first_mail(page: Page, stage: Stage, language: str) -> None:
    def mail() -> bool:
        page.goto(f"/{language}/mailbox")
        return page.locator(".lines a").count() > 0

    wait_until(mail)
    page.locator(".lines a").first.click()
    page.wait_for_url("**/mailbox/*.eml")


SIGN = ".sign-form .button.wide"
SEND = "main form .button.wide"
PRIVATE, LINE = "/circulating/{token}", "/signatory/{token}"
LINES = ("unconfirmed", "queued", "asked", "approved", "withheld", "declined", "withdrawn", "removed")
REMOVE = 'form[action$="/remove"] .button'
QUEUE = f"/organise/{CIRCULATING}/signatories"
TYPED = {"name": "ريما حداد", "mail": "rima@example.org"}

KINDS = {
    "home": Kind("public.home", at("/")),
    "search": Kind("public.petitions", at("/petitions?q=water")),
    "nothing found": Kind("public.petitions", at("/petitions?q=zzzz")),
    "petition": Kind("public.petition", at(f"/petitions/{OPEN}")),
    "coalition": Kind("public.petition", at(f"/petitions/{COALITION}")),
    "letter": Kind("public.petition", at(f"/petitions/{LETTER}")),
    "statement": Kind("public.petition", at(f"/petitions/{STATEMENT}")),
    "call": Kind("public.petition", at(f"/petitions/{CALL}")),
    "petition without names": Kind("public.petition", at(f"/petitions/{BATCHED}")),
    "answered petition": Kind("public.petition", at(f"/petitions/{ANSWERED}")),
    "hidden petition": Kind("public.petition", at(f"/petitions/{HIDDEN}")),
    "form with problems": Kind("public.sign", sending(f"/petitions/{OPEN}", SIGN, mail="nobody", comment="x" * 600)),
    "too many": Kind("public.sign", sending(f"/petitions/{OPEN}", SIGN, **TYPED), FLOODED),
    "waiting": Kind("public.check_your_mail", sending(f"/petitions/{OPEN}", SIGN, **TYPED)),
    "waiting elsewhere": Kind("public.check_your_mail", at(f"/petitions/{OPEN}/check-your-mail")),
    "signatures": Kind("public.signatures", at(f"/petitions/{OPEN}/signatures")),
    "no signatures": Kind("public.signatures", at(f"/petitions/{BATCHED}/signatures")),
    "news": Kind("public.updates", at(f"/petitions/{EMPTY}/updates")),
    "older news": Kind("public.updates", at(f"/petitions/{EMPTY}/updates?before=3")),
    "no news": Kind("public.updates", at(f"/petitions/{BATCHED}/updates")),
    "ledger": Kind("public.ledger", at(f"/petitions/{OPEN}/ledger")),
    "ledger of a day": Kind("public.ledger", at(f"/petitions/{OPEN}/ledger?day=2026-01-01")),
    "counter elsewhere": Kind("public.counter", at(f"/petitions/{OPEN}/counter")),
    "counter in a frame": Kind("embed.frame", at(f"/embed/{OPEN}")),
    "number in a frame": Kind("embed.frame", at(f"/embed/{OPEN}?only=count")),
    "hidden petition in a frame": Kind("embed.frame", at(f"/embed/{HIDDEN}")),
    "nothing in a frame": Kind("embed.frame", at("/embed/nowhere")),
    "team": Kind("public.team", at(f"/teams/{TEAM}")),
    "privacy": Kind("public.privacy", at("/privacy")),
    "confirm": Kind("public.confirm", at("/confirm/{token}", "waiting")),
    "confirm with problems": Kind(
        "public.do_confirm", sending("/confirm/{token}", ".sign-form .button.wide", "waiting", name="")
    ),
    "confirmed too late": Kind("public.do_confirm", sending("/confirm/{token}", ".sign-form .button.wide", "too late")),
    "counted": Kind("public.confirm", at("/confirm/{token}", "counted")),
    "counted just now": Kind("public.confirm", at("/confirm/{token}", "soon")),
    "held": Kind("public.confirm", at("/confirm/{token}", "held")),
    "gone link": Kind("public.confirm", at("/confirm/forged")),
    "reject": Kind("public.reject", at("/confirm/{token}/reject", "waiting")),
    "rejected": Kind("public.do_reject", rejecting),
    **mailbox_pages.KINDS,
    "my signature": Kind("public.signature", at("/signature/{token}", "my kept")),
    "my held signature": Kind("public.signature", at("/signature/{token}", "my held")),
    "my withdrawn signature": Kind("public.signature", at("/signature/{token}", "my withdrawn")),
    "my removed signature": Kind("public.signature", at("/signature/{token}", "my removed")),
    "my receipt": Kind("public.receipt", at("/signature/{token}/receipt", "my kept")),
    "no receipt": Kind("public.receipt", at("/signature/{token}/receipt", "my held")),
    "my name": Kind("public.my_name", at("/signature/{token}/name", "my kept")),
    "my name with problems": Kind("public.correct_name", sending("/signature/{token}/name", SEND, "my kept", name="")),
    "erase everything": Kind("public.my_erasure", at("/signature/{token}/erase", "my kept")),
    "erased": Kind("public.erased", at("/signature/erased")),
    "a link renewed": Kind("public.link_renewed", at("/signature/renewed")),
    "my links": Kind("public.my_links", at("/signature")),
    "my links with problems": Kind("public.mail_my_links", sending("/signature", SEND, mail="nobody")),
    "my links mailed": Kind("public.links_mailed", at("/signature/mailed")),
    "circulating": Kind("public.circulating", at(PRIVATE, "circulating")),
    "circulating, list closed": Kind("public.circulating", at(PRIVATE, "closed list")),
    "gone private link": Kind("public.circulating", at("/circulating/forged")),
    "join by link": Kind("public.join_by_link", at(f"{PRIVATE}/join", "circulating")),
    "join with problems": Kind(
        "public.do_join_by_link", sending(f"{PRIVATE}/join", SEND, "circulating", url="nowhere", mail="nobody")
    ),
    "list is closed": Kind("public.join_by_link", at(f"{PRIVATE}/join", "closed list")),
    "joined by link": Kind("public.sent_by_link", at(f"{PRIVATE}/join/check-your-mail", "circulating")),
    "join": Kind("public.join", at(f"/petitions/{JOINABLE}/join")),
    "joined": Kind("public.sent", at(f"/petitions/{JOINABLE}/join/check-your-mail")),
    **{f"my {line} line": Kind("public.signatory", at(LINE, f"line {line}")) for line in LINES},
    "gone line": Kind("public.signatory", at("/signatory/forged")),
    "change my line": Kind("public.amend", at(f"{LINE}/amend", "line queued")),
    "answer the team": Kind("public.amend", at(f"{LINE}/amend", "line asked")),
    "change with problems": Kind("public.do_amend", sending(f"{LINE}/amend", SEND, "line asked", url="nowhere")),
    "take my line back": Kind("public.withdraw_signatory", at(f"{LINE}/withdraw", "line approved")),
    "reject a line": Kind("public.reject_signatory", at(f"{LINE}/reject", "line unconfirmed")),
    "copy the list": Kind("public.signatories", at(f"/petitions/{LETTER}/signatories")),
    "no list to copy": Kind("public.signatories", at(f"/petitions/{JOINABLE}/signatories")),
    "mailbox": Kind("public.mailbox", at("/mailbox")),
    "mail": Kind("public.mailbox_mail", first_mail),
    **account_pages.KINDS,
    **job_pages.kinds(EMPTY),
    **comment_pages.KINDS,
    **team_pages.KINDS,
    **staff_pages.KINDS,
    **draft_pages.KINDS,
    **opening_pages.KINDS,
    **editor_pages.KINDS,
    **news_pages.KINDS,
    "workspace": Kind("organiser.petitions", signed_in("/organise")),
    **figure_pages.kinds(OPEN, quiet=BATCHED),
    **looking_up_pages.kinds(EMPTY),
    "lists": Kind("organiser.exports", signed_in(f"/organise/{OPEN}/exports")),
    "a list with problems": Kind(
        "organiser.export", sending(f"/organise/{OPEN}/exports", "form.export .button", who="the demo's")
    ),
    "signatures to review": Kind("organiser.signatures", signed_in(f"/organise/{EMPTY}/signatures?state=held")),
    "all signatures": Kind("organiser.signatures", signed_in(f"/organise/{OPEN}/signatures")),
    "filtered signatures": Kind("organiser.signatures", signed_in(f"/organise/{OPEN}/signatures?given_to=public")),
    "a removed signature": Kind(
        "organiser.signature", signed_in(f"/organise/{EMPTY}/signatures?state=removed", "/signatures/")
    ),
    "a decision with problems": Kind(
        "organiser.remove",
        sending(f"/organise/{EMPTY}/signatures/{{token}}", REMOVE, "signature", who="the demo's", reason=""),
    ),
    "a form that waits": Kind("organiser.waiting", signed_in(f"/organise/{EMPTY}/waiting/{{token}}", token="form")),
    "one signature": Kind("organiser.signature", signed_in(f"/organise/{OPEN}/signatures", "/signatures/")),
    "who signs": Kind("organiser.signatories", signed_in(QUEUE)),
    "nobody signs yet": Kind("organiser.signatories", signed_in(f"/organise/{JOINABLE}/signatories")),
    "one line to decide": Kind("organiser.signatory", signed_in(QUEUE, "/signatories/")),
    "copy before it opens": Kind("organiser.signatories_to_copy", signed_in(QUEUE, "/copy")),
    "no such page": Kind("", at("/petitions/nowhere")),
    "not like this": Kind("", at(f"/petitions/{OPEN}/sign")),
}
