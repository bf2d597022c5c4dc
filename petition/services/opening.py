"""Opening a petition, at once or by plan, circulating it before, and closing it: what its team does, and its log keeps.

What has to be there is looked at each time (readiness.py); the states themselves change in petitions.py.
"""

from dataclasses import asdict
from datetime import datetime

from petition.models.petition import Petition, PetitionState
from petition.services import auditing, circulating, petitions, policy, readiness, team_mails
from petition.services.errors import CannotChangeState, NeedsReview, NotReady, PetitionChangedMeanwhile
from petition.services.readiness import OF_REVIEW, WORDS_NEEDED, Finding, FindingCode


def seen(petition: Petition) -> str:
    """What stays the same as long as nobody changes anything in it."""
    return str(petition.lock_version)


def needs_review(petition: Petition) -> bool:
    """Whether staff have to let it open first: they look at petitions here, and have not seen what it says now."""
    return policy.PETITION_REVIEW.value() and not petition.is_approved


def lacking(petition: Petition) -> list[Finding]:
    """All that keeps it shut at its hour: what is missing in it, and that staff have not let it open."""
    unseen = Finding(OF_REVIEW, FindingCode.NOT_APPROVED, is_blocking=True)
    return [*readiness.missing(petition), *([unseen] if needs_review(petition) else [])]


def open_now(petition: Petition, *, by: str, was_seen: str | None = None) -> None:
    """Open it to the public. `was_seen` is what `seen` gave when it was looked at: that alone is opened.

    Raises CannotChangeState, PetitionChangedMeanwhile, UnderEmbargo, NotReady, NeedsReview.
    """
    petitions.wait_for(petition)
    if by == auditing.COMMAND_LINE and petition.state is PetitionState.IN_REVIEW:
        petitions.end_review(petition)
    _require_unopened(petition, was_seen)
    if petition.embargo_until is None:
        # What is missing can be mended; an embargo is over when it is over, and is told first.
        _require(readiness.missing(petition))
    _require_approval(petition, by)
    petitions.open_now(petition, languages=petition.readable_languages)
    auditing.record_of_petition("open petition", petition, actor=by)


def open_by_itself(petition: Petition) -> None:
    """Open one whose hour has come, and that the worker holds.

    Where something is missing it stays shut, and from then on waits for somebody to open it: whoever could is told.
    """
    if found := lacking(petition):
        _give_up(petition, found)
        return
    petitions.open_now(petition, languages=petition.readable_languages)
    auditing.record_of_petition("open petition", petition, actor=auditing.SYSTEM)


def schedule(petition: Petition, at: datetime | None = None, *, by: str, was_seen: str | None = None) -> None:
    """Let it open by itself, at this local time of its zone or at the one it has. Raises the same as `open_now`."""
    petitions.wait_for(petition)
    _require_unopened(petition, was_seen)
    petitions.schedule(petition, at)
    _require(readiness.missing(petition))
    _require_approval(petition, by)
    auditing.record_of_petition("schedule petition", petition, actor=by)


def unschedule(petition: Petition, *, by: str) -> None:
    """Let it wait until somebody opens it. Raises CannotChangeState once it is open."""
    petitions.wait_for(petition)
    if petition.state not in petitions.UNOPENED:
        raise CannotChangeState
    if petition.opens_itself:
        petitions.unschedule(petition)
        auditing.record_of_petition("unschedule petition", petition, actor=by)


def circulate(petition: Petition, *, by: str) -> None:
    """Let those with the private link read it. Raises CannotChangeState, NotReady where it has no words."""
    petitions.wait_for(petition)
    if petition.state is not PetitionState.DRAFT:
        raise CannotChangeState
    _require([finding for finding in readiness.missing(petition) if finding.code in WORDS_NEEDED])
    circulating.start(petition)
    auditing.record_of_petition("circulate petition", petition, actor=by)


def close(petition: Petition, *, by: str) -> None:
    """End signing, for good. Raises CannotChangeState."""
    petitions.wait_for(petition)
    petitions.close(petition)
    auditing.record_of_petition("close petition", petition, actor=by)


def _give_up(petition: Petition, found: list[Finding]) -> None:
    team_mails.tell_that_it_did_not_open(petition)
    petition.missed_opening_at = petition.opens_at
    petitions.unschedule(petition)
    auditing.record_of_petition(
        "could not open petition", petition, actor=auditing.SYSTEM, findings=[asdict(finding) for finding in found]
    )


def _require_unopened(petition: Petition, was_seen: str | None) -> None:
    if petition.state not in petitions.UNOPENED:
        raise CannotChangeState
    if was_seen not in (None, seen(petition)):
        raise PetitionChangedMeanwhile


def _require(missing: list[Finding]) -> None:
    if missing:
        raise NotReady(f"It cannot yet: {', '.join(finding.code.value for finding in missing)}.")


def _require_approval(petition: Petition, by: str) -> None:
    if not needs_review(petition):
        return
    if by != auditing.COMMAND_LINE:
        raise NeedsReview
    # Whoever sits at the server's keyboard runs the site: who decides there has looked.
    petitions.note_approval(petition)
