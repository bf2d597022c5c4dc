"""Mails to one's own address: what waits because too many were sent, and an end to all. By the link at a mail's foot.

GET shows. Each form that waits has the page that its own mail would have led to: what it says is read there, and only
there it is confirmed, so that nobody confirms another's words.
"""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField
from wtforms.validators import InputRequired

from petition.extensions import db, limiter
from petition.lib.crypto import CannotOpen
from petition.models.outbox import SuppressionReason
from petition.models.submission import Submission
from petition.services import confirming, identity, joining, own_mailbox, signatory_lines
from petition.services.errors import MailboxLinkIsGone
from petition.services.own_mailbox import Form, OwnMailbox, WaitingForm
from petition.web import formats, languages
from petition.web.forms import PostedForm
from petition.web.public import bp, waiting_cookie
from petition.web.public.flooding import answers_floods_to
from petition.web.said import Said

# It looks through all mails that wait: enough for whoever reads, too little for whoever wants to keep us busy.
PER_NETWORK = "60 per minute; 600 per hour"
HIGHEST_PAGE = 1000


@dataclass(frozen=True)
class Line:
    """A form that waits, as its sender knows it again; where signers are at risk, by its hour alone."""

    title: Said | str
    name: str
    sent: str
    url: str


class StopForm(PostedForm):
    """Programs that look at mails press buttons, too: whoever means it ticks."""

    never_again = BooleanField(
        lazy_gettext("Never write to this address again"),
        validators=[InputRequired(lazy_gettext("Tick this if you want no more mail from us"))],
    )

    class Meta:
        csrf = False


class BeginForm(PostedForm):
    """A button alone."""

    class Meta:
        csrf = False


@bp.get("/mails/<token>", endpoint="own_mailbox")
@limiter.limit(PER_NETWORK)
def show(token: str) -> ResponseReturnValue:
    return _show(token, own_mailbox.look_up(token), StopForm())


@bp.post("/mails/<token>/stop")
def stop_mails(token: str) -> ResponseReturnValue:
    mailbox, form = own_mailbox.look_up(token), StopForm()
    if not form.validate_on_submit():
        return _show(token, mailbox, form), 422
    own_mailbox.stop(mailbox)
    db.session.commit()
    return redirect(url_for(".own_mailbox", token=token), 303)


@bp.post("/mails/<token>/begin")
def begin_mails(token: str) -> ResponseReturnValue:
    own_mailbox.begin_again(own_mailbox.look_up(token))
    db.session.commit()
    return redirect(url_for(".own_mailbox", token=token), 303)


@answers_floods_to("own_mailbox")
def own_mailbox_in_a_flood() -> str:
    return render_template("public/own_mailbox/too_many.html")


@bp.errorhandler(MailboxLinkIsGone)
def mailbox_link_is_gone(_error: MailboxLinkIsGone) -> ResponseReturnValue:
    db.session.rollback()
    return render_template("public/own_mailbox/gone.html"), 410


def _show(token: str, mailbox: OwnMailbox, form: StopForm) -> str:
    stopped_by = own_mailbox.stopped_by(mailbox)
    number = min(max(request.args.get("page", 1, type=int), 1), HIGHEST_PAGE)
    waiting: list[WaitingForm] = []
    has_more = False
    if mailbox.shows_what_waits and stopped_by is None:
        waiting, has_more = own_mailbox.waiting_for(mailbox, own=waiting_cookie.named(), page=number)
    return render_template(
        "public/own_mailbox/show.html",
        form=form,
        lines=[_line(one) for one in waiting],
        is_discreet=any(one.form.petition.is_discreet for one in waiting),
        shows_what_waits=mailbox.shows_what_waits,
        is_stopped=stopped_by is SuppressionReason.ASKED,
        came_back=stopped_by is SuppressionReason.BOUNCED,
        stop_url=url_for(".stop_mails", token=token),
        begin_url=url_for(".begin_mails", token=token),
        first_url=url_for(".own_mailbox", token=token) if number > 1 else None,
        next_url=url_for(".own_mailbox", token=token, page=number + 1) if has_more else None,
    )


def _line(waiting: WaitingForm) -> Line:
    form = waiting.form
    return Line(
        title=_title_of(form),
        name=_name_of(form),
        sent=formats.moment(waiting.sent_at, form.petition.zone),
        url=_page_of(form),
    )


def _title_of(form: Form) -> Said | str:
    """The link that leads here stands in every mail, also in those about something else."""
    if form.petition.is_discreet:
        return str(gettext("A form that you filled in"))
    words = form.petition.words_in(languages.current_language())
    return Said(words.title, words.language)


def _name_of(form: Form) -> str:
    """Nothing where the key that it is sealed with is lost, nor where whoever looks on must not read it."""
    if form.petition.is_discreet:
        return ""
    if not isinstance(form, Submission):
        return signatory_lines.name_of(form)
    try:
        return identity.of_submission(form).name
    except CannotOpen:
        return ""


def _page_of(form: Form) -> str:
    """Where its own mail would have led."""
    if isinstance(form, Submission):
        return url_for(".confirm", token=confirming.link_token(form))
    return url_for(".signatory", token=joining.link_token(form))
