"""Writing mails: words, language and links, as they are when the mail goes."""

import re
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

import css_inline
from flask import current_app, url_for
from flask_babel import force_locale

from petition.extensions import settings
from petition.lib import clock
from petition.lib.mime import compose
from petition.models.outbox import Mail
from petition.models.petition import Petition, Protection
from petition.models.signatory import Signatory, SignatoryState
from petition.services import circulating, confirming, joining, petitions, withdrawing
from petition.services.letters import Letter

HOLES = re.compile("\n{3,}")
RIGHT_TO_LEFT = {"ar", "fa", "he", "ur"}
# Nothing is fetched, whatever a template says.
INLINER = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)


@dataclass(frozen=True)
class Draft:
    """All that a mail is written from, as plain values: writing takes time and needs no database."""

    template: str
    language: str
    recipient: str
    message_id: str
    words: dict[str, Any]


def draft(mail: Mail, letter: Letter, *, recipient: str) -> Draft:
    """What a letter says, in the language of the one who asked for it. It holds nothing a stranger typed."""
    return Draft(
        template=letter.words,
        language=mail.language,
        recipient=recipient,
        message_id=f"<{mail.public_id}@{urlsplit(settings.base_url).hostname}>",
        words=_words(mail, letter),
    )


def write(draft: Draft) -> EmailMessage:
    """The mail of a draft. Raises ValueError where something in it cannot stand in a header."""
    with force_locale(draft.language):
        subject = _render(f"{draft.template}.subject", draft.words)
        text = _render(f"{draft.template}.txt", draft.words)
        html = INLINER.inline(_render(f"{draft.template}.html", {**draft.words, "subject": subject}))
    return compose(
        sender=settings.mail_from,
        sender_name=settings.mail_from_name,
        to=draft.recipient,
        subject=" ".join(subject.split()),
        # Parts that are left out leave no hole behind.
        text=HOLES.sub("\n\n", text).strip() + "\n",
        html=html,
        lang=draft.language,
        message_id=draft.message_id,
        date=clock.now(),
    )


def _render(name: str, words: dict[str, Any]) -> str:
    # Not Flask's own way: mails need nothing of what every page knows.
    return current_app.jinja_env.get_template(f"mail/{name}").render(words)


def _words(mail: Mail, letter: Letter) -> dict[str, Any]:
    language = mail.language
    words: dict[str, Any] = {
        "language": language,
        "direction": "rtl" if language in RIGHT_TO_LEFT else "ltr",
        "site_name": settings.site_name,
        "is_discreet": letter.petition.protection is Protection.DISCREET,
        "title": letter.petition.words_in(language).title,
        "team_name": letter.petition.team.name_in(language),
        "petition_url": _petition_url(letter.petition, language),
    }
    if letter.submission is not None:
        token = confirming.link_token(letter.submission)
        words["code"] = confirming.code_of(letter.submission)
        words["confirm_url"] = url_for("public.confirm", token=token, lang=language, _external=True)
        words["reject_url"] = url_for("public.reject", token=token, lang=language, _external=True)
    if letter.signature is not None:
        token = withdrawing.link_token(letter.signature)
        words["signature_url"] = url_for("public.signature", token=token, lang=language, _external=True)
    if letter.signatory is not None:
        words |= _about_signatory(letter.signatory, language)
    return words


def _about_signatory(signatory: Signatory, language: str) -> dict[str, Any]:
    token = joining.link_token(signatory)
    is_unconfirmed = signatory.state is SignatoryState.UNCONFIRMED
    reject_url = url_for("public.reject_signatory", token=token, lang=language, _external=True)
    return {
        "signatory_url": url_for("public.signatory", token=token, lang=language, _external=True),
        "reject_url": reject_url if is_unconfirmed else None,
        "is_listed": signatory.is_listed,
        # What the team says to one whom it decides about.
        "team_words": signatory.question,
        "joins_until": signatory.petition.joins_until,
        "embargo_until": signatory.petition.embargo_until,
        "zone": signatory.petition.zone,
    }


def _petition_url(petition: Petition, language: str) -> str:
    """Where the mail's reader can read it: by the private link as long as there is no other."""
    if petition.is_public:
        return url_for("public.petition", slug=petitions.current_slug(petition), lang=language, _external=True)
    return url_for("public.circulating", token=circulating.link_token(petition), lang=language, _external=True)
