"""Which language a page speaks, and how that stands in its address."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from babel import Locale, negotiate_locale
from flask import Blueprint, Flask, current_app, g, has_request_context, request, url_for
from flask_babel import refresh

from petition.extensions import LANGUAGES, babel, settings
from petition.lib.bidi import RIGHT_TO_LEFT


@dataclass(frozen=True)
class LanguageLink:
    """An entry of the language switcher."""

    code: str
    name: str
    url: str
    is_current: bool


class LocalisedBlueprint(Blueprint):
    """A blueprint whose every address may be preceded by a language: `/x` and `/ar/x` are one endpoint."""

    def add_url_rule(self, rule: str, endpoint: str | None = None, *args: Any, **options: Any) -> None:
        super().add_url_rule(rule, endpoint, *args, **options)
        super().add_url_rule(f"/<any({', '.join(LANGUAGES)}):lang>{rule}", endpoint, *args, **options)


def register(app: Flask) -> None:
    babel.init_app(app, default_translation_directories="translations", locale_selector=current_language)
    app.url_value_preprocessor(_take_language_from_address)
    app.url_defaults(_put_language_into_address)


def current_language() -> str:
    """The code of the language this page speaks."""
    language: str | None = g.get("language")
    return language or settings.languages[0]


def use(language: str) -> None:
    """Speak this language from here on, unless the address names another."""
    if not g.get("language_in_address") and language in settings.languages:
        g.language = language
        refresh()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within, all words and addresses are in this language."""
    before = g.get("language")
    g.language = language
    refresh()
    try:
        yield
    finally:
        g.language = before
        refresh()


def is_in_address() -> bool:
    return bool(g.get("language_in_address"))


def negotiated() -> str:
    """The best of our languages for this browser: `ar-TN` gets Arabic."""
    wanted = [code.replace("_", "-") for code, _quality in request.accept_languages]
    return negotiate_locale(wanted, list(settings.languages), sep="-") or settings.languages[0]


def direction(language: str) -> str:
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def language_links() -> list[LanguageLink]:
    """The switcher: this page in each language, or the front page where this one cannot be addressed."""
    return [
        LanguageLink(
            code,
            _own_name(code),
            address_in(code),
            code == current_language(),
        )
        for code in settings.languages
    ]


@cache
def _own_name(code: str) -> str:
    return Locale.parse(code).get_display_name(code) or code


def address_in(language: str) -> str:
    """This page's path in another language; the front page's where this one answers a form or does not exist."""
    if has_request_context() and request.method == "GET" and is_localised(request.endpoint):
        return url_for(request.endpoint or "", **{**(request.view_args or {}), "lang": language})
    return url_for("public.home", lang=language)


def is_localised(endpoint: str | None) -> bool:
    return bool(endpoint) and current_app.url_map.is_endpoint_expecting(str(endpoint), "lang")


def _take_language_from_address(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    language = (values or {}).pop("lang", None)
    if language not in settings.languages:
        # It may have been offered when the link was mailed: what it leads to is there, in the site's own language.
        language = None
    if request.url_rule is None:
        # Nothing is there, or not for this method: the page that says so still speaks as the address asks.
        first = request.path.split("/", 2)[1]
        language = first if first in settings.languages else None
    g.language_in_address = language
    if language is None and not is_localised(request.endpoint):
        language = _language_of_unknown_address() or negotiated()
    g.language = language


def _language_of_unknown_address() -> str | None:
    """`ar` for /ar/no-such-page: an error, too, is told in the language that was asked for."""
    first = request.path.split("/", 2)[1]
    return first if first in settings.languages else None


def _put_language_into_address(endpoint: str, values: dict[str, Any]) -> None:
    if "lang" not in values and is_localised(endpoint):
        values["lang"] = current_language()
