"""Working at a petition, as its team does in the editor."""

from typing import Any

from petition.models.petition import Petition
from petition.services import sections


def save(petition: Petition, section: str, *, by: str = "alice", **changes: Any) -> str:
    """Change some of what a section holds, by whoever sees it as it is; not committed."""
    values = {**sections.read(petition, section), **changes}
    return sections.save(petition, section, values, seen=sections.fingerprint(petition, section), by=by)


def addressee(name: str, **values: Any) -> dict[str, Any]:
    """Somebody who is asked, as the section of addressees holds it."""
    said = {"name": name, "office": "", "institution": "", "salutation": "", "note": ""}
    empty = dict.fromkeys(("country", "language", "postal_address", "phone", "public_address"), "")
    return {"role": "to", **empty, "handles": {}, "texts": {"en": said}, **values}


def event(title: str, **values: Any) -> dict[str, Any]:
    """An hour at a place, as the section of events holds it."""
    said: dict[str, Any] = {"titles": {"en": title}, "places": {}, "texts": {}}
    at = {"starts": "2026-12-11T16:00", "minutes": 30, "zone": "Asia/Damascus", "shown_zones": [], "url": ""}
    return {**at, **said, **values}


def action(title: str, **values: Any) -> dict[str, Any]:
    """Something to do, as the section of actions holds it."""
    said: dict[str, Any] = {"titles": {"en": title}, "texts": {}}
    return {"kind": "write", "event": 0, "networks": [], "hashtags": [], "messages": [], **said, **values}


def message(text: str, *, to: int = 0) -> dict[str, Any]:
    return {"to": to, "language": "en", "subject": "", "text": text}
