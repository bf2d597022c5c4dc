"""The page that tells web masters how to show a petition's counter on their own pages."""

from collections.abc import Collection

from flask import render_template, request
from flask.typing import ResponseReturnValue

from petition.extensions import settings
from petition.web import formats, languages
from petition.web.loading import petition_or_404
from petition.web.palette import THEMES
from petition.web.public import bp
from petition.web.public.petition_page import page_of
from petition.web.public.snippets import Choice, snippets_for


@bp.get("/petitions/<slug>/counter")
def counter(slug: str) -> ResponseReturnValue:
    """What it is to look like is asked for in the address, so that choosing works without script."""
    page = page_of(petition_or_404(slug))
    choice = Choice(
        language=_asked("language", settings.languages) or languages.current_language(),
        theme=_asked("theme", THEMES),
        is_only_count=page.can.is_counted and request.args.get("only") == "count",
    )
    return render_template(
        "public/counter/show.html",
        page=page,
        choice=choice,
        snippets=snippets_for(page, choice),
        offered_languages=[(code, formats.language_name(code)) for code in settings.languages],
        origin=settings.base_url,
    )


def _asked(name: str, offered: Collection[str]) -> str | None:
    asked = request.args.get(name)
    return asked if asked in offered else None
