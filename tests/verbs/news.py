"""What is done with a petition's news."""

from datetime import timedelta

from petition.lib import clock
from petition.models.news import Update, UpdateState
from petition.models.update_mail import MailingState
from petition.services import publishing_updates, update_mailings
from petition.services.permissions import Verb
from tests.mailings import asked, mailed
from tests.news import WORDS, draft_of_news, published_news
from tests.verbs.deed import TOO_LONG, WARD, WHY, Args, Deed, number_of, the, ward

MAY = Verb.PUBLISH_NEWS
LIST = "/en/organise/{slug}/updates"
PAGE = LIST + "/{public_id}"


def _draft() -> Args:
    return {"slug": WARD, "public_id": draft_of_news(ward()).public_id, "language": "en"}


def _planned() -> Args:
    made = draft_of_news(ward())
    at = (clock.now() + timedelta(days=9)).replace(tzinfo=None)
    publishing_updates.plan(made, at, wants_mail=False, by="alice", was_seen=publishing_updates.seen(made))
    return {"slug": WARD, "public_id": made.public_id}


def _published() -> Args:
    return {"slug": WARD, "public_id": published_news(ward()).public_id}


def _mailed() -> Args:
    asked(ward(), "rima", "omar")
    return {"slug": WARD, "public_id": mailed(ward()).update.public_id}


def _stopped() -> Args:
    args = _mailed()
    update_mailings.stop(the(Update, args), by="alice")
    return args


def _state(args: Args) -> UpdateState:
    return the(Update, args).state


def _mailing(args: Args) -> MailingState:
    found = update_mailings.of(the(Update, args))
    assert found
    return found.state


DEEDS = [
    Deed("organiser.begin_update", MAY, lambda _args: number_of(Update), page=LIST),
    Deed(
        "organiser.save_update",
        MAY,
        lambda args: [text.title for text in the(Update, args).texts] == ["She answers"],
        _draft,
        {**WORDS, "title": "She answers"},
        page=PAGE,
        spoils={"title": TOO_LONG},
    ),
    Deed("organiser.discard_update", MAY, lambda _args: not number_of(Update), _draft, page=PAGE),
    Deed(
        "organiser.publish_update",
        MAY,
        lambda args: _state(args) is UpdateState.PLANNED,
        _draft,
        {"reach": "page", "when": "later", "at": "2199-12-31T09:00"},
        page=PAGE + "/publish",
        spoils={"at": "2020-12-31T09:00"},
    ),
    Deed("organiser.unplan_update", MAY, lambda args: _state(args) is UpdateState.DRAFT, _planned, page=PAGE),
    Deed(
        "organiser.take_down_update",
        MAY,
        lambda args: _state(args) is UpdateState.TAKEN_DOWN,
        _published,
        WHY,
        page=PAGE + "/take-down",
        spoils={"reason": TOO_LONG},
    ),
    Deed("organiser.stop_mailing", MAY, lambda args: _mailing(args) is MailingState.STOPPED, _mailed, page=PAGE),
    Deed("organiser.go_on_mailing", MAY, lambda args: _mailing(args) is MailingState.GOING, _stopped, page=PAGE),
]
