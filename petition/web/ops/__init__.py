"""Operations: whether this process is well."""

from flask import Blueprint

bp = Blueprint("ops", __name__)


@bp.before_request
def door() -> None:
    """Anyone may ask whether the site is up; the answers hold no figures and no names."""
