"""Forms that were sent too often: each says how long to wait."""

from flask_babel import lazy_gettext

from petition.web import flooding
from petition.web.account import bp

TOO_OFTEN = lazy_gettext("That was tried too often. Wait ten minutes, then try again.")
answers_floods_to = flooding.answered(bp, wait_seconds=600)
