from petition.extensions import db
from petition.models.petition import Petition
from petition.models.record import Audit
from petition.services import finding_by_address, moderating, withdrawing
from tests.making import sign_and_confirm, submit


def test_it_finds_all_that_an_address_has(ward: Petition) -> None:
    gone = sign_and_confirm(ward, address="rima@example.org")
    withdrawing.withdraw(gone)
    removed = sign_and_confirm(ward, address="rima@example.org")
    moderating.remove(removed, by="mona", reason="a test entry")
    waiting = submit(ward, address="Rima@Example.org ".strip())
    sign_and_confirm(ward, address="other@example.org")
    found = finding_by_address.find(ward, "rima@EXAMPLE.org", by="mona")
    assert ({*found.signatures}, found.waiting) == ({gone, removed}, [waiting])


def test_it_keeps_that_somebody_looked_and_not_for_whom(ward: Petition) -> None:
    found = finding_by_address.find(ward, "nobody@example.org", by="mona-public-id")
    assert (found.signatures, found.waiting) == ([], [])
    audit = db.session.query(Audit).one()
    assert (audit.actor, audit.verb, audit.subject, audit.details) == ("mona-public-id", "look up", ward.public_id, {})


def test_without_the_key_nothing_is_found(ward: Petition) -> None:
    sign_and_confirm(ward, address="rima@example.org")
    ward.index_key = None
    assert finding_by_address.find(ward, "rima@example.org", by="mona").signatures == []


def test_a_key_that_is_lost_is_told_from_one_that_was_destroyed(ward: Petition) -> None:
    ward.index_key = b"\0\7" + (ward.index_key or b"")[2:]
    assert finding_by_address.find(ward, "rima@example.org", by="mona").key_is_lost
    ward.index_key = None
    assert not finding_by_address.find(ward, "rima@example.org", by="mona").key_is_lost
