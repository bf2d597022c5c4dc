"""What became of a comment, as its signer is told."""

from dataclasses import dataclass

from flask_babel import gettext

from petition.models.signature import Comment, CommentState, Signature, SignatureState
from petition.services.identity import Identity
from petition.web.report_words import TO_SIGNERS


@dataclass(frozen=True)
class CommentNote:
    words: str
    is_hidden: bool = False
    can_be_taken_back: bool = False


def comment_note(signature: Signature, signer: Identity | None) -> CommentNote:
    """Who reads it. It can be taken back as long as there is one for everyone."""
    if signer is None or not signer.comment_is_public:
        return CommentNote(gettext("The people this is addressed to."))
    comment = signature.comment
    if comment is None:
        return CommentNote(gettext("Nobody any more: it was taken back."))
    return CommentNote(_words(comment), comment.state is CommentState.HIDDEN, can_be_taken_back=True)


def _words(comment: Comment) -> str:
    if comment.state is CommentState.WAITING:
        return str(gettext("Nobody yet. It appears once somebody of the team has read it; you need do nothing."))
    if comment.state is CommentState.SHOWN and comment.signature.state is not SignatureState.COUNTED:
        return str(gettext("Nobody, as long as your signature is not counted."))
    if comment.state is CommentState.SHOWN:
        return str(gettext("Everyone, on the petition’s page."))
    hidden = str(gettext("The team has hidden your comment: at present nobody else is shown it."))
    return f"{hidden} {TO_SIGNERS[comment.hidden_because]}" if comment.hidden_because else hidden
