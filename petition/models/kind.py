"""The kinds of petition, and the one table of what each can do."""

import enum
from dataclasses import dataclass


class PetitionKind(enum.StrEnum):
    PETITION = "petition"
    LETTER = "letter"
    STATEMENT = "statement"
    CALL = "call"


@dataclass(frozen=True)
class Abilities:
    """What a kind can do. Whatever asks "is it a letter?" should ask one of these instead.

    `people_sign`: there is a form for everyone, and the number counts people. `counts_signatories`: organisations and
    people in a capacity make it what it is, and the number counts them; under every other kind they stand as its
    supporters, and are not counted with the people. `has_addressees`: somebody in particular is asked to act.
    """

    people_sign: bool
    counts_signatories: bool
    has_addressees: bool
    has_goal: bool

    @property
    def is_counted(self) -> bool:
        """Whether its page shows a number at all."""
        return self.people_sign or self.counts_signatories


ABILITIES = {
    PetitionKind.PETITION: Abilities(people_sign=True, counts_signatories=False, has_addressees=True, has_goal=True),
    PetitionKind.LETTER: Abilities(people_sign=False, counts_signatories=True, has_addressees=True, has_goal=False),
    PetitionKind.STATEMENT: Abilities(people_sign=False, counts_signatories=True, has_addressees=False, has_goal=False),
    # Its addressees are the elected officials who are to be called.
    PetitionKind.CALL: Abilities(people_sign=False, counts_signatories=False, has_addressees=True, has_goal=False),
}
