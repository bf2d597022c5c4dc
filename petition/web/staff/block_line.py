"""A block as those who run the site see it: of a mailbox nobody sees whose it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext, lazy_gettext

from petition.models.block import Block, BlockKind
from petition.services import blocking

# One of them, and several.
KINDS = {
    BlockKind.NETWORK: lazy_gettext("Network"),
    BlockKind.DOMAIN: lazy_gettext("Mail domain"),
    BlockKind.MAILBOX: lazy_gettext("Mailbox"),
}
PLURALS = {
    BlockKind.NETWORK: lazy_gettext("Networks"),
    BlockKind.DOMAIN: lazy_gettext("Mail domains"),
    BlockKind.MAILBOX: lazy_gettext("Mailboxes"),
}


@dataclass(frozen=True)
class BlockLine:
    """Plain values. `value` is empty for a mailbox, `until` None where it lasts until somebody lifts it."""

    public_id: str
    kind: str
    value: str
    reason: str
    since: datetime
    until: datetime | None
    who: str

    @property
    def url(self) -> str:
        return url_for("staff.block", public_id=self.public_id)

    @property
    def name(self) -> str:
        return self.value or str(gettext("a mailbox"))


def block_lines(blocks: Sequence[Block]) -> list[BlockLine]:
    names = blocking.names_of(blocks)
    return [
        BlockLine(
            public_id=one.public_id,
            kind=str(KINDS[one.kind]),
            value="" if one.kind is BlockKind.MAILBOX else one.value,
            reason=one.reason,
            since=one.created_at,
            until=one.expires_at,
            who=names.get(one.blocked_by) or str(gettext("Somebody whose account is gone")),
        )
        for one in blocks
    ]
