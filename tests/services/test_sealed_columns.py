"""Every sealed value opens by its line in the table, and no column with bytes was forgotten there."""

from sqlalchemy import LargeBinary

from petition.extensions import db
from petition.services.sealed_columns import COLUMNS

# Hashes, public keys, pictures and pieces of the ledger.
NOT_SEALED = {
    *(
        "factor.credential_id",
        "factor.public_key",
        "ledger_tile.hashes",
        "signatory_logo.png",
        "signing_key.public_key",
    ),
    *("petition_picture.large", "petition_picture.small"),
}


def test_every_column_with_bytes_is_sealed_or_known_not_to_be() -> None:
    columns = (column for table in db.metadata.sorted_tables for column in table.columns)
    found = {str(column) for column in columns if isinstance(column.type, LargeBinary)}
    hashes = {name for name in found if name.endswith("_index")} - {column.place for column in COLUMNS}
    assert found - hashes - NOT_SEALED == {column.place for column in COLUMNS}
