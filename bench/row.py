"""What a row of the table of bars is: a measurement, and what it has to reach."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bench.stand import Stand

Round = dict[str, float]


@dataclass(frozen=True)
class Options:
    """How long and how often, and how large it all is."""

    rounds: int = 5
    seconds: float = 20
    story_seconds: float = 600
    story_rate: float = 80
    viewers: int = 1000
    signatures: int = 1_000_000
    petitions: int = 10_000


QUICK = Options(rounds=1, seconds=2, story_seconds=8, story_rate=20, viewers=100, signatures=5000, petitions=60)


@dataclass(frozen=True)
class Bar:
    """What the median of one figure has to be: at least, or at most, so much."""

    figure: str
    least: float | None = None
    most: float | None = None

    @property
    def words(self) -> str:
        return f"≥ {self.least:g}" if self.least is not None else f"≤ {self.most:g}"

    def shortfall(self, measured: float) -> float:
        """By how much it is missed; nothing or less where it is met."""
        if self.least is not None:
            return self.least - measured
        assert self.most is not None, f"the bar of {self.figure} asks for nothing"
        return measured - self.most


@dataclass(frozen=True)
class Row:
    """A row: what is compared, how it is measured (one result a round), and its bars."""

    name: str
    words: str
    measure: Callable[[Stand, Options], list[Round]]
    bars: tuple[Bar, ...] = field(default=())
