"""Exports: lists that leave the house, by purpose. Each is noted before its first byte and summed up after its last.

An order holds plain values only, and its rows come a portion at a time, over connections that can only read: however
slowly an export is fetched, it holds no lock and keeps nobody from signing.
"""

import enum
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from flask_babel import gettext
from sqlalchemy import update

from petition.extensions import db
from petition.lib import clock, tables
from petition.lib.bidi import RIGHT_TO_LEFT
from petition.models.columns import new_public_id
from petition.models.petition import Petition, Publishing
from petition.models.record import Export, ExportPurpose
from petition.services import auditing, departures, export_columns, export_rows, keys, petitions
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
    read: Callable[[], Iterator[tables.Row]]
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
    labels = export_columns.labels_of(petition, purpose, language)
    newest = newest_checkpoint(petition)
    noted = Export(
        public_id=new_public_id(),
        petition_id=petition.id,
        actor=actor,
        purpose=purpose,
        columns=list(labels),
        checkpoint_size=newest.size if newest else 0,
        cut_off=clock.now(),
    )
    source = _source(petition, noted)
    _note(petition, noted, form)
    return Order(
        public_id=noted.public_id,
        source=source,
        read=partial(export_rows.READERS[purpose], source),
        form=form,
        labels=labels,
        right_to_left=language in RIGHT_TO_LEFT,
        file_name=_file_name(petition, purpose.replace("_", "-"), noted.cut_off, form),
    )


def order_departures(petition: Petition, taken: Export, *, form: ExportForm, actor: str, language: str) -> Order:
    """Note who takes the list of those in an earlier export who left since. To be committed before it is read.

    Where signers are at risk it names nobody: that somebody took their name back is not to be told by name.
    """
    names_anybody = not petition.is_discreet
    labels = export_columns.labels_of_departures(taken.purpose, names_anybody=names_anybody)
    words = {} if form is ExportForm.CSV else export_columns.words_for_what_left()
    noted = Export(
        public_id=new_public_id(),
        petition_id=petition.id,
        actor=actor,
        purpose=taken.purpose,
        since_id=taken.id,
        columns=list(labels),
        checkpoint_size=taken.checkpoint_size,
        cut_off=clock.now(),
    )
    source = _source(petition, taken)
    _note(petition, noted, form, since=taken.public_id)
    return Order(
        public_id=noted.public_id,
        source=source,
        read=partial(departures.rows, source, taken.purpose, taken.cut_off, names_anybody, words),
        form=form,
        labels=labels,
        right_to_left=language in RIGHT_TO_LEFT,
        file_name=_file_name(petition, f"{taken.purpose.replace('_', '-')}-left", noted.cut_off, form),
    )


def _source(petition: Petition, export: Export) -> export_rows.Source:
    return export_rows.Source(
        export.public_id,
        petition.id,
        petition.team_id,
        export.checkpoint_size,
        [field.key for field in petition.fields],
        keys.data_key(keys.MAILBOX),
        gettext("(its key is missing)"),
        hides_order=petition.publish is Publishing.BATCHED,
    )


def _note(petition: Petition, noted: Export, form: ExportForm, **details: str) -> None:
    db.session.add(noted)
    auditing.record(
        "export departures" if noted.since_id else "export",
        actor=noted.actor,
        subject=noted.public_id,
        team_id=petition.team_id,
        petition=petition.public_id,
        form=form,
        cut_off=noted.cut_off.isoformat(timespec="seconds"),
        purpose=noted.purpose,
        columns=noted.columns,
        checkpoint_size=noted.checkpoint_size,
        **details,
    )


def _file_name(petition: Petition, what: str, at: datetime, form: ExportForm) -> str:
    """With the day on which the names in it go, so that whoever finds the file knows it."""
    until = f"until-{petition.retain_until:%Y-%m-%d}"
    extension = "xlsx" if form is ExportForm.EXCEL_XLSX else "csv"
    return f"{petitions.current_slug(petition)}-{what}-{at:%Y-%m-%d}-{until}.{extension}"


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
        for row in self._order.read():
            self.rows += 1
            yield row


def finish(ordered: Order, content: Content) -> None:
    """Sum up what was fetched. An export that nobody fetched to its end stays without sum."""
    db.session.execute(
        update(Export)
        .where(Export.public_id == ordered.public_id)
        .values(rows=content.rows, sha256=content.sha256, finished_at=clock.now())
    )
