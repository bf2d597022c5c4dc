"""Mails that did not get through: what was said of them, and what can be done."""

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.extensions import db
from petition.lib import clock
from petition.models.outbox import Mail
from petition.services import site_health, stuck_mails
from petition.services.errors import MailIsGone
from petition.web import paging, stepping_up
from petition.web.reason_form import ReasonForm
from petition.web.staff import bp
from petition.web.staff.mail_line import mail_line


@bp.get("/staff/mail")
def outbox() -> ResponseReturnValue:
    return _list()


@bp.get("/staff/mail/<public_id>")
def stuck_mail(public_id: str) -> ResponseReturnValue:
    return _page(_mail_or_404(public_id), ReasonForm(None))


@bp.post("/staff/mail/<public_id>/retry")
def retry_mail(public_id: str) -> ResponseReturnValue:
    stuck_mails.try_again(_mail_or_404(public_id), by=g.organiser.public_id)
    db.session.commit()
    return redirect(url_for(".outbox"), 303)


@bp.post("/staff/mail/<public_id>/drop")
def drop_mail(public_id: str) -> ResponseReturnValue:
    found = _mail_or_404(public_id)
    form = ReasonForm()
    if not form.validate_on_submit():
        return _page(found, form), 422
    stepping_up.require()
    stuck_mails.drop(found, by=g.organiser.public_id, reason=form.reason.data or "")
    db.session.commit()
    return redirect(url_for(".outbox"), 303)


@bp.errorhandler(MailIsGone)
def mail_is_gone(_refusal: MailIsGone) -> ResponseReturnValue:
    """As it stands now: it may be on its way, or went and is among the others no more."""
    db.session.rollback()
    problem = gettext("This mail is on its way at this moment, or does not wait any more. Look again in a minute.")
    found = stuck_mails.by_public_id((request.view_args or {})["public_id"])
    if found is None:
        return _list(problem), 409
    form = ReasonForm()
    form.form_errors = [problem]
    return _page(found, form), 409


def _mail_or_404(public_id: str) -> Mail:
    """Raises MailIsGone for a form about one that got through, or was dropped, since it was shown."""
    found = stuck_mails.by_public_id(public_id)
    if found is None and request.method == "POST" and stuck_mails.is_over(public_id):
        raise MailIsGone
    if found is None:
        abort(404)
    return found


def _list(problem: str = "") -> str:
    before = paging.before()
    failed, has_more = stuck_mails.failed(before=before)
    return render_template(
        "staff/mail/index.html",
        problem=problem,
        mail=site_health.mail_queue(),
        hesitating=[] if before else [mail_line(one) for one in stuck_mails.hesitating()],
        resting=[] if before else stuck_mails.resting(),
        failed=[mail_line(one) for one in failed],
        older_url=url_for(".outbox", before=failed[-1].id) if has_more else None,
        first_url=url_for(".outbox") if before else None,
        now=clock.now(),
    )


def _page(found: Mail, form: ReasonForm) -> str:
    return render_template("staff/mail/show.html", line=mail_line(found), form=form, now=clock.now())
