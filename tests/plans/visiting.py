"""A visit to every address there is, with every form sent, and then the worker's turn."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

import sqlalchemy as sa

from petition.extensions import db
from petition.lib import clock
from petition.models.columns import new_public_id
from petition.models.erasure import ErasureKind
from petition.models.petition import Petition, Publishing
from petition.models.record import Export, ExportPurpose
from petition.models.signatory import Signatory
from petition.models.signature import HoldRule, Signature
from petition.models.submission import Submission
from petition.models.tally import Step
from petition.services import erasures, passages, petitions, summing
from petition.services.origin_filter import SAME
from petition.worker import Worker
from petition.worker.schedule import SCHEDULE
from tests.addresses import addresses_of, rules, set_up
from tests.conftest import Site
from tests.joining import post_form, send_form, stands, waits
from tests.making import make_petition, submit
from tests.origins import came, come_from
from tests.people import PASSWORD, browser_of, post, signed
from tests.plans.account_visit import keep_an_account
from tests.plans.begin_visit import begin_petitions
from tests.plans.comments_visit import be_reported, review_comments
from tests.plans.edit_visit import edit_a_petition
from tests.plans.explaining import Plans
from tests.plans.figures_visit import read_figures
from tests.plans.jobs_visit import decide_about_many
from tests.plans.mailing_visit import let_news_be_mailed, mail_news
from tests.plans.news_visit import write_news
from tests.plans.opening_visit import open_and_close
from tests.plans.own_visit import keep_own_signature
from tests.plans.staff_visit import run_the_site
from tests.plans.team_visit import leave_the_team, run_a_team
from tests.reading import Mails, code_in, confirm, form_on, link_in, sign

Made = TypeVar("Made")
SLUG, LETTER = "keep-the-ward-open", "a-letter"
PAGE, LINES = f"/en/petitions/{SLUG}", f"/en/organise/{LETTER}/signatories"
SIGNATURES = f"/en/organise/{SLUG}/signatures"
# Besides what stands in the url map: further pages of lists, and lists by state.
FURTHER = (
    f"{PAGE}/updates?before=5000",
    # What a ledger said on earlier days, and on one of them.
    f"{PAGE}/ledger?until=2026-01-01",
    f"{PAGE}/ledger?day=2026-01-01&before=1",
    "/en/petitions?q=ward",
    f"{SIGNATURES}?state=held",
    f"{SIGNATURES}?state=withdrawn",
    f"{SIGNATURES}?state=counted&before=5000",
    # By each filter that has an index, and by some that have none.
    f"{SIGNATURES}?country=LB",
    f"{SIGNATURES}?language=en&given_to=nobody",
    f"{SIGNATURES}?ref=newsletter",
    f"{SIGNATURES}?comment=shown&country=LB",
    f"{SIGNATURES}?name_hidden=y",
    f"{SIGNATURES}?state=held&rule=honeypot",
    f"{SIGNATURES}?since=2020-01-01&until=2100-01-01",
    # Of many, and of few.
    f"{SIGNATURES}?sent_since=2020-01-01T00:00",
    f"{SIGNATURES}?sent_since=2100-01-01T00:00&country=LB",
)
# What is decided about a signature, the one after the other.
VERBS = ("send-again", "hide-name", "show-name", "hide-comment", "show-comment", "remove", "restore")
# What a team decides about a line, and on what kind of line.
DECISIONS: dict[str, tuple[Callable[..., Signatory], dict[str, str]]] = {
    "ask": (waits, {"question": "Since when?"}),
    "decline": (waits, {"words": "Only organisations."}),
    "approve": (waits, {}),
    "listing": (stands, {"listing": "withheld"}),
    "move": (stands, {"to": "1"}),
    "remove": (stands, {"reason": "a test entry"}),
}


class OneRound(Worker):
    """Does what somebody waits for, and leaves the crowd's backlog to be there for all who come later."""

    def run_all(self) -> None:
        for duty in SCHEDULE:
            self._portion(duty)


class Visit:
    """What is there to visit, and the browser: that of somebody who owns it all, and signs too."""

    def __init__(self, site: Site) -> None:
        self._app = site.app
        self._mails = Mails(site.mail_folder, OneRound(site.app))
        self._write(_leave_forms_unanswered)
        self._mails.all()
        self._browser = browser_of(site.app, "alice")
        self._arguments = set_up(site.app, self._browser, SLUG, self._mails)
        self._write(_let_time_pass)
        self._write(lambda: let_news_be_mailed(_at(SLUG)))
        self._write(_let_sums_be)

    def make(self, plans: Plans) -> None:
        """Ask for everything, send everything, then let the worker do each of its duties."""
        self._look_at_everything()
        self._sign()
        self._take_back()
        keep_own_signature(self._browser, self._write, self._mails, lambda: _at(SLUG))
        self._join()
        self._review()
        self._decide()
        counted = self._write(lambda: signed(_at(SLUG), name="One of many").public_id)
        decide_about_many(self._browser, self._write, slug=SLUG, signature=counted)
        begin_petitions(self._browser, slug=SLUG)
        edit_a_petition(self._browser, slug=SLUG)
        read_figures(self._browser, slug=SLUG)
        review_comments(self._browser, self._write, _at, slug=SLUG)
        write_news(self._browser, slug=SLUG)
        mail_news(self._browser, self._write, lambda: _at(SLUG), slug=SLUG, ending=self._arguments["token"][-1])
        open_and_close(self._browser, self._write)
        keep_an_account(self._app, self._write, self._mails, reset_token=self._arguments["token"][6])
        run_the_site(self._app, self._write)
        run_a_team(self._browser, self._write, slug=SLUG)
        leave_the_team(self._browser)
        self._sign_in_again()
        self._write(_let_its_day_come)
        for duty in SCHEDULE:
            plans.run(self._app, duty)

    def _write(self, act: Callable[[], Made]) -> Made:
        with self._app.app_context():
            db.open_for_writing()
            made = act()
            db.session.commit()
        return made

    def _look_at_everything(self) -> None:
        """In one language: every address has a second form, with the language before it."""
        plain = [rule for rule in rules(self._app) if "GET" in (rule.methods or ()) and "lang" not in rule.arguments]
        listed = [path for rule in plain for path in addresses_of(rule, self._arguments)]
        for path in (*listed, *FURTHER):
            self._browser.get(path).close()
        self._look_at_lists()

    def _look_at_lists(self) -> None:
        """In both orders, from the first page on and from another."""
        highest = sa.select(sa.func.max(Signature.id)).scalar_subquery()
        newest = sa.select(Signature.public_id).where(Signature.id == highest)
        before = self._write(lambda: db.session.scalar(newest))
        for publish in (Publishing.BATCHED, Publishing.LIVE):
            self._write(partial(_publish, publish))
            for path in (PAGE, f"{PAGE}/signatures", f"{PAGE}/signatures?before={before}"):
                self._browser.get(path).close()

    def _sign(self) -> None:
        """By the code, after a slip in the address; and by the link."""
        sign(self._browser, SLUG, name="Nadia Aziz", mail="nadia@example.org")
        self._browser.post(f"{PAGE}/correct-address", data={"mail": "nadia@example.net"})
        self._browser.post(f"{PAGE}/code", data={"code": code_in(self._mails.to("nadia@example.net")[0])})
        sign(self._browser, SLUG, name="Sami Aziz", mail="sami@example.org", comment="Why", comment_public="y")
        confirm(self._browser, link_in(self._mails.to("sami@example.org")[0]))

    def _take_back(self) -> None:
        _counted, waiting, mine, *_ = self._arguments["token"]
        self._browser.post(f"/en/signature/{mine}")
        mails = f"/en/mails/{self._arguments['token'][-4]}"
        self._browser.post(f"{mails}/stop", data={"never_again": "y"})
        self._browser.post(f"{mails}/begin")
        rejecting = f"/en/confirm/{waiting}/reject"
        self._browser.post(rejecting, data=form_on(self._browser.get(rejecting), "/reject") | {"never_again": "y"})

    def _join(self) -> None:
        """A letter by its link, confirmed, amended and taken back; a petition by its page, but not by its sender."""
        circulating = self._arguments["token"][3]
        send_form(self._browser, f"/en/circulating/{circulating}/join", mail="mine@example.org")
        mine = link_in(self._mails.to("mine@example.org")[0], containing="/signatory/")
        self._browser.post(f"{mine}/confirm")
        post_form(self._browser, f"{mine}/amend", form_on(self._browser.get(f"{mine}/amend"), "/amend"))
        self._browser.post(f"{mine}/withdraw")
        send_form(self._browser, f"{PAGE}/join", mail="theirs@example.org")
        theirs = link_in(self._mails.to("theirs@example.org")[0], containing="/signatory/")
        self._browser.post(f"{theirs}/reject")

    def _review(self) -> None:
        said: dict[str, Any] = {"name": "Doubtful", "comment": "Why", "comment_is_public": True}
        held = self._write(lambda: _held_like_others(**said))
        for name in SAME:
            self._browser.get(f"{SIGNATURES}?state=held&{name}={held}").close()
            self._browser.get(f"{SIGNATURES}?{name}={held}&country=LB").close()
        post(self._browser, f"{SIGNATURES}/{held}/release")
        for verb in VERBS:
            post(self._browser, f"{SIGNATURES}/{held}/{verb}", reason="a test entry")
        waiting = self._write(lambda: submit(_at(SLUG), name="Late", address="unanswered@example.org").public_id)
        post(self._browser, f"/en/organise/{SLUG}/waiting/{waiting}/send-again", reason="asked by telephone")
        self._browser.get(f"/en/organise/{SLUG}/waiting/{waiting}").close()
        post(self._browser, f"/en/organise/{SLUG}/look-up", mail="unanswered@example.org")
        post(self._browser, f"/en/organise/{SLUG}/look-up/domain", domain="example.org")
        self._take_lists()

    def _take_lists(self) -> None:
        """Each of them, of a petition with few signers; then who left, of one that thousands left meanwhile."""
        for purpose in ExportPurpose:
            path, typed = f"/en/organise/{LETTER}/exports", {"purpose": purpose, "typed": LETTER}
            post(self._browser, path, form="csv", **typed).get_data()
        earlier = self._write(lambda: _list_of_last_year(_at(SLUG)).public_id)
        path = f"/en/organise/{SLUG}/exports"
        self._browser.get(path).close()
        post(self._browser, f"{path}/{earlier}/left").get_data()
        post(self._browser, f"{path}/{earlier}/deleted")

    def _decide(self) -> None:
        post(self._browser, f"{LINES}/link")
        post(self._browser, f"{LINES}/order")
        for verb, (make, typed) in DECISIONS.items():
            line = self._write(lambda: make(_at(LETTER)).public_id)  # noqa: B023 -- it is called at once
            post(self._browser, f"{LINES}/{line}/{verb}", **typed)

    def _sign_in_again(self) -> None:
        post(self._browser, "/en/logout")
        form = form_on(self._browser.get("/en/login"), "/login")
        self._browser.post("/en/login", data=form | {"mail": "alice@example.org", "password": PASSWORD})


def _leave_forms_unanswered() -> None:
    make_petition(SLUG)
    make_petition("by-the-hour", publish=Publishing.BATCHED)
    erasures.note(ErasureKind.REJECTED, "somebody")
    for name in ("late", "gone"):
        submit(_at(SLUG), name=name, address=f"{name}@example.org")


def _let_time_pass() -> None:
    """For one form it is time for a reminder, one is past its time; and something of each kind has happened."""
    late, gone, *_ = db.session.scalars(sa.select(Submission).order_by(Submission.id))
    late.mailed_at = clock.now() - timedelta(days=3)
    gone.expires_at = clock.now() - timedelta(days=1)
    signed(_at("by-the-hour"), name="Early")
    be_reported(_at(SLUG))
    said: dict[str, Any] = {"name": "Held", "comment": "Why", "comment_is_public": True}
    held = signed(_at(SLUG), doubts=(HoldRule.LIMITS_AWAY,), **said)
    came(held, country="LB", domain="0" * 64, mailbox="0" * 64)
    assert held.hold
    # Over, however quickly the visit goes: a minute is judged once it is.
    held.hold.sent_minute = clock.minute_of(clock.now()) - timedelta(minutes=1)


def _list_of_last_year(petition: Petition) -> Export:
    noted = {"actor": "alice", "columns": [], "checkpoint_size": 5, "cut_off": clock.now() - timedelta(days=365)}
    export = Export(public_id=new_public_id(), petition_id=petition.id, purpose=ExportPurpose.NEWS_LIST, **noted)
    db.session.add(export)
    return export


def _let_sums_be() -> None:
    """There are some of each kind, and something that is in none of them yet."""
    asked = passages.Asked(_at(SLUG).id, "example.org")
    passages.note(Step.SUBMITTED, [asked])
    for add_up in (summing.sum_counted, summing.sum_forms, summing.sum_inbox):
        add_up()
    passages.note(Step.MAILED, [asked])


def _held_like_others(**said: Any) -> str:
    """Its public id."""
    held = signed(_at(SLUG), doubts=(HoldRule.HONEYPOT,), **said)
    come_from(held, domain="0" * 64, mailbox="0" * 64)
    return held.public_id


def _let_its_day_come() -> None:
    _at(SLUG).retain_until = clock.now().date() - timedelta(days=1)
    submit(_at("by-the-hour"), name="waiting for a mail", address="waits@example.org")


def _publish(publish: Publishing) -> None:
    _at(SLUG).publish = publish


def _at(slug: str) -> Petition:
    found = petitions.by_slug(slug)
    assert found is not None
    return found
