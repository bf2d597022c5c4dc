import pytest

from petition.lib.crypto import CannotOpen
from petition.models.consent import ConsentPurpose
from petition.models.petition import NameAudience, Petition
from petition.services import identity
from tests.making import draft, sign_and_confirm, signer, submit


def test_what_is_sealed_comes_back_whole(ward: Petition) -> None:
    typed = signer(answers={"city": "حلب"}, comment="x\ny", consents=(ConsentPurpose.TEAM_NEWS,))
    sealed = identity.seal(typed, context="x")
    assert identity.open_sealed(sealed, context="x") == typed
    assert identity.of_submission(submit(ward, salt=typed.salt)).salt == typed.salt


def test_a_blob_copied_to_another_row_does_not_open(ward: Petition) -> None:
    mine, other = submit(ward), submit(ward, address="karim@example.org")
    other.sealed = mine.sealed
    with pytest.raises(CannotOpen):
        identity.of_submission(other)


def test_an_erased_signature_does_not_open(ward: Petition) -> None:
    made = sign_and_confirm(ward)
    made.identity = None
    with pytest.raises(CannotOpen):
        identity.of_signature(made)


def test_one_person_has_different_indexes_under_different_petitions(ward: Petition) -> None:
    here = identity.indexes_of(signer(), ward)
    there = identity.indexes_of(signer(), draft("another-ward"))
    assert len({here.address, here.name, here.content, there.address, there.name, there.content}) == 6


def test_spellings_of_one_person_share_their_indexes(ward: Petition) -> None:
    one = identity.indexes_of(signer(address="rima@gmail.com"), ward)
    other = identity.indexes_of(signer(address="R.ima+x@gmail.com", name="rima  HADDAD"), ward)
    assert (one.address, one.name) == (other.address, other.name)
    assert one.content != other.content


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Not Rima"},
        {"comment": "x"},
        {"country": "FR"},
        {"give_name_to": NameAudience.PUBLIC},
        {"answers": {"city": "Aleppo"}},
        {"consents": ()},
        {"name_style": "initials"},
    ],
)
def test_any_other_word_is_another_content(ward: Petition, change: dict[str, object]) -> None:
    mine = signer()
    assert identity.indexes_of(mine, ward).content == identity.indexes_of(signer(), ward).content
    assert identity.indexes_of(mine.corrected(**change), ward).content != identity.indexes_of(mine, ward).content


@pytest.mark.parametrize(
    ("style", "shown"), [("full", "Rima Haddad"), ("first_initial", "Rima H."), ("initials", "R. H.")]
)
def test_a_public_name_is_shown_as_chosen(style: str, shown: str) -> None:
    assert signer(give_name_to=NameAudience.PUBLIC, name_style=style).shown_name() == shown


@pytest.mark.parametrize("audience", [NameAudience.NOBODY, NameAudience.ADDRESSEES])
def test_any_other_choice_shows_no_name(audience: NameAudience) -> None:
    assert signer(give_name_to=audience).shown_name() is None


def test_a_correction_has_its_own_salt() -> None:
    mine = signer()
    assert mine.corrected(name="Rima H.").salt != mine.salt
    assert len(bytes.fromhex(mine.salt)) == 32
