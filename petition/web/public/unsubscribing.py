"""The link in each mail of news: GET shows what it ends, POST ends it; mail programs may press for their reader.

RFC 8058: they send `List-Unsubscribe=One-Click` from wherever they are, without cookie, and want a plain answer.
"""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from petition.extensions import db
from petition.models.consent import ConsentPurpose
from petition.models.signature import Signature
from petition.services import unsubscribing
from petition.services.errors import LinkIsGone
from petition.web import languages
from petition.web.public import bp
from petition.web.public.petition_page import page_of

ENDS = {
    ConsentPurpose.PETITION_NEWS: lazy_gettext("Mails with news on this petition"),
    ConsentPurpose.TEAM_NEWS: lazy_gettext("Mails about other work of this team"),
}
DONE = "done\n", 200, {"Content-Type": "text/plain; charset=utf-8"}


@bp.get("/unsubscribe/<token>")
def unsubscribe(token: str) -> ResponseReturnValue:
    try:
        purpose, found = unsubscribing.look_up(token)
    except LinkIsGone:
        return render_template("public/unsubscribing/gone.html"), 410
    return _show(token, purpose, found)


@bp.post("/unsubscribe/<token>")
def do_unsubscribe(token: str) -> ResponseReturnValue:
    try:
        purpose, found = unsubscribing.look_up(token)
    except LinkIsGone:
        return render_template("public/unsubscribing/gone.html"), 410
    if found is not None:
        if request.form.get("what") == "everything":
            unsubscribing.end_everything(found)
        else:
            unsubscribing.end(found, [purpose])
        db.session.commit()
    if request.form.get("List-Unsubscribe") == "One-Click":
        return DONE
    return redirect(url_for(".unsubscribe", token=token), 303)


def _show(token: str, purpose: ConsentPurpose, found: Signature | None) -> str:
    if found is None:
        return render_template("public/unsubscribing/nobody.html")
    languages.use(found.language)
    wanted = unsubscribing.wanted_by(found)
    return render_template(
        "public/unsubscribing/show.html",
        page=page_of(found.petition),
        ends=ENDS[purpose],
        is_wanted=purpose in wanted,
        others=[_ending(found, other) for other in wanted if other is not purpose],
        is_never_written_to=unsubscribing.is_never_written_to(found),
        has_address=found.identity is not None,
        action=url_for(".do_unsubscribe", token=token),
    )


def _ending(found: Signature, purpose: ConsentPurpose) -> tuple[str, str]:
    return str(ENDS[purpose]), url_for(".unsubscribe", token=unsubscribing.link_token(found, purpose))
