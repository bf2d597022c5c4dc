"""Writing mails: words, language and links, as they are when the mail goes.

Mails of one kind about one petition differ in a code and a few links. So all of them is rendered once, with marks where
those stand, and kept for the next; a mail then is the form with its marks filled in.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from functools import lru_cache
from typing import Any

import css_inline
from flask import current_app, url_for
from flask_babel import force_locale
from markupsafe import escape

from petition.extensions import settings
from petition.lib import clock
from petition.lib.bidi import RIGHT_TO_LEFT
from petition.lib.mime import compose, message_id
from petition.models.outbox import ACCOUNT_NEWS
from petition.models.petition import Petition, Protection
from petition.models.signatory import Signatory, SignatoryState
from petition.services import (
    circulating,
    confirming,
    invitations,
    joining,
    organisers,
    outbox,
    petitions,
    readiness,
    withdrawing,
)
from petition.services.letters import Letter
from petition.services.outbox import ClaimedMail

HOLES = re.compile("\n{3,}")
# Nothing is fetched, whatever a template says.
INLINER = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)
# At random, so that no title can hold a mark.
MARK = secrets.token_hex(16)
MARKED = re.compile(f"{MARK}([a-z_]+){MARK}")
FORMS_KEPT = 200


@dataclass(frozen=True)
class Draft:
    """All that a mail is written from, as plain values: writing takes time and needs no database."""

    template: str
    language: str
    recipient: str
    message_id: str
    # What many mails say …
    words: dict[str, Any]
    # … and what this one says alone. Templates only print these, whole.
    own: dict[str, str]


@dataclass(frozen=True)
class _Form:
    """The parts of a mail, with marks for what is its own."""

    subject: str
    text: str
    html: str


def draft(mail: ClaimedMail, letter: Letter, *, recipient: str) -> Draft:
    """What a letter says, in the language of the one who asked for it. It holds nothing a stranger typed."""
    return Draft(
        template=letter.words,
        language=mail.language,
        recipient=recipient,
        message_id=message_id(mail.public_id, settings.mail_from),
        words=_words(mail, letter),
        own=_own(letter, mail.language) | _own_of_account(mail, letter),
    )


def write(draft: Draft) -> EmailMessage:
    """The mail of a draft. Raises ValueError where something in it cannot stand in a header."""
    form = _form(draft.template, draft.language, frozenset(draft.words.items()), frozenset(draft.own))
    return compose(
        sender=settings.mail_from,
        sender_name=settings.mail_from_name,
        to=draft.recipient,
        subject=_filled_in(form.subject, draft.own, str),
        text=_filled_in(form.text, draft.own, str),
        html=_filled_in(form.html, draft.own, escape),
        lang=draft.language,
        message_id=draft.message_id,
        date=clock.now(),
    )


@lru_cache(FORMS_KEPT)
def _form(template: str, language: str, words: frozenset[tuple[str, Any]], own: frozenset[str]) -> _Form:
    given = dict(words) | {name: f"{MARK}{name}{MARK}" for name in own}
    with force_locale(language):
        subject = _render(f"{template}.subject", given)
        text = _render(f"{template}.txt", given)
        html = _render(f"{template}.html", {**given, "subject": subject})
    return _Form(
        subject=" ".join(subject.split()),
        # Parts that are left out leave no hole behind.
        text=HOLES.sub("\n\n", text).strip() + "\n",
        html=INLINER.inline(html),
    )


def _filled_in(form: str, own: dict[str, str], written: Callable[[str], str]) -> str:
    return MARKED.sub(lambda mark: written(own[mark[1]]), form)


def _render(name: str, words: dict[str, Any]) -> str:
    # Not Flask's own way: mails need nothing of what every page knows.
    return current_app.jinja_env.get_template(f"mail/{name}").render(words)


def _words(mail: ClaimedMail, letter: Letter) -> dict[str, Any]:
    language = mail.language
    words: dict[str, Any] = {
        "language": language,
        "direction": "rtl" if language in RIGHT_TO_LEFT else "ltr",
        "site_name": settings.site_name,
    }
    words |= _about_petition(letter.petition, language) if letter.petition else _about_account(mail, letter)
    if letter.signatory is not None:
        words |= _about_signatory(letter.signatory)
    if letter.words == "not_opened" and letter.petition is not None:
        words |= _about_opening(letter.petition)
    return words


def _about_petition(petition: Petition, language: str) -> dict[str, Any]:
    return {
        "is_discreet": petition.protection is Protection.DISCREET,
        "title": petition.words_in(language).title,
        "team_name": petition.team.name_in(language),
        "petition_url": _petition_url(petition, language),
    }


def _about_account(mail: ClaimedMail, letter: Letter) -> dict[str, Any]:
    team = letter.invitation.team if letter.invitation and invitations.mails_name_teams() else None
    is_news = mail.kind in ACCOUNT_NEWS
    return {
        "is_discreet": False,
        "team_name": team.name_in(mail.language) if team else "",
        "role": letter.invitation.role if letter.invitation else None,
        "news": mail.kind.value if is_news else "",
        "happened_at": clock.minute_of(mail.created_at) if is_news else None,
        "forgotten_url": url_for("account.forgotten", lang=mail.language, _external=True),
    }


def _about_opening(petition: Petition) -> dict[str, Any]:
    """What a team is told whose petition did not open at its hour."""
    return {
        "missed_at": petition.missed_opening_at,
        "zone": petition.zone,
        "missing": tuple(dict.fromkeys(finding.code.value for finding in readiness.missing(petition))),
    }


def _own(letter: Letter, language: str) -> dict[str, str]:
    """The links of this mail, and its code."""
    own = {}
    if letter.submission is not None:
        token = confirming.link_token(letter.submission)
        own["code"] = code = confirming.code_of(letter.submission)
        own["code_in_two"] = f"{code[:4]} {code[4:]}"
        own["confirm_url"] = url_for("public.confirm", token=token, lang=language, _external=True)
        own["reject_url"] = url_for("public.reject", token=token, lang=language, _external=True)
    if letter.signature is not None:
        token = withdrawing.link_token(letter.signature)
        own["signature_url"] = url_for("public.signature", token=token, lang=language, _external=True)
    if letter.signatory is not None:
        token = joining.link_token(letter.signatory)
        own["signatory_url"] = url_for("public.signatory", token=token, lang=language, _external=True)
        if letter.signatory.state is SignatoryState.UNCONFIRMED:
            own["reject_url"] = url_for("public.reject_signatory", token=token, lang=language, _external=True)
    if letter.words == "not_opened" and letter.petition is not None:
        own["check_url"] = _check_url(letter.petition, language)
    return own


def _own_of_account(mail: ClaimedMail, letter: Letter) -> dict[str, str]:
    """Where a mail about an account leads."""
    if letter.petition is not None:
        return {}
    values: dict[str, Any] = {"lang": mail.language, "_external": True}
    if letter.invitation is not None:
        url = url_for("account.invitation", token=invitations.link_token(letter.invitation), **values)
    elif letter.organiser is None:
        url = url_for("account.login", **values)
    elif letter.words == "reset":
        url = url_for("account.reset", token=organisers.reset_link_token(letter.organiser), **values)
    elif letter.words == "new_address":
        token = organisers.address_link_token(letter.organiser, outbox.address_of(mail))
        url = url_for("account.new_address", token=token, **values)
    else:
        url = url_for("account.sessions", **values)
    return {"account_url": url}


def _about_signatory(signatory: Signatory) -> dict[str, Any]:
    return {
        "is_listed": signatory.is_listed,
        # What the team says to one whom it decides about.
        "team_words": signatory.question,
        "joins_until": signatory.petition.joins_until,
        "embargo_until": signatory.petition.embargo_until,
        "zone": signatory.petition.zone,
    }


def _check_url(petition: Petition, language: str) -> str:
    """Where its team sees what is missing. The address says what it is about: where that may harm, to the list."""
    if petition.protection is Protection.DISCREET:
        return url_for("organiser.petitions", lang=language, _external=True)
    return url_for("organiser.check", slug=petitions.current_slug(petition), lang=language, _external=True)


def _petition_url(petition: Petition, language: str) -> str:
    """Where the mail's reader can read it: by the private link as long as there is no other."""
    if petition.is_public:
        return url_for("public.petition", slug=petitions.current_slug(petition), lang=language, _external=True)
    return url_for("public.circulating", token=circulating.link_token(petition), lang=language, _external=True)
