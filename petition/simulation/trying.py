"""One mix, tried: real signers and an attacker at once, and whether what came of it is within its bounds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from petition.services import petitions
from petition.simulation.acting import Scene
from petition.simulation.attackers import fakes
from petition.simulation.mixes import Mix
from petition.simulation.people import people
from petition.simulation.reckoning import Outcome, reckon
from petition.simulation.stage import Stage, open_petition

# Between two mixes: no window of the product, and no cap, is wider.
REST = timedelta(days=3)


@dataclass(frozen=True)
class Result:
    """What came of a mix."""

    mix: Mix
    people: Outcome
    fakes: Outcome

    def crossed(self) -> Iterator[str]:
        """Each bound that was crossed, as a sentence."""
        yield from _above("fakes counted", self.fakes.counted, self.mix.most_counted.of(self.fakes.all))
        yield from _above("people held", self.people.all_held, self.mix.most_held.of(self.people.all))
        yield from _above("people refused", self.people.refused, 0)
        yield from _above("comments of fakes shown", self.fakes.comments_shown, self._most_comments())

    def _most_comments(self) -> int:
        return self.mix.most_comments.of(self.fakes.all)

    def as_values(self) -> dict[str, Any]:
        """For a file."""
        return {
            "mix": self.mix.name,
            "people": _values(self.people),
            "fakes": _values(self.fakes),
            "most": {
                "fakes counted": self.mix.most_counted.of(self.fakes.all),
                "people held": self.mix.most_held.of(self.people.all),
                "people refused": 0,
                "comments of fakes shown": self._most_comments(),
            },
            "crossed": list(self.crossed()),
        }


def try_out(stage: Stage, mix: Mix, *, signers: int, number_of_fakes: int | None = None) -> Result:
    """Let it happen, on a petition of its own."""
    stage.course.rest(REST)
    scene = Scene(stage, mix.name, stage.course.now)
    with stage.writing():
        petition = open_petition(mix.name)
        scene.let_sign(list(people(petition, mix.crowd, signers)))
        if mix.attack:
            number = mix.attack.fakes if number_of_fakes is None else number_of_fakes
            scene.let_attack(mix.attack, list(fakes(petition, mix.attack, number)))
    stage.play()
    with stage.reading():
        found = petitions.by_slug(mix.name)
        if found is None:
            raise LookupError("the petition of this mix is gone")
        return Result(mix, *reckon(found, scene.attempts))


def _above(what: str, number: int, most: int) -> Iterator[str]:
    if number > most:
        yield f"{what}: {number}, and {most} at most were to be"


def _values(outcome: Outcome) -> dict[str, Any]:
    return {
        "all": outcome.all,
        "counted": outcome.counted,
        "held": dict(outcome.held),
        "refused": outcome.refused,
        "unconfirmed": outcome.unconfirmed,
        "comments shown": outcome.comments_shown,
    }
