"""Writing mails: words, language and links, as they are when the mail goes.

Mails of one kind about one petition differ in a code and a few links. So all of them is rendered once, with marks where
those stand, and kept for the next; a mail then is the form with its marks filled in.
"""

from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from flask import url_for

from petition.extensions import settings
from petition.lib import clock
from petition.lib.bidi import RIGHT_TO_LEFT
from petition.lib.mime import compose, message_id
from petition.models.consent import ConsentPurpose
from petition.models.news import Update
from petition.models.outbox import ORGANISER_NEWS
from petition.models.petition import Petition, Protection
from petition.models.signatory import Signatory, SignatoryState
from petition.services import (
    circulating,
    confirming,
    invitations,
    joining,
    mail_forms,
    opening,
    organisers,
    outbox,
    petition_reviews,
    petitions,
    unsubscribing,
    updates,
    withdrawing,
)
from petition.services.letters import Letter
from petition.services.outbox import ClaimedMail

# Where a mail to a team leads, by its words.
TEAM_PAGES = {
    **dict.fromkeys(("not_opened", "review_returned", "review_approved"), "organiser.check"),
    **dict.fromkeys(("text_allowed", "text_refused"), "organiser.revising"),
    **dict.fromkeys(("petition_hidden", "petition_shown"), "organiser.petition"),
}


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
    # What it is one of many of, for programs that sort mails; "" where it is not.
    list_id: str = ""


def draft(mail: ClaimedMail, letter: Letter, *, recipient: str) -> Draft:
    """What a letter says, in the language of the one who asked for it. It holds nothing a stranger typed."""
    return Draft(
        template=letter.words,
        language=mail.language,
        recipient=recipient,
        message_id=message_id(mail.public_id, settings.mail_from),
        words=_words(mail, letter),
        own=_own(letter, mail.language) | _own_of_account(mail, letter),
        list_id=_list_id(letter),
    )


def write(draft: Draft) -> EmailMessage:
    """The mail of a draft. Raises ValueError where something in it cannot stand in a header."""
    form = mail_forms.rendered(draft.template, draft.language, draft.words, draft.own)
    return compose(
        sender=settings.mail_from,
        sender_name=settings.mail_from_name,
        to=draft.recipient,
        subject=form.subject,
        text=form.text,
        html=form.html,
        lang=draft.language,
        message_id=draft.message_id,
        date=clock.now(),
        unsubscribe=draft.own.get("unsubscribe_url"),
        list_id=draft.list_id,
    )


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
    if letter.update is not None:
        words |= updates.mailed_words(letter.update, language) | {"update_url": _update_url(letter.update, language)}
    if letter.words == "not_opened" and letter.petition is not None:
        words |= _about_opening(letter.petition)
    if letter.words == "review_approved" and letter.petition is not None:
        words |= _about_approval(letter.petition)
    if letter.words == "petition_hidden" and letter.petition is not None:
        words["reason"] = letter.petition.hidden_reason
    return words


def _about_petition(petition: Petition, language: str) -> dict[str, Any]:
    return {
        "is_discreet": petition.protection is Protection.DISCREET,
        "title": petition.words_in(language).title,
        "team_name": petition.team.name_in(language),
        "petition_url": _petition_url(petition, language),
    }


def _about_account(mail: ClaimedMail, letter: Letter) -> dict[str, Any]:
    invited_to = letter.invitation.team if letter.invitation and invitations.mails_name_teams() else None
    team, is_news = letter.team or invited_to, mail.kind in ORGANISER_NEWS
    return {
        "is_discreet": False,
        "team_name": team.name_in(mail.language) if team else "",
        "role": letter.invitation.role if letter.invitation else None,
        "news": mail.kind.value if is_news else "",
        "happened_at": clock.minute_of(mail.created_at) if is_news else None,
        "reason": letter.reason,
        "forgotten_url": url_for("account.forgotten", lang=mail.language, _external=True),
    }


def _about_opening(petition: Petition) -> dict[str, Any]:
    """What a team is told whose petition did not open at its hour."""
    return {
        "missed_at": petition.missed_opening_at,
        "zone": petition.zone,
        "missing": tuple(dict.fromkeys(finding.code.value for finding in opening.lacking(petition))),
    }


def _about_approval(petition: Petition) -> dict[str, Any]:
    """What came of it, or comes, that staff let a petition open."""
    return {
        "is_open": petition.is_public,
        "opens_at": petition_reviews.opens_by_plan_at(petition),
        "zone": petition.zone,
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
        if letter.update is not None:
            token = unsubscribing.link_token(letter.signature, ConsentPurpose.PETITION_NEWS)
            own["unsubscribe_url"] = url_for("public.unsubscribe", token=token, lang=language, _external=True)
    if letter.signatory is not None:
        token = joining.link_token(letter.signatory)
        own["signatory_url"] = url_for("public.signatory", token=token, lang=language, _external=True)
        if letter.signatory.state is SignatoryState.UNCONFIRMED:
            own["reject_url"] = url_for("public.reject_signatory", token=token, lang=language, _external=True)
    if letter.words in TEAM_PAGES and letter.petition is not None:
        own["team_url"] = _team_url(TEAM_PAGES[letter.words], letter.petition, language)
    return own


def _own_of_account(mail: ClaimedMail, letter: Letter) -> dict[str, str]:
    """Where a mail about an account leads."""
    if letter.petition is not None:
        return {}
    if letter.words == "staff_asked":
        return {"decisions_url": url_for("staff.decisions", lang=mail.language, _external=True)}
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


def _update_url(update: Update, language: str) -> str:
    """Where it can be read for good: the page of the list that begins with it."""
    slug, number = petitions.current_slug(update.petition), update.number or 0
    anchor = f"update-{number}"
    return url_for("public.updates", slug=slug, lang=language, before=number + 1, _anchor=anchor, _external=True)


def _list_id(letter: Letter) -> str:
    """The news of one petition are one list (RFC 2919), named without a word of what it is about."""
    if letter.update is None or letter.petition is None:
        return ""
    return message_id(letter.petition.public_id, settings.mail_from).replace("@", ".")


def _team_url(page: str, petition: Petition, language: str) -> str:
    """Where its team reads more. The address says what it is about: where that may harm, to the list."""
    if petition.protection is Protection.DISCREET:
        return url_for("organiser.petitions", lang=language, _external=True)
    return url_for(page, slug=petitions.current_slug(petition), lang=language, _external=True)


def _petition_url(petition: Petition, language: str) -> str:
    """Where the mail's reader can read it: by the private link as long as there is no other."""
    if petition.is_public:
        return url_for("public.petition", slug=petitions.current_slug(petition), lang=language, _external=True)
    return url_for("public.circulating", token=circulating.link_token(petition), lang=language, _external=True)
