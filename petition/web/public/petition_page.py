"""A petition as its page shows it: plain values, formatted for one language."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext
from markupsafe import Markup

from petition.lib import markdown
from petition.models.petition import (
    Addressee,
    AddresseeRole,
    AddresseeText,
    Petition,
    PetitionContact,
    PetitionKind,
    PetitionState,
    Protection,
)
from petition.models.team import Team
from petition.web import formats, languages
from petition.web.petition_words import PetitionWords
from petition.web.public.count_view import CountView

KINDS = {
    PetitionKind.PETITION: lambda: gettext("Petition"),
    PetitionKind.LETTER: lambda: gettext("Open letter"),
    PetitionKind.STATEMENT: lambda: gettext("Statement"),
    PetitionKind.CALL: lambda: gettext("Call to action"),
}


@dataclass(frozen=True)
class PetitionPage(PetitionWords):
    """The words and facts of a petition that everyone may read."""

    @property
    def summary(self) -> str:
        return self.revision.summary

    @property
    def demand(self) -> str:
        return self.revision.demand

    @property
    def question(self) -> str:
        return self.revision.question

    @property
    def text_html(self) -> Markup:
        return Markup(markdown.render(self.revision.text))  # noqa: S704 -- nh3 has cleaned it

    @property
    def kind_label(self) -> str:
        return str(KINDS[self.petition.kind]())

    @property
    def team(self) -> Team:
        return self.petition.team

    @property
    def addressees_to(self) -> list[AddresseeText]:
        return self._addressees(AddresseeRole.TO)

    @property
    def addressees_copy(self) -> list[AddresseeText]:
        return self._addressees(AddresseeRole.COPY)

    @property
    def recipients(self) -> str:
        """Everyone a name given "to the addressees" goes to, in one line."""
        return str(gettext(", ")).join(addressee.name for addressee in self.addressees_to + self.addressees_copy)

    @property
    def place_and_date(self) -> str:
        return self.revision.place_and_date

    @property
    def opens(self) -> str | None:
        opens_at = self.petition.opened_at or self.petition.opens_at
        return self.time(opens_at) if opens_at else None

    @property
    def closed_on(self) -> str | None:
        return self.closes if self.is_closed else None

    @property
    def hashtags(self) -> list[str]:
        return self.revision.hashtags

    @property
    def press_contacts(self) -> list[PetitionContact]:
        return self.petition.contacts

    @property
    def is_open(self) -> bool:
        return self.petition.takes_signatures

    @property
    def is_closed(self) -> bool:
        return not self.is_open

    @property
    def is_answered(self) -> bool:
        return self.petition.state is PetitionState.ANSWERED

    @property
    def is_discreet(self) -> bool:
        return self.petition.protection is Protection.DISCREET

    @property
    def retention(self) -> str:
        return formats.day(self.petition.retain_until)

    @property
    def share_text(self) -> str:
        return self.revision.share_text or self.revision.title

    @property
    def url(self) -> str:
        return url_for("public.petition", slug=self.slug)

    @property
    def count(self) -> CountView:
        return CountView(self.petition)

    def _addressees(self, role: AddresseeRole) -> list[AddresseeText]:
        chosen: list[Addressee] = [one for one in self.petition.addressees if one.role is role]
        return [addressee.text_in(languages.current_language()) for addressee in chosen]


def page_of(petition: Petition) -> PetitionPage:
    return PetitionPage(petition)
