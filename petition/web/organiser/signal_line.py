"""What was noticed about a held signature, in words: why it is doubted, and what speaks for a person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext, ngettext

from petition.models.signature import HoldRule
from petition.services.signals import Signal, SignalKind, Weight
from petition.web.organiser.signal_words import words_of

# What a list shows of each; the page of one signature shows all.
MOST_DOUBTS, MOST_FOR = 4, 2
OF_NETWORKS = {SignalKind.NETWORK, SignalKind.CONFIRMER}
RULES_OF_NETWORKS = {HoldRule.FLOOD, HoldRule.UNSOLVED, HoldRule.ONE_CONFIRMER}


@dataclass(frozen=True)
class WhyHeld:
    """Plain values. `first` is why it is held; of the others each is one sentence or a few."""

    first: str
    strong: list[str]
    weak: list[str]
    for_a_person: list[str]
    notes: list[str]
    # It is about a network, which may be shared by many.
    is_of_a_network: bool

    @property
    def more(self) -> str:
        """How much there is besides; empty where there is nothing."""
        doubts, speaks_for = len(self.strong) + len(self.weak), len(self.for_a_person)
        parts = []
        if doubts:
            parts.append(ngettext("%(num)s more sign", "%(num)s more signs", doubts))
        if speaks_for:
            parts.append(ngettext("%(num)s sign for a person", "%(num)s signs for a person", speaks_for))
        return str(gettext(", ")).join(parts)

    def shortened(self) -> "WhyHeld":
        """As many as a line of a list has room for: the strong ones first."""
        strong = self.strong[:MOST_DOUBTS]
        weak = self.weak[: MOST_DOUBTS - len(strong)]
        return replace(self, strong=strong, weak=weak, for_a_person=self.for_a_person[:MOST_FOR])


def why_held(signals: Sequence[Signal], *, is_discreet: bool) -> WhyHeld | None:
    """None of what was never held. Where signers are at risk nothing is said of hours."""
    if not signals:
        return None
    first, *others = signals

    def of(weight: Weight) -> list[str]:
        return [words_of(one, is_discreet=is_discreet) for one in others if one.weight is weight]

    return WhyHeld(
        first=words_of(first, is_discreet=is_discreet),
        strong=of(Weight.STRONG),
        weak=of(Weight.WEAK),
        for_a_person=of(Weight.FOR),
        notes=of(Weight.NOTE),
        is_of_a_network=any(_is_of_a_network(one) for one in signals),
    )


def _is_of_a_network(signal: Signal) -> bool:
    return signal.kind in OF_NETWORKS or signal.figures.get("rule") in RULES_OF_NETWORKS
