"""The journal of what was taken back: written with each deed, and done again to a database that was restored."""

from collections.abc import Sequence

from petition.lib import clock
from petition.models.erasure import Erasure, ErasureKind
from petition.services.inserting import insert_or_replace


def note(kind: ErasureKind, subject: str) -> None:
    """Keep, in the transaction of the deed, that this was taken back: by public id, or by mailbox index (hex).

    What is taken back again has a new moment: a backup between the two knows nothing of the second.
    """
    note_each(kind, [subject])


def note_each(kind: ErasureKind, subjects: Sequence[str]) -> None:
    """The same of several things, by one statement. In one order everywhere, so that nobody waits in a ring."""
    rows = [{"kind": kind, "subject": subject, "created_at": clock.now()} for subject in sorted(subjects)]
    if rows:
        insert_or_replace(Erasure, rows, key=["subject", "kind"])
