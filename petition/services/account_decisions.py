"""What those who run the site decide about somebody's account. Its holder learns of each decision, and why."""

from typing import Any

from sqlalchemy import delete, select

from petition.extensions import db
from petition.models.organiser import Factor, Organiser, OrganiserState
from petition.models.outbox import MailKind
from petition.services import account_mails, account_news, auditing, organisers, recovery_codes, second_factor, sessions
from petition.services.staff_errors import AccountChangedMeanwhile, NoSecondFactor, NotStaffAnyMore, OwnAccount


def suspend(organiser: Organiser, *, by: str, reason: str = "") -> None:
    """Shut an account: nobody is signed in with it, nor signs in; mailed links and its invitations lead nowhere."""
    _hold(organiser, by)
    _require(organiser.state is OrganiserState.ACTIVE)
    organiser.state = OrganiserState.SUSPENDED
    organisers.end_links(organiser)
    _note(MailKind.SUSPENDED, organiser, by, reason)


def reinstate(organiser: Organiser, *, by: str, reason: str = "") -> None:
    """Open a suspended account again."""
    _hold(organiser, by)
    _require(organiser.state is OrganiserState.SUSPENDED)
    organiser.state = OrganiserState.ACTIVE
    _note(MailKind.UNSUSPENDED, organiser, by, reason)


def reset_factors(organiser: Organiser, *, by: str, reason: str = "") -> None:
    """Take all factors away, for somebody who lost them. Whoever has no password is mailed the way to one."""
    _hold(organiser, by)
    db.session.execute(delete(Factor).where(Factor.organiser_id == organiser.id))
    recovery_codes.forget(organiser)
    _note(MailKind.FACTORS_RESET, organiser, by, reason)
    if organiser.password_hash is None:
        account_mails.send_reset(organiser)


def end_sessions(organiser: Organiser, *, by: str, reason: str) -> None:
    """Sign every browser out."""
    _hold(organiser, by)
    _note(MailKind.SIGNED_OUT, organiser, by, reason)


def make_staff(organiser: Organiser, *, by: str, reason: str) -> None:
    """Let them run the site. Raises NoSecondFactor where they would come in by a password alone."""
    _hold(organiser, by)
    _require(organiser.state is OrganiserState.ACTIVE and not organiser.is_staff)
    if not second_factor.has_any(organiser):
        raise NoSecondFactor
    organiser.is_staff = True
    _note(MailKind.STAFF_MADE, organiser, by, reason)


def end_staff(organiser: Organiser, *, by: str, reason: str) -> None:
    """They run the site no longer."""
    _hold(organiser, by)
    _require(organiser.is_staff)
    organiser.is_staff = False
    _note(MailKind.STAFF_ENDED, organiser, by, reason)


def _hold(organiser: Organiser, by: str) -> None:
    """See the account as it is now, and keep others from changing it, or whoever decides, until the commit.

    So whoever decides runs the site until then, and it is never without anybody: nobody decides about themselves, and
    of two who take it from each other one comes too late. Raises OwnAccount, NotStaffAnyMore.
    """
    both = select(Organiser).where(Organiser.public_id.in_([organiser.public_id, by])).order_by(Organiser.id)
    held = both.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = {one.public_id: one for one in db.session.scalars(held)}
    if by == organiser.public_id:
        raise OwnAccount
    decides = found.get(by)
    if by == auditing.COMMAND_LINE:
        return
    if decides is None or not decides.is_staff or decides.state is not OrganiserState.ACTIVE:
        raise NotStaffAnyMore


def _require(is_as_shown: bool) -> None:
    if not is_as_shown:
        raise AccountChangedMeanwhile


def _note(what: MailKind, organiser: Organiser, by: str, reason: str) -> None:
    """Whatever was decided, browsers begin anew: none goes on as what it was before."""
    sessions.end_others(organiser, keeping=None)
    account_news.tell(organiser, what)
    details: dict[str, Any] = {"reason": reason} if reason else {}
    auditing.record(account_mails.DECISIONS[what], actor=by, subject=organiser.public_id, **details)
