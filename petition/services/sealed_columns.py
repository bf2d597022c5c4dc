"""Every column that holds something sealed under the key ring: how its values are opened, and what each is to people.

A new one is a line in COLUMNS; tests/services/test_sealed_columns.py asks for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Date, Row, Table, cast, extract, inspect

from petition.models.invitation import Invitation
from petition.models.ledger import SigningKey
from petition.models.organiser import Factor, Organiser
from petition.models.origin import DailyKey
from petition.models.outbox import Mail
from petition.models.petition import Petition
from petition.models.record import DataKey
from petition.models.report import Report
from petition.models.signatory import Signatory
from petition.models.signature import Signature
from petition.models.submission import Submission
from petition.models.tally import ShownShares, TallyDomain, TallyInbox
from petition.services.inserting import table_of


@dataclass(frozen=True)
class SealedColumn:
    """One column. Its values are bound to `place:` and what stands in the columns of `bound_to` beside them."""

    model: type[Any]
    name: str
    bound_to: Sequence[str]
    # What is lost with its key, for whoever reads English on the server: "12 …".
    what: str

    @property
    def table(self) -> Table:
        return table_of(self.model)

    @property
    def place(self) -> str:
        return f"{self.table.name}.{self.name}"

    @property
    def sealed(self) -> Any:
        return self.table.c[self.name]

    @property
    def key(self) -> Any:
        """A number. Of a table that is read by its days, their seconds."""
        [key] = inspect(self.model).primary_key
        return cast(extract("epoch", key), BigInteger) if isinstance(key.type, Date) else key

    @property
    def bindings(self) -> list[Any]:
        return [self.table.c[name] for name in self.bound_to]

    def context(self, row: Row[Any]) -> str:
        """What a value is authenticated with. The row has at least the columns of `bindings`."""
        values = (getattr(row, name) for name in self.bound_to)
        return ":".join([self.place, *(value.hex() if isinstance(value, bytes) else str(value) for value in values)])


PUBLIC_ID = ("public_id",)
# What all else hangs on comes first: keys before people.
COLUMNS = (
    SealedColumn(DataKey, "sealed", ("name",), "keys of this site: of mailboxes, sign-in addresses or recovery codes"),
    SealedColumn(
        DailyKey, "sealed", ("day",), "keys of single days: networks of then cannot be compared with later ones"
    ),
    SealedColumn(SigningKey, "seed", ("public_key",), "keys that sign checkpoints: no ledger goes on with them"),
    SealedColumn(Petition, "index_key", PUBLIC_ID, "petitions: nobody can sign them, or be found there by an address"),
    SealedColumn(Submission, "sealed", PUBLIC_ID, "forms that wait to be confirmed"),
    SealedColumn(Signature, "identity", PUBLIC_ID, "signatures: their names, addresses, answers and receipts"),
    SealedColumn(Signatory, "sealed", PUBLIC_ID, "lines under letters: who sent them, and names that were withheld"),
    SealedColumn(Mail, "address", PUBLIC_ID, "mails that wait: where they go"),
    SealedColumn(Organiser, "address", PUBLIC_ID, "accounts: their mail addresses"),
    SealedColumn(Factor, "secret", PUBLIC_ID, "apps that show codes: they let nobody in any more"),
    SealedColumn(Invitation, "address", PUBLIC_ID, "invitations to teams: to whom they went"),
    SealedColumn(Report, "words", PUBLIC_ID, "reports: what readers wrote"),
    SealedColumn(TallyDomain, "name", ("petition_id", "domain_index"), "names of mail domains in figures"),
    SealedColumn(TallyInbox, "domain", ("petition_id",), "forms that are not summed up by mail domain yet"),
    SealedColumn(ShownShares, "domains", ("petition_id",), "pictures of shares by mail domain"),
)
BY_PLACE = {column.place: column for column in COLUMNS}
