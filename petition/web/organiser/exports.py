"""Taking a list out of the house, and what has become of those who stand in it."""

from collections.abc import Iterator

from flask import Response, g, redirect, render_template, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from petition.extensions import db
from petition.models.petition import Petition
from petition.models.record import ExportPurpose
from petition.services import exporting, exports_taken, permissions
from petition.services.exporting import Order
from petition.services.permissions import Verb
from petition.web import languages, paging, stepping_up
from petition.web.organiser import bp
from petition.web.organiser.export_form import DeparturesForm, ExportForm
from petition.web.organiser.export_line import lines_of, lists_of
from petition.web.organiser.loading import export_or_404, petition_or_404
from petition.web.organiser.petition_line import line_of

PLACE = "/organise/<slug>/exports"


@bp.get(PLACE)
def exports(slug: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.EXPORT)
    return _page(petition, ExportForm(petition, None))


@bp.post(PLACE)
def export(slug: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.EXPORT)
    form = ExportForm(petition)
    if form.purpose.data == ExportPurpose.ARCHIVE:
        petition_or_404(slug, Verb.EXPORT_ARCHIVE)
    if petition.is_past_retention:
        # The day came while the form lay open: the page says so.
        return _page(petition, ExportForm(petition, None)), 409
    if not form.validate_on_submit():
        return _page(petition, form), 422
    stepping_up.require()
    ordered = exporting.order(
        petition,
        purpose=ExportPurpose(form.purpose.data),
        form=exporting.ExportForm(form.form.data),
        actor=g.organiser.public_id,
        language=languages.current_language(),
    )
    return _sent(ordered)


@bp.post(f"{PLACE}/<public_id>/left")
def export_departures(slug: str, public_id: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.EXPORT)
    taken = export_or_404(petition, public_id)
    if taken.purpose is ExportPurpose.ARCHIVE:
        petition_or_404(slug, Verb.EXPORT_ARCHIVE)
    form = DeparturesForm()
    if not form.validate_on_submit():
        return _page(petition, ExportForm(petition, None)), 422
    stepping_up.require()
    ordered = exporting.order_departures(
        petition,
        taken,
        form=exporting.ExportForm(form.form.data),
        actor=g.organiser.public_id,
        language=languages.current_language(),
    )
    return _sent(ordered)


@bp.post(f"{PLACE}/<public_id>/deleted")
def note_export_deleted(slug: str, public_id: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.EXPORT)
    exports_taken.note_deleted(export_or_404(petition, public_id), petition, by=g.organiser.public_id)
    db.session.commit()
    return redirect(url_for(".exports", slug=slug, _anchor="taken"), 303)


def _page(petition: Petition, form: ExportForm) -> str:
    if not permissions.may(g.organiser, Verb.EXPORT_ARCHIVE, petition):
        form.leave_out(ExportPurpose.ARCHIVE)
    taken, has_more = exports_taken.newest(petition, before=paging.before())
    line = line_of(petition)
    older = url_for(".exports", slug=line.slug, before=taken[-1][0].id, _anchor="taken") if has_more else None
    return render_template(
        "organiser/exports/index.html",
        line=line,
        form=form,
        lists=lists_of(petition, form),
        exports=lines_of(petition, taken),
        older_url=older,
        is_older=paging.before() is not None,
        token=FlaskForm(),
    )


def _sent(ordered: Order) -> Response:
    # That the list was taken is kept before its first byte leaves.
    db.session.commit()
    response = Response(stream_with_context(_fetched(ordered)), mimetype=ordered.mime_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{ordered.file_name}"'
    return response


def _fetched(ordered: Order) -> Iterator[bytes]:
    """The bytes, and at their end the sum. By then the request's own session has gone: this is another one."""
    content = exporting.Content(ordered)
    yield from content
    db.open_for_writing()
    try:
        exporting.finish(ordered, content)
        db.session.commit()
    finally:
        db.session.remove()
