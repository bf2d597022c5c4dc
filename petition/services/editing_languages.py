"""The section of the editor that says in which languages a petition is written, and what hangs on them."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from petition.extensions import db
from petition.lib import crypto
from petition.models.petition import Petition
from petition.models.revision import Revision
from petition.services import lengths, revisions
from petition.services.errors import InvalidSection
from petition.services.petition_file_reader import LANGUAGE
from petition.services.row_writing import Values
from petition.services.section_reader import SectionPart

KEYS = {"languages"}

Texts = dict[str, str]


def read_languages(petition: Petition) -> dict[str, Any]:
    """Its own language first."""
    return {"languages": _in_order(petition.language, petition.languages)}


def clean_languages(petition: Petition, part: SectionPart) -> dict[str, Any]:
    """Its own language stays; another one goes only as long as nobody has signed the text in it."""
    wanted = part.lines("languages", longest=5)
    for code in wanted:
        if not LANGUAGE.fullmatch(code):
            raise part.mistake(f"languages: {code} is not a language code such as fr")
    if len({*wanted}) > lengths.MOST_LANGUAGES:
        raise part.mistake(f"languages: at most {lengths.MOST_LANGUAGES}")
    for gone in {*petition.languages} - {petition.language, *wanted}:
        _require_unsigned(petition, gone, "languages")
    return {"languages": _in_order(petition.language, wanted)}


def write_languages(petition: Petition, values: Values) -> None:
    """Begin a translation, or take one away with all words in it."""
    for code in petition.languages:
        if code not in values["languages"]:
            for revision in _in(petition, code):
                petition.revisions.remove(revision)
                db.session.delete(revision)
            _rename(petition, code, None)
    db.session.flush()
    for code in values["languages"]:
        if petition.latest(code) is None:
            revisions.write(petition, code, {})


def written(petition: Petition) -> list[str]:
    """What would go with each translation: its language, and a mark that is another one once its words are."""
    found = []
    for code in petition.languages:
        newest = petition.latest(code)
        if code != petition.language and newest is not None and any(getattr(newest, name) for name in revisions.WORDS):
            words = [newest.sha256, newest.share_text, *newest.hashtags]
            found.append(f"{code}:{crypto.fingerprint(' '.join(words).encode())}")
    return found


def taken(petition: Petition, values: Values) -> list[str]:
    """Those of `written` that go with these values."""
    return [mark for mark in written(petition) if mark.partition(":")[0] not in values["languages"]]


def speak(petition: Petition, language: str) -> None:
    """Make this its own language: of what is written in it by now, or, where there is nothing, of what is there.

    Raises InvalidSection where that would be under other words than somebody has signed.
    """
    former = petition.language
    if language == former:
        return
    if petition.latest(language) is None:
        _require_unsigned(petition, former, "language")
        for revision in _in(petition, former):
            revision.language = language
            revision.sha256 = revisions.sha256_of(revision)
        _rename(petition, former, language)
    petition.language = language
    for code in petition.languages:
        newest = petition.latest(code)
        if newest is not None:
            revisions.note_source(petition, newest)


def _in_order(own: str, codes: list[str]) -> list[str]:
    return [own, *sorted({*codes} - {own})]


def _in(petition: Petition, language: str) -> list[Revision]:
    return [revision for revision in petition.revisions if revision.language == language]


def _require_unsigned(petition: Petition, language: str, field: str) -> None:
    if any(revisions.is_referred_to(revision) for revision in _in(petition, language)):
        raise InvalidSection(
            field, gettext("Somebody stands under the text in this language already, so it has to stay.")
        )


def _rename(petition: Petition, former: str, language: str | None) -> None:
    """Let everything that is said in one language be in another one, or take it away."""
    rows: list[tuple[Any, tuple[str, ...]]] = [(event, ("titles", "places", "texts")) for event in petition.events]
    rows += [(action, ("titles", "texts")) for action in petition.actions]
    rows += [(field, ("labels",)) for field in petition.fields]
    rows += [(petition.picture, ("alt",))] if petition.picture else []
    for row, names in rows:
        for name, texts in _renamed({name: getattr(row, name) for name in names}, former, language).items():
            setattr(row, name, texts)
    for block in petition.blocks:
        block.words = _renamed(block.words, former, language)
    _rename_rows(petition, former, language)


def _renamed(words: Mapping[str, Texts], former: str, language: str | None) -> dict[str, Texts]:
    """The texts of one row, each by language. Nothing is written over, and no row is left without words."""
    spoken = {code for texts in words.values() for code in texts}
    if _stays(spoken, former, language):
        return dict(words)
    renamed = {}
    for name, texts in words.items():
        moved = {language: texts[former]} if language and former in texts else {}
        renamed[name] = moved | {code: said for code, said in texts.items() if code != former}
    return renamed


def _stays(spoken: set[str], former: str, language: str | None) -> bool:
    """Whether a row keeps what it says in that language: it says it in the other one too, or in no other at all."""
    return language in spoken if language else spoken == {former}


def _rename_rows(petition: Petition, former: str, language: str | None) -> None:
    """The same where each language is a row. A message goes only where everyone was meant by it."""
    for addressee in petition.addressees:
        spoken = {text.language for text in addressee.texts}
        for text in [text for text in addressee.texts if text.language == former]:
            if _stays(spoken, former, language):
                continue
            if language:
                text.language = language
            else:
                addressee.texts.remove(text)
    for action in petition.actions:
        for message in [one for one in action.messages if one.language == former and one.addressee is None]:
            if language:
                message.language = language
            else:
                action.messages.remove(message)
