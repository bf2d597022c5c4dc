"""What an organiser signs in with besides the password: passkeys, code apps, recovery codes."""

from dataclasses import dataclass
from datetime import date

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.extensions import db
from petition.models.organiser import Factor, FactorKind
from petition.services import passkeys, recovery_codes, second_factor
from petition.services.errors import LastWayIn
from petition.web import sign_in, stepping_up
from petition.web.account import bp

KINDS = {
    FactorKind.PASSKEY: lambda: gettext("passkey"),
    FactorKind.CODES: lambda: gettext("code app"),
}
DONE = {
    "made": lambda: gettext("Your account is made, and you are signed in."),
    "added": lambda: gettext("It is added. From now on signing in takes a second step."),
    "removed": lambda: gettext("It is removed, and can no longer be used to sign in."),
}


@dataclass(frozen=True)
class FactorRow:
    """Plain values."""

    name: str
    kind: str
    added_on: date
    used_on: date | None
    remove_url: str


@bp.get("/account/factors")
def factors() -> ResponseReturnValue:
    return _page(done=request.args.get("done", ""))


@bp.post("/account/factors/<public_id>/remove")
def remove_factor(public_id: str) -> ResponseReturnValue:
    found = _factor_or_404(public_id)
    stepping_up.require()
    second_factor.remove(found)
    db.session.commit()
    return redirect(url_for(".factors", done="removed"), 303)


@bp.errorhandler(LastWayIn)
def last_way_in(_refusal: LastWayIn) -> ResponseReturnValue:
    db.session.rollback()
    words = gettext("Set a password first. Without one, this passkey is the only way into your account.")
    return _page(problem=words), 409


def _factor_or_404(public_id: str) -> Factor:
    found = next((factor for factor in second_factor.of(g.organiser) if factor.public_id == public_id), None)
    if found is None:
        abort(404)
    return found


def _page(*, done: str = "", problem: str = "") -> str:
    return render_template(
        "account/factors/index.html",
        factors=[_row_of(factor) for factor in g.organiser.factors],
        codes_left=recovery_codes.left(g.organiser),
        must_add=sign_in.lacks_second_factor(),
        # Where the site is reached by a number, browsers know no passkeys for it.
        has_passkeys=passkeys.is_possible(),
        done=str(DONE[done]()) if done in DONE else "",
        problem=problem,
    )


def _row_of(factor: Factor) -> FactorRow:
    return FactorRow(
        name=factor.name,
        kind=str(KINDS[factor.kind]()),
        added_on=factor.created_at.date(),
        used_on=factor.used_at.date() if factor.used_at else None,
        remove_url=url_for(".remove_factor", public_id=factor.public_id),
    )
