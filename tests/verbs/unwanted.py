"""What those who run the site do against what should not be there: petitions that are reported, whoever floods them."""

from collections.abc import Callable

from petition.models.block import Block, BlockKind
from petition.models.petition import PetitionState
from petition.models.report import Report, ReportOutcome, ReportReason
from petition.services import blocking, hiding, petition_reports
from tests.verbs.deed import TOO_LONG, WARD, WHY, Args, Deed, Whoever, newest, number_of, ward

PETITION = "/en/staff/petitions/{slug}"
BLOCKS = "/en/staff/blocks"
SPOILT = {"reason": TOO_LONG}
NETWORK = {"kind": "network", "value": "198.51.100.7/24", "lasting": "month"}


def _hidden() -> Args:
    hiding.hide(ward(), reason="Names were put here", by="somebody")
    return {"slug": WARD}


def _reported() -> Args:
    petition_reports.report(ward(), reason=ReportReason.AT_RISK, words="My street is named")
    return {"slug": WARD}


def _is(state: PetitionState) -> Callable[[Args], bool]:
    return lambda _args: ward().state is state


def _nothing() -> Args:
    return {}


def _blocked() -> Args:
    for domain in ("blocked.example", "another.example"):
        blocking.add(BlockKind.DOMAIN, domain, reason="a flood", lasting=None, by="somebody")
    return {"public_id": newest(Block).public_id}


DEEDS = [
    Deed(
        "staff.hide_petition",
        Whoever.STAFF,
        _is(PetitionState.HIDDEN),
        sends=WHY,
        page=PETITION,
        spoils=SPOILT,
    ),
    Deed("staff.show_petition", Whoever.STAFF, _is(PetitionState.OPEN), _hidden, WHY, page=PETITION, spoils=SPOILT),
    Deed(
        "staff.correct_hidden_reason",
        Whoever.STAFF,
        lambda _args: ward().hidden_reason == "Two names were put here",
        _hidden,
        {"public_reason": "Two names were put here"},
        page=PETITION,
        spoils={"public_reason": TOO_LONG},
    ),
    Deed(
        "staff.keep_petition",
        Whoever.STAFF,
        lambda _args: newest(Report).outcome is ReportOutcome.KEPT,
        _reported,
        {"note": "It names nobody"},
        page=PETITION,
        spoils={"note": TOO_LONG},
    ),
    Deed(
        "staff.add_block",
        Whoever.STAFF,
        lambda _args: number_of(Block),
        _nothing,
        {**NETWORK, **WHY},
        page=BLOCKS,
        spoils={"value": "10.0.0.0/7"},
    ),
    Deed(
        "staff.look_up_block",
        Whoever.STAFF,
        "Whatever comes from there is held",
        _blocked,
        {"what": "rima@blocked.example"},
        page=BLOCKS,
        spoils={"what": "nothing at all"},
        status=200,
    ),
    Deed(
        "staff.lift_block",
        Whoever.STAFF,
        lambda args: blocking.by_public_id(args["public_id"]) is None,
        _blocked,
        WHY,
        page=BLOCKS + "/{public_id}",
        spoils=SPOILT,
    ),
]
