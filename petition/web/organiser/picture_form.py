"""The editor's section for the picture: a file, what is to be seen on it in each language, and whose it is."""

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, HiddenField

from petition.lib import pictures
from petition.models.petition import Petition
from petition.web import formats
from petition.web.organiser import asking
from petition.web.organiser.rows import text_name
from petition.web.organiser.section_form import SectionForm
from petition.web.picture_field import PictureField, read_ahead
from petition.web.picture_view import PictureView, picture_of

MEGABYTES = 8
# What a form that was shown again says of itself: its file is missing now; and words in it may be another picture's.
WAITS, WARNED = "file", "words"
ALT_HINT = lazy_gettext(
    "For those who do not see it: in one sentence, who and what is to be seen. It is needed before the page opens."
)


def read_picture_ahead() -> None:
    """Before the form is made: whatever was loaded is to be loaded again."""
    read_ahead("photograph", read=pictures.photograph, megabytes=MEGABYTES)


class PictureForm(SectionForm):
    """`shown` is the picture there is; `needs_words`: it is public, so whoever does not see it must be told.

    A form that is shown again cannot keep the file: then it `waits_for_file`, so that the words which belong to it
    are not put under another picture.
    """

    photograph = PictureField(lazy_gettext("Picture file"), read=pictures.photograph, megabytes=MEGABYTES)
    waits_for_file = HiddenField()
    keeps = BooleanField(lazy_gettext("Keep the picture that is there"))
    removes = BooleanField(lazy_gettext("Take the picture away"))
    credit = asking.line(
        lazy_gettext("Whose picture it is"),
        hint=lazy_gettext("Stands under it in small letters, as you write it: “Photo: Rima Haddad”, for example."),
    )

    languages: ClassVar[tuple[str, ...]] = ()
    shown: ClassVar[PictureView | None] = None
    needs_words: ClassVar[bool] = False

    @classmethod
    def kind_for(cls, petition: Petition, name: str) -> "type[PictureForm]":
        codes = tuple(petition.languages)
        alts = {text_name("alt", code): asking.line(_alt_label(code, codes), hint=ALT_HINT) for code in codes}
        about = {"languages": codes, "shown": picture_of(petition), "needs_words": petition.is_public}
        return type(cls.__name__, (cls,), {**alts, **about})

    @classmethod
    def typed(cls, held: Mapping[str, Any]) -> dict[str, Any]:
        return {"credit": held["credit"], **{text_name("alt", code): words for code, words in held["alt"].items()}}

    @property
    def alts(self) -> list[dict[str, Any]]:
        """What is to be seen, with the language of each, the petition's own first."""
        names = ((code, text_name("alt", code)) for code in self.languages)
        return [{"language": code, "field": self[name]} for code, name in names if name in self]

    def leave_out(self, names: frozenset[str]) -> None:
        alts = {text_name("alt", code) for code in self.languages} if "alt" in names else set()
        super().leave_out(names | alts)

    def typed_values(self) -> dict[str, Any]:
        values = {name: self[name].data for name in ("photograph", "removes", "credit") if name in self}
        if self.alts:
            values["alt"] = {alt["language"]: self._said_of_it(alt["language"], alt["field"].data) for alt in self.alts}
        return values

    def _said_of_it(self, code: str, said: str) -> str:
        """Nothing, where it tells of the picture before; but whoever was warned and sends it once more means it."""
        return "" if self._tells_of_another(code, said) and self.waits_for_file.data != WARNED else said

    def _tells_of_another(self, code: str, said: str) -> bool:
        """Whether a new picture was sent, and these words stayed."""
        before, photograph = self.kept["sha256"], self.photograph.data if "photograph" in self else None
        is_another = bool(before and photograph and photograph.sha256 != before)
        return is_another and bool(said) and said == self.kept["alt"].get(code)

    def validate(self, extra_validators: Any = None) -> bool:
        """As every form; besides, words need their picture, and a picture on a public page needs words."""
        is_valid: bool = super().validate(extra_validators)
        if "photograph" not in self or self.removes.data:
            return is_valid
        for field, problem in ((self.photograph, self._of_the_file()), (self.alts[0]["field"], self._of_the_words())):
            if problem:
                field.errors = [*field.errors, problem]
                is_valid = False
        if self.photograph.was_sent:
            self.waits_for_file.data = self.waits_for_file.data or WAITS
        return is_valid

    def _of_the_file(self) -> str:
        """What is wrong with it, or nothing."""
        waits = self.waits_for_file.data and not self.keeps.data
        typed = [*(alt["field"].data for alt in self.alts), self.credit.data]
        if self.photograph.was_sent or (self.shown and not waits) or not (waits or any(typed)):
            return ""
        return str(gettext("Choose the file of the picture too"))

    def _of_the_words(self) -> str:
        """What is wrong with those in the petition's own language, or nothing."""
        if not self.needs_words or not (self.photograph.data or self.shown):
            return ""
        own = self.alts[0]
        if not own["field"].data:
            return str(gettext("Write what is to be seen on the picture"))
        if self._tells_of_another(own["language"], own["field"].data) and self.waits_for_file.data != WARNED:
            self.waits_for_file.data = WARNED
            return str(
                gettext("This was written for the former picture. If it is true of this one too, send it again.")
            )
        return ""


def _alt_label(code: str, codes: tuple[str, ...]) -> str:
    label: str = gettext("What is to be seen")
    return label if len(codes) == 1 else f"{label} ({formats.language_name(code)})"
