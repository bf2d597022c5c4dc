"""Signatories in the ledger: each counts once, and what they represent never."""

from datetime import timedelta

import sqlalchemy as sa

from petition.extensions import db
from petition.lib import clock
from petition.models.ledger import Checkpoint, EntryKind, LedgerEntry
from petition.models.petition import Petition, Publishing
from petition.models.signatory import Signatory
from petition.services import counting, joining, petitions, signatories, signatory_lines, verifying
from tests.campaigns import letter, line, signed_by
from tests.making import at
from tests.services.counting import checkpoint_of, confirmed, sequenced


def kinds(petition: Petition) -> list[tuple[EntryKind, int]]:
    return [(entry.kind, entry.weight) for entry in sequenced(petition)]


def problems(petition: Petition) -> list[str]:
    return list(verifying.problems_of(petition))


def test_before_opening_there_is_no_ledger(database: None) -> None:
    made = letter()
    signed_by(made, "One", "Two")
    assert counting.count_of(made).number == 0
    assert problems(made) == []


def test_opening_enters_all_that_stand_under_it(database: None) -> None:
    made = letter()
    signed_by(made, "One", "Two")
    petitions.open_now(made, languages=["en"])
    assert kinds(made) == [(EntryKind.OPENED, 0), (EntryKind.SIGNATORY, 1), (EntryKind.SIGNATORY, 1)]
    assert (counting.count_of(made).number, problems(made)) == (2, [])


def test_whom_they_represent_is_never_counted(database: None) -> None:
    made = letter(opened=True)
    for number in (92, 120):
        words = {
            "represents": {"en": f"{number} associations"},
            "descriptions": {"en": f"{number} of them"},
        }
        signatories.add_by_team(made, line(**words), is_listed=True)
    sequenced(made)
    assert (counting.count_of(made).number, problems(made)) == (2, [])


def test_one_who_is_withheld_counts(database: None) -> None:
    made = letter(opened=True)
    signed_by(made, "Somebody", is_listed=False)
    sequenced(made)
    assert (counting.count_of(made).number, problems(made)) == (1, [])


def test_one_who_withdraws_is_named_by_commitment_and_told_in_the_totals(database: None) -> None:
    made = letter(opened=True)
    one, _other = signed_by(made, "One", "Two")
    sequenced(made)
    joining.withdraw(one)
    assert kinds(made)[-1] == (EntryKind.WITHDRAWN, -1)
    count = counting.count_of(made)
    assert (count.number, count.withdrawn, problems(made)) == (1, 1, [])


def test_one_who_withdraws_before_the_sequencer_comes(database: None) -> None:
    made = letter(opened=True)
    joining.withdraw(signed_by(made, "One")[0])
    assert kinds(made) == [(EntryKind.OPENED, 0), (EntryKind.SIGNATORY, 1), (EntryKind.WITHDRAWN, -1)]
    assert (counting.count_of(made).number, problems(made)) == (0, [])


def test_people_and_supporters_are_two_numbers(ward: Petition) -> None:
    confirmed(ward, 3)
    signed_by(ward, "A supporter")
    sequenced(ward)
    count = counting.count_of(ward)
    assert (count.number, count.online, count.signatories, problems(ward)) == (3, 3, 1, [])
    assert "\nsignatories 1\n" in checkpoint_of(ward).note


def test_checkpoints_that_called_them_organisations_still_verify(ward: Petition, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("petition.services.checkpoints.extensions_of", former_extensions)
    confirmed(ward, 2)
    sequenced(ward)
    assert "\norganisations 0\n" in checkpoint_of(ward).note
    assert problems(ward) == []


def former_extensions(figures: dict[str, int], time: str) -> tuple[str, ...]:
    named = {"organisations" if kind == "signatories" else kind: number for kind, number in figures.items()}
    return (*(f"{kind} {number}" for kind, number in named.items()), f"time {time}")


def test_a_line_printed_with_other_words(database: None) -> None:
    made = letter(opened=True)
    (one,) = signed_by(made, "One")
    sequenced(made)
    one.represents = {"en": "10,000 associations"}
    assert problems(made) == [f"signatory {one.public_id} is printed with other words than those committed to"]


def test_a_line_put_in_by_hand(database: None) -> None:
    made = letter(opened=True)
    (one,) = signed_by(made, "One")
    sequenced(made)
    db.session.execute(sa.update(Signatory).values(state="withdrawn"))
    db.session.expire_all()
    assert problems(made) == [f"signatory {one.public_id} is withdrawn, but the ledger does not say so"]


def test_a_line_sealed_for_another_row(database: None) -> None:
    made = letter(opened=True)
    one, other = signed_by(made, "One", "Two")
    sequenced(made)
    one.sealed = other.sealed
    assert problems(made) == [f"signatory {one.public_id} cannot be opened: it was altered, or its key is missing"]


def test_a_count_changed_by_hand(database: None) -> None:
    made = letter(opened=True)
    signed_by(made, "One")
    sequenced(made)
    db.session.execute(sa.update(Checkpoint).values(signatories=212))
    assert any("it says 212 signatories, but 1 was signed" in words for words in problems(made))


def test_the_team_may_withhold_a_name_and_all_still_agrees(database: None) -> None:
    made = letter(opened=True)
    (one,) = signed_by(made, "One")
    sequenced(made)
    signatories.set_listed(one, by="team", is_listed=False)
    db.session.flush()
    assert (one.organisations, counting.count_of(made).number, problems(made)) == ({}, 1, [])


def test_after_the_date_the_sender_is_gone_and_all_still_agrees(database: None) -> None:
    made = letter(opened=True)
    (one,) = signed_by(made, "One")
    sequenced(made)
    made.retain_until, one.sealed = clock.now().date() - timedelta(days=1), None
    assert (problems(made), len(db.session.scalars(sa.select(LedgerEntry)).all())) == ([], 2)


def test_a_commitment_covers_every_printed_word() -> None:
    plain = line(salt="00" * 32)
    roots = {signatory_lines.commitment_to(plain)}
    for field in signatory_lines.PRINTED:
        roots.add(signatory_lines.commitment_to(line(salt="00" * 32, **{field: {"en": "Another"}})))
    roots.add(signatory_lines.commitment_to(line(salt="00" * 32, url="https://example.org")))
    assert len(roots) == len(signatory_lines.PRINTED) + 2


def test_a_deadline_is_in_the_petitions_own_time(database: None) -> None:
    made = letter(joins_until_local=at(2026, 12, 12, 18), zone="Asia/Damascus", opened=True)
    assert made.joins_until is not None
    with clock.pretending(made.joins_until - timedelta(seconds=1)):
        assert made.takes_signatories
    with clock.pretending(made.joins_until):
        assert not made.takes_signatories


def test_readers_see_a_line_when_the_count_knows_it(database: None) -> None:
    made = letter(opened=True, publish=Publishing.BATCHED)
    sequenced(made)
    one = signed_by(made, "One")
    sequenced(made)
    assert (signatories.under(made), signatories.published(made), counting.count_of(made).number) == (one, [], 0)
    signed_by(made, *"ABCDEFGHI")
    with clock.pretending(clock.now() + timedelta(hours=2)):
        sequenced(made)
    assert (len(signatories.published(made)), counting.count_of(made).number) == (10, 10)


def test_before_opening_readers_of_the_private_link_see_all(database: None) -> None:
    made = letter()
    assert signed_by(made, "One") == signatories.published(made)


def test_closing_before_the_deadline_ends_joining_too(database: None) -> None:
    made = letter(joins_until_local=at(2090, 1, 1), opened=True)
    petitions.close(made)
    assert (made.takes_signatories, made.joins_until) == (False, made.closed_at)
