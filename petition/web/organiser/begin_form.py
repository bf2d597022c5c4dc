"""What is asked before a petition is there: whose it is, what it is, in which language, and what it begins with."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired

from petition.extensions import settings
from petition.models.kind import PetitionKind
from petition.models.petition import Petition
from petition.models.team import Team
from petition.services import petitions
from petition.services.starters import Starter
from petition.web import formats, languages
from petition.web.forms import PostedForm
from petition.web.organiser import asking
from petition.web.organiser.terms_forms import KINDS, what_kinds_do
from petition.web.petition_words import PetitionWords

NOTHING, COPY = "nothing", "copy"


class BeginForm(PostedForm):
    """`offer` fills it with what the organiser can choose from; who is in one team alone is asked for none."""

    team = RadioField(
        lazy_gettext("Whose petition is it?"), validators=[InputRequired(lazy_gettext("Choose the team it belongs to"))]
    )
    start = RadioField(
        lazy_gettext("What do you begin with?"),
        default=NOTHING,
        validators=[InputRequired(lazy_gettext("Choose what you begin with"))],
    )
    kind = asking.one_of(lazy_gettext("What will it be?"), KINDS, default=PetitionKind.PETITION.value)
    # Judged below, and only where it is asked for.
    copied = SelectField(lazy_gettext("A copy of which one?"), validate_choice=False)
    language = SelectField(
        lazy_gettext("In which language do you write it?"),
        description=lazy_gettext("Translations can be added at any time."),
        choices=lambda: [SelectChoice(code, formats.language_name(code)) for code in settings.languages],
        default=languages.current_language,
    )
    title = asking.line(lazy_gettext("Title"))

    slugs: Sequence[str] = ()

    def offer(self, teams: Sequence[Team], starters: Sequence[Starter], copies: Sequence[Petition]) -> "BeginForm":
        """Let the organiser choose among these."""
        here = languages.current_language()
        self.team.choices = [SelectChoice(team.slug, team.name_in(here)) for team in teams]
        if len(teams) == 1:
            del self.team
        self.start.choices = [
            SelectChoice(NOTHING, gettext("An empty page")),
            *(SelectChoice(starter.name, starter.title) for starter in starters),
            *([SelectChoice(COPY, gettext("A copy of one of yours"))] if copies else []),
        ]
        self.start.descriptions = {  # type: ignore[attr-defined]
            NOTHING: gettext("You write all of it yourself."),
            COPY: gettext("With its addressees and all else but signatures, dates and news."),
            **{starter.name: f"{KINDS[starter.kind.value]}. {starter.about}" for starter in starters},
        }
        self.kind.descriptions = what_kinds_do()  # type: ignore[attr-defined]
        self.slugs = [petitions.current_slug(one) for one in copies]
        titles = (PetitionWords(one).title for one in copies)
        self.copied.choices = [SelectChoice(slug, title) for slug, title in zip(self.slugs, titles, strict=True)]
        return self

    @property
    def is_a_copy(self) -> bool:
        return bool(self.start.data == COPY)

    def validate(self, extra_validators: Any = None) -> bool:
        """As every form; besides, an empty page has a title, and a copy is of something."""
        is_valid: bool = super().validate(extra_validators)
        if self.start.data == NOTHING and not self.title.data:
            self.title.errors = [*self.title.errors, gettext("Write a title. It need not be the last one.")]
            return False
        if self.is_a_copy and self.copied.data not in self.slugs:
            self.copied.errors = [*self.copied.errors, gettext("Choose the petition to be copied")]
            return False
        return is_valid
