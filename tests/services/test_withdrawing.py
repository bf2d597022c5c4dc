import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.ledger import EntryKind, LedgerInbox
from petition.models.petition import NameAudience, Petition
from petition.models.signature import Comment, HoldRule, Signature, SignatureState
from petition.services import confirming, moderating, moderating_many, withdrawing
from petition.services.errors import LinkIsGone, SettledAlready
from tests.making import sign_and_confirm, submit


def entries_of(signature: Signature) -> list[EntryKind]:
    query = sa.select(LedgerInbox.kind).where(LedgerInbox.signature_id == signature.id).order_by(LedgerInbox.id)
    return list(db.session.scalars(query))


def public(ward: Petition) -> Signature:
    words = {"comment": "For the night shift", "comment_is_public": True}
    return sign_and_confirm(ward, give_name_to=NameAudience.PUBLIC, **words)


def test_it_takes_back_name_comment_and_count(ward: Petition) -> None:
    made = public(ward)
    withdrawing.withdraw(made)
    assert (made.state, made.public_name) == (SignatureState.WITHDRAWN, None)
    assert db.session.scalar(sa.select(sa.func.count(Comment.id))) == 0
    assert entries_of(made) == [EntryKind.CONFIRMED, EntryKind.WITHDRAWN]


def test_its_entry_names_the_commitment_it_takes_back(ward: Petition) -> None:
    made = public(ward)
    withdrawing.withdraw(made)
    rows = db.session.scalars(sa.select(LedgerInbox).where(LedgerInbox.signature_id == made.id)).all()
    assert {row.commitment for row in rows} == {made.commitment}
    assert sum(row.weight for row in rows) == 0


def test_twice_is_once(ward: Petition) -> None:
    made = public(ward)
    withdrawing.withdraw(made)
    withdrawing.withdraw(made)
    assert entries_of(made).count(EntryKind.WITHDRAWN) == 1


def test_what_was_never_counted_leaves_no_entry(ward: Petition) -> None:
    made = sign_and_confirm(ward, doubts=(HoldRule.HONEYPOT,))
    withdrawing.withdraw(made)
    assert (made.state, entries_of(made)) == (SignatureState.WITHDRAWN, [])


@pytest.mark.parametrize("doubts", [(), (HoldRule.HONEYPOT,)])
def test_what_a_moderator_removed_keeps_its_place_and_nobody_restores_it(
    ward: Petition, doubts: tuple[HoldRule, ...]
) -> None:
    made = sign_and_confirm(ward, doubts=doubts)
    moderating.remove(made, by="mona", reason="a flood")
    entries = entries_of(made)
    withdrawing.withdraw(made)
    withdrawing.withdraw(made)
    with pytest.raises(SettledAlready):
        moderating.restore(made, by="mona", reason="it was no flood")
    assert moderating_many.restore([made], by="mona") == set()
    assert (made.state, entries_of(made)) == (SignatureState.REMOVED, entries)
    assert not withdrawing.can_be_withdrawn(made)


def test_signing_again_afterwards_works(ward: Petition) -> None:
    first = public(ward)
    withdrawing.withdraw(first)
    again = sign_and_confirm(ward)
    assert (again.state, again.id != first.id) == (SignatureState.COUNTED, True)


def test_the_link_opens_the_signature_and_nothing_else_does(ward: Petition) -> None:
    waiting = submit(ward)
    confirm_link = confirming.link_token(waiting)
    made = sign_and_confirm(ward)
    assert withdrawing.look_up(withdrawing.link_token(made)) == made
    for token in (confirm_link, "", "x", withdrawing.link_token(made)[:-2]):
        with pytest.raises(LinkIsGone):
            withdrawing.look_up(token)


def test_a_link_of_an_older_generation_is_gone(ward: Petition) -> None:
    made = sign_and_confirm(ward)
    token = withdrawing.link_token(made)
    made.generation += 1
    db.session.flush()
    with pytest.raises(LinkIsGone):
        withdrawing.look_up(token)
