"""Where staff begin: what is wrong now, what waits, who is at work."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from petition.lib import clock
from petition.models.process import ProcessRole
from petition.services import measuring
from petition.services import site_health as health
from petition.web.staff import bp
from petition.web.staff.condition_line import condition_line

ROLES = {
    ProcessRole.WEB: lazy_gettext("pages"),
    ProcessRole.WORKER: lazy_gettext("mail, count and what is due"),
    ProcessRole.SITE: lazy_gettext("everything"),
}


@bp.get("/staff")
def site_health() -> ResponseReturnValue:
    return render_template(
        "staff/site_health/show.html",
        troubles=[condition_line(trouble) for trouble in health.troubles()],
        mail=health.mail_queue(),
        figures=health.figures(),
        processes=health.at_work(),
        roles=ROLES,
        most=measuring.MOST,
        now=clock.now(),
    )
