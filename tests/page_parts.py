"""Factories for what stands on a petition's page beside its text, and the page that shows it."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.action import Action, ActionKind, ActionMessage
from petition.models.addressee import Addressee, AddresseeRole, AddresseeText
from petition.models.page_block import BlockKind, PageBlock
from petition.models.petition import Petition
from petition.services import petitions, sequencing
from tests.making import draft


def block(kind: BlockKind, words: Mapping[str, Any], **values: Any) -> PageBlock:
    """Words that are given as one text are English; given by language, they stay so."""
    by_language = {name: text if isinstance(text, dict) else {"en": text} for name, text in words.items()}
    return PageBlock(**{"kind": kind, "position": 1, "words": by_language, "handles": {}, "url": "", **values})


def addressee(name: str = "The Minister of Health", **values: Any) -> Addressee:
    words = {key: values.pop(key) for key in ("office", "institution", "salutation", "note") if key in values}
    text = AddresseeText(language="en", name=name, **words)
    return Addressee(**{"role": AddresseeRole.TO, "position": 1, "handles": {}, "texts": [text], **values})


def action(kind: ActionKind, *messages: ActionMessage, **values: Any) -> Action:
    for position, message in enumerate(messages, 1):
        message.position = position
    own = {"position": 1, "titles": {"en": "Do it"}, "texts": {"en": "Today."}, "messages": list(messages)}
    return Action(kind=kind, **{**own, **values})


def message(text: str, language: str = "en", **values: Any) -> ActionMessage:
    return ActionMessage(**{"language": language, "text": text, "subject": "", **values})


def publish(app: Flask, *, arrange: Callable[[Petition], object] | None = None, **values: Any) -> str:
    """An open petition with these parts, in the ledger and committed; `arrange` adds to it first. Its slug."""
    with app.app_context():
        db.open_for_writing()
        made = draft(**values)
        if arrange:
            arrange(made)
        petitions.open_now(made, languages=made.languages)
        db.session.flush()
        sequencing.sequence(made.id)
        db.session.commit()
        return petitions.current_slug(made)


def read(client: FlaskClient, slug: str, language: str = "en") -> str:
    answer = client.get(f"/{language}/petitions/{slug}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)
