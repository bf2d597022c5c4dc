import pytest

from petition.services.errors import InvalidTeam
from tests.making import make_team


def test_it_makes_a_team(database: None) -> None:
    made = make_team("medics", name="  Medics\u202e ")
    assert (made.slug, made.name, made.privacy_contact) == ("medics", "Medics", "privacy@example.org")


@pytest.mark.parametrize("slug", ["", "Medics", "me dics", "médics", "-", "../x", "a/b"])
def test_a_slug_fits_into_an_address(database: None, slug: str) -> None:
    with pytest.raises(InvalidTeam, match="slug"):
        make_team(slug)


def test_a_slug_is_taken_once(database: None) -> None:
    make_team("medics")
    with pytest.raises(InvalidTeam, match="taken"):
        make_team("medics")


def test_questions_about_data_need_an_address(database: None) -> None:
    with pytest.raises(InvalidTeam, match="privacy contact"):
        make_team(privacy_contact="nobody")
