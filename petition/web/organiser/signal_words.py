"""The sentences for what was noticed about a held signature. Their figures are explained in `services/signals.py`."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask_babel import gettext, ngettext

from petition.services.signals import Signal, SignalKind
from petition.web import formats
from petition.web.organiser.signature_line import RULES

Figures = Mapping[str, Any]


def words_of(signal: Signal, *, is_discreet: bool) -> str:
    """One sentence or a few. Where signers are at risk nothing is said of hours."""
    sentences = WORDS[signal.kind]({**signal.figures, "by_day": is_discreet})
    return " ".join(str(sentence) for sentence in sentences)


def _amount(n: int, figures: Figures) -> str:
    """`63`, or `at least 200` where no more were looked at."""
    shown = formats.number(n)
    return str(gettext("at least %(number)s", number=shown)) if figures["is_more"] else shown


def _of_network(figures: Figures) -> Iterable[str]:
    yield ngettext(
        "%(amount)s signature of its day was sent from its network.",
        "%(amount)s signatures of its day were sent from its network.",
        figures["n"],
        amount=_amount(figures["n"], figures),
    )
    if figures["address"] < figures["n"]:
        yield gettext("From its very address: %(number)s.", number=_amount(figures["address"], figures))
    if not figures["by_day"]:
        yield gettext("Within its hour: %(number)s.", number=_amount(figures["hour"], figures))
    if "forms" in figures:
        yield gettext(
            "Forms that were sent in that hour in all: %(forms)s; in the busiest hour of the week before: %(busiest)s.",
            forms=formats.number(figures["forms"]),
            busiest=formats.number(figures["busiest"]),
        )


def _of_confirmer(figures: Figures) -> Iterable[str]:
    yield ngettext(
        "%(amount)s signature sent from elsewhere or on another day was confirmed from the same network as this one.",
        "%(amount)s signatures sent from elsewhere or on another day were confirmed from the same network as this one.",
        figures["n"],
        amount=_amount(figures["n"], figures),
    )
    yield gettext(
        "Networks that they were sent from, each day by itself: %(number)s.",
        number=_amount(figures["senders"], figures),
    )


def _of_mailbox(figures: Figures) -> Iterable[str]:
    yield ngettext(
        "%(amount)s signature has its mailbox, or another spelling of it.",
        "%(amount)s signatures have its mailbox, or another spelling of it.",
        figures["n"],
        amount=_amount(figures["n"], figures),
    )


def _of_domain(figures: Figures) -> Iterable[str]:
    n, amount = figures["hour"], _amount(figures["hour"], figures)
    if figures["by_day"]:
        yield ngettext(
            "%(amount)s signature sent on its day has its mail domain.",
            "%(amount)s signatures sent on its day have its mail domain.",
            n,
            amount=amount,
        )
    else:
        yield ngettext(
            "%(amount)s signature sent within its hour has its mail domain.",
            "%(amount)s signatures sent within its hour have its mail domain.",
            n,
            amount=amount,
        )
    if "name" in figures:
        yield gettext("The domain: %(domain)s.", domain=formats.isolated(figures["name"]))
    if "share" in figures:
        yield gettext("Its share of all that were ever confirmed: %(share)s.", share=formats.percent(figures["share"]))


def _of_country(figures: Figures) -> Iterable[str]:
    yield gettext(
        "Sent within its hour, as far as we looked: %(of)s. From networks in %(country)s: %(number)s.",
        of=formats.number(figures["of"]),
        number=formats.number(figures["n"]),
        country=formats.isolated(formats.country_name(figures["country"])),
    )
    yield gettext("Share of that country in all that count: %(share)s.", share=formats.percent(figures["share"]))


def _of_same_name(figures: Figures) -> Iterable[str]:
    yield ngettext(
        "%(num)s of those held bears this name (looked at: the newest %(of)s).",
        "%(num)s of those held bear this name (looked at: the newest %(of)s).",
        figures["n"],
        of=formats.number(figures["of"]),
    )


def _of_spread(figures: Figures) -> Iterable[str]:
    yield gettext("Its network behaves like a house of many people.")
    if not figures["by_day"]:
        yield gettext("Hours of that day in which it sent: %(number)s.", number=formats.number(figures["hours"]))
    yield gettext("Days on which that was confirmed: %(number)s.", number=formats.number(figures["days"]))


WORDS: dict[SignalKind, Callable[[Figures], Iterable[str]]] = {
    SignalKind.RULE: lambda figures: [RULES[figures["rule"]]()],
    SignalKind.NETWORK: _of_network,
    SignalKind.CONFIRMER: _of_confirmer,
    SignalKind.MAILBOX: _of_mailbox,
    SignalKind.DOMAIN: _of_domain,
    SignalKind.COUNTRY: _of_country,
    SignalKind.FILLED_IN: lambda figures: [
        ngettext(
            "The form was filled in within %(num)s second; people take longer.",
            "The form was filled in within %(num)s seconds; people take longer.",
            figures["n"],
        )
    ],
    SignalKind.PRESSED: lambda figures: [
        ngettext(
            "It was confirmed %(num)s second after the mail left, in the browser that had signed.",
            "It was confirmed %(num)s seconds after the mail left, in the browser that had signed.",
            figures["n"],
        )
    ],
    SignalKind.DISPOSABLE: lambda _: [
        gettext("Its mailbox seems to be one of those that are thrown away; some people hide their real one so.")
    ],
    SignalKind.SAME_NAME: _of_same_name,
    SignalKind.RANDOM_NAME: lambda _: [gettext("Its name looks as if keys had been hit at random.")],
    SignalKind.TOOK_TIME: lambda figures: [
        ngettext(
            "Filling in the form took %(num)s second, and the browser did the work it was asked for.",
            "Filling in the form took %(num)s seconds, and the browser did the work it was asked for.",
            figures["n"],
        )
    ],
    SignalKind.WORKED: lambda _: [gettext("The browser did the work it was asked for.")],
    SignalKind.SPREAD: _of_spread,
    SignalKind.ALONE: lambda _: [gettext("No other signature of its day was sent from its network.")],
    SignalKind.FORGOTTEN: lambda _: [gettext("Where it came from is not known, or not any more.")],
}
