"""The pages of those who run the site, and somebody who does."""

from playwright.sync_api import Page

from petition.lib import clock
from petition.models.outbox import MailState
from petition.services import policy, sessions
from tests.browser.reaching import Kind, Stage, at, sending, signed_in
from tests.people import make_organiser
from tests.stuck_mails import stuck_mail

STAFF, ONLY_A_PASSWORD = "staff", "staff with a password alone"
SEND = "main form .button"


def set_up() -> dict[str, str]:
    """Sessions by name."""
    policy.decide("legal.imprint.en", "## Medics\n\n1 Ridge Road")
    policy.decide("legal.terms.fr", "## Conditions\n\nSoyez vous-même.")
    stuck_mail()
    stuck_mail("refused", state=MailState.FAILED, failed_at=clock.now())
    sam = make_organiser("sam", name="سام حداد", is_staff=True)
    return {
        STAFF: sessions.start(sam.id, device="Firefox · Linux", has_second_factor=True),
        ONLY_A_PASSWORD: sessions.start(sam.id),
    }


def filling_in_wrongly(page: Page, stage: Stage, language: str) -> None:
    signed_in("/staff/settings", who=STAFF)(page, stage, language)
    page.locator("#setting-alert-held").fill("many")
    with page.expect_navigation():
        page.locator('form[action$="/alert.held"] .button').click()


def deciding_without_a_reason(page: Page, stage: Stage, language: str) -> None:
    sending("/staff/mailboxes", SEND, who=STAFF, mail="quiet@example.org")(page, stage, language)
    with page.expect_navigation():
        page.locator('form[action$="/stop"] .button').click()


KINDS = {
    "how the site does": Kind("staff.site_health", signed_in("/staff", who=STAFF)),
    "mails that got stuck": Kind("staff.outbox", signed_in("/staff/mail", who=STAFF)),
    "one mail that got stuck": Kind("staff.stuck_mail", signed_in("/staff/mail", "/staff/mail/", who=STAFF)),
    "mailboxes never written to": Kind("staff.mailboxes", signed_in("/staff/mailboxes", who=STAFF)),
    "a mailbox looked up": Kind(
        "staff.look_up_mailbox", sending("/staff/mailboxes", SEND, who=STAFF, mail="quiet@example.org")
    ),
    "a mailbox without a reason": Kind("staff.stop_mail", deciding_without_a_reason),
    "words of the site": Kind("staff.site_words", signed_in("/staff/words", who=STAFF)),
    "who runs this site": Kind("public.imprint", at("/imprint")),
    "terms": Kind("public.terms", at("/terms")),
    "accessibility": Kind("public.accessibility", at("/accessibility")),
    "settings of the site": Kind("staff.settings", signed_in("/staff/settings?done=mail.paused", who=STAFF)),
    "settings with problems": Kind("staff.change_setting", filling_in_wrongly),
    "one more step": Kind("staff.site_health", signed_in("/staff", who=ONLY_A_PASSWORD)),
}
