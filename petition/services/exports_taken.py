"""Which lists left the house, for those who answer for them."""

from collections.abc import Sequence

from sqlalchemy import select, update

from petition.extensions import db
from petition.lib import clock
from petition.models.organiser import Organiser
from petition.models.petition import Petition
from petition.models.record import Export, ExportPurpose
from petition.services import auditing, export_marks
from petition.services.export_marks import Mark

Taken = tuple[Export, str | None]

MOST = 20


def newest(petition: Petition, *, before: int | None = None) -> tuple[list[Taken], bool]:
    """A page of exports with who took them (None for the command line), and whether there is another."""
    query = (
        select(Export, Organiser.name)
        .outerjoin(Organiser, Organiser.public_id == Export.actor)
        .where(Export.petition_id == petition.id)
        .order_by(Export.id.desc())
        .limit(MOST + 1)
    )
    if before is not None:
        query = query.where(Export.id < before)
    found: list[Taken] = [(export, name) for export, name in db.session.execute(query)]
    return found[:MOST], len(found) > MOST


def marks(petition: Petition, taken: Sequence[Taken]) -> dict[int, Mark]:
    return export_marks.marks_of(petition, [export for export, _ in taken])


def need_striking_out(petition: Petition) -> int:
    """Of the newest exports, how many hold somebody who left since the team last asked who did."""
    taken, _ = newest(petition)
    return sum(mark.left_unlisted > 0 for mark in marks(petition, taken).values())


def by_public_id(petition: Petition, public_id: str) -> Export | None:
    """One of all who signed; the lists of those who left have nobody to strike out."""
    return db.session.scalar(
        select(Export).where(
            Export.petition_id == petition.id, Export.public_id == public_id, Export.since_id.is_(None)
        )
    )


def last_rows(petition: Petition) -> dict[ExportPurpose, Export]:
    """The newest export of each purpose that was fetched to its end: how many rows the next one has about."""
    found = {}
    for purpose in ExportPurpose:
        query = (
            select(Export)
            .where(
                Export.petition_id == petition.id,
                Export.purpose == purpose,
                Export.since_id.is_(None),
                Export.finished_at.is_not(None),
            )
            .order_by(Export.id.desc())
            .limit(1)
        )
        if export := db.session.scalar(query):
            found[purpose] = export
    return found


def note_deleted(export: Export, petition: Petition, *, by: str) -> None:
    """Keep that its file is nowhere any more, as the team says. Said twice, it stays as it was said first."""
    # Two colleagues may say it at once: one of them is kept.
    said = (
        update(Export)
        .where(Export.id == export.id, Export.deleted_at.is_(None))
        .values(deleted_at=clock.now())
        .returning(Export.id)
    )
    if db.session.scalar(said) is not None:
        auditing.record(
            "export deleted",
            actor=by,
            subject=export.public_id,
            team_id=petition.team_id,
            petition=petition.public_id,
            purpose=export.purpose,
        )
