"""Exports: lists that leave the house, by purpose. Each is noted before its first byte and summed up after its last.

An order holds plain values only, and its rows come a portion at a time, over connections that can only read: however
slowly an export is fetched, it holds no lock and keeps nobody from signing.
"""

import enum
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy import update

from petition.extensions import db
from petition.lib import clock, tables
from petition.lib.bidi import RIGHT_TO_LEFT
from petition.models.columns import new_public_id
from petition.models.petition import Petition
from petition.models.record import Export, ExportPurpose
from petition.services import auditing, export_rows, keys, petitions
from petition.services.counting import newest_checkpoint


class ExportForm(enum.StrEnum):
    """For whom the file is made: people with Excel, or machines."""

    EXCEL_XLSX = "excel-xlsx"
    EXCEL_CSV = "excel-csv"
    CSV = "csv"


MIME_TYPES = {
    ExportForm.EXCEL_XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportForm.EXCEL_CSV: "text/csv; charset=utf-8",
    ExportForm.CSV: "text/csv; charset=utf-8",
}


@dataclass(frozen=True)
class Order:
    """An export that was noted and may now be fetched."""

    public_id: str
    source: export_rows.Source
    purpose: ExportPurpose
    form: ExportForm
    labels: Mapping[str, str]
    right_to_left: bool
    file_name: str

    @property
    def mime_type(self) -> str:
        return MIME_TYPES[self.form]

    @property
    def header(self) -> list[str]:
        """Labels for people; for machines the columns' own names, the same in every language."""
        return list(self.labels) if self.form is ExportForm.CSV else list(self.labels.values())


def order(petition: Petition, *, purpose: ExportPurpose, form: ExportForm, actor: str, language: str) -> Order:
    """Note who takes which list, and up to which checkpoint. To be committed before anything is read."""
    labels = _labels(petition, purpose, language)
    newest = newest_checkpoint(petition)
    size = newest.size if newest else 0
    public_id, now = new_public_id(), clock.now()
    noted = {"purpose": purpose, "columns": list(labels), "checkpoint_size": size}
    db.session.add(Export(public_id=public_id, petition_id=petition.id, actor=actor, cut_off=now, **noted))
    auditing.record(
        "export",
        actor=actor,
        subject=public_id,
        team_id=petition.team_id,
        petition=petition.public_id,
        form=form,
        cut_off=now.isoformat(timespec="seconds"),
        **noted,
    )
    extension = "xlsx" if form is ExportForm.EXCEL_XLSX else "csv"
    return Order(
        public_id=public_id,
        source=export_rows.Source(
            petition.id,
            petition.team_id,
            size,
            [field.key for field in petition.fields],
            keys.data_key(keys.MAILBOX),
        ),
        purpose=purpose,
        form=form,
        labels=labels,
        right_to_left=language in RIGHT_TO_LEFT,
        file_name=f"{petitions.current_slug(petition)}-{purpose.replace('_', '-')}-{now:%Y-%m-%d}.{extension}",
    )


class Content:
    """The bytes of an export, made as they are read. Afterwards it knows how many rows and which hash they had."""

    def __init__(self, ordered: Order) -> None:
        self._order = ordered
        self._hash = hashlib.sha256()
        self.rows = 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks():
            self._hash.update(chunk)
            yield chunk

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def _chunks(self) -> Iterator[bytes]:
        ordered = self._order
        if ordered.form is ExportForm.EXCEL_XLSX:
            return tables.xlsx(ordered.header, self._counted_rows(), right_to_left=ordered.right_to_left)
        write = tables.plain_csv if ordered.form is ExportForm.CSV else tables.excel_csv
        return write(ordered.header, self._counted_rows())

    def _counted_rows(self) -> Iterator[tables.Row]:
        for row in export_rows.READERS[self._order.purpose](self._order.source):
            self.rows += 1
            yield row


def finish(ordered: Order, content: Content) -> None:
    """Sum up what was fetched. An export that nobody fetched to its end stays without sum."""
    db.session.execute(
        update(Export)
        .where(Export.public_id == ordered.public_id)
        .values(rows=content.rows, sha256=content.sha256, finished_at=clock.now())
    )


def _labels(petition: Petition, purpose: ExportPurpose, language: str) -> dict[str, str]:
    """The columns, in the order in which `export_rows` fills them, and what stands above them."""
    if purpose is ExportPurpose.NEWS_LIST:
        return {
            "mail": gettext("Mail address"),
            "name": gettext("Name"),
            "language": gettext("Language"),
            "petition_news": gettext("Agreed to news of this petition (version of the wording)"),
            "team_news": gettext("Agreed to news of the team (version of the wording)"),
        }
    answers = {
        # Apart from every other column's name.
        f"answer_{field.key}": field.labels.get(language) or next(iter(field.labels.values()))
        for field in petition.fields
    }
    return {
        "name": gettext("Name"),
        "country": gettext("Country"),
        "day": gettext("Day"),
        "language": gettext("Language"),
        **answers,
        "comment": gettext("Comment for the addressees"),
    }
