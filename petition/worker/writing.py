"""Writing mails: words, language and links, as they are when the mail goes.

Mails of one kind about one petition differ in a code and a few links. So all of them is rendered once, with marks where
those stand, and kept for the next; a mail then is the form with its marks filled in.
"""

from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from string import ascii_lowercase
from typing import Any
from urllib.parse import urlsplit

from flask import url_for

from petition.extensions import settings
from petition.lib import clock
from petition.lib.bidi import RIGHT_TO_LEFT
from petition.lib.mime import compose, message_id
from petition.models.consent import ConsentPurpose
from petition.models.news import Update
from petition.models.outbox import ORGANISER_NEWS
from petition.models.petition import Petition
from petition.models.signatory import Signatory, SignatoryState
from petition.models.signature import Signature
from petition.models.submission import Submission
from petition.services import (
    circulating,
    confirming,
    doubts,
    invitations,
    joining,
    ledger_heads,
    mail_forms,
    mail_turns,
    opening,
    organisers,
    outbox,
    own_mailbox,
    petition_reviews,
    petitions,
    unsubscribing,
    updates,
    withdrawing,
)
from petition.services.letters import Letter, SignedLine
from petition.services.outbox import ClaimedMail

# What signers are told, in words of its own where they are at risk.
TO_SIGNERS = frozenset({"confirm", "again", "already", "slots_full", "link_renewed"})
# Where a mail to a team leads, by its words.
TEAM_PAGES = {
    **dict.fromkeys(("not_opened", "review_returned", "review_approved"), "organiser.check"),
    **dict.fromkeys(("text_allowed", "text_refused"), "organiser.revising"),
    **dict.fromkeys(("petition_hidden", "petition_shown"), "organiser.petition"),
    "ledger_head": "public.ledger",
    "doubts": "organiser.signatures",
}


@dataclass(frozen=True)
class Draft:
    """All that a mail is written from, as plain values: writing takes time and needs no database."""

    template: str
    language: str
    sender_name: str
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
    is_at_risk = letter.words in TO_SIGNERS and letter.is_discreet
    return Draft(
        template=f"discreet/{letter.words}" if is_at_risk else letter.words,
        language=mail.language,
        # A mailbox lists senders by name.
        sender_name="" if is_at_risk else settings.mail_from_name,
        recipient=recipient,
        message_id=message_id(mail.public_id, settings.mail_from),
        words=_words(mail, letter),
        own=_own(letter, mail.language) | _own_of_account(mail, letter) | _own_of_mailbox(mail),
        list_id=_list_id(letter),
    )


def write(draft: Draft) -> EmailMessage:
    """The mail of a draft. Raises ValueError where something in it cannot stand in a header."""
    form = mail_forms.rendered(draft.template, draft.language, draft.words, draft.own)
    return compose(
        sender=settings.mail_from,
        sender_name=draft.sender_name,
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
        "host": urlsplit(settings.base_url).hostname,
    }
    words |= _about_petition(letter.petition, language) if letter.petition else _about_account(mail, letter)
    if letter.links:
        words["lines"] = tuple(_line(number, line) for number, line in enumerate(letter.links))
    if letter.signatory is not None:
        words |= _about_signatory(letter.signatory)
    if letter.update is not None:
        words |= updates.mailed_words(letter.update, language) | {"update_url": _update_url(letter.update, language)}
    if letter.words == "not_opened" and letter.petition is not None:
        words |= _about_opening(letter.petition)
    if letter.words == "review_approved" and letter.petition is not None:
        words |= _about_approval(letter.petition)
    if letter.words == "doubts" and letter.petition is not None:
        words |= doubts.words_about(letter.petition)
    if letter.words == "petition_hidden" and letter.petition is not None:
        words["reason"] = letter.petition.hidden_reason
    return words


def _about_petition(petition: Petition, language: str) -> dict[str, Any]:
    return {
        "is_discreet": petition.is_discreet,
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
        own["confirm_url"] = _link_to(letter.submission, language)
        own["reject_url"] = url_for("public.reject", token=token, lang=language, _external=True)
    if letter.signature is not None:
        own["signature_url"] = _link_to(letter.signature, language)
        if letter.update is not None:
            token = unsubscribing.link_token(letter.signature, ConsentPurpose.PETITION_NEWS)
            own["unsubscribe_url"] = url_for("public.unsubscribe", token=token, lang=language, _external=True)
    if letter.signatory is not None:
        token = joining.link_token(letter.signatory)
        own["signatory_url"] = url_for("public.signatory", token=token, lang=language, _external=True)
        if letter.signatory.state is SignatoryState.UNCONFIRMED:
            own["reject_url"] = url_for("public.reject_signatory", token=token, lang=language, _external=True)
    for number, line in enumerate(letter.links):
        own[_link_name(number)] = _link_to(line.what, language)
    if letter.words in TEAM_PAGES and letter.petition is not None:
        own["team_url"] = _team_url(TEAM_PAGES[letter.words], letter.petition, language)
    if letter.words == "doubts" and letter.petition is not None:
        own["held_url"] = _team_url(TEAM_PAGES["doubts"], letter.petition, language, state="held")
    if letter.words == "ledger_head" and letter.petition is not None:
        own["note"] = ledger_heads.note_of(letter.petition)
    return own


def _line(number: int, line: SignedLine) -> tuple[str, str | None, date, bool]:
    """Where it leads, the petition's title, the day, and whether it still waits to be confirmed."""
    waits = isinstance(line.what, Submission)
    day = line.what.created_at.date() if isinstance(line.what, Submission) else line.what.confirmed_on
    return mail_forms.mark(_link_name(number)), line.title, day, waits


def _link_name(number: int) -> str:
    """In letters alone, as marks are read."""
    return f"link_{ascii_lowercase[number // 26]}{ascii_lowercase[number % 26]}"


def _link_to(what: Signature | Submission, language: str) -> str:
    if isinstance(what, Submission):
        return url_for("public.confirm", token=confirming.link_token(what), lang=language, _external=True)
    return url_for("public.signature", token=withdrawing.link_token(what), lang=language, _external=True)


def _own_of_account(mail: ClaimedMail, letter: Letter) -> dict[str, str]:
    """Where a mail about an account leads."""
    if letter.petition is not None or letter.links:
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


def _own_of_mailbox(mail: ClaimedMail) -> dict[str, str]:
    """Where its reader sees what waits for the address, and stops all mails: of what is under a cap."""
    if mail.kind in mail_turns.UNCAPPED:
        return {}
    token = own_mailbox.link_token(mail.mailbox_index)
    return {"mails_url": url_for("public.own_mailbox", token=token, lang=mail.language, _external=True)}


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


def _team_url(page: str, petition: Petition, language: str, **asked: str) -> str:
    """Where its team reads more. The address says what it is about: where that may harm, to the list."""
    if petition.is_discreet:
        return url_for("organiser.petitions", lang=language, _external=True)
    return url_for(page, slug=petitions.current_slug(petition), **asked, lang=language, _external=True)


def _petition_url(petition: Petition, language: str) -> str:
    """Where the mail's reader can read it: by the private link as long as there is no other."""
    if petition.is_public:
        return url_for("public.petition", slug=petitions.current_slug(petition), lang=language, _external=True)
    return url_for("public.circulating", token=circulating.link_token(petition), lang=language, _external=True)
