"""The section of the editor that says whom a petition is addressed to."""

from collections.abc import Iterator
from typing import Any

from petition.lib import posts
from petition.models.addressee import Addressee, AddresseeRole, AddresseeText
from petition.models.petition import Petition
from petition.services import lengths
from petition.services.errors import SectionIsFrozen
from petition.services.row_writing import Values, write_rows
from petition.services.section_reader import SectionPart

KEYS = {"addressees"}
# How somebody is reached may be mended at any time; who is asked may not.
REACHED = {"postal_address", "phone", "public_address", "handles"}
ROW_KEYS = {"role", "country", "language", "texts", *REACHED}
TEXT_KEYS = {"name", "office", "institution", "salutation", "note"}


def read_addressees(petition: Petition) -> dict[str, Any]:
    return {"addressees": [_read(one) for one in petition.addressees]}


def clean_addressees(petition: Petition, part: SectionPart) -> dict[str, Any]:
    """Raises SectionIsFrozen where somebody else would be asked than at opening."""
    rows = part.rows("addressees", ROW_KEYS, most=lengths.MOST_ADDRESSEES)
    cleaned = [_clean(row, petition.languages) for row in rows]
    return {"addressees": _with_what_may_change(petition, cleaned) if petition.is_frozen else cleaned}


def write_addressees(petition: Petition, values: Values) -> None:
    """Somebody who is no longer asked leaves the messages to them behind, as messages for everybody."""

    def let_go(addressee: Addressee) -> None:
        for action in petition.actions:
            for message in action.messages:
                if message.addressee is addressee:
                    message.addressee = None

    write_rows(
        petition.addressees,
        values["addressees"],
        read=_read,
        names=_names,
        fill=_fill,
        make=Addressee,
        let_go=let_go,
    )


def frozen_addressees(petition: Petition) -> frozenset[str]:
    """Where nobody was asked at opening, nobody can be; else `clean_addressees` looks closer."""
    return frozenset() if petition.addressees else frozenset(KEYS)


def _read(one: Addressee) -> dict[str, Any]:
    return {
        "role": str(one.role),
        "country": one.country or "",
        "language": one.language or "",
        "postal_address": one.postal_address,
        "phone": one.phone,
        "public_address": one.public_address,
        "handles": {network: one.handles[network] for network in posts.NETWORKS if network in one.handles},
        "texts": {text.language: {name: getattr(text, name) for name in sorted(TEXT_KEYS)} for text in one.texts},
    }


def _clean(row: SectionPart, languages: list[str]) -> dict[str, Any]:
    texts = row.inside("texts")
    said = {code: _said(texts.inside(code, TEXT_KEYS)) for code in texts.codes(languages)}
    if not any(said.values()):
        raise row.mistake("name is missing")
    return {
        "role": row.choice("role", AddresseeRole, AddresseeRole.TO).value,
        "country": row.country("country"),
        "language": row.language("language"),
        "postal_address": row.text("postal_address"),
        "phone": row.line("phone", longest=lengths.PHONE),
        "public_address": row.address("public_address"),
        "handles": row.handles(),
        "texts": {code: words for code, words in said.items() if words},
    }


def _said(words: SectionPart) -> dict[str, str]:
    """Who it is in one language; nothing where nothing is said in it."""
    said = {name: words.text(name) if name == "note" else words.line(name) for name in sorted(TEXT_KEYS)}
    if not any(said.values()):
        return {}
    return {**said, "name": words.line("name", required=True)}


def _with_what_may_change(petition: Petition, wanted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    there = [_read(one) for one in petition.addressees]
    if [_who(one) for one in wanted] != [_who(one) for one in there]:
        raise SectionIsFrozen("addressees")
    return [kept | {name: row[name] for name in REACHED} for kept, row in zip(there, wanted, strict=True)]


def _who(values: Values) -> dict[str, Any]:
    """All but how they are reached."""
    return {name: value for name, value in values.items() if name not in REACHED}


def _names(values: Values) -> Iterator[str]:
    return (text["name"] for text in values["texts"].values())


def _fill(one: Addressee, values: Values) -> None:
    one.role = AddresseeRole(values["role"])
    one.country = values["country"] or None
    one.language = values["language"] or None
    for name in ("postal_address", "phone", "public_address"):
        setattr(one, name, values[name])
    kept = {text.language: text for text in one.texts}
    is_the_same = not {text.name for text in one.texts}.isdisjoint(_names(values))
    # Petition files may know of networks that nobody can type here.
    others = one.handles if is_the_same else {}
    one.handles = {net: name for net, name in others.items() if net not in posts.NETWORKS} | values["handles"]
    for code, words in values["texts"].items():
        text = kept.pop(code, None)
        if text is None:
            text = AddresseeText(language=code)
            one.texts.append(text)
        for name, said in words.items():
            setattr(text, name, said)
    for text in kept.values():
        one.texts.remove(text)
