"""What can be refused, by name. `web/errors.py` says how each is answered."""


class DomainError(Exception):
    """A rule of the product says no."""


class NotTakingSignatures(DomainError):
    """The petition is not open, or its closing time has come."""


class NotTakingSignatories(DomainError):
    """The letter takes no more lines: its deadline has come, or only the team adds them."""


class UnderEmbargo(DomainError):
    """Nothing of the petition may be published yet."""


class LinkIsGone(DomainError):
    """The link was good once: its submission expired, was dropped, or its petition's grace is over."""


class PrivateLinkIsGone(LinkIsGone):
    """The private link to a text that circulates was renewed, or the text is no longer there."""


class SignatoryLinkIsGone(LinkIsGone):
    """The link to a line under a letter: nobody confirmed it in time, or its sender had it deleted."""


class SlotsAreFull(DomainError):
    """The address has confirmed as many names under this petition as it may."""


class NoTriesLeft(DomainError):
    """The code was mistyped too often, or is too old; the link in the mail still works."""


class CannotChangeState(DomainError):
    """The petition's state does not allow this."""


class InvalidPetitionFile(DomainError):
    """A petition file has a mistake; the message says where and what."""


class InvalidTeam(DomainError):
    """A team cannot be made like this; the message says why."""


class TeamAddressIsTaken(InvalidTeam):
    """Another team has this address."""


class OnlyOneTeam(DomainError):
    """This installation is for one team: nobody makes another."""


class TeamChangedMeanwhile(DomainError):
    """Somebody else changed the team since its settings were shown."""


class LastOwner(DomainError):
    """A team has an owner: the last one stays until somebody else is one."""


class NotAMember(DomainError):
    """Whoever was meant is not in the team, or no longer."""


class HandedOverMeanwhile(DomainError):
    """Somebody else handed the petition over, or changes it at this moment."""


class InvalidOrganiser(DomainError):
    """An account cannot be made like this; the message says why."""


class AddressTaken(InvalidOrganiser):
    """The mailbox has an account already."""


class RegistrationIsClosed(DomainError):
    """Accounts are made by invitation here."""


class TooManyInvitations(DomainError):
    """So many invitations of the team wait for an answer that it sends no more; the message says how many."""


class AccountLinkIsGone(LinkIsGone):
    """The link in a mail about an account was used, renewed, or is too old."""


class PasskeyRefused(DomainError):
    """The answer of a passkey is not what was asked for, comes too late, or was given before."""


class CodeRefused(DomainError):
    """The code is not the one that the app shows now."""


class SetupIsOver(CodeRefused):
    """What the app was to take in was shown too long ago, or was taken in before: begin anew."""


class SecondStepIsGone(DomainError):
    """The password was right, but that is too long ago, or the second step has been taken."""


class LastWayIn(DomainError):
    """Without a password the last passkey stays: there would be no way in."""


class NotPermitted(DomainError):
    """The organiser's role in the team does not allow this."""


class SettledAlready(DomainError):
    """Somebody else decided about this signature meanwhile, or it was withdrawn."""


class SignatoryIsSettled(DomainError):
    """The team, a colleague or its sender decided about this signatory meanwhile."""


class SignatoryIsErased(SignatoryIsSettled):
    """What this signatory sent was erased on the letter's day: there is nothing left to print, and nobody to ask."""


class InvalidPolicy(DomainError):
    """A policy cannot be set like this; the message says why."""


class BackupRefused(DomainError):
    """A backup cannot be taken, restored or moved like this; the message says why and what to do."""


class InvalidHead(DomainError):
    """A published head is none of ours, or does not fit the ledger; the message says why."""
