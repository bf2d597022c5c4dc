"""A signature as a moderator sees it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext

from petition.models.petition import NameAudience
from petition.models.signature import CommentState, HoldOutcome, HoldRule, Signature, SignatureState
from petition.models.submission import Submission
from petition.services import petitions, workspace
from petition.web import formats

STATES = {
    SignatureState.COUNTED: lambda: gettext("counted"),
    SignatureState.HELD: lambda: gettext("held"),
    SignatureState.WITHDRAWN: lambda: gettext("withdrawn"),
    SignatureState.REMOVED: lambda: gettext("removed"),
    SignatureState.ERASED: lambda: gettext("erased"),
}
RULES = {
    HoldRule.PRESSED_TOO_SOON: lambda: gettext("confirmed within three seconds after the mail left, as programs do"),
    HoldRule.HONEYPOT: lambda: gettext("a field that people do not see was filled in"),
    HoldRule.BLOCKED: lambda: gettext("whoever runs this site doubts where it comes from"),
    HoldRule.FLOOD: lambda: gettext("very many were sent from its network just then"),
    HoldRule.UNSOLVED: lambda: gettext(
        "many were sent just then, and its browser did not do the work it was asked for; one without scripts cannot"
    ),
    HoldRule.ALIASES: lambda: gettext(
        "its mailbox came under several spellings, as one person with many names does it"
    ),
    HoldRule.DOMAIN_BURST: lambda: gettext("very many were sent from its mail domain just then"),
    HoldRule.ONE_CONFIRMER: lambda: gettext(
        "many were confirmed from one network just then, though sent from others, or more than a day before"
    ),
    HoldRule.UNDER_ATTACK: lambda: gettext("sent while whoever runs this site had everything held"),
    HoldRule.LIMITS_AWAY: lambda: gettext(
        "sent while the site could not count its limits; most of these soon count by themselves"
    ),
}
OUTCOMES = {
    HoldOutcome.RELEASED: lambda: gettext("released"),
    HoldOutcome.REMOVED: lambda: gettext("removed"),
}
AUDIENCES = {
    NameAudience.NOBODY: lambda: gettext("nobody"),
    NameAudience.ADDRESSEES: lambda: gettext("the addressees"),
    NameAudience.PUBLIC: lambda: gettext("everyone"),
}

COMMENTS = {
    CommentState.WAITING: lambda: gettext("waits to be read"),
    CommentState.SHOWN: lambda: gettext("shown to everyone"),
    CommentState.HIDDEN: lambda: gettext("hidden"),
}


@dataclass(frozen=True)
class SignatureLine:
    """Plain values. `name` is None where the signer gave it to nobody."""

    name: str | None
    given_to: str
    state: str
    is_held: bool
    name_hidden: bool
    day: date
    country: str | None
    language: str
    comment: str
    comment_state: str | None
    rule: str | None
    outcome: str | None
    settled_on: date | None
    url: str
    release_url: str
    public_id: str


def state_label(state: SignatureState) -> str:
    return str(STATES[state]())


def line_of_signature(signature: Signature) -> SignatureLine:
    hold = signature.hold
    place: dict[str, Any] = {"slug": petitions.current_slug(signature.petition), "public_id": signature.public_id}
    return SignatureLine(
        name=workspace.name_of(signature),
        given_to=str(AUDIENCES[signature.give_name_to]()),
        state=state_label(signature.state),
        is_held=signature.state is SignatureState.HELD,
        name_hidden=signature.name_hidden,
        day=signature.confirmed_on,
        country=signature.country,
        language=formats.language_name(signature.language),
        comment=signature.comment.text if signature.comment else "",
        comment_state=str(COMMENTS[signature.comment.state]()) if signature.comment else None,
        rule=str(RULES[hold.rule]()) if hold else None,
        outcome=str(OUTCOMES[hold.outcome]()) if hold and hold.outcome else None,
        settled_on=hold.settled_at.date() if hold and hold.settled_at else None,
        url=url_for("organiser.signature", **place),
        release_url=url_for("organiser.release", **place),
        public_id=signature.public_id,
    )


@dataclass(frozen=True)
class WaitingLine:
    """A form that waits to be confirmed. Plain values; nothing that was typed."""

    sent_on: date
    expires_on: date
    language: str
    url: str


def line_of_waiting(submission: Submission) -> WaitingLine:
    slug = petitions.current_slug(submission.petition)
    return WaitingLine(
        sent_on=submission.created_at.date(),
        expires_on=submission.expires_at.date(),
        language=formats.language_name(submission.language),
        url=url_for("organiser.waiting", slug=slug, public_id=submission.public_id),
    )
