"""A petition's comments, and what moderators decide about them: one after the other, by mouse or keyboard."""

from collections.abc import Callable

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from petition.extensions import db
from petition.models.petition import Commenting, Petition
from petition.models.signature import Comment, CommentState
from petition.services import comment_review, figures, moderating
from petition.services.comment_review import Queue
from petition.services.errors import SettledAlready
from petition.services.permissions import Verb
from petition.web.organiser import bp
from petition.web.organiser.comment_form import HideForm, Place, state_in
from petition.web.organiser.comment_line import lines_of
from petition.web.organiser.loading import comment_or_404, petition_or_404
from petition.web.organiser.petition_line import line_of

QUEUES: dict[Queue, Callable[[], str]] = {
    Queue.WAITING: lambda: gettext("Waiting"),
    Queue.REPORTED: lambda: gettext("Reported"),
    Queue.SHOWN: lambda: gettext("Shown"),
    Queue.HIDDEN: lambda: gettext("Hidden"),
}
DONE: dict[CommentState, Callable[[], str]] = {
    CommentState.SHOWN: lambda: gettext("Everyone can read the comment."),
    CommentState.HIDDEN: lambda: gettext("The comment is hidden."),
}


@bp.get("/organise/<slug>/comments")
def comments(slug: str) -> ResponseReturnValue:
    return _page(petition_or_404(slug, Verb.REVIEW), Place.asked_for())


@bp.post("/organise/<slug>/comments/<public_id>/show")
def show_queued_comment(slug: str, public_id: str) -> ResponseReturnValue:
    def show(comment: Comment) -> None:
        moderating.show_comment(comment.signature, by=g.organiser.public_id, reason="")

    return _decide(slug, public_id, show, now=CommentState.SHOWN)


@bp.post("/organise/<slug>/comments/<public_id>/hide")
def hide_queued_comment(slug: str, public_id: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.REVIEW)
    found = comment_or_404(petition, public_id)
    form = HideForm().about(found)
    if not form.validate_on_submit():
        return _page(petition, Place.sent(), typed=(found, form)), 422

    def hide(comment: Comment) -> None:
        words = form.words.data or ""
        moderating.hide_comment(comment.signature, by=g.organiser.public_id, reason=words, because=form.because)

    return _decide(slug, public_id, hide, now=CommentState.HIDDEN)


@bp.post("/organise/<slug>/comments/<public_id>/keep")
def keep_queued_comment(slug: str, public_id: str) -> ResponseReturnValue:
    def keep(comment: Comment) -> None:
        comment_review.keep(comment, by=g.organiser.public_id)

    return _decide(slug, public_id, keep, now=CommentState.SHOWN)


@bp.post("/organise/<slug>/comments/<public_id>/undo")
def undo_queued_comment(slug: str, public_id: str) -> ResponseReturnValue:
    """As it stood before, where nobody else decided about it meanwhile."""
    petition = petition_or_404(slug, Verb.REVIEW)
    comment = comment_or_404(petition, public_id)
    was, now = state_in(request.form, "was"), state_in(request.form, "now")
    if was is None or now not in DONE:
        abort(400)
    try:
        comment_review.undo(comment, now=now, was=was, by=g.organiser.public_id)
    except SettledAlready:
        return _decided_meanwhile(slug)
    db.session.commit()
    return redirect(Place.sent().url(slug, _anchor=f"comment-{public_id}"), 303)


def _decide(slug: str, public_id: str, verb: Callable[[Comment], None], *, now: CommentState) -> ResponseReturnValue:
    """Do it, and go on to the comment that comes next."""
    comment = comment_or_404(petition_or_404(slug, Verb.REVIEW), public_id)
    was = comment.state
    try:
        verb(comment)
    except SettledAlready:
        return _decided_meanwhile(slug)
    after = Place.sent().after(slug, comment, was, now)
    db.session.commit()
    return redirect(after, 303)


def _decided_meanwhile(slug: str) -> ResponseReturnValue:
    """Show how it stands now."""
    db.session.rollback()
    problem = gettext("Somebody decided about this comment meanwhile. This is how the list stands now.")
    return _page(petition_or_404(slug, Verb.REVIEW), Place.sent(), problem=problem), 409


def _page(petition: Petition, place: Place, *, typed: tuple[Comment, HideForm] | None = None, problem: str = "") -> str:
    found, start = comment_review.comments(petition, place.queue, start=place.start)
    if typed and typed[0].id not in [one.id for one in found]:
        found = [typed[0], *found]
    line = line_of(petition)
    forms = {typed[0].id: typed[1]} if typed else {}
    return render_template(
        "organiser/comments/index.html",
        line=line,
        comments=lines_of(line.slug, found, comment_review.open_reports(found), forms),
        place=place,
        tabs=[(Place(queue).url(line.slug), words(), queue is place.queue, queue) for queue, words in QUEUES.items()],
        waiting=comment_review.waiting(petition),
        most=figures.MOST,
        done=_done(petition),
        problem=problem,
        form=typed[1] if typed else None,
        reads_first=petition.comments is Commenting.AFTER_REVIEW,
        next_url=Place(place.queue, start).url(line.slug) if start else None,
        first_url=Place(place.queue).url(line.slug) if place.start else None,
        token=FlaskForm(),
    )


def _done(petition: Petition) -> dict[str, str] | None:
    """What was decided just now, as long as it stands so."""
    was, now = state_in(request.args, "was"), state_in(request.args, "now")
    if was is None or now not in DONE:
        return None
    comment = comment_review.comment_of(petition, request.args.get("done", ""))
    if comment is None or comment.state is not now:
        return None
    slug, public_id = (request.view_args or {})["slug"], comment.signature.public_id
    url = url_for(".undo_queued_comment", slug=slug, public_id=public_id)
    return {"words": str(DONE[now]()), "url": url, "was": was, "now": now}
