"""The pages of those who run the site, and somebody who does."""

from datetime import timedelta

from playwright.sync_api import Page

from petition.lib import clock
from petition.models.block import BlockKind
from petition.models.organiser import Organiser
from petition.models.outbox import MailState
from petition.models.report import ReportReason
from petition.models.team import TeamRole
from petition.services import (
    account_decisions,
    blocking,
    confirming,
    hiding,
    organisers,
    petition_reports,
    petitions,
    policy,
    previewing,
    sessions,
    site_settings,
    team_decisions,
    teams,
)
from tests.browser.draft_pages import TEAM
from tests.browser.reaching import Kind, Stage, at, sending, signed_in
from tests.corrections import asked, long_petition
from tests.making import draft, make_petition, make_team, submit
from tests.news import published_news
from tests.people import make_organiser
from tests.picturing import illustrate
from tests.stuck_mails import stuck_mail

STAFF, ONLY_A_PASSWORD = "staff", "staff with a password alone"
SEND = "main form .button"
LARGE, CORRECTION = "a-large-correction", "large correction"
OF_PETITION = f"/staff/petitions/{LARGE}"
REPORTED, ASIDE = "a-quiet-ward", "a-ward-aside"
REPORT = f"/petitions/{REPORTED}/report"
WHY = "Two people say that their names were put here.\nWe are asking the team."


def set_up() -> dict[str, str]:
    """Sessions by name."""
    policy.decide("legal.imprint.en", "## Medics\n\n1 Ridge Road")
    policy.decide("legal.terms.fr", "## Conditions\n\nSoyez vous-même.")
    blocking.add(BlockKind.DOMAIN, "blocked.example", reason="مئات في الساعة", lasting=None, by="nobody")
    blocking.add(
        BlockKind.NETWORK, "2001:db8::/32", reason="A flood since noon", lasting=timedelta(days=7), by="nobody"
    )
    blocking.add(BlockKind.MAILBOX, "signer@example.net", reason="Asked by its holder", lasting=None, by="nobody")
    stuck_mail()
    stuck_mail("refused", state=MailState.FAILED, failed_at=clock.now())
    team = teams.by_slug(TEAM)
    assert team
    embargo = (clock.now() + timedelta(days=30)).replace(tzinfo=None)
    made = draft("a-ward-to-look-at", team_id=team.id, embargo_local=embargo)
    illustrate(made)
    petitions.send_for_review(made)
    returned = draft("a-ward-given-back", team_id=team.id)
    returned.review_words = "Whose ward is it?\n\nSay so in the first line."
    sam = make_organiser("sam", name="سام حداد", is_staff=True)
    ward = long_petition(LARGE)
    published_news(ward)
    correction = asked(ward, by=sam.public_id)
    site_settings.change(policy.UPDATE_HOURS, "48", by=sam.public_id)
    _one_team_without_an_owner(sam)
    return {
        CORRECTION: correction.public_id,
        **_petitions(by=sam.public_id),
        STAFF: sessions.start(sam.id, device="Firefox · Linux", has_second_factor=True),
        ONLY_A_PASSWORD: sessions.start(sam.id),
        "in review": previewing.review_token(made),
    }


def _petitions(*, by: str) -> dict[str, str]:
    """One that readers reported, and one that was hidden: a link to confirm a signature under it."""
    reported, aside = petitions.by_slug(REPORTED), petitions.by_slug(make_petition(ASIDE))
    assert reported
    assert aside
    petition_reports.report(reported, reason=ReportReason.AT_RISK, words="My street is named.\n\nشارعنا")
    waiting = submit(aside, address="aside@example.org")
    hiding.hide(aside, reason=WHY, by=by)
    return {"aside": confirming.link_token(waiting)}


def _one_team_without_an_owner(sam: Organiser) -> None:
    """It was suspended once, its owner still is."""
    team = make_team("without-an-owner", name="فريق القرية")
    for who, role in (("olga", TeamRole.OWNER), ("emil", TeamRole.EDITOR)):
        organisers.add_to_team(make_organiser(who), team, role)
    draft("of-theirs", team_id=team.id)
    team_decisions.suspend(team, by=sam.public_id, reason="it collects for somebody else")
    team_decisions.restore(team, by=sam.public_id, reason="a mistake of ours")
    olga = organisers.of_address("olga@example.org")
    assert olga
    account_decisions.suspend(olga, by=sam.public_id, reason="her telephone was stolen")


def filling_in_wrongly(page: Page, stage: Stage, language: str) -> None:
    signed_in("/staff/settings", who=STAFF)(page, stage, language)
    page.locator("#setting-alert-held").fill("many")
    with page.expect_navigation():
        page.locator('form[action$="/alert.held"] .button').click()


def giving_back_without_words(page: Page, stage: Stage, language: str) -> None:
    signed_in(REVIEW, who=STAFF)(page, stage, language)
    with page.expect_navigation():
        page.locator('form[action$="/give-back"] .button').click()


def deciding_without_a_reason(page: Page, stage: Stage, language: str) -> None:
    sending("/staff/mailboxes", SEND, who=STAFF, mail="quiet@example.org")(page, stage, language)
    with page.expect_navigation():
        page.locator('form[action$="/stop"] .button').click()


def blocking_too_much(page: Page, stage: Stage, language: str) -> None:
    signed_in("/staff/blocks", who=STAFF)(page, stage, language)
    page.locator('[name="kind"]').first.check()
    page.locator('[name="value"]').fill("10.0.0.0/4")
    with page.expect_navigation():
        page.locator("#block .button").click()


def lifting_without_a_reason(page: Page, stage: Stage, language: str) -> None:
    signed_in("/staff/blocks", "/staff/blocks/", who=STAFF)(page, stage, language)
    with page.expect_navigation():
        page.locator('form[action$="/lift"] .button').click()


REVIEW = "/staff/petitions/a-ward-to-look-at/review"


def hiding_without_a_reason(page: Page, stage: Stage, language: str) -> None:
    signed_in(f"/staff/petitions/{REPORTED}", who=STAFF)(page, stage, language)
    with page.expect_navigation():
        page.locator('form[action$="/hide"] .button').click()


def deciding_about_an_account(page: Page, stage: Stage, language: str) -> None:
    """Without a reason."""
    sending("/staff/accounts", "form.card .button", who=STAFF, mail="olga@example.org")(page, stage, language)
    page.locator("summary").first.click()
    with page.expect_navigation():
        page.locator('form[action$="/reinstate"] .button').click()


def suspending_a_team(page: Page, stage: Stage, language: str) -> None:
    """Without a reason."""
    signed_in("/staff/teams/without-an-owner", who=STAFF)(page, stage, language)
    page.locator("section.card summary").click()
    with page.expect_navigation():
        page.locator('form[action$="/suspend"] .button').click()


KINDS = {
    "what waits for a decision": Kind("staff.decisions", signed_in("/staff/decisions", who=STAFF)),
    "a petition in review": Kind("staff.petition_review", signed_in(REVIEW, who=STAFF)),
    "given back without words": Kind("staff.give_petition_back", giving_back_without_words),
    "preview of a petition in review": Kind("public.review", at("/review/{token}", "in review")),
    "in review, for its team": Kind("organiser.check", signed_in("/organise/a-ward-to-look-at/check")),
    "given back, for its team": Kind("organiser.petition", signed_in("/organise/a-ward-given-back")),
    "petitions of the site": Kind("staff.petitions", signed_in("/staff/petitions?q=ward", who=STAFF)),
    "a reported petition": Kind("staff.petition", signed_in(f"/staff/petitions/{REPORTED}", who=STAFF)),
    "a hidden petition, for staff": Kind("staff.petition", signed_in(f"/staff/petitions/{ASIDE}", who=STAFF)),
    "a hidden petition, for its team": Kind("organiser.petition", signed_in(f"/organise/{ASIDE}")),
    "confirming under a hidden petition": Kind("public.confirm", at("/confirm/{token}", "aside")),
    "hiding without a reason": Kind("staff.hide_petition", hiding_without_a_reason),
    "report a petition": Kind("public.report_petition", at(REPORT)),
    "petition reported": Kind("public.reported_petition", at(f"/petitions/{REPORTED}/reported")),
    "how the site does": Kind("staff.site_health", signed_in("/staff", who=STAFF)),
    "mails that got stuck": Kind("staff.outbox", signed_in("/staff/mail", who=STAFF)),
    "one mail that got stuck": Kind("staff.stuck_mail", signed_in("/staff/mail", "/staff/mail/", who=STAFF)),
    "mailboxes never written to": Kind("staff.mailboxes", signed_in("/staff/mailboxes", who=STAFF)),
    "a mailbox looked up": Kind(
        "staff.look_up_mailbox", sending("/staff/mailboxes", SEND, who=STAFF, mail="quiet@example.org")
    ),
    "a mailbox without a reason": Kind("staff.stop_mail", deciding_without_a_reason),
    "large correction": Kind(
        "staff.correction", signed_in(f"{OF_PETITION}/corrections/{{token}}", who=STAFF, token=CORRECTION)
    ),
    "large correction refused without words": Kind(
        "staff.refuse_correction",
        sending(f"{OF_PETITION}/corrections/{{token}}", f"{SEND}.quiet", CORRECTION, who=STAFF, answer=" "),
    ),
    "news that was not mailed": Kind("staff.updates_not_mailed", signed_in(f"{OF_PETITION}/updates", who=STAFF)),
    "news to be mailed sooner": Kind(
        "staff.update_not_mailed", signed_in(f"{OF_PETITION}/updates", "/updates/", who=STAFF)
    ),
    "log of the site": Kind("staff.site_log", signed_in("/staff/log", who=STAFF)),
    "blocks": Kind("staff.blocks", signed_in("/staff/blocks?done=added", who=STAFF)),
    "blocks that match": Kind(
        "staff.look_up_block",
        sending("/staff/blocks", 'form[action$="/look-up"] .button', who=STAFF, what="rima@blocked.example"),
    ),
    "blocking what is too wide": Kind("staff.add_block", blocking_too_much),
    "one block": Kind("staff.block", signed_in("/staff/blocks", "/staff/blocks/", who=STAFF)),
    "lifting without a reason": Kind("staff.lift_block", lifting_without_a_reason),
    "all teams": Kind("staff.teams", signed_in("/staff/teams", who=STAFF)),
    "a team without an owner": Kind("staff.team", signed_in("/staff/teams/without-an-owner", who=STAFF)),
    "a team without a reason": Kind("staff.suspend_team", suspending_a_team),
    "all accounts": Kind("staff.accounts", signed_in("/staff/accounts?q=o", who=STAFF)),
    "an account": Kind("staff.account", signed_in("/staff/accounts", "/staff/accounts/", who=STAFF)),
    "an account without a reason": Kind("staff.reinstate_account", deciding_about_an_account),
    "no such account": Kind(
        "staff.look_up_account", sending("/staff/accounts", "form.card .button", who=STAFF, mail="nobody@example.org")
    ),
    "words of the site": Kind("staff.site_words", signed_in("/staff/words", who=STAFF)),
    "who runs this site": Kind("public.imprint", at("/imprint")),
    "terms": Kind("public.terms", at("/terms")),
    "accessibility": Kind("public.accessibility", at("/accessibility")),
    "what is forgotten": Kind("public.retention", at("/retention")),
    "settings of the site": Kind("staff.settings", signed_in("/staff/settings?done=mail.paused", who=STAFF)),
    "settings with problems": Kind("staff.change_setting", filling_in_wrongly),
    "one more step": Kind("staff.site_health", signed_in("/staff", who=ONLY_A_PASSWORD)),
}
