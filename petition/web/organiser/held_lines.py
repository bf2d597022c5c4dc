"""All that is held, in a few lines: how many, why, from how many networks, and when they were sent."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask_babel import gettext, ngettext

from petition.models.petition import Petition
from petition.models.signature import HoldRule, SignatureState
from petition.services import course, held_groups, petitions
from petition.services.course import Unit
from petition.services.held_groups import HeldGroup
from petition.services.looking_up import Wanted
from petition.web import formats
from petition.web.organiser.signature_filter import address_of

# What a number of them has in common; it may be one.
GROUPS: dict[HoldRule, Callable[[], str]] = {
    HoldRule.HONEYPOT: lambda: gettext("with a field filled in that people do not see"),
    HoldRule.BLOCKED: lambda: gettext("sent from where whoever runs this site has doubts"),
    HoldRule.PRESSED_TOO_SOON: lambda: gettext("confirmed as soon as the mail had left"),
    HoldRule.FLOOD: lambda: gettext("sent while very many came from their network"),
    HoldRule.UNSOLVED: lambda: gettext("sent without the work that was asked for"),
    HoldRule.ALIASES: lambda: gettext("sent under several spellings of one mailbox"),
    HoldRule.DOMAIN_BURST: lambda: gettext("sent while very many came from their mail domain"),
    HoldRule.ONE_CONFIRMER: lambda: gettext("confirmed from one network, and sent from others or days before"),
    HoldRule.UNDER_ATTACK: lambda: gettext("sent while everything was held"),
    HoldRule.LIMITS_AWAY: lambda: gettext("sent while the site could not count its limits"),
}


@dataclass(frozen=True)
class HeldLine:
    """Plain values: some that were held for one reason, and the list of them."""

    number: str
    what: str
    more: str
    url: str


def lines_of_held(petition: Petition) -> list[HeldLine]:
    """The largest group first."""
    slug = petitions.current_slug(petition)
    return [
        HeldLine(
            number=formats.number(group.n),
            what=str(GROUPS[group.rule]()),
            more=str(gettext(", ")).join(_more(petition, group)),
            url=address_of(slug, Wanted(SignatureState.HELD, rule=group.rule)),
        )
        for group in held_groups.by_rule(petition)
    ]


def _more(petition: Petition, group: HeldGroup) -> Iterator[str]:
    if group.domain:
        yield gettext("mail domain %(domain)s", domain=formats.isolated(group.domain))
    # Those of two days cannot be told to be the same.
    if group.networks and group.n > 1 and group.is_of_one_day:
        yield ngettext("%(num)s network", "%(num)s networks", group.networks)
    if when := _when(petition, group):
        yield when


def _when(petition: Petition, group: HeldGroup) -> str:
    """`3 Nov, 14:05 – 14:20`, or days alone: of more than one, and where figures know no hours either."""
    if group.first is None or group.last is None:
        return ""
    # Where signers are at risk it is midnight by UTC, for the day.
    zone = ZoneInfo("UTC" if petition.is_discreet else petition.zone)
    moments = [one.astimezone(zone) for one in (group.first, group.last)]
    days, times = [formats.short_day(one) for one in moments], [formats.clock_time(one) for one in moments]
    if days[0] != days[1]:
        return _between(*days)
    if Unit.HOUR not in course.units_of(petition):
        return days[0]
    return str(gettext("%(day)s, %(time)s", day=days[0], time=_between(*times)))


def _between(first: str, last: str) -> str:
    return first if first == last else str(gettext("%(first)s – %(last)s", first=first, last=last))
