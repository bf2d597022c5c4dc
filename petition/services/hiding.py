"""Staff take a petition from view, with a reason that everyone may read, and let it be seen again.

Nothing of it is deleted. Meanwhile nobody reads, signs or confirms; mailings of news stop; names go on their day as
ever, and each signer can still withdraw. Its team sees it, with the reason, and keeps what signers gave it: lists, too,
because whoever answers for these data must be able to answer those who ask.
"""

from petition.extensions import db
from petition.models.erasure import ErasureKind
from petition.models.outbox import MailKind
from petition.models.petition import Petition, PetitionState
from petition.models.report import ReportOutcome
from petition.services import auditing, erasures, petition_reports, petitions, team_mails
from petition.services.permissions import Verb


def hide(petition: Petition, *, reason: str, by: str) -> None:
    """Take it from view, and tell its team; what readers reported is settled by it.

    Raises HiddenOrShownMeanwhile where it is hidden already, or where nobody but its team can read it.
    """
    hide_again(petition, shown_reason=reason, by=by, reason=reason)
    # By its version, the mail is told from one about another hiding.
    db.session.flush()
    team_mails.tell(MailKind.PETITION_HIDDEN, petition, Verb.SEE_FIGURES)


def show(petition: Petition, *, reason: str, by: str) -> None:
    """Let it be seen again, as it stood before, and tell its team. Raises HiddenOrShownMeanwhile."""
    show_again(petition, by=by, reason=reason)
    db.session.flush()
    team_mails.tell(MailKind.PETITION_SHOWN, petition, Verb.SEE_FIGURES)


def correct_reason(petition: Petition, reason: str, *, by: str) -> None:
    """Give another public reason while it is hidden: the first one named somebody, was wrong, or a restore lost it.

    Raises HiddenOrShownMeanwhile.
    """
    petitions.wait_for(petition)
    petitions.correct_hidden_reason(petition, reason)
    auditing.record_of_petition("correct hidden reason", petition, actor=by, reason=reason)


def hide_again(petition: Petition, *, by: str, reason: str, shown_reason: str = "") -> None:
    """The same without a mail: after a restore its team knows. What was to be read in its place is not known then."""
    petitions.wait_for(petition)
    petitions.hide(petition, reason=shown_reason)
    petition_reports.settle(petition, ReportOutcome.HIDDEN, by=by)
    erasures.note(ErasureKind.PETITION_HIDDEN, petition.public_id)
    auditing.record_of_petition("hide petition", petition, actor=by, reason=reason)


def show_again(petition: Petition, *, by: str, reason: str) -> None:
    """As `show`, without a mail."""
    petitions.wait_for(petition)
    was = petition.state_before
    petitions.show(petition)
    erasures.note(ErasureKind.PETITION_SHOWN, petition.public_id)
    auditing.record_of_petition("show petition", petition, actor=by, reason=reason)
    if was is PetitionState.OPEN and petition.state is PetitionState.CLOSED:
        auditing.record_of_petition("close petition", petition, actor=auditing.SYSTEM)
