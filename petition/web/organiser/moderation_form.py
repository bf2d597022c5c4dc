"""What can be decided about one signature: each deed in words, with a form for the reason."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext

from petition.models.petition import NameAudience
from petition.models.signature import CommentState, Signature, SignatureState
from petition.models.submission import Submission
from petition.services import moderating, petitions, withdrawing
from petition.web.reason_form import ReasonForm

STANDING = (SignatureState.COUNTED, SignatureState.HELD)


@dataclass(frozen=True)
class Deed:
    """Something that can be done now: what it is called, what it brings about, and its form."""

    endpoint: str
    name: str
    effect: str
    url: str
    form: ReasonForm


@dataclass(frozen=True)
class _Kind:
    name: Callable[[], str]
    effect: Callable[[], str]
    is_possible: Callable[[Signature], bool]


KINDS = {
    "remove": _Kind(
        lambda: gettext("Remove"),
        lambda: gettext("It no longer counts. Everyone sees how many were removed; the signature itself is kept."),
        lambda signature: signature.state in STANDING,
    ),
    "restore": _Kind(
        lambda: gettext("Restore"),
        lambda: gettext("The removal is taken back: it counts again, or waits for review if it only waited before."),
        lambda signature: signature.state is SignatureState.REMOVED and withdrawing.can_be_withdrawn(signature),
    ),
    "hide_name": _Kind(
        lambda: gettext("Hide the name"),
        lambda: gettext("It is gone from the page and from lists for the addressees. The signature goes on counting."),
        lambda signature: not signature.name_hidden and _has_name(signature),
    ),
    "show_name": _Kind(
        lambda: gettext("Show the name again"),
        lambda: gettext("It is given again to whom the signer gave it, written as they chose."),
        lambda signature: signature.name_hidden and _has_name(signature),
    ),
    "hide_comment": _Kind(
        lambda: gettext("Hide the comment"),
        lambda: gettext("Nobody reads it any more, on the page or in lists. The signature goes on counting."),
        lambda signature: signature.comment is not None and signature.comment.state is not CommentState.HIDDEN,
    ),
    "show_comment": _Kind(
        lambda: gettext("Show the comment"),
        lambda: gettext("Everyone can read it again."),
        lambda signature: signature.comment is not None and signature.comment.state is not CommentState.SHOWN,
    ),
    "send_again": _Kind(
        lambda: gettext("Send a mail again"),
        lambda: gettext("The signer gets a mail that says that it is confirmed, with the link to “My signature”."),
        moderating.can_be_sent_again,
    ),
}


def deeds_for(signature: Signature, posted: ReasonForm | None = None, endpoint: str = "") -> list[Deed]:
    """All that is possible now; with the form that was sent in its place."""
    return [
        Deed(
            endpoint=name,
            name=str(kind.name()),
            effect=str(kind.effect()),
            url=url_for(f"organiser.{name}", slug=_slug(signature), public_id=signature.public_id),
            form=_with_ids_of(name, posted if posted and name == endpoint else ReasonForm(None)),
        )
        for name, kind in KINDS.items()
        if kind.is_possible(signature)
    ]


def deed_for_waiting(submission: Submission, posted: ReasonForm | None = None) -> Deed | None:
    """To have the mail sent again that asks to confirm, where that is possible."""
    if not moderating.can_be_sent_again(submission):
        return None
    return Deed(
        endpoint="send_waiting_again",
        name=str(gettext("Send the mail again")),
        effect=str(gettext("The signer gets the mail with the link and the code once more.")),
        url=url_for("organiser.send_waiting_again", slug=_slug(submission), public_id=submission.public_id),
        form=posted or ReasonForm(None),
    )


def _has_name(signature: Signature) -> bool:
    is_there = signature.identity is not None and signature.state in (*STANDING, SignatureState.REMOVED)
    return is_there and signature.give_name_to is not NameAudience.NOBODY


def _with_ids_of(name: str, form: ReasonForm) -> ReasonForm:
    """Several of them stand on one page."""
    form.reason.id = form.reason.label.field_id = f"{name}-reason".replace("_", "-")
    return form


def _slug(subject: Signature | Submission) -> str:
    return petitions.current_slug(subject.petition)
