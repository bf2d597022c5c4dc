"""The sections of the editor as its page shows them: one table of headings, forms and templates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask import url_for
from flask_babel import LazyString, gettext, lazy_gettext
from markupsafe import Markup

from petition.models.petition import Petition, PetitionState
from petition.models.revision import Revision
from petition.services import petitions, sections
from petition.services.petition_file_reader import LANGUAGE
from petition.web import formats
from petition.web.organiser import section_form
from petition.web.organiser.addressees_form import AddresseesForm
from petition.web.organiser.block_forms import BlocksForm
from petition.web.organiser.campaign_forms import ActionsForm, EventsForm, PressForm
from petition.web.organiser.facts import Fact, facts
from petition.web.organiser.picture_form import PictureForm
from petition.web.organiser.section_form import SectionForm
from petition.web.organiser.section_lines import line_of_section
from petition.web.organiser.signing_forms import NamesForm, TimesForm
from petition.web.organiser.terms_forms import FieldsForm, GoalForm, KindForm, LanguagesForm
from petition.web.organiser.words_form import WordsForm

WORDS = "words-"


@dataclass(frozen=True)
class About:
    """`template` lays the form out. What sends a file, or changes more than what was typed, is not saved by itself."""

    heading: LazyString
    form: type[SectionForm]
    template: str
    saves_itself: bool = True


SECTIONS: dict[str, About] = {
    "addressees": About(lazy_gettext("Whom it is addressed to"), AddresseesForm, "_addressees.html"),
    "languages": About(lazy_gettext("Languages"), LanguagesForm, "_languages.html", saves_itself=False),
    "goal": About(lazy_gettext("Goal"), GoalForm, "_goal.html"),
    "names": About(lazy_gettext("Signers’ names and safety"), NamesForm, "_names.html", saves_itself=False),
    "times": About(lazy_gettext("Times, list and deletion"), TimesForm, "_times.html", saves_itself=False),
    "fields": About(lazy_gettext("What the form asks"), FieldsForm, "_fields.html"),
    "kind": About(lazy_gettext("Kind and address"), KindForm, "_kind.html", saves_itself=False),
    "picture": About(lazy_gettext("Picture"), PictureForm, "_picture.html", saves_itself=False),
    "quotations": About(lazy_gettext("Quotations"), BlocksForm, "_blocks.html"),
    "figures": About(lazy_gettext("Figures"), BlocksForm, "_blocks.html"),
    "initiators": About(lazy_gettext("Who carries it"), BlocksForm, "_blocks.html"),
    "events": About(lazy_gettext("Events"), EventsForm, "_events.html"),
    "actions": About(lazy_gettext("What readers can do"), ActionsForm, "_actions.html"),
    "mentions": About(lazy_gettext("In the press"), BlocksForm, "_blocks.html"),
    "links": About(lazy_gettext("Links"), BlocksForm, "_blocks.html"),
    "next_steps": About(lazy_gettext("After signing"), BlocksForm, "_blocks.html"),
    "press": About(lazy_gettext("Press contact"), PressForm, "_press.html"),
}
OWN_WORDS = About(lazy_gettext("Title and text"), WordsForm, "_words.html")
TRANSLATION = About(lazy_gettext("Translation"), WordsForm, "_words.html")
# The groups of the page, in its order. The words stand where they belong: its own first, each translation further down.
GROUPS: tuple[tuple[str, LazyString, tuple[str, ...]], ...] = (
    ("needs", lazy_gettext("What it needs"), ("addressees",)),
    ("translations", lazy_gettext("Languages"), ("languages",)),
    ("terms", lazy_gettext("How it works"), ("goal", "names", "times", "fields", "kind")),
    (
        "around",
        lazy_gettext("Around the text"),
        (
            *("picture", "quotations", "figures", "initiators", "events", "actions"),
            *("next_steps", "mentions", "links", "press"),
        ),
    ),
)
# Saving one of these changes what others offer: a message names an addressee, an action its event.
FOLLOWERS = {"addressees": ["actions"], "events": ["actions"]}


@dataclass
class SectionView:
    """One section, ready to be shown: its form with what it holds, or with what was typed and could not be saved."""

    petition: Petition
    name: str
    form: SectionForm
    # What stands beside the form, to be read: what somebody else saved, or what was typed and is too late.
    beside: list[list[Fact]] = field(default_factory=list)
    is_conflict: bool = False
    problem: str = ""
    # The row to go on with after a button was pressed; the text as it will be read.
    focus: str = ""
    reading: Markup | None = None
    is_unfolded: bool = False

    @property
    def about(self) -> About:
        return about(self.petition, self.name)

    @property
    def heading(self) -> str:
        if self.is_translation:
            return str(gettext("In %(language)s", language=formats.language_name(self.language)))
        return str(self.about.heading)

    @property
    def template(self) -> str:
        return f"organiser/editor/{self.about.template}"

    @property
    def url(self) -> str:
        slug = petitions.current_slug(self.petition)
        return url_for("organiser.save_section", slug=slug, section=self.name, _anchor=self.name)

    @cached_property
    def told(self) -> str:
        """What is in it, in one line."""
        return line_of_section(self.petition, self.name)

    @property
    def followers(self) -> list[str]:
        """The sections that offer, or are made from, what this one holds."""
        if self.name == WORDS + self.petition.language:
            return [WORDS + code for code in self.petition.languages[1:]]
        return FOLLOWERS.get(self.name, [])

    # Of the words.

    @property
    def language(self) -> str:
        """The language that its words are in, where they are all in one."""
        return self.name.removeprefix(WORDS) if self.name.startswith(WORDS) else ""

    @property
    def is_translation(self) -> bool:
        return bool(self.language) and self.language != self.petition.language

    @property
    def original(self) -> Revision | None:
        """What a translation is made of, to be read beside it."""
        return self.petition.latest(self.petition.language) if self.is_translation else None

    @property
    def is_needed(self) -> bool:
        """Whether it stands open at the top of the page."""
        return self.name in (WORDS + self.petition.language, "addressees")

    def show_beside(self) -> None:
        """Let what is saved by now stand beside what was typed."""
        now = section_of(self.petition, self.name)
        self.beside, self.is_conflict = facts(now.form, language=self.language), True

    # What cannot be changed any more.

    @cached_property
    def frozen(self) -> list[list[Fact]]:
        """To be read: what is frozen of it."""
        kind = self.about.form.whole_kind_for(self.petition, self.name)
        whole = section_form.make(kind, self.name, self.form.kept, frozenset())
        names = [one.short_name for one in whole if one.short_name in self.frozen_names]
        return facts(whole, language=self.language, names=names)

    @cached_property
    def frozen_names(self) -> frozenset[str]:
        return sections.frozen_fields(self.petition, self.name)

    @property
    def is_frozen(self) -> bool:
        return sections.is_frozen(self.petition, self.name)

    @property
    def revise_url(self) -> str | None:
        """Where a frozen text is corrected, or a translation added, with a public record of it."""
        if not self.language or not self.frozen_names or self.petition.state is not PetitionState.OPEN:
            return None
        endpoint = "revision" if self.language in self.petition.readable_languages else "translation"
        slug = petitions.current_slug(self.petition)
        return url_for(f"organiser.{endpoint}", slug=slug, language=self.language)

    @property
    def problems(self) -> list[tuple[str, str]]:
        return section_form.problems(self.form)

    @property
    def named_problems(self) -> list[tuple[str, str, str]]:
        return section_form.named_problems(self.form)


@dataclass(frozen=True)
class Group:
    """Sections under one heading."""

    name: str
    heading: str
    sections: list[SectionView]


def about(petition: Petition, name: str) -> About:
    if not name.startswith(WORDS):
        return SECTIONS[name]
    return OWN_WORDS if name == WORDS + petition.language else TRANSLATION


def kind_of(petition: Petition, name: str) -> type[SectionForm]:
    return about(petition, name).form.kind_for(petition, name)


def section_of(petition: Petition, name: str, *, sent: Any = None) -> SectionView:
    """The section with what it holds, or with what was sent."""
    held: Mapping[str, Any] = sections.read(petition, name)
    kind = kind_of(petition, name)
    # What was emptied is still asked for as long as a page has it.
    unneeded = {one for one in kind.unneeded(petition, held) if sent is None or one not in sent}
    left_out = sections.frozen_fields(petition, name) | unneeded
    form = section_form.make(kind, name, held, left_out, sent=sent)
    if sent is None:
        form.seen.data = sections.fingerprint(petition, name)
    return SectionView(petition, name, form)


def typed_into(petition: Petition, name: str, sent: Any) -> list[list[Fact]]:
    """What was sent to a section, to be read: all of it, also what is asked no more."""
    whole = about(petition, name).form.whole_kind_for(petition, name)
    form = section_form.make(whole, name, sections.read(petition, name), frozenset(), sent=sent)
    return facts(form, language=sections.language_of(name) or "")


def is_section(name: str) -> bool:
    """Whether there can be a section of this name."""
    return name in SECTIONS or bool(name.startswith(WORDS) and LANGUAGE.fullmatch(name.removeprefix(WORDS)))


def section_gone(petition: Petition, name: str, sent: Any) -> SectionView:
    """What was sent to a section that the petition had."""
    kind = about(petition, name).form.whole_kind_for(petition, name)
    form = section_form.make(kind, name, {}, frozenset(), sent=sent)
    return SectionView(petition, name, form, beside=facts(form, language=sections.language_of(name) or ""))


def groups_of(petition: Petition, shown: SectionView | None = None) -> list[Group]:
    """The whole page; `shown` takes the place of the section of its name."""
    names = sections.names_for(petition)
    own = WORDS + petition.language
    first = {"needs": [own]}
    last = {"translations": [name for name in names if name.startswith(WORDS) and name != own]}
    found = []
    for group, heading, of_group in GROUPS:
        wanted = [*first.get(group, []), *(name for name in of_group if name in names), *last.get(group, [])]
        views = [shown if shown and shown.name == name else section_of(petition, name) for name in wanted]
        found.append(Group(group, str(heading), views))
    return found
