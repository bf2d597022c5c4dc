"""Who left after a list was taken: the number beside it, and the rows to strike out."""

import csv
import io
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.lib import clock
from petition.models.consent import Consent
from petition.models.petition import NameAudience, Petition, Protection
from petition.models.record import Audit, Export, ExportPurpose
from petition.services import (
    correcting,
    departures,
    erasing,
    export_marks,
    exporting,
    exports_taken,
    moderating,
    sequencing,
    withdrawing,
)
from petition.services.export_marks import Mark
from petition.services.exporting import ExportForm
from tests.conftest import FakeClock
from tests.people import signed

pytestmark = pytest.mark.usefixtures("database")

Rows = list[dict[str, str]]


@pytest.fixture
def take(ward: Petition, time: FakeClock) -> Callable[..., tuple[Export, Rows]]:
    """Take a list as it stands, a while after all that came before; the export and its rows."""

    def taken(purpose: ExportPurpose) -> tuple[Export, Rows]:
        time.move(minutes=1)
        order = exporting.order(ward, purpose=purpose, form=ExportForm.CSV, actor="alice", language="en")
        found = fetched(order)
        time.move(minutes=1)
        return db.session.scalars(sa.select(Export).order_by(Export.id.desc()).limit(1)).one(), found

    return taken


def fetched(order: exporting.Order) -> Rows:
    db.session.commit()
    content = exporting.Content(order)
    rows = list(csv.DictReader(io.StringIO(b"".join(content).decode(), newline="")))
    exporting.finish(order, content)
    db.session.commit()
    return rows


def left(ward: Petition, export: Export) -> Rows:
    return fetched(exporting.order_departures(ward, export, form=ExportForm.CSV, actor="alice", language="en"))


def mark(ward: Petition, export: Export) -> Mark:
    return export_marks.marks_of(ward, [export])[export.id]


def withdraw(*people: object) -> None:
    for signature in people:
        withdrawing.withdraw(signature)  # type: ignore[arg-type]
    db.session.commit()


def test_who_left_since_is_told_by_their_rows_reference(
    ward: Petition, take: Callable[..., tuple[Export, Rows]]
) -> None:
    stays, goes, removed = (signed(ward, name=name) for name in ("Stays", "Goes", "Removed"))
    export, rows = take(ExportPurpose.OFFICIALS)
    withdraw(goes)
    moderating.remove(removed, by="mona", reason="a test entry")
    db.session.commit()
    assert mark(ward, export) == Mark(2, is_least=False, left_unlisted=2)
    struck = left(ward, export)
    assert [(row["name"], row["what"]) for row in struck] == [("Goes", "row"), ("Removed", "row")]
    assert [row["reference"] for row in struck] == [row["reference"] for row in rows if row["name"] != "Stays"]
    assert stays.left_at is None


def test_who_was_not_in_it_is_not_told(ward: Petition, take: Callable[..., tuple[Export, Rows]]) -> None:
    before = signed(ward, name="Before")
    nameless = signed(ward, name="Secret", give_name_to=NameAudience.NOBODY)
    withdraw(before)
    export, _ = take(ExportPurpose.OFFICIALS)
    withdraw(nameless, signed(ward, name="Late"))
    assert mark(ward, export).left == 0
    assert left(ward, export) == []


def test_who_was_restored_is_in_it_again(ward: Petition, take: Callable[..., tuple[Export, Rows]]) -> None:
    removed = signed(ward)
    export, _ = take(ExportPurpose.OFFICIALS)
    moderating.remove(removed, by="mona", reason="a slip")
    moderating.restore(removed, by="mona", reason="a slip")
    db.session.commit()
    assert mark(ward, export).left == 0


def test_a_news_list_tells_who_wants_no_news(ward: Petition, take: Callable[..., tuple[Export, Rows]]) -> None:
    signed(ward, name="Reader", address="reader@example.org")
    silent = signed(ward, name="Silent", address="silent@example.org", consents=())
    export, rows = take(ExportPurpose.NEWS_LIST)
    for consent in db.session.scalars(sa.select(Consent)):
        consent.withdrawn_at = clock.now()
    withdraw(silent)
    assert mark(ward, export).left == 1
    told = [(row["reference"], row["mail"], row["what"]) for row in left(ward, export)]
    assert told == [(rows[0]["reference"], "reader@example.org", "petition_news")]


def test_the_archive_tells_of_everyone(ward: Petition, take: Callable[..., tuple[Export, Rows]]) -> None:
    nameless = signed(ward, name="Secret", give_name_to=NameAudience.NOBODY, consents=())
    export, rows = take(ExportPurpose.ARCHIVE)
    withdraw(nameless)
    assert [(row["reference"], row["mail"]) for row in left(ward, export)] == [(rows[0]["reference"], "")]


def test_a_name_that_was_hidden_is_told_to_nobody(ward: Petition, take: Callable[..., tuple[Export, Rows]]) -> None:
    goes = signed(ward, name="Hidden")
    moderating.hide_name(goes, by="mona", reason="It is another person’s")
    export, rows = take(ExportPurpose.OFFICIALS)
    withdraw(goes)
    assert [(row["reference"], row["name"]) for row in left(ward, export)] == [(rows[0]["reference"], "")]


def test_where_signers_are_at_risk_it_names_nobody(ward: Petition, take: Callable[..., tuple[Export, Rows]]) -> None:
    ward.protection = Protection.DISCREET
    goes = signed(ward)
    export, _ = take(ExportPurpose.OFFICIALS)
    withdraw(goes)
    [row] = left(ward, export)
    assert set(row) == {"reference", "what"}


def test_it_is_kept_who_took_it(ward: Petition, take: Callable[..., tuple[Export, Rows]]) -> None:
    goes = signed(ward)
    export, _ = take(ExportPurpose.OFFICIALS)
    withdraw(goes)
    left(ward, export)
    noted = db.session.scalars(sa.select(Export).where(Export.since_id == export.id)).one()
    assert (noted.rows, noted.purpose, noted.checkpoint_size) == (1, ExportPurpose.OFFICIALS, export.checkpoint_size)
    audit = db.session.scalars(sa.select(Audit).where(Audit.verb == "export departures")).one()
    assert (audit.subject, audit.details["since"]) == (noted.public_id, export.public_id)


def test_once_listed_they_are_not_told_as_new(
    ward: Petition, time: FakeClock, take: Callable[..., tuple[Export, Rows]]
) -> None:
    first, second = signed(ward, name="First"), signed(ward, name="Second")
    export, _ = take(ExportPurpose.OFFICIALS)
    withdraw(first)
    time.move(minutes=1)
    left(ward, export)
    assert (mark(ward, export).left_unlisted, exports_taken.need_striking_out(ward)) == (0, 0)
    time.move(minutes=1)
    withdraw(second)
    assert (mark(ward, export), exports_taken.need_striking_out(ward)) == (Mark(2, False, 1), 1)


def test_who_left_while_they_were_listed_is_told_as_new(
    ward: Petition, take: Callable[..., tuple[Export, Rows]]
) -> None:
    goes = signed(ward)
    export, _ = take(ExportPurpose.OFFICIALS)
    assert left(ward, export) == []
    withdraw(goes)
    assert mark(ward, export).left_unlisted == 1


def test_of_a_deleted_file_nobody_is_told(ward: Petition, take: Callable[..., tuple[Export, Rows]]) -> None:
    goes = signed(ward)
    export, _ = take(ExportPurpose.OFFICIALS)
    for _ in range(2):
        exports_taken.note_deleted(export, ward, by="alice")
    withdraw(goes)
    db.session.refresh(export)
    assert export_marks.marks_of(ward, [export]) == {}
    assert len(db.session.scalars(sa.select(Audit).where(Audit.verb == "export deleted")).all()) == 1


def test_no_more_are_looked_at_than_a_page_can_ask_for(
    ward: Petition, take: Callable[..., tuple[Export, Rows]], monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [signed(ward, name=name) for name in ("Alef", "Beth", "Gimel")]
    export, _ = take(ExportPurpose.OFFICIALS)
    withdraw(*people)
    monkeypatch.setattr(export_marks, "MOST", 2)
    monkeypatch.setattr(departures, "PORTION", 2)
    assert mark(ward, export) == Mark(2, is_least=True, left_unlisted=2)
    assert len(left(ward, export)) == 3


@pytest.mark.parametrize("purpose", list(ExportPurpose))
def test_who_was_erased_is_struck_out_of_every_list_without_a_name(
    ward: Petition, purpose: ExportPurpose, take: Callable[..., tuple[Export, Rows]]
) -> None:
    goes = signed(ward, name="Goes", give_name_to=NameAudience.ADDRESSEES)
    export, rows = take(purpose)
    erasing.erase(goes)
    sequencing.sequence(ward.id)
    db.session.commit()
    assert mark(ward, export).left == 1
    assert [(row["reference"], row["what"]) for row in left(ward, export)] == [(rows[0]["reference"], "row")]


def test_who_takes_the_name_back_and_then_leaves_is_struck_out_of_older_lists(
    ward: Petition, take: Callable[..., tuple[Export, Rows]]
) -> None:
    goes = signed(ward)
    older, [row] = take(ExportPurpose.OFFICIALS)
    correcting.correct(goes, name="Rima Haddad", give_name_to=NameAudience.NOBODY, name_style="full")
    newer, _ = take(ExportPurpose.OFFICIALS)
    withdraw(goes)
    # By its row alone: the name is theirs no more.
    assert [(one["reference"], one["name"]) for one in left(ward, older)] == [(row["reference"], "")]
    assert [mark(ward, one).left for one in (older, newer)] == [1, 0]
