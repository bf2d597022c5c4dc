"""Solving challenges as a browser's script does."""

import altcha
from flask.testing import FlaskClient


def solution_of(challenge: dict[str, object]) -> str:
    """What the form carries once this challenge is solved."""
    given = altcha.Challenge.from_dict(challenge)
    solution = altcha.solve_challenge(given)
    assert solution
    return altcha.Payload(given, solution).to_base64()


def solved_for(client: FlaskClient, slug: str) -> str:
    """A solution for the form of this petition."""
    return solution_of(client.get(f"/en/petitions/{slug}/challenge").get_json())
