"""Somebody who runs the site looks at everything there, and decides what can be decided."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from petition.models.petition import Petition
from petition.models.team import TeamRole
from petition.services import app_codes, organisers, petitions, teams
from petition.services.site_log import Actors
from tests.accounts import code_of
from tests.addresses import rules
from tests.corrections import TEXT, asked, long_petition
from tests.making import draft, make_team
from tests.news import published_news
from tests.people import make_organiser, post, staff_browser
from tests.reading import form_on
from tests.stuck_mails import stuck_mail

STAFF = "/en/staff"
MAIL, MAILBOXES = f"{STAFF}/mail", f"{STAFF}/mailboxes"
LONG = "a-long-one"
BLOCKS = f"{STAFF}/blocks"
BLOCKED = {"kind": "mailbox", "value": "rima@example.org", "lasting": "day", "reason": "a test entry"}
# Not the one that all the others are about: nobody signs it meanwhile.
REPORTED = "by-the-hour"
WHY = {"mail": "gone@example.org", "reason": "asked by telephone"}

Write = Callable[[Callable[[], str]], str]


def run_the_site(app: Flask, write: Write) -> None:
    """As Sam."""
    browser = staff_browser(app)
    first, second, third = (write(lambda: stuck_mail(key).public_id) for key in ("one", "two", "three"))  # noqa: B023
    for rule in rules(app):
        if rule.endpoint.startswith("staff.") and "GET" in (rule.methods or ()) and not rule.arguments:
            browser.get(rule.rule).close()
    for path in (f"{MAIL}?before=5000", f"{MAIL}/{first}"):
        browser.get(path).close()
    post(browser, f"{MAIL}/{second}/retry")
    post(browser, f"{MAIL}/{third}/drop", reason="a test entry")
    post(browser, MAILBOXES, mail="gone@example.org")
    post(browser, f"{MAILBOXES}/stop", **WHY)
    post(browser, f"{MAILBOXES}/lift", **WHY)
    _decide_about_petitions(browser, write)
    post(browser, f"{STAFF}/settings/goal.next_at", value="0.9")
    _read_the_log(browser)
    _decide_on_corrections(browser, write)
    _let_news_go(browser, write)
    _block(browser)
    look_after_petitions(browser)
    _decide_about_people(browser, write)


def _read_the_log(browser: FlaskClient) -> None:
    for actors in Actors:
        browser.get(f"{STAFF}/log?by={actors}&day=2199-12-31").close()
        browser.get(f"{STAFF}/log?by={actors}&before=5000").close()


def _decide_on_corrections(browser: FlaskClient, write: Write) -> None:
    place = f"{STAFF}/petitions/{write(_make_long)}/corrections"
    allowed = write(lambda: asked(_long()).public_id)
    browser.get(f"{place}/{allowed}").close()
    post(browser, f"{place}/{allowed}/allow")
    refused = write(lambda: asked(_long(), TEXT).public_id)
    post(browser, f"{place}/{refused}/refuse", answer="Say it in the news.")


def _let_news_go(browser: FlaskClient, write: Write) -> None:
    place = f"{STAFF}/petitions/{LONG}/updates"
    news = write(lambda: published_news(_long()).public_id)
    for path in (place, f"{place}?before=5000", f"{place}/{news}"):
        browser.get(path).close()
    post(browser, f"{place}/{news}/mail", reason="The vote is tomorrow")


def _make_long() -> str:
    long_petition(LONG)
    return LONG


def _long() -> Petition:
    found = petitions.by_slug(LONG)
    assert found
    return found


def _block(browser: FlaskClient) -> None:
    post(browser, BLOCKS, **BLOCKED)
    for path in (f"{BLOCKS}?kind=mailbox", f"{BLOCKS}?before=5000"):
        browser.get(path).close()
    looked_up = post(browser, f"{BLOCKS}/look-up", what="rima@example.org").text
    block = looked_up.partition(f'href="{BLOCKS}/')[2].partition('"')[0]
    page = browser.get(f"{BLOCKS}/{block}")
    browser.post(f"{BLOCKS}/{block}/lift", data=form_on(page, "/lift") | {"reason": "a test entry"})


def _decide_about_petitions(browser: FlaskClient, write: Write) -> None:
    for verb in ("approve", "give-back"):
        slug = write(lambda: _sent_for_review(f"a-ward-to-{verb}"))  # noqa: B023
        page = f"{STAFF}/petitions/{slug}/review"
        post(browser, f"{page}/{verb}", **form_on(browser.get(page), f"/{verb}") | {"words": "Whose ward?"})


def _sent_for_review(slug: str) -> str:
    petitions.send_for_review(draft(slug))
    return slug


def look_after_petitions(browser: FlaskClient) -> None:
    """A reader reports one, and it is kept, reported again, hidden and shown."""
    petitions = f"{STAFF}/petitions"
    public = f"/en/petitions/{REPORTED}"
    for verb in ("keep", "hide", "reason", "show"):
        if verb in ("keep", "hide"):
            report = browser.get(f"{public}/report")
            browser.post(f"{public}/report", data=form_on(report, "/report") | {"reason": "insult", "words": verb})
        typed = {"reason": "a test entry", "public_reason": "a test entry", "note": "a test entry", "seen": str(2**40)}
        browser.get(post(browser, f"{petitions}/{REPORTED}/{verb}", **typed).location)
    browser.get(f"{public}/reported")
    for query in ("q=hour&state=open", "before=5000"):
        browser.get(f"{petitions}?{query}")


def _decide_about_people(browser: FlaskClient, write: Write) -> None:
    """About Dana, whose account is new, and the team that she owns."""
    dana = write(lambda: _with_a_team("dana"))
    account, team = f"{STAFF}/accounts/{dana}", f"{STAFF}/teams/danas-team"
    for path in (account, team, *(f"{STAFF}/{place}?q=an&before=5000" for place in ("accounts", "teams"))):
        browser.get(path).close()
    post(browser, f"{STAFF}/accounts", mail="dana@example.org")
    for verb in ("end-sessions", "make-staff", "end-staff", "suspend"):
        post(browser, f"{account}/{verb}", reason="a test entry")
    heir = write(lambda: _joined("danas-team"))
    post(browser, f"{team}/owners/{heir}", reason="a test entry")
    for verb in ("reinstate", "reset-factors"):
        post(browser, f"{account}/{verb}", reason="a test entry")
    for verb in ("suspend", "restore"):
        post(browser, f"{team}/{verb}", reason="a test entry")


def _with_a_team(name: str) -> str:
    dana = make_organiser(name)
    organisers.add_to_team(dana, make_team(f"{name}s-team"), TeamRole.OWNER)
    app_codes.add(dana, token=(setup := app_codes.begin(dana)).token, code=code_of(setup.secret), name="her phone")
    return dana.public_id


def _joined(slug: str) -> str:
    emil, team = make_organiser("emil"), teams.by_slug(slug)
    assert team
    organisers.add_to_team(emil, team, TeamRole.EDITOR)
    return emil.public_id
