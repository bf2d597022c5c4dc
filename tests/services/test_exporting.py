import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from datetime import time as day_time

import pytest
import sqlalchemy as sa
from flask_babel import force_locale

from petition.extensions import db
from petition.lib import clock
from petition.models.consent import Consent, ConsentPurpose
from petition.models.form import FieldDefinition
from petition.models.outbox import SuppressionReason
from petition.models.petition import NameAudience, Petition
from petition.models.record import Audit, Export, ExportPurpose
from petition.models.signature import Comment, CommentState, HoldRule
from petition.services import (
    consents,
    export_rows,
    exporting,
    forgetting,
    moderating,
    reviewing,
    sequencing,
    suppressing,
    withdrawing,
)
from petition.services.exporting import ExportForm
from tests.conftest import FakeClock
from tests.people import signed

pytestmark = pytest.mark.usefixtures("database")

ODD_NAMES = ["=cmd|'/C calc'!A0", "ريما حداد", "👩🏽‍⚕️ Zoë", 'O\'Brien, "Mac"']


def ordered(ward: Petition, purpose: ExportPurpose, form: ExportForm = ExportForm.CSV) -> exporting.Order:
    made = exporting.order(ward, purpose=purpose, form=form, actor="alice-public-id", language="en")
    db.session.commit()
    return made


def rows_of(ward: Petition, purpose: ExportPurpose) -> list[dict[str, str]]:
    content = b"".join(exporting.Content(ordered(ward, purpose))).decode()
    return list(csv.DictReader(io.StringIO(content, newline="")))


def officials(ward: Petition) -> list[str]:
    return [row["name"] for row in rows_of(ward, ExportPurpose.OFFICIALS)]


def news_list(ward: Petition) -> list[str]:
    return [row["mail"] for row in rows_of(ward, ExportPurpose.NEWS_LIST)]


def test_officials_get_who_gave_their_name(ward: Petition) -> None:
    for audience in NameAudience:
        signed(ward, name=audience.value, give_name_to=audience)
    assert officials(ward) == ["addressees", "public"]


def test_officials_get_no_mail_address(ward: Petition) -> None:
    signed(ward, address="rima@example.org")
    content = b"".join(exporting.Content(ordered(ward, ExportPurpose.OFFICIALS)))
    assert b"@example.org" not in content
    assert content.startswith(b"name,country,day,language,comment,reference\r\n")


@pytest.mark.parametrize("read", [officials, news_list])
def test_nobody_who_does_not_count(ward: Petition, read: Callable[[Petition], list[str]]) -> None:
    withdrawing.withdraw(signed(ward, name="Withdrawn"))
    moderating.remove(signed(ward, name="Removed"), by="mona", reason="a test entry")
    signed(ward, name="Held", doubts=(HoldRule.HONEYPOT,))
    db.session.commit()
    assert read(ward) == []


@pytest.mark.parametrize("read", [officials, news_list])
def test_nobody_who_was_forgotten(ward: Petition, time: FakeClock, read: Callable[[Petition], list[str]]) -> None:
    signed(ward)
    time.now = datetime.combine(ward.retain_until + timedelta(days=1), day_time(0, 0), UTC)
    forgetting.forget()
    db.session.commit()
    assert read(ward) == []


def test_who_is_forgotten_while_it_is_fetched_is_left_out(
    ward: Petition, time: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Alef", "Beth", "Gimel"):
        signed(ward, name=name)
    monkeypatch.setattr(export_rows, "PORTION", 1)
    rows = export_rows.officials(ordered(ward, ExportPurpose.OFFICIALS).source)
    assert next(rows)[0] == "Alef"
    time.now = datetime.combine(ward.retain_until + timedelta(days=1), day_time(0, 0), UTC)
    forgetting.forget()
    db.session.commit()
    assert list(rows) == []


def test_nobody_whom_the_checkpoint_does_not_know(ward: Petition) -> None:
    signed(ward, name="Early")
    early = ordered(ward, ExportPurpose.OFFICIALS)
    signed(ward, name="Late")
    held = signed(ward, name="Not sequenced", doubts=(HoldRule.HONEYPOT,))
    reviewing.release(held, by="mona")
    db.session.commit()
    content = b"".join(exporting.Content(early)).decode()
    assert "Early" in content
    assert "Late" not in content
    assert officials(ward) == ["Early", "Late"]


def test_own_answers_and_comments_for_the_addressees(ward: Petition) -> None:
    db.session.add(FieldDefinition(petition_id=ward.id, position=1, key="city", labels={"en": "City"}))
    db.session.commit()
    signed(ward, answers={"city": "Homs"}, comment="For you only\nand nobody else")
    (row,) = rows_of(ward, ExportPurpose.OFFICIALS)
    assert (row["answer_city"], row["comment"], row["country"]) == ("Homs", "For you only\nand nobody else", "LB")
    assert row["day"] == clock.now().date().isoformat()


def test_a_hidden_comment_is_not_delivered(ward: Petition) -> None:
    signed(ward, comment="An insult", comment_is_public=True)
    db.session.execute(sa.update(Comment).values(state=CommentState.HIDDEN))
    db.session.commit()
    assert [row["comment"] for row in rows_of(ward, ExportPurpose.OFFICIALS)] == [""]


@pytest.mark.parametrize("state", [CommentState.WAITING, None])
def test_what_nobody_read_or_its_signer_took_back_is_not_delivered(ward: Petition, state: CommentState | None) -> None:
    made = signed(ward, comment="Not yet", comment_is_public=True)
    signed(ward, name="Private", comment="For the minister")
    if state is None:
        withdrawing.take_back_comment(made)
    else:
        db.session.execute(sa.update(Comment).values(state=state))
    db.session.commit()
    assert [row["comment"] for row in rows_of(ward, ExportPurpose.OFFICIALS)] == ["", "For the minister"]


def test_the_news_list_holds_only_who_agreed(ward: Petition) -> None:
    signed(ward, name="Silent", consents=())
    signed(ward, name="Both", address="both@example.org", consents=tuple(ConsentPurpose)[1:])
    signed(ward, name="One", address="one@example.org", consents=(ConsentPurpose.TEAM_NEWS,))
    rows = rows_of(ward, ExportPurpose.NEWS_LIST)
    assert [(row["mail"], row["petition_news"], row["team_news"]) for row in rows] == [
        ("both@example.org", "1", "1"),
        ("one@example.org", "", "1"),
    ]


def test_the_wording_agreed_to_is_told_by_its_version(ward: Petition) -> None:
    ward.team.name = "Renamed"
    consents.write_wordings(ward.team, ["en"])
    signed(ward, consents=(ConsentPurpose.TEAM_NEWS,))
    assert [row["team_news"] for row in rows_of(ward, ExportPurpose.NEWS_LIST)] == ["2"]


def test_who_took_consent_back_is_not_written_to(ward: Petition) -> None:
    signed(ward)
    db.session.execute(sa.update(Consent).values(withdrawn_at=clock.now()))
    db.session.commit()
    assert news_list(ward) == []


@pytest.mark.parametrize("reason", SuppressionReason)
def test_a_suppressed_mailbox_is_not_written_to(ward: Petition, reason: SuppressionReason) -> None:
    signed(ward, name="Gone", address="gone@example.org")
    signed(ward, name="There", address="there@example.org")
    suppressing.suppress("Gone@example.org", reason)
    db.session.commit()
    assert news_list(ward) == ["there@example.org"]


def test_a_name_given_to_nobody_is_in_no_list(ward: Petition) -> None:
    signed(ward, name="Secret", address="s@example.org", give_name_to=NameAudience.NOBODY)
    assert officials(ward) == []
    assert [(row["mail"], row["name"]) for row in rows_of(ward, ExportPurpose.NEWS_LIST)] == [("s@example.org", "")]


def archive(ward: Petition) -> list[dict[str, str]]:
    return rows_of(ward, ExportPurpose.ARCHIVE)


def test_the_archive_holds_all_that_the_team_may_know(ward: Petition) -> None:
    made = signed(ward, address="rima@example.org", comment="For you only", give_name_to=NameAudience.PUBLIC)
    [row] = archive(ward)
    assert (row["name"], row["mail"], row["published_as"]) == ("Rima Haddad", "rima@example.org", "Rima Haddad")
    assert (row["name_goes_to"], row["comment"], row["comment_goes_to"]) == ("public", "For you only", "addressees")
    assert (row["signing"], row["petition_news"], row["team_news"]) == ("1", "1", "")
    assert row["commitment"] == made.commitment


def test_the_archive_keeps_the_promise_to_name_nobody(ward: Petition) -> None:
    for name, consents_given in (("secret", ()), ("reader", (ConsentPurpose.TEAM_NEWS,))):
        said = {"comment": "Only for them", "give_name_to": NameAudience.NOBODY, "consents": consents_given}
        signed(ward, doubts=(), name=name, address=f"{name}@example.org", **said)
    told = [(row["name"], row["mail"], row["comment"], row["country"]) for row in archive(ward)]
    assert told == [("", "", "", "LB"), ("", "reader@example.org", "", "LB")]


def test_the_archive_holds_no_hidden_comment(ward: Petition) -> None:
    signed(ward, comment="An insult", comment_is_public=True)
    signed(ward, name="Sami", comment="A reason", comment_is_public=True)
    db.session.execute(sa.update(Comment).where(Comment.text == "An insult").values(state=CommentState.HIDDEN))
    db.session.commit()
    assert [(row["comment"], row["comment_goes_to"]) for row in archive(ward)] == [("", ""), ("A reason", "public")]


def test_references_say_nothing_from_file_to_file(ward: Petition) -> None:
    signed(ward)
    once, again = (rows_of(ward, ExportPurpose.OFFICIALS)[0]["reference"] for _ in range(2))
    assert re.fullmatch(r"[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}", once)
    assert once != again


def test_the_files_name_says_until_when_it_may_be_kept(ward: Petition) -> None:
    assert ordered(ward, ExportPurpose.NEWS_LIST).file_name.endswith("-until-2027-12-31.csv")


def test_it_is_noted_before_and_summed_up_after(ward: Petition) -> None:
    signed(ward)
    order = ordered(ward, ExportPurpose.OFFICIALS)
    noted, audit = db.session.scalars(sa.select(Export)).one(), db.session.scalars(sa.select(Audit)).one()
    assert (noted.actor, noted.purpose, noted.checkpoint_size) == ("alice-public-id", ExportPurpose.OFFICIALS, 2)
    assert (noted.rows, noted.sha256, noted.finished_at) == (None, None, None)
    assert (audit.verb, audit.subject, audit.details["columns"][0]) == ("export", noted.public_id, "name")
    content = exporting.Content(order)
    taken = b"".join(content)
    exporting.finish(order, content)
    db.session.refresh(noted)
    assert (noted.rows, noted.sha256) == (1, content.sha256)
    assert noted.finished_at
    assert len(taken) > 0


def test_it_holds_no_lock_while_it_is_fetched(ward: Petition) -> None:
    signed(ward)
    chunks: Iterator[bytes] = iter(exporting.Content(ordered(ward, ExportPurpose.OFFICIALS)))
    next(chunks)
    assert not db.session().in_transaction()
    signed(ward, name="Meanwhile")
    assert b"Meanwhile" not in b"".join(chunks)


def test_it_keeps_no_connection_between_two_portions(ward: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["Alef", "Beth", "Gimel", "Daleth", "He"]
    for name in names:
        signed(ward, name=name)
    monkeypatch.setattr(export_rows, "PORTION", 2)
    pool = db.engine.pool
    assert isinstance(pool, sa.QueuePool)
    read = [(row[0], pool.checkedout()) for row in export_rows.officials(ordered(ward, ExportPurpose.OFFICIALS).source)]
    assert read == [(name, 0) for name in names]


@pytest.mark.parametrize("form", ExportForm)
def test_odd_names_survive_in_every_form(ward: Petition, form: ExportForm) -> None:
    for name in ODD_NAMES:
        signed(ward, name=name)
    content = exporting.Content(ordered(ward, ExportPurpose.OFFICIALS, form))
    taken = b"".join(content)
    assert content.rows == len(ODD_NAMES)
    assert taken.startswith({"csv": b"name,", "excel-csv": b"\xef\xbb\xbfName,", "excel-xlsx": b"PK"}[form])
    assert (b"\r\n'=cmd" in taken, b"\r\n=cmd" in taken) == (form == "excel-csv", form == "csv")


def test_people_read_the_header_in_their_language(ward: Petition) -> None:
    with force_locale("ar"):
        order = exporting.order(
            ward, purpose=ExportPurpose.OFFICIALS, form=ExportForm.EXCEL_XLSX, actor="alice", language="ar"
        )
    assert order.right_to_left
    assert order.file_name.startswith("keep-the-ward-open-officials-")


def test_a_name_that_was_hidden_is_left_out_of_its_row(ward: Petition) -> None:
    moderating.hide_name(signed(ward, name="Hidden"), by="mona", reason="an insult")
    signed(ward, name="Shown")
    db.session.commit()
    assert officials(ward) == ["", "Shown"]


def test_who_is_restored_after_it_was_taken_is_not_in_it(ward: Petition) -> None:
    back = signed(ward, name="Restored")
    moderating.remove(back, by="mona", reason="a test entry")
    sequencing.sequence(ward.id)
    order = ordered(ward, ExportPurpose.OFFICIALS)
    moderating.restore(back, by="mona", reason="no test entry")
    db.session.commit()
    assert b"Restored" not in b"".join(exporting.Content(order))
    sequencing.sequence(ward.id)
    db.session.commit()
    assert officials(ward) == ["Restored"]
