"""All that waits for those who run the site, in one list."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from petition.lib import clock
from petition.services import staff_decisions
from petition.web.staff import bp
from petition.web.staff.decision_line import decision_line

DONE = {
    "approved": lazy_gettext("You let it open. Its team gets a mail."),
    "returned": lazy_gettext("You gave it back. Its team gets a mail, and reads there what you wrote."),
}


@bp.get("/staff/decisions")
def decisions() -> ResponseReturnValue:
    return list_page()


def list_page(*, problem: str = "", words: str = "") -> str:
    """`problem` is why nothing was decided, and `words` what was typed then."""
    return render_template(
        "staff/decisions/index.html",
        lines=[decision_line(one) for one in staff_decisions.all_waiting()],
        done="" if problem else DONE.get(request.args.get("done", "")),
        problem=problem,
        words=words,
        now=clock.now(),
    )
