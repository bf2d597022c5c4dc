"""What can be refused to those who run the site. The views of `web/staff` answer each."""

from petition.services.errors import DomainError


class BlockDecidedMeanwhile(DomainError):
    """Somebody else lifted or renewed this block since it was shown, or its time is over: nothing was changed."""


class TooManyBlocks(DomainError):
    """There are as many blocks as every process can keep in mind."""


class TeamDecidedMeanwhile(DomainError):
    """Somebody else who runs the site decided about the team since it was shown, or it has an owner again."""


class AccountChangedMeanwhile(DomainError):
    """Somebody else who runs the site decided about the account since it was shown: nothing was done."""


class OwnAccount(DomainError):
    """Nobody decides about the account that they are signed in with."""


class NotStaffAnyMore(DomainError):
    """Whoever decides was suspended, or runs the site no longer, since they began."""


class NoSecondFactor(DomainError):
    """Whoever is to run the site has a password alone."""
