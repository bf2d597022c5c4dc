"""What can be refused about corrections of a text. `web/errors.py` says how each is answered."""

from petition.services.errors import DomainError


class InvalidRevision(DomainError):
    """The words of a petition that is open cannot be changed like this; the message says why."""


class RevisionTooLarge(InvalidRevision):
    """More was changed since opening than is still the same text; `share` is how much, of one."""

    def __init__(self, share: float) -> None:
        super().__init__(f"{share:.1%} of the characters would be others than at opening; the most is 2 %")
        self.share = share


class TouchesFrozen(InvalidRevision):
    """Title, demand and addressees stay what they were at opening."""


class TooManyRevisions(InvalidRevision):
    """These words were corrected as often as they can be."""

    def __init__(self) -> None:
        super().__init__("it was corrected as often as it can be")


class WouldBeEmpty(InvalidRevision):
    """Something that stood there at opening would be gone, and could not be written again."""

    def __init__(self) -> None:
        super().__init__("what stands there may be corrected, not emptied")


class NothingChanged(InvalidRevision):
    """These are the words that stand there already."""


class NothingToAsk(InvalidRevision):
    """The correction is so small that its team publishes it by itself."""

    def __init__(self) -> None:
        super().__init__("it is small enough to be published by its team")


class AsksAlready(InvalidRevision):
    """A large correction in this language waits for staff already."""

    def __init__(self) -> None:
        super().__init__("a large correction in this language waits for a decision already")


class CorrectionIsSettled(DomainError):
    """Somebody decided about this large correction, or took it back, meanwhile."""


class RevisedMeanwhile(DomainError):
    """Somebody else changed the words since they were shown: nothing was written."""
