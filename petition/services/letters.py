"""What a mail has to say at the moment it is sent."""

from dataclasses import dataclass
from datetime import datetime

from petition.models.invitation import Invitation
from petition.models.news import Update
from petition.models.organiser import Organiser
from petition.models.petition import Petition
from petition.models.signatory import Signatory
from petition.models.signature import Signature
from petition.models.submission import Submission
from petition.models.team import Team


@dataclass(frozen=True)
class SignedLine:
    """One line of it: what was signed, or a form that waits, and the petition's title; None while it is hidden."""

    what: Signature | Submission
    title: str | None


@dataclass(frozen=True)
class Letter:
    """What is to be written: the name of the words (a template) and what they are about."""

    words: str
    # None where it is about an account.
    petition: Petition | None = None
    submission: Submission | None = None
    signature: Signature | None = None
    signatory: Signatory | None = None
    organiser: Organiser | None = None
    invitation: Invitation | None = None
    update: Update | None = None
    team: Team | None = None
    # What those who run the site wrote, who decided something.
    reason: str = ""
    # Of a mail with the links to all that was signed with an address.
    links: tuple[SignedLine, ...] = ()
    # Not before this moment, whatever the caps allow: what it belongs to was stopped.
    waits_until: datetime | None = None

    @property
    def is_discreet(self) -> bool:
        """Whether whoever looks into the mailbox must not learn what it is about."""
        return self.petition is not None and self.petition.is_discreet
