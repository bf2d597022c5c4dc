"""What is decided about signatures and comments, one at a time."""

from collections.abc import Callable
from typing import Any

from petition.models.outbox import Mail, MailKind
from petition.models.petition import Commenting, NameAudience
from petition.models.report import ReportReason
from petition.models.signature import Comment, CommentState, HoldRule, Signature, SignatureState
from petition.services import moderating, reporting
from petition.services.permissions import Verb
from tests.making import submit
from tests.people import signed
from tests.verbs.deed import TOO_LONG, WARD, WHY, Args, Deed, audited, newest, the, ward

ABOUT = "/en/organise/{slug}/signatures/{public_id}"
QUEUE = "/en/organise/{slug}/comments"
SAID: dict[str, Any] = {"give_name_to": NameAudience.PUBLIC, "comment": "Why not", "comment_is_public": True}
SPOILT = {"reason": TOO_LONG}
BY: dict[str, Any] = {"by": "alice", "reason": "x"}


def signature(*deeds: Callable[[Signature], object], **values: Any) -> Args:
    made = signed(ward(), **{**SAID, **values})
    for deed in deeds:
        deed(made)
    return {"slug": WARD, "public_id": made.public_id}


def _removed(made: Signature) -> None:
    moderating.remove(made, **BY)


def _nameless(made: Signature) -> None:
    moderating.hide_name(made, **BY)


def _silenced(made: Signature) -> None:
    moderating.hide_comment(made, **BY)


def _is(state: SignatureState) -> Callable[[Args], bool]:
    return lambda args: the(Signature, args).state is state


def _comment_is(state: CommentState) -> Callable[[Args], bool]:
    return lambda args: _comment(args).state is state


def _comment(args: Args) -> Comment:
    found = the(Signature, args).comment
    assert found
    return found


def _is_sent_again(_args: Args) -> bool:
    return newest(Mail).kind is MailKind.SENT_AGAIN


def _waiting_form() -> Args:
    return {"slug": WARD, "public_id": submit(ward()).public_id}


def _decision(endpoint: str, works: Callable[[Args], object], *deeds: Callable[[Signature], object]) -> Deed:
    """About one signature, with a reason."""
    arrange = lambda: signature(*deeds)  # noqa: E731 -- one for each
    return Deed(f"organiser.{endpoint}", Verb.REVIEW, works, arrange, WHY, page=ABOUT, spoils=SPOILT)


def _held() -> Args:
    return signature(doubts=(HoldRule.HONEYPOT,))


# --- Comments --------------------------------------------------------------------------------------------------------


def _comment_waits() -> Args:
    ward().comments = Commenting.AFTER_REVIEW
    return signature()


def _comment_is_reported() -> Args:
    args = signature()
    reporting.report(ward(), str(_comment(args).public_id), reason=ReportReason.OTHER, words="Look at it")
    return args


def _comment_was_shown() -> Args:
    args = _comment_waits()
    moderating.show_comment(the(Signature, args), **BY)
    return args


DEEDS = [
    _decision("remove", _is(SignatureState.REMOVED)),
    _decision("restore", _is(SignatureState.COUNTED), _removed),
    _decision("hide_name", lambda args: the(Signature, args).name_hidden),
    _decision("show_name", lambda args: not the(Signature, args).name_hidden, _nameless),
    _decision("hide_comment", _comment_is(CommentState.HIDDEN)),
    _decision("show_comment", _comment_is(CommentState.SHOWN), _silenced),
    _decision("send_again", _is_sent_again),
    Deed(
        "organiser.send_waiting_again",
        Verb.REVIEW,
        _is_sent_again,
        _waiting_form,
        WHY,
        page="/en/organise/{slug}/waiting/{public_id}",
        spoils=SPOILT,
    ),
    Deed("organiser.release", Verb.REVIEW, _is(SignatureState.COUNTED), _held, page=ABOUT),
    Deed(
        "organiser.do_look_up",
        Verb.LOOK_UP,
        audited("look up"),
        lambda: signature(address="rima@example.org"),
        {"mail": "rima@example.org"},
        page="/en/organise/{slug}/look-up",
        spoils={"mail": "rima at example.org"},
        status=200,
    ),
    Deed(
        "organiser.look_up_domain",
        Verb.LOOK_UP,
        audited("look up domain"),
        lambda: signature(address="rima@example.org"),
        {"domain": "nobody.example"},
        page="/en/organise/{slug}/look-up",
        spoils={"domain": "not a domain"},
        status=200,
    ),
    Deed("organiser.show_queued_comment", Verb.REVIEW, _comment_is(CommentState.SHOWN), _comment_waits, page=QUEUE),
    Deed(
        "organiser.hide_queued_comment",
        Verb.REVIEW,
        _comment_is(CommentState.HIDDEN),
        _comment_waits,
        {"reason": "insult", "words": "It names somebody"},
        page=QUEUE,
        spoils={"words": TOO_LONG},
    ),
    Deed(
        "organiser.keep_queued_comment",
        Verb.REVIEW,
        lambda args: _comment(args).is_reviewed,
        _comment_is_reported,
        page=f"{QUEUE}?queue=reported",
    ),
    Deed(
        "organiser.undo_queued_comment",
        Verb.REVIEW,
        _comment_is(CommentState.WAITING),
        _comment_was_shown,
        page=f"{QUEUE}?done={{public_id}}&was=waiting&now=shown",
    ),
]
