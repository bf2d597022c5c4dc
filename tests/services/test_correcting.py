"""Correcting one's own signature: what others read, what the ledger gets, and who was first."""

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.erasure import ErasureKind
from petition.models.ledger import EntryKind, LedgerEntry
from petition.models.petition import NameAudience, Petition, PetitionState
from petition.models.signature import HoldRule, Signature, SignatureState
from petition.services import (
    correcting,
    identity,
    moderating,
    moderating_many,
    replaying,
    reviewing,
    sequencing,
    verifying,
    withdrawing,
)
from petition.services.errors import CannotBeCorrected, NameIsTaken, SettledAlready
from tests.making import sign_and_confirm, submit
from tests.services.test_replaying import lost
from tests.services.test_withdrawing import entries_of, public

NOBODY, PUBLIC = NameAudience.NOBODY, NameAudience.PUBLIC


def correct(signature: Signature, **words: object) -> None:
    said = {"name": "Rima Haddad", "give_name_to": signature.give_name_to, "name_style": "full", **words}
    correcting.correct(signature, **said)  # type: ignore[arg-type]


def test_others_read_the_new_words_and_the_old_salt_is_gone(ward: Petition) -> None:
    made = public(ward)
    before, commitment = identity.of_signature(made), made.commitment
    correct(made, name="Reema Haddad", name_style="initials")
    after = identity.of_signature(made)
    assert (made.public_name, after.name, after.comment) == ("R. H.", "Reema Haddad", before.comment)
    assert (after.salt != before.salt, made.commitment != commitment) == (True, True)


def test_its_entry_counts_for_nothing_and_names_both_commitments(ward: Petition) -> None:
    made = public(ward)
    before = made.commitment
    correct(made, give_name_to=NOBODY)
    sequencing.sequence(ward.id)
    entry = db.session.scalars(sa.select(LedgerEntry).where(LedgerEntry.kind == EntryKind.CORRECTED)).one()
    assert (entry.weight, entry.revision, entry.commitment) == (0, before, made.commitment)
    assert list(verifying.problems_of(ward)) == []


def test_what_changes_nothing_leaves_no_trace(ward: Petition) -> None:
    made = public(ward)
    assert lost(lambda: correct(made)) == []
    assert entries_of(made) == [EntryKind.CONFIRMED]


def test_who_reads_less_is_noted_and_who_reads_more_is_not(ward: Petition) -> None:
    made = sign_and_confirm(ward)
    assert lost(lambda: correct(made, give_name_to=PUBLIC)) == []
    noted = (ErasureKind.NAME_TAKEN_BACK, made.public_id)
    for words in ({"name": "R. Haddad"}, {"give_name_to": NOBODY}):
        assert lost(lambda: correct(made, **words)) == [noted]  # noqa: B023 -- it is called at once


def test_a_name_taken_back_after_a_backup_goes_to_nobody(ward: Petition) -> None:
    made, waiting = public(ward), submit(ward, address="late@example.org", give_name_to=PUBLIC)
    taken_back = lost(lambda: correct(made, give_name_to=NameAudience.ADDRESSEES))
    replaying.replay([*taken_back, *taken_back, (ErasureKind.NAME_TAKEN_BACK, waiting.public_id)])
    assert (made.public_name, made.give_name_to) == (None, NOBODY)
    assert identity.of_submission(waiting).give_name_to is NOBODY
    assert list(verifying.problems_of(ward)) == []


def test_the_other_one_of_a_mailbox_keeps_their_name(ward: Petition) -> None:
    ward.slots = 2
    sign_and_confirm(ward, name="Karim Haddad")
    made = sign_and_confirm(ward)
    with pytest.raises(NameIsTaken):
        correct(made, name="karim haddad")
    assert identity.of_signature(made).name == "Rima Haddad"


def test_one_that_is_held_enters_the_ledger_with_its_last_words(ward: Petition) -> None:
    made = sign_and_confirm(ward, doubts=(HoldRule.HONEYPOT,))
    correct(made, name="Reema Haddad")
    assert entries_of(made) == []
    reviewing.release(made, by="mona")
    sequencing.sequence(ward.id)
    assert list(verifying.problems_of(ward)) == []


def test_what_a_moderator_hid_stays_hidden(ward: Petition) -> None:
    made = public(ward)
    moderating.hide_name(made, by="mona", reason="rude")
    correct(made, name="Reema Haddad")
    assert made.public_name is None


def test_what_was_withdrawn_or_removed_is_corrected_no_more(ward: Petition) -> None:
    gone, removed = public(ward), sign_and_confirm(ward, address="omar@example.org")
    withdrawing.withdraw(gone)
    moderating.remove(removed, by="mona", reason="a flood")
    for made in (gone, removed):
        with pytest.raises(CannotBeCorrected):
            correct(made, name="Reema Haddad")


def test_once_it_was_handed_over_less_can_be_said_and_nothing_else(ward: Petition) -> None:
    made = public(ward)
    ward.state = PetitionState.DELIVERED
    with pytest.raises(CannotBeCorrected):
        correct(made, name="Reema Haddad", give_name_to=NOBODY)
    correct(made, name_style="initials")
    correct(made, give_name_to=NOBODY)
    with pytest.raises(CannotBeCorrected):
        correct(made, give_name_to=PUBLIC)
    assert (made.give_name_to, made.state) == (NOBODY, SignatureState.COUNTED)


def test_a_name_that_is_taken_back_meanwhile_is_not_shown_again(ward: Petition) -> None:
    made = public(ward)
    moderating.hide_name(made, by="mona", reason="asked for")
    # By its signer, a moment after the moderator's page was read.
    changes = {"give_name_to": NOBODY, "commitment": "1" * 64}
    db.session.execute(sa.update(Signature).values(changes), execution_options={"synchronize_session": False})
    with pytest.raises(SettledAlready):
        moderating.show_name(made, by="mona", reason="asked for")
    assert moderating_many.show_names([made], by="mona") == set()
