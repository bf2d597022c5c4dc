"""What a browser works for the sign form while somebody fills it in (static/js/challenge.js).

Without a script there is no solution, and nothing is refused for that: it may be one of the reasons to hold.
"""

import json
from dataclasses import replace

from flask import abort, jsonify
from flask.typing import ResponseReturnValue

from petition.extensions import limiter
from petition.services import challenges
from petition.services.challenges import Solved
from petition.web.public import bp, ladder
from petition.web.public.flooding import answers_floods_to
from petition.web.public.kept_pages import words_or_404
from petition.web.public.sign_form import SignForm

# Twice as many as may sign: a form that is shown again, or was open for long, asks for another one.
PER_NETWORK = "600 per minute; 1800 per 10 minutes"


@bp.get("/petitions/<slug>/challenge")
@limiter.limit(ladder.per_network(PER_NETWORK))
def challenge(slug: str) -> ResponseReturnValue:
    """A challenge (ALTCHA v2, JSON) for whoever is about to sign; each is another, and none is kept."""
    petition = words_or_404(slug).petition
    if not petition.takes_signatures:
        abort(404)
    return jsonify(challenges.make(petition.public_id, ladder.effort_now(petition)))


@answers_floods_to("challenge")
def nothing_in_a_flood() -> str:
    """A script reads the status alone."""
    return ""


def solution_in(form: SignForm) -> Solved | None:
    """What was solved for this form. Only for a form that is valid, and about to be kept: the solution is spent."""
    typed = vars(replace(form.identity(), salt=""))
    petition_public_id = str(form.meta.csrf_context)
    return challenges.solved(form.altcha.data or "", petition_public_id, sent_with=json.dumps(typed, sort_keys=True))
