"""The installation's own words: who runs it, its terms, and how accessible it is."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from petition.extensions import settings
from petition.lib import markdown
from petition.services.policy import LegalPage
from petition.web import announcements
from petition.web.public import bp
from petition.web.said import said

NAMES = {
    LegalPage.IMPRINT: lazy_gettext("Who runs this site"),
    LegalPage.TERMS: lazy_gettext("Terms of use"),
    LegalPage.ACCESSIBILITY: lazy_gettext("Accessibility"),
}


@bp.get("/imprint")
def imprint() -> ResponseReturnValue:
    return _page(LegalPage.IMPRINT)


@bp.get("/terms")
def terms() -> ResponseReturnValue:
    return _page(LegalPage.TERMS)


@bp.get("/accessibility")
def accessibility() -> ResponseReturnValue:
    return _page(LegalPage.ACCESSIBILITY)


def _page(page: LegalPage) -> ResponseReturnValue:
    words = announcements.known().legal_words(page)
    if not words and page is not LegalPage.ACCESSIBILITY:
        abort(404)
    if not words:
        return render_template("public/legal/accessibility.html", name=NAMES[page])
    shown = said(words, settings.languages[0])
    body = markdown.render(shown.text)
    return render_template("public/legal/show.html", name=NAMES[page], said=shown, body=body)
