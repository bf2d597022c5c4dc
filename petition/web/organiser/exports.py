"""Taking a list out of the house."""

from collections.abc import Iterator

from flask import Response, g, stream_with_context
from flask.typing import ResponseReturnValue

from petition.extensions import db
from petition.models.record import ExportPurpose
from petition.services import exporting
from petition.services.permissions import Verb
from petition.web import languages, stepping_up
from petition.web.organiser import bp
from petition.web.organiser.export_form import ExportForm
from petition.web.organiser.loading import petition_or_404
from petition.web.organiser.petitions import show


@bp.post("/organise/<slug>/exports")
def export(slug: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.EXPORT)
    form = ExportForm()
    if not form.validate_on_submit():
        return show(petition, export_form=form), 422
    stepping_up.require()
    ordered = exporting.order(
        petition,
        purpose=ExportPurpose(form.purpose.data),
        form=exporting.ExportForm(form.form.data),
        actor=g.organiser.public_id,
        language=languages.current_language(),
    )
    # That the list was taken is kept before its first byte leaves.
    db.session.commit()
    response = Response(stream_with_context(_fetched(ordered)), mimetype=ordered.mime_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{ordered.file_name}"'
    return response


def _fetched(ordered: exporting.Order) -> Iterator[bytes]:
    """The bytes, and at their end the sum. By then the request's own session has gone: this is another one."""
    content = exporting.Content(ordered)
    yield from content
    db.open_for_writing()
    try:
        exporting.finish(ordered, content)
        db.session.commit()
    finally:
        db.session.remove()
