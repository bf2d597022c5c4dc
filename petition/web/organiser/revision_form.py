"""What is asked when a petition that is open is corrected, translated, or sent in copy to one more."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import Field

from petition.models.petition import Petition
from petition.models.revision import Revision
from petition.services import revising
from petition.web.forms import PostedForm
from petition.web.organiser import asking
from petition.web.organiser.words_form import WordsForm

# What every form has besides the words it asks for.
BESIDE = {"csrf_token", "seen", "reason"}
# What is asked about whoever gets a copy, in each language.
ABOUT = {
    "name": lazy_gettext("Name"),
    "office": lazy_gettext("Office"),
    "institution": lazy_gettext("Institution"),
    "note": lazy_gettext("What the copy is meant for"),
}


class RevisionForm(WordsForm):
    """The words that can be corrected, and why. `seen` is the hash of those that were shown."""

    # Petition files may have several of them.
    closing = asking.paragraphs(lazy_gettext("Last line"))
    reason = asking.line(
        lazy_gettext("Why"),
        hint=lazy_gettext("Everyone reads it beside the change, such as “A number was wrong”."),
    )

    def only_for(self, revision: Revision) -> "RevisionForm":
        """Ask for what stands there: nothing is added where there was nothing."""
        asked = {name for name in revising.REVISED if getattr(revision, name)} | BESIDE
        self.leave_out(frozenset(set(self._fields) - asked))
        for name in asked - BESIDE:
            # How to write it is known by now.
            self[name].description = ""
        return self

    def words(self) -> dict[str, str]:
        """What was typed of the words themselves."""
        return {name: self[name].data or "" for name in revising.REVISED if name in self}

    def has_reason(self) -> bool:
        """Whether it says why; if not, the form says that it should."""
        if self.reason.data:
            return True
        self.reason.errors = [gettext("Write why: everyone reads it beside the change")]
        return False


class TranslationForm(WordsForm):
    """The words in one language more: those that there are in the petition's own."""

    def beside(self, own: Revision) -> "TranslationForm":
        """Ask for what stands in the petition's own language."""
        self.leave_out(frozenset(name for name in set(self._fields) - BESIDE if not getattr(own, name)))
        for field in self:
            # The original stands beside it.
            field.description = ""
        return self

    def says_all(self, needed: list[str]) -> bool:
        """Whether nothing is missing that readers of other languages find; if something is, the form says so."""
        missing = [name for name in needed if not (self[name].data or "").strip()]
        for name in missing:
            self[name].errors = [gettext("Write this in the new language too")]
        return not missing

    def words(self) -> dict[str, Any]:
        return {name: self[name].data for name in set(self._fields) - BESIDE}


class CopyForm(PostedForm):
    """Who gets a copy, in each language of the petition."""

    languages: tuple[str, ...] = ()

    @property
    def by_language(self) -> list[tuple[str, list[Field]]]:
        return [(code, [self[f"{name}_{code}"] for name in ABOUT]) for code in self.languages]

    def texts(self) -> dict[str, dict[str, str]]:
        """What was typed, by language."""
        return {code: {name: self[f"{name}_{code}"].data or "" for name in ABOUT} for code in self.languages}

    def names_them(self, own: str) -> bool:
        """Whether there is a name wherever anything is said, and in the own language; if not, the form says so."""
        wanting = [
            code for code, words in self.texts().items() if not words["name"] and (any(words.values()) or code == own)
        ]
        for code in wanting:
            self[f"name_{code}"].errors = [gettext("Write the name in this language")]
        return not wanting


def copy_form(petition: Petition) -> CopyForm:
    """The form with a field for each language, and what was sent of it."""
    spoken = tuple(petition.readable_languages)
    fields: dict[str, Any] = {f"{name}_{code}": asking.line(label) for code in spoken for name, label in ABOUT.items()}
    kind: type[CopyForm] = type("CopyFormOfThese", (CopyForm,), {**fields, "languages": spoken})
    return kind()
