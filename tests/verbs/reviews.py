"""What a team asks of those who run the site, and what they let happen: opening, large corrections, mails sooner."""

from collections.abc import Callable, Mapping

from flask.testing import FlaskClient

from petition.models.correction import Correction, CorrectionOutcome
from petition.models.petition import PetitionState
from petition.models.update_mail import UpdateMailing
from petition.services import petitions, policy
from petition.services.permissions import Verb
from tests.corrections import LARGE, REASON, asked, long_petition
from tests.mailings import mailed, published
from tests.making import draft
from tests.reading import form_on
from tests.verbs.deed import DRAFT, TOO_LONG, WARD, WHY, Args, Deed, Whoever, at, number_of, the, ward
from tests.verbs.petitions import PLACE, SOON

OF_SITE = "/en/staff/petitions/{slug}"
REVIEW, CORRECTION = OF_SITE + "/review", OF_SITE + "/corrections/{public_id}"


def _to_be_looked_at() -> Args:
    policy.PETITION_REVIEW.decide("on")
    draft(DRAFT)
    return {"slug": DRAFT}


def _sent() -> Args:
    args = _to_be_looked_at()
    petitions.send_for_review(at(DRAFT))
    return args


def _is_in(state: PetitionState) -> Callable[[Args], bool]:
    return lambda args: at(args["slug"]).state is state


def _opened() -> Args:
    long_petition(DRAFT)
    return {"slug": DRAFT, "language": "en"}


def _asked() -> Args:
    _opened()
    return {"slug": DRAFT, "public_id": asked(at(DRAFT), by="nobody").public_id}


def _is_settled(outcome: CorrectionOutcome) -> Callable[[Args], bool]:
    return lambda args: the(Correction, args).outcome is outcome


def _too_much(browser: FlaskClient) -> Mapping[str, str]:
    """As it stands in the form of every correction: that it is too large is known once it is sent."""
    page = browser.get(f"/en/organise/{DRAFT}/revise/en")
    return {**form_on(page, "/revise/en"), "text": LARGE, "reason": REASON}


def _too_soon() -> Args:
    mailed(ward())
    return {"slug": WARD, "public_id": published(ward()).public_id}


DEEDS = [
    Deed(
        "organiser.send_for_review",
        Verb.OPEN,
        _is_in(PetitionState.IN_REVIEW),
        _to_be_looked_at,
        {"opens": SOON},
        page=PLACE + "/check",
        spoils={"opens": "2020-12-31T09:00"},
    ),
    Deed(
        "organiser.take_back_from_review",
        Verb.OPEN,
        _is_in(PetitionState.DRAFT),
        _sent,
        page=PLACE + "/check",
    ),
    Deed("staff.approve_petition", Whoever.STAFF, _is_in(PetitionState.OPEN), _sent, page=REVIEW),
    Deed(
        "staff.give_petition_back",
        Whoever.STAFF,
        lambda args: at(args["slug"]).review_words == "Whose ward?",
        _sent,
        {"words": "Whose ward?"},
        page=REVIEW,
        spoils={"words": TOO_LONG},
    ),
    Deed(
        "organiser.ask_for_correction",
        Verb.EDIT,
        lambda _args: number_of(Correction),
        _opened,
        types=_too_much,
        spoils={"reason": TOO_LONG},
    ),
    Deed(
        "organiser.take_back_correction",
        Verb.EDIT,
        _is_settled(CorrectionOutcome.TAKEN_BACK),
        _asked,
        page=PLACE + "/revise",
    ),
    Deed(
        "staff.allow_correction",
        Whoever.STAFF,
        _is_settled(CorrectionOutcome.ALLOWED),
        _asked,
        page=CORRECTION,
    ),
    Deed(
        "staff.refuse_correction",
        Whoever.STAFF,
        _is_settled(CorrectionOutcome.REFUSED),
        _asked,
        {"answer": "Say it in the news"},
        page=CORRECTION,
        spoils={"answer": TOO_LONG},
    ),
    Deed(
        "staff.mail_update_sooner",
        Whoever.STAFF,
        lambda _args: number_of(UpdateMailing) == 2,
        _too_soon,
        WHY,
        page=OF_SITE + "/updates/{public_id}",
        spoils={"reason": TOO_LONG},
    ),
]
