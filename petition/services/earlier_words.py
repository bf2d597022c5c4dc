"""Lines under a letter that were given for another text than the one it opens with, or opened with."""

from collections.abc import Mapping

from petition.models.petition import Petition
from petition.models.revision import Revision
from petition.models.signatory import Signatory, SignatoryState
from petition.services import revisions, signatories

UNDER_OR_WAITING = (SignatoryState.APPROVED, *signatories.UNDECIDED)


def lines_of_an_earlier_text(petition: Petition) -> list[Signatory]:
    """Of those under it: whoever asked before its words were changed, and said nothing since."""
    return [one for one in signatories.under(petition) if is_of_an_earlier_text(one)]


def is_of_an_earlier_text(signatory: Signatory) -> bool:
    """Whether what it was given for says something else than the words of opening, in its own language.

    Corrections since then are public, and no reason to ask; nor is what opening itself puts in.
    """
    if signatory.state not in UNDER_OR_WAITING:
        return False
    petition, given = signatory.petition, signatory.revision
    ours = [one for one in petition.revisions if one.language == given.language and not one.reason]
    newest = max(ours, key=lambda one: one.number, default=given)
    return given.number < newest.number and _signed(petition, given) != _signed(petition, newest)


def _signed(petition: Petition, revision: Revision) -> Mapping[str, str]:
    """As it stands once it is open."""
    words = {name: getattr(revision, name) for name in revisions.SIGNED}
    return words | revisions.made_at_opening(petition, revision)
