"""What can be refused, by name. `web/errors.py` says how each is answered."""


class DomainError(Exception):
    """A rule of the product says no."""


class NotTakingSignatures(DomainError):
    """The petition is not open, or its closing time has come."""


class NotTakingSignatories(DomainError):
    """The letter takes no more lines: its deadline has come, or only the team adds them."""


class WordsChangedMeanwhile(DomainError):
    """The words that somebody read are not those that stand there now: nothing was written."""


class UnderEmbargo(DomainError):
    """Nothing of the petition may be published yet."""


class NoSuchSection(DomainError):
    """The petition has no such section: of another kind it would, or in another language."""


class SectionChangedMeanwhile(DomainError):
    """Somebody else changed this section of the petition since it was shown: nothing was written."""


class SettingChangedMeanwhile(DomainError):
    """Somebody else decided this policy of the site since it was shown: nothing was written."""


class MailIsGone(DomainError):
    """The mail does not wait any more, or is on its way at this moment: nothing was changed."""


class SectionIsFrozen(DomainError):
    """As the petition stands, this cannot be changed any more; the message names it."""


class InvalidSection(DomainError):
    """A section cannot be saved like this: `field` says where, `words` what it should be."""

    # Whether the words are for those who work in the browser, in their language.
    is_translated = True

    def __init__(self, field: str, words: str) -> None:
        super().__init__(f"{field}: {words}")
        self.field = field
        self.words = words


class UnreadableSection(InvalidSection):
    """Something in a section is not as it can be; no form of ours lets it through, and the words are English."""

    is_translated = False


class LinkIsGone(DomainError):
    """The link was good once: its submission expired, was dropped, or its petition's grace is over."""


class MailboxLinkIsGone(LinkIsGone):
    """The link at the foot of a mail is too old, or none of ours."""


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


class HiddenOrShownMeanwhile(CannotChangeState):
    """Somebody else of staff hid the petition, let it be seen again, or settled its reports: nothing was changed."""


class PetitionChangedMeanwhile(DomainError):
    """Something in it was changed since whoever decides about it looked: nothing was done."""


class NeedsReview(DomainError):
    """Whoever runs the site looks at petitions before they open, and has not seen what this one says now."""


class NotReady(DomainError):
    """Something is missing without which the petition cannot open or circulate; the message names it."""


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
    """Somebody else handed the petition over before."""


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


class CannotBeCorrected(DomainError):
    """The signature does not stand any more, or the list that it would have to change was handed over."""


class NameIsTaken(DomainError):
    """Another signature of the same mailbox bears this name."""


class CannotBeWrittenTo(DomainError):
    """Nobody can be written to at this signature's mailbox, or the wording is not the one that was shown."""


class CannotBeSentAgain(DomainError):
    """As it stands, no mail goes to this signer: the time to confirm is over, or signers are at risk."""


class SentAgainToday(DomainError):
    """The team had a mail sent to this signer today already."""


class NothingToDecide(DomainError):
    """Nothing was chosen that this could be done to."""


class JobMovedOn(DomainError):
    """Somebody confirmed or cancelled this meanwhile, or it is over."""


class TooManyJobs(DomainError):
    """So many decisions about this petition's signatures wait or run that nobody begins another."""


class SignatoryIsSettled(DomainError):
    """The team, a colleague or its sender decided about this signatory meanwhile."""


class SignatoryIsErased(SignatoryIsSettled):
    """What this signatory sent was erased on the letter's day: there is nothing left to print, and nobody to ask."""


class SourcesAreOff(DomainError):
    """Of nobody who signs this petition it is noted where they come from."""


class NoMoreSources(DomainError):
    """The petition has as many links with a code as there may be."""


class CodeIsTaken(DomainError):
    """The petition has a link with this code already."""


class InvalidPolicy(DomainError):
    """A policy cannot be set like this; the message says why."""


class BackupRefused(DomainError):
    """A backup cannot be taken, restored or moved like this; the message says why and what to do."""


class InvalidHead(DomainError):
    """A published head is none of ours, or does not fit the ledger; the message says why."""
