"""A petition's counter as a page of its own, made to stand in a frame."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from petition.web.embed import bp
from petition.web.embed.framed_petition import FramedPetition
from petition.web.loading import PetitionIsHidden, petition_or_404

# Seconds between two looks at the count, at least.
PERIOD = 60


@bp.get("/embed/<slug>")
def frame(slug: str) -> ResponseReturnValue:
    """`only=count` leaves the call to sign away, for those who report and do not campaign."""
    page = FramedPetition(petition_or_404(slug))
    is_only_count = request.args.get("only") == "count"
    return render_template("embed/frame/show.html", page=page, is_only_count=is_only_count, period=PERIOD)


@bp.errorhandler(PetitionIsHidden)
def is_hidden(_hidden: PetitionIsHidden) -> ResponseReturnValue:
    return render_template("embed/frame/hidden.html"), 410
