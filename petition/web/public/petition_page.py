"""A petition as its page shows it: plain values, formatted for one language."""

import unicodedata
from collections.abc import Callable, Hashable
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from flask import url_for
from flask_babel import force_locale, gettext
from markupsafe import Markup

from petition.lib import markdown
from petition.models.addressee import AddresseeRole
from petition.models.consent import ConsentPurpose
from petition.models.kind import Abilities, PetitionKind
from petition.models.page_block import PetitionContact
from petition.models.petition import Commenting, Joining, ListStyle, Petition, PetitionState
from petition.models.revision import Revision
from petition.models.team import Team
from petition.services import consents, opening_pages, petitions
from petition.services.counting import Count
from petition.web import formats, languages
from petition.web.count_view import CountView
from petition.web.public.block_view import AddresseeView
from petition.web.public.page_parts import PageParts

Made = TypeVar("Made")

KINDS = {
    PetitionKind.PETITION: lambda: gettext("Petition"),
    PetitionKind.LETTER: lambda: gettext("Open letter"),
    PetitionKind.STATEMENT: lambda: gettext("Statement"),
    PetitionKind.CALL: lambda: gettext("Call to action"),
}


@dataclass(frozen=True)
class PetitionPage(PageParts):
    """The words and facts of a petition that everyone may read."""

    @property
    def can(self) -> Abilities:
        return self.petition.abilities

    @property
    def sheet(self) -> str:
        """Which template lays it out, by what it can do: templates/public/petition/_<sheet>.html."""
        if self.can.people_sign:
            return "appeal"
        if self.can.counts_signatories:
            return "letter" if self.can.has_addressees else "record"
        return "poster"

    @property
    def kind_label(self) -> str:
        return str(KINDS[self.petition.kind]())

    @property
    def url(self) -> str:
        return url_for("public.petition", slug=self.slug)

    def revision_read(self, sha256: str | None) -> Revision:
        """The revision that a form came from, if it is one of the petition's; else the newest."""
        return next((one for one in self.petition.revisions if one.sha256 == sha256), self.revision)

    # The words.

    @property
    def summary(self) -> str:
        return self.revision.summary

    @property
    def demand(self) -> str:
        return self.revision.demand

    @property
    def opening(self) -> str:
        return self.revision.opening

    @property
    def closing(self) -> str:
        return self.revision.closing

    @property
    def question(self) -> str:
        return self.revision.question

    @property
    def place_and_date(self) -> str:
        return self.revision.place_and_date

    @property
    def text_html(self) -> Markup:
        return markdown.render(self.revision.text)

    @property
    def hashtags(self) -> list[str]:
        return self.revision.hashtags

    @property
    def share_text(self) -> str:
        return self.revision.share_text or self.revision.title

    # From whom, and to whom.

    @property
    def team(self) -> Team:
        return self.petition.team

    @property
    def team_about(self) -> str:
        return self.team.about_in(languages.current_language())

    @cached_property
    def addressees_to(self) -> list[AddresseeView]:
        return self._addressees(AddresseeRole.TO)

    @cached_property
    def addressees_copy(self) -> list[AddresseeView]:
        return self._addressees(AddresseeRole.COPY)

    @cached_property
    def addressees_by_country(self) -> list[AddresseeView]:
        return self._addressees(AddresseeRole.BY_COUNTRY)

    @property
    def recipients(self) -> str:
        """Everyone a name given "to the addressees" goes to, in one line: whoever gets a copy gets figures only."""
        return str(gettext(", ")).join(str(one["name"]) for one in self.addressees_to if one["name"])

    @property
    def reads_comments_first(self) -> bool:
        """Whether a comment appears once somebody of the team has read it."""
        return self.petition.comments is Commenting.AFTER_REVIEW

    @property
    def salutations(self) -> list[str]:
        """How the letter greets those it is addressed to, in its own language."""
        greeted = [one for one in self.petition.addressees if one.role is AddresseeRole.TO and one.texts]
        words = [one.text_in(self.text_lang).salutation for one in greeted]
        return [_with_comma(salutation, self.text_lang) for salutation in words if salutation]

    @cached_property
    def wordings(self) -> dict[ConsentPurpose, str]:
        """What signers agree to, and are asked about news: as it is kept, or else in today's words."""
        language, team = languages.current_language(), self.petition.team
        kept = consents.newest(team, language)
        return {
            purpose: kept[purpose].text if purpose in kept else consents.wording(purpose, team, language)
            for purpose in ConsentPurpose
        }

    @property
    def press_contacts(self) -> list[PetitionContact]:
        return self.petition.contacts

    # Its life.

    @property
    def is_open(self) -> bool:
        """Whether it runs: people sign it, organisations join it, readers act on it."""
        return self.petition.is_running and not self.petition.is_paused

    @property
    def is_paused(self) -> bool:
        """Whether it would run, and takes nothing at the moment: its team is suspended."""
        return self.petition.is_running and self.petition.is_paused

    @property
    def has_form(self) -> bool:
        return self.petition.takes_signatures

    @property
    def is_closed(self) -> bool:
        return self.petition.is_public and not self.petition.is_running

    @property
    def is_answered(self) -> bool:
        return self.petition.state is PetitionState.ANSWERED

    @property
    def is_discreet(self) -> bool:
        return self.petition.is_discreet

    @property
    def opened_url(self) -> str | None:
        """Where the page says that it is read; None where nothing is noted of readers."""
        return url_for("public.opened", slug=self.slug) if opening_pages.is_counted(self.petition) else None

    @property
    def opens(self) -> str | None:
        opens_at = self.petition.opened_at or self.petition.opens_at
        return self.time(opens_at) if opens_at else None

    @property
    def closed_on(self) -> str | None:
        return self.closes if self.is_closed else None

    @property
    def retention(self) -> str:
        return formats.day(self.petition.retain_until)

    @cached_property
    def count(self) -> CountView:
        return CountView(self.petition)

    def with_count(self, count: Count) -> "PetitionPage":
        """The same page, with this as its count; whatever was read already stays read."""
        page = copy(self)
        page.__dict__["count"] = CountView(self.petition, count)
        return page

    def read_all(self) -> None:
        """Read whatever a page may show, so that it can be shown later without its session."""
        petitions.read_whole(self.petition)
        _ = self.updates, self.signatories, self.wordings, self._made

    def once(self, *key: Hashable, caller: Callable[[], Made]) -> Made:
        """What is made of the page alone, and of what else `key` names: made once for as long as the page is kept.

        In templates `{% call page.once("text") %}…{% endcall %}`. Nothing of the count, of a reader or of one request
        may stand in it.
        """
        made: dict[Hashable, Made] = self._made
        key = (self._phase, *key)
        if key not in made:
            made[key] = caller()
        return made[key]

    @property
    def _phase(self) -> Hashable:
        """What becomes another as time goes on, though nobody changes it."""
        petition = self.petition
        return petition.is_running, petition.takes_signatories, len(self.past_events)

    @cached_property
    def _made(self) -> dict[Hashable, Any]:
        return {}

    # Who stands behind it.

    @property
    def list_style(self) -> ListStyle:
        return self.petition.list_style

    @property
    def join_url(self) -> str | None:
        """Where organisations ask to be listed, if everyone may."""
        is_for_all = self.petition.takes_signatories and self.petition.joining is Joining.EVERYONE
        if not (is_for_all and self.petition.is_public):
            return None
        return url_for("public.join", slug=self.slug, read=self.revision.sha256)

    @property
    def report_url(self) -> str:
        """Where whoever runs the site is told that something is wrong with it."""
        return url_for("public.do_report_petition", slug=self.slug)

    @property
    def counter_url(self) -> str:
        """Where other sites get this counter, or of a call what leads to it."""
        return url_for("public.counter", slug=self.slug)

    def _addressees(self, role: AddresseeRole) -> list[AddresseeView]:
        # Those of another kind that it was before stay in the tables.
        there = self.petition.addressees if self.can.has_addressees else []
        return [AddresseeView(one, self.petition.language) for one in there if one.role is role]


def _with_comma(salutation: str, language: str) -> str:
    """`Mr President,` as that language writes it, unless its author put a sign there."""
    is_ended = unicodedata.category(salutation[-1]).startswith("P")
    with force_locale(language):
        return salutation if is_ended else str(gettext("%(salutation)s,", salutation=salutation))


def page_of(petition: Petition) -> PetitionPage:
    return PetitionPage(petition)
