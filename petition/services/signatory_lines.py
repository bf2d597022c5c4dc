"""A line under a letter: as it was sent, as it is sealed, and as it is printed."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from petition.extensions import keyring
from petition.lib import commitments, crypto
from petition.models.signatory import Signatory
from petition.services.identity import SALT_BYTES

# What is printed, and therefore committed to in the ledger.
PRINTED = ("organisations", "persons", "titles", "descriptions", "represents")
# What stays on the page where the name is withheld.
SHOWN_OF_WITHHELD = ("descriptions",)


@dataclass(frozen=True)
class SignatoryLine:
    """Everything that was sent, cleaned. Texts are by language; the first language given is the original.

    `contact` and `address` are the person who sent it; `answer` is what they answered the team. None of these is
    ever printed. The two are empty where the team itself wrote the line.
    """

    organisations: Mapping[str, str] = field(default_factory=dict)
    persons: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    represents: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    contact: str = ""
    address: str = ""
    authority: str = ""
    answer: str = ""
    # A field was filled in that people do not see. The team looks at every line anyhow; it is told.
    is_doubtful: bool = False
    salt: str = field(default_factory=lambda: secrets.token_hex(SALT_BYTES))

    @property
    def name(self) -> str:
        """What it is called in the language it was first written in."""
        return next(iter(self.organisations.values()), "") or next(iter(self.persons.values()), "")


def commitment_to(line: SignatoryLine) -> str:
    """The root of the commitments to each printed field (hex), as for signatures."""
    fields = {name: _canonical(getattr(line, name)) for name in PRINTED} | {"url": line.url}
    return commitments.commitment_root(bytes.fromhex(line.salt), fields).hex()


def write(signatory: Signatory, line: SignatoryLine) -> None:
    """Seal a line into its row, and print what may be printed of it."""
    signatory.sealed = keyring.seal(
        json.dumps(asdict(line), ensure_ascii=False, separators=(",", ":")).encode(), context=_context(signatory)
    )
    signatory.commitment = commitment_to(line)
    _print(signatory, line)


def show(signatory: Signatory, *, is_listed: bool) -> None:
    """Put its name on the page, or take it from there; it counts as before.

    Taking it from there needs nothing of what was sent; where that was erased, putting it there raises CannotOpen.
    """
    line = of(signatory) if is_listed else None
    signatory.is_listed = is_listed
    if line is None:
        _wipe_but(signatory, SHOWN_OF_WITHHELD)
    else:
        _print(signatory, line)


def wipe(signatory: Signatory) -> None:
    """Leave nothing of it on the page."""
    _wipe_but(signatory, ())


def of(signatory: Signatory) -> SignatoryLine:
    """What was sent. Raises CannotOpen once it was erased."""
    if signatory.sealed is None:
        raise crypto.CannotOpen
    return SignatoryLine(**json.loads(keyring.open(signatory.sealed, context=_context(signatory))))


def name_of(signatory: Signatory) -> str:
    """What its team knows it by; nothing where that was erased and is not printed."""
    try:
        return of(signatory).name
    except crypto.CannotOpen:
        return next(iter([*signatory.organisations.values(), *signatory.persons.values()]), "")


def is_printed(signatory: Signatory, line: SignatoryLine) -> bool:
    """Whether the page shows exactly the words of the line, or none of them."""
    printed = {name: getattr(signatory, name) for name in PRINTED}
    return printed in ({name: dict(getattr(line, name)) for name in PRINTED}, {name: {} for name in PRINTED})


def say_the_same(one: Signatory, other: Signatory) -> bool:
    """Whether two forms hold the same words, each under its own salt; of one that cannot be opened nobody knows."""
    if one.is_listed != other.is_listed:
        return False
    try:
        return replace(of(one), salt="") == replace(of(other), salt="")
    except crypto.CannotOpen:
        return False


def _print(signatory: Signatory, line: SignatoryLine) -> None:
    for name in PRINTED:
        is_shown = signatory.is_listed or name in SHOWN_OF_WITHHELD
        setattr(signatory, name, dict(getattr(line, name)) if is_shown else {})
    signatory.url = line.url if signatory.is_listed else ""
    if not signatory.is_listed:
        signatory.logo = None


def _wipe_but(signatory: Signatory, stays: Sequence[str]) -> None:
    for name in PRINTED:
        if name not in stays:
            setattr(signatory, name, {})
    signatory.url = ""
    signatory.logo = None


def _canonical(texts: Mapping[str, str]) -> str:
    # Without texts it is nothing, not "{}": a field that is left out commits to the empty string everywhere.
    return json.dumps(dict(texts), ensure_ascii=False, sort_keys=True, separators=(",", ":")) if texts else ""


def _context(signatory: Signatory) -> str:
    return f"signatory.sealed:{signatory.public_id}"
