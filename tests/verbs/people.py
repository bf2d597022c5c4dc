"""What those who run the site decide about accounts and teams."""

from collections.abc import Callable

import sqlalchemy as sa

from petition.extensions import db
from petition.models.organiser import Factor, LoginSession, Organiser, OrganiserState
from petition.models.team import TeamMember, TeamRole, TeamState
from petition.services import account_decisions, app_codes, auditing, organisers, sessions, team_decisions
from tests.accounts import code_of
from tests.making import make_team
from tests.people import make_organiser
from tests.verbs.deed import TEAM, TOO_LONG, WHY, Args, Deed, Whoever, audited, newest, number_of, the, ward

ACCOUNTS, OF_TEAM = "/en/staff/accounts", "/en/staff/teams/{slug}"
BY_HAND = {"by": auditing.COMMAND_LINE, "reason": "asked by telephone"}
ORPHANED = "without-an-owner"


def _with_dana() -> Args:
    """She has a code app, and is signed in."""
    dana = make_organiser("dana")
    setup = app_codes.begin(dana)
    app_codes.add(dana, token=setup.token, code=code_of(setup.secret), name="her phone")
    sessions.start(dana.id)
    return {"public_id": dana.public_id}


def _dana_is_suspended() -> Args:
    args = _with_dana()
    account_decisions.suspend(the(Organiser, args), **BY_HAND)
    return args


def _dana_is_staff() -> Args:
    args = _with_dana()
    the(Organiser, args).is_staff = True
    return args


def _is_in(state: OrganiserState) -> Callable[[Args], bool]:
    return lambda args: the(Organiser, args).state is state


def _is_signed_out(args: Args) -> bool:
    hers = sa.select(LoginSession.id).where(LoginSession.organiser_id == the(Organiser, args).id)
    return db.session.scalar(hers) is None


def _team() -> Args:
    return {"slug": TEAM}


def _suspended_team() -> Args:
    team_decisions.suspend(ward().team, **BY_HAND)
    return {"slug": TEAM}


def _without_an_owner() -> Args:
    emil, team = make_organiser("emil"), make_team(ORPHANED)
    organisers.add_to_team(emil, team, TeamRole.EDITOR)
    return {"slug": ORPHANED, "public_id": emil.public_id}


def _team_is(state: TeamState) -> Callable[[Args], bool]:
    return lambda _args: ward().team.state is state


def _decision(verb: str, works: Callable[[Args], object], arrange: Callable[[], Args], page: str) -> Deed:
    """With a reason."""
    return Deed(f"staff.{verb}", Whoever.STAFF, works, arrange, WHY, page=page, spoils={"reason": TOO_LONG})


def _about_dana(verb: str, works: Callable[[Args], object], arrange: Callable[[], Args] = _with_dana) -> Deed:
    return _decision(verb, works, arrange, ACCOUNTS + "/{public_id}")


DEEDS = [
    Deed(
        "staff.look_up_account",
        Whoever.STAFF,
        audited("look up account"),
        _with_dana,
        {"mail": "dana@example.org"},
        page=ACCOUNTS,
        spoils={"mail": "dana at example.org"},
    ),
    _about_dana("suspend_account", _is_in(OrganiserState.SUSPENDED)),
    _about_dana("reinstate_account", _is_in(OrganiserState.ACTIVE), _dana_is_suspended),
    _about_dana("reset_factors", lambda _args: not number_of(Factor)),
    _about_dana("end_sessions", _is_signed_out),
    _about_dana("make_staff", lambda args: the(Organiser, args).is_staff),
    _about_dana("end_staff", lambda args: not the(Organiser, args).is_staff, _dana_is_staff),
    _decision("suspend_team", _team_is(TeamState.SUSPENDED), _team, OF_TEAM),
    _decision("restore_team", _team_is(TeamState.ACTIVE), _suspended_team, OF_TEAM),
    _decision("make_owner", lambda _args: newest(TeamMember).role is TeamRole.OWNER, _without_an_owner, OF_TEAM),
]
