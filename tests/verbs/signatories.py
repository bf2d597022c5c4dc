"""What a team does about the lines under its letter."""

from collections.abc import Callable

from petition.models.signatory import Signatory, SignatoryState
from petition.services import signatories
from petition.services.permissions import Verb
from tests.campaigns import signed_by
from tests.joining import circulates, stands, waits
from tests.verbs.deed import LETTER, TOO_LONG, WHY, Args, Deed, at, number_of, the

PLACE = "/en/organise/{slug}/signatories"
LINE = PLACE + "/{public_id}"


def _waits() -> Args:
    return {"slug": LETTER, "public_id": waits(circulates()).public_id}


def _stands() -> Args:
    return {"slug": LETTER, "public_id": stands(circulates()).public_id}


def _three_stand() -> Args:
    lines = signed_by(circulates(), "Well Bread", "Nurses of the Harbour", "Art of the Ridge")
    return {"slug": LETTER, "public_id": lines[2].public_id}


def _nobody_stands() -> Args:
    circulates()
    return {"slug": LETTER}


def _is(state: SignatoryState) -> Callable[[Args], bool]:
    return lambda args: the(Signatory, args).state is state


def _first(_args: Args) -> bool:
    return "Art of the Ridge" in signatories.under(at(LETTER))[0].organisations.values()


MAY = Verb.DECIDE_ON_SIGNATORIES
DEEDS = [
    Deed("organiser.approve_signatory", MAY, _is(SignatoryState.APPROVED), _waits, page=LINE),
    Deed(
        "organiser.ask_signatory",
        MAY,
        _is(SignatoryState.ASKED),
        _waits,
        {"question": "Since when?"},
        page=LINE,
        spoils={"question": TOO_LONG},
    ),
    Deed(
        "organiser.decline_signatory",
        MAY,
        _is(SignatoryState.DECLINED),
        _waits,
        {"words": "Only organisations."},
        page=LINE,
        spoils={"words": TOO_LONG},
    ),
    Deed(
        "organiser.remove_signatory",
        MAY,
        _is(SignatoryState.REMOVED),
        _stands,
        WHY,
        page=LINE,
        spoils={"reason": TOO_LONG},
    ),
    Deed(
        "organiser.listing_signatory",
        MAY,
        lambda args: not the(Signatory, args).is_listed,
        _stands,
        {"listing": "withheld"},
        page=LINE,
        spoils={"listing": "perhaps"},
        unkept=frozenset({"listing"}),
    ),
    Deed("organiser.move_signatory", MAY, _first, _three_stand, {"to": "1"}, page=LINE, spoils={"to": "first"}),
    Deed("organiser.order_signatories", MAY, _first, _three_stand, page=PLACE),
    Deed(
        "organiser.renew_private_link",
        MAY,
        lambda _args: at(LETTER).circulation > 0,
        _nobody_stands,
        page=PLACE,
    ),
    Deed(
        "organiser.add_signatory",
        Verb.EDIT,
        lambda _args: number_of(Signatory),
        _nobody_stands,
        {"language": "en", "organisation": "Well Bread", "url": "well.example.org"},
        page=PLACE + "/new",
        spoils={"url": "not a page"},
    ),
]
