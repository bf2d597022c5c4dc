"""How a petition went, as a chart and as the table beside it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from flask_babel import gettext

from petition.models.petition import Petition
from petition.models.tally import Step
from petition.services.course import Stretch, Unit, course
from petition.web import formats

# In units of the drawing: how wide a step is, and how high the chart.
STEP, HEIGHT = 10, 100
# How wide a bar is, and with how few steps it begins to be less: one alone would be a wall.
BAR, FEW = 8, 12
# Of these nothing is known from before they were noted.
NOTED_LATE = (Step.OPENED, Step.SUBMITTED)


@dataclass(frozen=True)
class Bar:
    """One bar of the drawing, which runs from left to right; style sheets turn it round where one reads so."""

    x: float
    y: float
    height: float
    words: str


@dataclass(frozen=True)
class CourseLine:
    """One line of the table: when, and how often each thing happened; None where that is not known."""

    name: str
    numbers: list[int | None]


@dataclass(frozen=True)
class CourseView:
    petition: Petition
    unit: Unit
    # Until when readers and forms were not noted; None where they always were.
    unknown_before: datetime | None = None

    @cached_property
    def stretches(self) -> list[Stretch]:
        return course(self.petition, self.unit)

    @property
    def has_steps(self) -> bool:
        """Whether anything is counted here at all: where signers are at risk, no reader is."""
        return bool(self._steps)

    @property
    def tells_readers(self) -> bool:
        return Step.OPENED in self._steps

    @property
    def known_since(self) -> str:
        """The day from which on all is known, where some of this is older."""
        unknown = any(number is None for line in self.lines for number in line.numbers)
        return formats.day_in(self.unknown_before, self.petition.zone) if unknown and self.unknown_before else ""

    @property
    def is_empty(self) -> bool:
        return not any(one.numbers[step] for one in self.stretches for step in self._steps)

    @property
    def caption(self) -> str:
        """What the bars are: where nobody signs, readers."""
        place = formats.place(self.petition.zone)
        if self._counts_people:
            return str(gettext("Counted signatures. Times as in %(place)s.", place=place))
        return str(gettext("How often the page was opened. Times as in %(place)s.", place=place))

    @property
    def columns(self) -> list[str]:
        names = {
            Step.OPENED: gettext("Opened"),
            Step.SUBMITTED: gettext("Forms"),
            Step.CONFIRMED: gettext("Counted"),
            Step.WITHDRAWN: gettext("Withdrawn"),
            Step.REMOVED: gettext("Removed"),
            Step.RESTORED: gettext("Restored"),
        }
        return [str(names[step]) for step in self._steps]

    @cached_property
    def lines(self) -> list[CourseLine]:
        """The newest first: that is what one looks for."""
        return [
            CourseLine(self._name(one), [self._number(one, step) for step in self._steps])
            for one in reversed(self.stretches)
        ]

    @property
    def width(self) -> int:
        return STEP * len(self.stretches)

    @property
    def bar_width(self) -> float:
        return round(BAR * min(1, len(self.stretches) / FEW), 2)

    @property
    def bars(self) -> list[Bar]:
        return [
            Bar(round(STEP * place + (STEP - self.bar_width) / 2, 2), HEIGHT - height, height, self._words(one))
            for place, one in enumerate(self.stretches)
            if (height := round(HEIGHT * self._told(one) / self.most, 1)) > 0
        ]

    @cached_property
    def most(self) -> int:
        """What the best of them brought; the chart is so high."""
        return max([1, *map(self._told, self.stretches)])

    @property
    def first(self) -> str:
        return self._name(self.stretches[0])

    @property
    def last(self) -> str:
        return self._name(self.stretches[-1])

    @property
    def summary(self) -> str:
        """What the chart says, for who does not see it; all of it stands in the table."""
        best = max(self.stretches, key=self._told)
        words = gettext(
            "%(caption)s From %(first)s to %(last)s. The most, %(most)s, came here: %(best)s.",
            caption=self.caption,
            first=self.first,
            last=self.last,
            most=formats.number(self._told(best)),
            best=self._name(best),
        )
        return str(words)

    @property
    def _counts_people(self) -> bool:
        return self.petition.abilities.people_sign

    @cached_property
    def _steps(self) -> list[Step]:
        """What the bars show comes first: a phone has room for few. Hardly anything is ever restored."""
        of_readers = [] if self.petition.is_discreet else [Step.OPENED]
        if not self._counts_people:
            return of_readers
        restored = [Step.RESTORED] if any(one.numbers[Step.RESTORED] for one in self.stretches) else []
        return [Step.CONFIRMED, *of_readers, Step.SUBMITTED, Step.WITHDRAWN, Step.REMOVED, *restored]

    def _name(self, one: Stretch) -> str:
        first, last = formats.short_day(one.first_day), formats.day(one.last_day)
        if not one.days:
            return str(gettext("%(day)s, %(time)s", day=first, time=formats.clock_time(one.begins)))
        return last if one.days == 1 else str(gettext("%(first)s – %(last)s", first=first, last=last))

    def _words(self, one: Stretch) -> str:
        number = formats.number(self._told(one))
        return str(gettext("%(when)s: %(number)s", when=self._name(one), number=number))

    def _number(self, one: Stretch, step: Step) -> int | None:
        number, ends = one.numbers[step], one.begins + (timedelta(days=one.days) or timedelta(hours=1))
        is_known = number or step not in NOTED_LATE or self.unknown_before is None or ends > self.unknown_before
        return number if is_known else None

    def _told(self, one: Stretch) -> int:
        """What its bar is as high as: the first column of the table."""
        return one.numbers[self._steps[0]]
