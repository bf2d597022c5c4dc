"""The number a signer is told, over several checkpoints."""

from petition.models.petition import Joining, Petition
from petition.services import joining, numbering, withdrawing
from tests.joining import stands
from tests.services.counting import confirmed, sequenced


def test_there_is_none_before_the_ledger_has_it(ward: Petition) -> None:
    [waiting] = confirmed(ward)
    assert numbering.number_of(waiting) is None


def test_each_has_its_own_whatever_checkpoint_came_between(ward: Petition) -> None:
    signatures = []
    for batch in (2, 1, 3):
        signatures += confirmed(ward, batch)
        sequenced(ward)
    numbers = [numbering.number_of(one) for one in signatures]
    assert sorted(filter(None, numbers)) == [1, 2, 3, 4, 5, 6]
    assert numbers[2] == 3


def test_those_taken_back_keep_theirs(ward: Petition) -> None:
    first, second = confirmed(ward, 2)
    sequenced(ward)
    before = numbering.number_of(first), numbering.number_of(second)
    withdrawing.withdraw(first)
    sequenced(ward)
    [third] = confirmed(ward)
    sequenced(ward)
    assert (numbering.number_of(first), numbering.number_of(second)) == before
    assert numbering.number_of(third) == 3


def test_organisations_that_left_are_not_among_them(ward: Petition) -> None:
    ward.joining = Joining.EVERYONE
    confirmed(ward, 2)
    supporters = [stands(ward, f"Supporter {number}") for number in range(3)]
    sequenced(ward)
    for supporter in supporters[:2]:
        joining.withdraw(supporter)
    sequenced(ward)
    [third] = confirmed(ward)
    sequenced(ward)
    assert numbering.number_of(third) == 3
