"""The papers that data protection law asks of a team: to be read, printed, and taken along as a file."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from petition.services import papers as drafts
from petition.services.permissions import Verb
from petition.web import languages
from petition.web.organiser import bp
from petition.web.organiser.loading import petition_or_404
from petition.web.organiser.petition_line import line_of

PLACE = "/organise/<slug>/papers"


@bp.get(PLACE)
def papers(slug: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.EDIT)
    return render_template(
        "organiser/papers/show.html", line=line_of(petition), papers=drafts.of(petition), caution=drafts.caution()
    )


@bp.get(f"{PLACE}.md")
def papers_file(slug: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.EDIT)
    file = Response(drafts.as_markdown(petition, languages.current_language()), mimetype="text/markdown")
    file.headers["Content-Disposition"] = f'attachment; filename="{slug}-papers.md"'
    return file
