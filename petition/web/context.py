"""What every template knows."""

from typing import Any

from flask import Flask

from petition.extensions import mailer, settings
from petition.web import languages, tracing


def register(app: Flask) -> None:
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    language = languages.current_language()
    return {
        "site_name": settings.site_name,
        "lang": language,
        "direction": languages.direction(language),
        "languages": languages.language_links(),
        "base_url": settings.base_url,
        "canonical_url": settings.base_url + languages.address_in(language),
        "direction_of": languages.direction,
        # Only pages of one request may show it: those of an error, say.
        "request_id": tracing.request_id(),
        "has_mailbox": mailer.folder is not None and settings.is_local,
    }
