"""Health, for load balancers and the newcomer's script."""

from typing import Any

from flask import Flask, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from petition.backends.limits import LimitState
from petition.extensions import limiter_state
from petition.lib import clock
from petition.lib.deadline import Asking
from petition.services import alarms, measuring, schema
from petition.services.schema import SchemaState
from petition.web.ops import bp, runs_the_site

# Load balancers ask for a second or two, and then again.
PATIENCE_SECONDS = 0.9
_asking: Asking[dict[str, Any]] = Asking()


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
def readyz() -> ResponseReturnValue:
    """The process can do its work: the database answers, with the tables that this version needs.

    Whatever else is wrong makes it `degraded`, and it works on. Strangers are told no figures: on a quiet site the age
    of a mail would tell when somebody signed.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    try:
        found = _asking.ask(lambda: _ask_the_database(app), seconds=PATIENCE_SECONDS)
    except (SQLAlchemyError, TimeoutError):
        return jsonify(status="unavailable", database="away"), 503
    if found["migrations"] == SchemaState.BEHIND:
        return jsonify(status="unavailable", database="ok", migrations="missing"), 503
    limits = limiter_state()
    degraded = found.pop("degraded") + (["limits"] if limits is LimitState.FALLBACK else [])
    answer = {"status": "degraded" if degraded else "ok", "degraded": degraded, "database": "ok", "limits": limits}
    return jsonify(answer | found if runs_the_site() else {"status": answer["status"]})


def _ask_the_database(app: Flask) -> dict[str, Any]:
    with app.app_context():
        there = schema.state()
        if there is SchemaState.BEHIND:
            return {"migrations": there}
        oldest = measuring.mail_waits_since()
        return {
            "migrations": there,
            "oldest_mail_seconds": round((clock.now() - oldest).total_seconds()) if oldest else 0,
            "count_lags_seconds": round(measuring.ledger_lag().total_seconds()),
            "degraded": alarms.at_readyz(),
        }
