"""News as its team sees it: in a list, and by language in its editor."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import url_for
from flask_babel import gettext
from markupsafe import Markup

from petition.lib import markdown
from petition.models.news import Update, UpdateState, UpdateText
from petition.services import petitions, writing_updates
from petition.web import formats, languages
from petition.web.organiser import section_form
from petition.web.organiser.facts import Fact, facts
from petition.web.organiser.section_form import SectionForm
from petition.web.organiser.update_form import UpdateForm
from petition.web.said import Said

STATES = {
    UpdateState.DRAFT: lambda: gettext("draft"),
    UpdateState.PLANNED: lambda: gettext("planned"),
    UpdateState.PUBLISHED: lambda: gettext("published"),
    UpdateState.TAKEN_DOWN: lambda: gettext("taken down"),
}


@dataclass(frozen=True)
class UpdateLine:
    """Plain values about one piece of news, in the language of the page where it speaks it."""

    update: Update

    @property
    def title(self) -> Said:
        own = self.update.petition.language
        titles = {text.language: text for text in self.update.texts if text.title}
        found = next((titles[code] for code in (languages.current_language(), own, *titles) if code in titles), None)
        if found:
            return Said(found.title, found.language)
        return Said(str(gettext("(no title yet)")), languages.current_language())

    @property
    def state(self) -> str:
        return str(STATES[self.update.state]())

    @property
    def url(self) -> str:
        return self._url("update")

    @property
    def public_url(self) -> str | None:
        """Where everyone reads it; None where nobody else does."""
        if not self.update.is_published or self.update.number is None or not self.update.petition.is_public:
            return None
        number = self.update.number
        return url_for("public.updates", slug=self.slug, before=number + 1, _anchor=f"update-{number}")

    @property
    def slug(self) -> str:
        return petitions.current_slug(self.update.petition)

    @property
    def when(self) -> str:
        """When it came to be in its state, or will be published; of a draft, when it was last changed."""
        zone = self.update.petition.zone
        if happened_at := self.update.taken_down_at or self.update.published_at:
            return formats.day_in(happened_at, zone)
        if self.update.state is UpdateState.PLANNED and self.update.publish_at:
            return formats.moment(self.update.publish_at, zone)
        edited_at = self.update.edited_at or self.update.created_at
        return str(gettext("last changed on %(day)s", day=formats.day_in(edited_at, zone)))

    @property
    def missed(self) -> str | None:
        """The hour at which it could not be published."""
        return formats.moment(self.update.missed_at, self.update.petition.zone) if self.update.missed_at else None

    @property
    def language_names(self) -> str:
        """The languages in which it can be read."""
        there = [text.language for text in self.update.texts if text.is_complete]
        return str(gettext(", ")).join(formats.language_name(code) for code in there)

    def _url(self, endpoint: str, **values: Any) -> str:
        return url_for(f"organiser.{endpoint}", slug=self.slug, public_id=self.update.public_id, **values)


@dataclass
class UpdateWords:
    """Its words in one language, ready to be shown: with what they are, or with what was typed and not saved."""

    update: Update
    language: str
    form: SectionForm
    # What stands beside the form, to be read: what somebody else saved, or what was typed and is too late.
    beside: list[list[Fact]] = field(default_factory=list)
    is_conflict: bool = False
    problem: str = ""
    reading: Markup | None = None

    @property
    def name(self) -> str:
        return f"words-{self.language}"

    @property
    def heading(self) -> str:
        if not self.is_translation:
            return str(gettext("Title and text"))
        return str(gettext("In %(language)s", language=formats.language_name(self.language)))

    @property
    def is_translation(self) -> bool:
        return self.language != self.update.petition.language

    @property
    def words(self) -> UpdateText | None:
        return self.update.in_language(self.language)

    @property
    def original(self) -> UpdateText | None:
        """What a translation is made of, to be read beside it."""
        return self.update.in_language(self.update.petition.language) if self.is_translation else None

    @property
    def text_html(self) -> Markup:
        return markdown.render(self.words.text if self.words else "")

    @property
    def told(self) -> str:
        """What is there, in one line."""
        if self.words is None or not (self.words.title or self.words.text):
            return str(gettext("missing"))
        return self.words.title if self.words.is_complete else str(gettext("incomplete"))

    @property
    def corrected_on(self) -> str | None:
        words = self.words
        return formats.day_in(words.corrected_at, self.update.petition.zone) if words and words.corrected_at else None

    @property
    def followers(self) -> list[str]:
        """The parts that show these words beside their own."""
        if self.is_translation:
            return []
        return [f"words-{code}" for code in writing_updates.languages_of(self.update) if code != self.language]

    @property
    def url(self) -> str:
        return url_for("organiser.save_update", **self._place, language=self.language, _anchor=self.name)

    @property
    def page_url(self) -> str:
        return url_for("organiser.update", **self._place, _anchor=self.name)

    @property
    def _place(self) -> dict[str, Any]:
        return {"slug": petitions.current_slug(self.update.petition), "public_id": self.update.public_id}

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        return section_form.named_problems(self.form)

    def show_beside(self) -> None:
        """Let what is saved by now stand beside what was typed."""
        now = words_of(self.update, self.language)
        self.beside, self.is_conflict = facts(now.form, language=self.language), True


def words_of(update: Update, language: str, *, sent: Any = None) -> UpdateWords:
    """The words in a language as they are, or as they were sent."""
    held: Mapping[str, Any] = writing_updates.read(update, language)
    form = section_form.make(UpdateForm, f"words-{language}", held, frozenset(), sent=sent)
    if sent is None:
        form.seen.data = writing_updates.fingerprint(update, language)
    return UpdateWords(update, language, form)
