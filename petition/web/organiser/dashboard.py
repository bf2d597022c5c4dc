"""A petition's figures as its dashboard shows them: plain values, in words and numbers of the reader's language."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from flask import url_for
from flask_babel import gettext, ngettext

from petition.lib import clock
from petition.models.petition import Petition, PetitionState, Publishing
from petition.models.signatory import SignatoryState
from petition.models.tally import Step
from petition.services import figures, funnel, petitions, shown_shares, signatories, signing
from petition.services.course import Unit, units_of
from petition.services.figures import MailFigures, Shares
from petition.services.funnel import DomainLine, Funnel, Median, Named
from petition.services.shown_shares import Shown
from petition.web import formats
from petition.web.organiser.course_view import CourseView

# From so many minutes on it is worth saying that mails wait.
LATE = 5


@dataclass(frozen=True)
class FunnelLine:
    """One step: how often, what share that is, and how long its bar is (of 100)."""

    name: str
    number: int
    share: str
    bar: float


@dataclass(frozen=True)
class Dashboard:
    """What is asked only when the template shows it."""

    petition: Petition
    unit: Unit

    @property
    def is_discreet(self) -> bool:
        return self.petition.is_discreet

    @property
    def counts_people(self) -> bool:
        """Under a letter that only organisations sign, and a call, nobody is on the way to a signature."""
        return self.petition.abilities.people_sign

    @property
    def is_batched(self) -> bool:
        return self.petition.publish is Publishing.BATCHED

    @property
    def is_read(self) -> bool:
        """Whether there is a page to share, from which something may come at any time."""
        return self.petition.state is PetitionState.OPEN

    @cached_property
    def listed(self) -> int:
        """Those who are under it, also before it opens."""
        return signatories.number_in(self.petition, SignatoryState.APPROVED)

    @cached_property
    def held(self) -> int:
        return figures.held(self.petition)

    @cached_property
    def waiting(self) -> int:
        return figures.waiting(self.petition)

    @cached_property
    def course(self) -> CourseView:
        return CourseView(self.petition, self.unit, self._unknown_before)

    @property
    def units(self) -> list[tuple[str, str, bool]]:
        """Name, address, and whether it is this one."""
        names = {
            Unit.HOUR: gettext("By hour"),
            Unit.DAY: gettext("By day"),
            Unit.ALL: gettext("All of it"),
        }
        return [(names[unit], self._url("organiser.petition", unit), unit is self.unit) for unit in self._units]

    @property
    def figures_url(self) -> str:
        """Where these figures are found anew, without the rest of the page."""
        return self._url("organiser.figures", self.unit)

    @cached_property
    def warnings(self) -> list[str]:
        return [*self._late_mail(), *(_warning(one) for one in funnel.warnings_of(self.petition, self._large))]

    @cached_property
    def funnel(self) -> Funnel | None:
        return funnel.funnel_of(self.petition)

    @property
    def since(self) -> str:
        return formats.day_in(self.funnel.since, self.petition.zone) if self.funnel else ""

    @property
    def steps(self) -> list[FunnelLine]:
        """From the page to the signature, where anything is known of it."""
        if self.funnel is None:
            return []
        numbers, names = self.funnel.numbers, STEPS
        steps = [step for step in names if not (self.is_discreet and step is Step.OPENED)]
        forms = numbers[Step.SUBMITTED]
        return [
            FunnelLine(str(names[step]()), numbers[step], self._share(step), 100 * _part(numbers[step], forms))
            for step in steps
        ]

    @property
    def domains(self) -> tuple[DomainLine, ...]:
        return self.shown.domains

    @cached_property
    def median(self) -> Median | None:
        return self.shown.median

    @property
    def median_words(self) -> str:
        return formats.duration(self.median.took) if self.median else ""

    @cached_property
    def countries(self) -> Shares:
        return _named(self.shown.countries, lambda code: formats.country_name(code) or _not_told())

    @cached_property
    def languages(self) -> Shares:
        return _named(self.shown.languages, formats.language_name)

    @property
    def shown_at(self) -> str:
        """When what divides the counted was looked at; "" where nothing is shown yet."""
        return formats.moment(self.shown.at, self.petition.zone) if self.shown.at else ""

    @cached_property
    def mails(self) -> MailFigures:
        return figures.mails(self.petition)

    @property
    def _unknown_before(self) -> datetime | None:
        """Until when readers and forms were not noted. Without a funnel what was counted is all that is known."""
        if self.funnel is None:
            return clock.now()
        return None if self.funnel.is_whole else self.funnel.since

    @cached_property
    def shown(self) -> Shown:
        return shown_shares.of(self.petition)

    @cached_property
    def _units(self) -> list[Unit]:
        return units_of(self.petition)

    @cached_property
    def _large(self) -> Named:
        return funnel.large_domains(self.petition)

    def _url(self, endpoint: str, unit: Unit) -> str:
        return url_for(endpoint, slug=petitions.current_slug(self.petition), by=unit.value)

    def _share(self, step: Step) -> str:
        numbers = self.funnel.numbers if self.funnel else {}
        opened, forms = numbers.get(Step.OPENED, 0), numbers.get(Step.SUBMITTED, 0)
        if step is Step.OPENED:
            return ""
        if step is Step.SUBMITTED:
            if not opened or forms > opened:
                return ""
            share = formats.rounded_percent(_part(forms, opened))
            return str(gettext("%(share)s of the times it was opened", share=share))
        if not forms:
            return ""
        share = formats.rounded_percent(_part(numbers.get(step, 0), forms))
        return str(gettext("%(share)s of the forms", share=share))

    def _late_mail(self) -> list[str]:
        if not self.petition.takes_signatures:
            return []
        minutes = signing.mail_delay_minutes()
        if minutes < LATE:
            return []
        words = ngettext(
            "Confirmation mails are late: the oldest has waited %(num)s minute.",
            "Confirmation mails are late: the oldest has waited %(num)s minutes.",
            minutes,
        )
        return [str(words)]


STEPS: dict[Step, Callable[[], str]] = {
    Step.OPENED: lambda: gettext("Opened the page (about; with script)"),
    Step.SUBMITTED: lambda: gettext("Sent the form"),
    Step.MAILED: lambda: gettext("Were sent a mail to confirm"),
    Step.RETURNED: lambda: gettext("The mail did not arrive"),
    Step.CONFIRMED: lambda: gettext("Confirmed and counted"),
}


def _part(number: int, whole: int) -> float:
    """At most all of it: who confirms may have sent the form before it was counted."""
    return min(1.0, number / whole) if whole else 0.0


def _warning(warned: funnel.Warned) -> str:
    words = gettext(
        "Of those at %(domain)s, %(rate)s confirm; of all others, %(others)s. Our mails may be refused there, or lie "
        "among the spam. Ask somebody with such an address to look, and tell whoever runs this site.",
        domain=formats.isolated(warned.name),
        rate=formats.rounded_percent(warned.rate),
        others=formats.rounded_percent(warned.others),
    )
    return str(words)


def _named(shares: Shares, name: Callable[[str], str]) -> Shares:
    return Shares([(name(cell), number) for cell, number in shares.shown], shares.hidden)


def _not_told() -> str:
    return str(gettext("not told"))
