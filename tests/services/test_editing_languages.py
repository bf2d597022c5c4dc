"""In which languages a petition is written, and what goes with one that is taken away."""

import pytest

from petition.models.petition import Petition
from petition.services import sections
from petition.services.errors import InvalidSection
from tests.campaigns import letter, signed_by
from tests.editing import action, addressee, event, message, save
from tests.making import TITLES, draft


def test_a_translation_begins_empty(written: Petition) -> None:
    save(written, "languages", languages=["en", "ar", "fr"])
    assert sections.read(written, "languages") == {"languages": ["en", "ar", "fr"]}
    assert sections.read(written, "words-fr")["title"] == ""
    assert written.readable_languages == ["en", "ar"]


def test_its_own_language_stays(written: Petition) -> None:
    save(written, "languages", languages=[])
    assert written.languages == ["en"]


def test_what_is_said_in_a_language_goes_with_it(written: Petition) -> None:
    save(written, "events", events=[event("Vigil", titles={"en": "Vigil", "ar": "وقفة"})])
    messages = [message("Please"), {**message("رجاء"), "language": "ar"}]
    save(written, "actions", actions=[action("Write", messages=messages)])
    save(written, "languages", languages=["en"])
    assert (written.languages, written.events[0].titles) == (["en"], {"en": "Vigil"})
    assert [one.text for one in written.actions[0].messages] == ["Please"]
    assert [text.language for text in written.addressees[0].texts] == ["en"]


def test_what_is_said_in_that_language_alone_stays(written: Petition) -> None:
    save(written, "events", events=[event("Vigil", titles={"ar": "وقفة"})])
    save(written, "languages", languages=["en"])
    assert written.events[0].titles == {"ar": "وقفة"}


def test_a_language_that_somebody_stands_under_stays(database: None) -> None:
    made = letter()
    (line,) = signed_by(made, "The Well")
    arabic = made.latest("ar")
    assert arabic is not None
    line.revision = arabic
    with pytest.raises(InvalidSection) as refusal:
        save(made, "languages", languages=["en"])
    assert refusal.value.field == "languages"


@pytest.mark.parametrize("code", ["english", "e", "../", "EN"])
def test_a_language_has_a_code(written: Petition, code: str) -> None:
    with pytest.raises(InvalidSection):
        save(written, "languages", languages=["en", code])


# --- Its own -----------------------------------------------------------------------------------------------------


def test_what_was_written_under_the_wrong_language_is_moved(database: None) -> None:
    made = draft(languages=("en",))
    save(made, "addressees", addressees=[addressee("La ministre")])
    save(made, "kind", language="fr")
    assert (made.language, made.languages, made.words_in("fr").title) == ("fr", ["fr"], TITLES["en"])
    assert [text.language for text in made.addressees[0].texts] == ["fr"]


def test_a_translation_becomes_the_original(written: Petition) -> None:
    save(written, "kind", language="ar")
    assert (written.languages, written.words_in("fr").title) == (["ar", "en"], TITLES["ar"])
    assert not written.is_outdated("en")


def test_nobody_is_moved_under_words_of_another_language(database: None) -> None:
    made = letter()
    signed_by(made, "The Well")
    with pytest.raises(InvalidSection) as refusal:
        save(made, "kind", language="fr")
    assert refusal.value.field == "language"


def test_a_row_of_two_languages_says_nothing_of_one_that_is_gone(written: Petition) -> None:
    vigil = event("Vigil", titles={"en": "Vigil", "ar": "وقفة"}, places={"ar": "البوابة"})
    save(written, "events", events=[vigil])
    save(written, "languages", languages=["en"])
    assert (written.events[0].titles, written.events[0].places) == ({"en": "Vigil"}, {})


def test_nothing_is_written_over_when_the_language_is_named_anew(database: None) -> None:
    made = draft(languages=("en",))
    save(made, "events", events=[event("Vigil", titles={"en": "Vigil", "fr": "Veillée"}), event("March")])
    both = {**addressee("The Mayor")["texts"], "fr": {**addressee("Le maire")["texts"]["en"]}}
    save(made, "addressees", addressees=[addressee("The Mayor", texts=both)])
    save(made, "kind", language="fr")
    assert [one.titles for one in made.events] == [{"en": "Vigil", "fr": "Veillée"}, {"fr": "March"}]
    assert {text.language: text.name for text in made.addressees[0].texts} == {"en": "The Mayor", "fr": "Le maire"}
