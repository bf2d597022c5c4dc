"""The words of a petition in one language."""

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import lazy_gettext
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from petition.lib import text
from petition.models.petition import Petition
from petition.services import lengths, sections
from petition.services.editing_words import PASSED_ON
from petition.web.organiser import asking
from petition.web.organiser.editor_fields import TagsField
from petition.web.organiser.section_form import SectionForm
from petition.web.organiser.team_form import TOO_LONG


def _markdown(value: str | None) -> str:
    return text.clean_markdown(value or "")


class WordsForm(SectionForm):
    own: ClassVar[str] = ""

    title = asking.line(
        lazy_gettext("Title"),
        hint=lazy_gettext("What you want, in one line. Up to 80 letters are read at a glance."),
    )
    text = TextAreaField(
        lazy_gettext("Text"),
        description=lazy_gettext(
            "What happens, to whom, and what would change it. 300 to 600 words are read to the end."
        ),
        filters=[_markdown],
        validators=[Length(max=lengths.BODY, message=TOO_LONG)],
    )
    summary = asking.paragraphs(
        lazy_gettext("Summary"),
        hint=lazy_gettext("One or two sentences for lists and shared links. Left empty: the beginning of the text."),
    )
    demand = asking.paragraphs(
        lazy_gettext("What you ask for"),
        hint=lazy_gettext("So that it can be answered with yes or no. Left empty: the title."),
    )
    place_and_date = asking.line(
        lazy_gettext("Place and date"), hint=lazy_gettext("The line above the text, such as “Beirut, 1 December 2026”.")
    )
    opening = asking.paragraphs(lazy_gettext("First lines"), hint=lazy_gettext("Set in bold before the text."))
    closing = asking.line(lazy_gettext("Last line"), hint=lazy_gettext("Such as “Yours faithfully,”."))
    question = asking.line(
        lazy_gettext("Heading of the form"),
        hint=lazy_gettext("A question that signing answers, such as “Will you ask for it too?”."),
    )
    share_text = asking.paragraphs(
        lazy_gettext("What people pass on"),
        most=lengths.SHARE_TEXT,
        hint=lazy_gettext("Goes with the link when somebody shares it. Left empty: the title."),
    )
    hashtags = TagsField(lazy_gettext("Hashtags"), description=lazy_gettext("With spaces between them."))

    @classmethod
    def kind_for(cls, petition: Petition, name: str) -> type[SectionForm]:
        """A translation is sent with the hash of the original that was shown beside it."""
        own = petition.latest(petition.language)
        is_own = sections.language_of(name) == petition.language
        return (
            cls if own is None or is_own else type(cls.__name__, (cls,), {"source": HiddenField(), "own": own.sha256})
        )

    @classmethod
    def typed(cls, held: Mapping[str, Any]) -> dict[str, Any]:
        return {**held, "source": cls.own}

    def typed_values(self) -> dict[str, Any]:
        """It was looked through where its text was changed, or was saved as it is by its button."""
        values = super().typed_values()
        is_changed = any(value != self.kept[name] for name, value in values.items() if name not in PASSED_ON)
        is_looked_through = "source" in self and bool(self["source"].data) and (is_changed or self.is_express)
        return values | {"source": self["source"].data} if is_looked_through else values

    @classmethod
    def unneeded(cls, petition: Petition, held: Mapping[str, Any]) -> frozenset[str]:
        can = petition.abilities
        shown = {
            "question": can.people_sign,
            "opening": can.counts_signatories,
            "closing": can.counts_signatories and can.has_addressees,
        }
        return frozenset(name for name, is_shown in shown.items() if not is_shown and not held[name])
