"""The browsers that are signed in to one's account, and signing them out."""

from dataclasses import dataclass
from datetime import datetime

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.extensions import db
from petition.models.organiser import LoginSession
from petition.services import sessions as signed_in_browsers
from petition.web import formats, sign_in
from petition.web.account import bp

DONE = {
    "one": lambda: gettext("That device is signed out."),
    "others": lambda: gettext("Every other device is signed out."),
}


@dataclass(frozen=True)
class DeviceRow:
    """Plain values."""

    name: str
    since: str
    seen: str | None
    had_second_step: bool
    is_this_one: bool
    end_url: str


@bp.get("/account/sessions")
def sessions() -> ResponseReturnValue:
    done = request.args.get("done", "")
    return render_template(
        "account/sessions/index.html",
        devices=[_row_of(one) for one in signed_in_browsers.of(g.organiser)],
        done=str(DONE[done]()) if done in DONE else "",
    )


# Neither asks again who is there: whoever finds a stranger in the list puts them out at once.
@bp.post("/account/sessions/<public_id>/end")
def end_session(public_id: str) -> ResponseReturnValue:
    if not signed_in_browsers.end_one(g.organiser, public_id):
        abort(404)
    db.session.commit()
    return redirect(url_for(".sessions", done="one"), 303)


@bp.post("/account/sessions/end-others")
def end_other_sessions() -> ResponseReturnValue:
    signed_in_browsers.end_others(g.organiser, keeping=sign_in.secret())
    db.session.commit()
    return redirect(url_for(".sessions", done="others"), 303)


def _row_of(one: LoginSession) -> DeviceRow:
    return DeviceRow(
        name=one.device or gettext("a browser that does not say what it is"),
        since=_time(one.created_at),
        seen=_time(one.seen_at) if one.seen_at else None,
        had_second_step=one.has_second_factor,
        is_this_one=one.public_id == g.login_session.public_id,
        end_url=url_for(".end_session", public_id=one.public_id),
    )


def _time(moment: datetime) -> str:
    return formats.moment(moment, "UTC")
