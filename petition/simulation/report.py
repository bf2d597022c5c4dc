"""What is printed: a line of a table for each mix, and each bound that was crossed."""

from collections.abc import Iterator, Sequence

from petition.simulation.mixes import MIXES
from petition.simulation.reckoning import Outcome
from petition.simulation.trying import Result

COLUMNS = ("fakes", "counted (at most)", "held", "refused", "unconfirmed")
PEOPLE = ("people", "counted", "held (at most)", "refused", "unconfirmed")
HEADINGS = ("mix", *COLUMNS, *PEOPLE)


def mixes() -> Iterator[str]:
    """Each mix in a sentence, with what may come of it and why."""
    for mix in MIXES:
        number = mix.attack.fakes if mix.attack else 0
        yield f"{mix.name}: {mix.what}"
        yield f"    fakes {number}, at most {mix.most_counted.of(number)} count: {mix.because}"


def table(results: Sequence[Result]) -> Iterator[str]:
    """As Markdown, for docs/abuse.md."""
    yield f"| {' | '.join(HEADINGS)} |"
    yield f"|{'---|' * len(HEADINGS)}"
    for result in results:
        yield f"| {' | '.join(_cells(result))} |"


def shown(results: Sequence[Result]) -> Iterator[str]:
    """What the table has no column for."""
    for result in results:
        if result.fakes.comments_shown:
            yield f"{result.mix.name}: {result.fakes.comments_shown} comments of fakes are shown to everybody"


def crossed(results: Sequence[Result]) -> Iterator[str]:
    for result in results:
        for words in result.crossed():
            yield f"! {result.mix.name}: {words}"


def _cells(result: Result) -> Iterator[str]:
    mix, fakes, people = result.mix, result.fakes, result.people
    yield f"`{mix.name}`"
    yield from (str(fakes.all), f"{fakes.counted} ({mix.most_counted.of(fakes.all)})", _held(fakes))
    yield from (str(fakes.refused), str(fakes.unconfirmed))
    yield from (str(people.all), str(people.counted), f"{_held(people)} ({mix.most_held.of(people.all)})")
    yield from (str(people.refused), str(people.unconfirmed))


def _held(outcome: Outcome) -> str:
    """How many, and for which reasons."""
    rules = ", ".join(f"{rule} {number}" for rule, number in outcome.held.most_common())
    return f"{outcome.all_held}: {rules}" if rules else "0"
