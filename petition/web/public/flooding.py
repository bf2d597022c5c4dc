"""A flood from one network: it is told so plainly, and what was typed is shown again."""

from petition.web import flooding
from petition.web.public import bp

answers_floods_to = flooding.answered(bp, wait_seconds=60)
