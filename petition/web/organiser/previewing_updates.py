"""News as it will be: on its page, and as the mail that goes to those who asked for it."""

from typing import Any

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.extensions import settings
from petition.models.news import Update
from petition.services import mail_forms, petitions, update_mailings, update_previewing, updates
from petition.services.mail_forms import MailForm
from petition.services.permissions import Verb
from petition.web import formats, languages
from petition.web.headers import MAILS
from petition.web.organiser import bp
from petition.web.organiser.loading import petition_or_404, update_or_404
from petition.web.organiser.petition_line import line_of
from petition.web.organiser.update_line import UpdateLine

PLACE = "/organise/<slug>/updates/<public_id>"


@bp.get(f"{PLACE}/preview")
def preview_update(slug: str, public_id: str) -> ResponseReturnValue:
    """To the page itself, in its own language."""
    there = update_or_404(petition_or_404(slug, Verb.PUBLISH_NEWS), public_id)
    if not there.texts:
        return redirect(url_for(".update", slug=slug, public_id=public_id), 303)
    own = there.petition.language
    spoken = own if own in settings.languages else None
    return redirect(url_for("public.update_preview", token=update_previewing.link_token(there), lang=spoken), 303)


@bp.get(f"{PLACE}/mail/<language>")
def update_mail(slug: str, public_id: str, language: str) -> ResponseReturnValue:
    """What somebody gets who signed in this language."""
    there = _mailed_or_404(slug, public_id, language)
    if not there.texts:
        return redirect(url_for(".update", slug=slug, public_id=public_id), 303)
    mail = _mail(there, language)
    place: dict[str, Any] = {"slug": slug, "public_id": public_id}
    return render_template(
        "organiser/updates/mail.html",
        line=line_of(there.petition),
        news=UpdateLine(there),
        mail=mail,
        mail_lang=language,
        mail_dir=languages.direction(language),
        html_url=url_for(".update_mail_html", **place, language=language),
        others=[
            (formats.language_name(code), url_for(".update_mail", **place, language=code), code == language)
            for code in settings.languages
        ],
        # The name and address that stand at the top of it.
        sender=f"{settings.mail_from_name} <{settings.mail_from}>" if settings.mail_from_name else settings.mail_from,
    )


@bp.get(f"{PLACE}/mail/<language>/html")
def update_mail_html(slug: str, public_id: str, language: str) -> ResponseReturnValue:
    """As a mail program shows it: its own styles, no script, nothing from outside; links lead nowhere."""
    there = _mailed_or_404(slug, public_id, language)
    if not there.texts:
        return redirect(url_for(".update", slug=slug, public_id=public_id), 303)
    return _mail(there, language).html, {"Content-Security-Policy": MAILS}


def _mailed_or_404(slug: str, public_id: str, language: str) -> Update:
    petition = petition_or_404(slug, Verb.PUBLISH_NEWS)
    if language not in settings.languages or not update_mailings.can_be_mailed(petition):
        abort(404)
    return update_or_404(petition, public_id)


def _mail(there: Update, language: str) -> MailForm:
    """The mail itself, but for the links that each one has of its own."""
    slug, own = petitions.current_slug(there.petition), str(gettext("(here stands a link that only this person has)"))
    links = {
        "petition_url": url_for("public.petition", slug=slug, lang=language, _external=True),
        "update_url": url_for("public.updates", slug=slug, lang=language, _external=True),
    }
    words = updates.mailed_words(there, language) | links
    return mail_forms.rendered("update", language, words, {"unsubscribe_url": own, "signature_url": own})
