"""Exports as the team sees them: what each list is, which were taken, and who in them has left since."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext, ngettext

from petition.models.petition import Petition
from petition.models.record import Export, ExportPurpose
from petition.services import counting, export_columns, exports_taken, petitions
from petition.services.export_marks import NOBODY, Mark
from petition.services.exports_taken import Taken
from petition.web import formats, languages
from petition.web.organiser.export_form import PURPOSES, ExportForm

WHO_IS_IN = {
    ExportPurpose.OFFICIALS: lambda: gettext("Who gave their name to the addressees, or published it."),
    ExportPurpose.NEWS_LIST: lambda: gettext(
        "Who asked for news of this petition, or of the team, and still wants it."
    ),
    ExportPurpose.ARCHIVE: lambda: gettext(
        "Everyone who counts. Who gave their name to nobody is a row without name, mail address or answers: "
        "the promise holds towards you too. The mail address stands there if they asked for news."
    ),
}
WHO_IS_NOT = {
    ExportPurpose.OFFICIALS: lambda: gettext(
        "Who gave their name to nobody. Names that you hid, and comments that you hid or have not read, are left empty."
    ),
    ExportPurpose.NEWS_LIST: lambda: gettext(
        "Mailboxes that refuse our mail or asked for no more. Names that were given to nobody are left empty."
    ),
    ExportPurpose.ARCHIVE: lambda: gettext(
        "Public comments that you hid or have not read, and what would let others check guesses in the ledger."
    ),
}


@dataclass(frozen=True)
class ListLine:
    """One list that can be taken."""

    name: str
    who_is_in: str
    who_is_not: str
    columns: str
    rows: str


@dataclass(frozen=True)
class ExportLine:
    """One list that was taken, and by whom."""

    export: Export
    mark: Mark
    who: str
    list: str
    taken: str
    left: str
    departures_url: str
    deleted_url: str

    @property
    def is_whole(self) -> bool:
        """Whether it is a list of all who signed, not of those who left."""
        return self.export.since_id is None


def lists_of(petition: Petition, form: ExportForm) -> list[ListLine]:
    """What each list that the form offers holds."""
    counted, last = counting.count_of(petition).online, exports_taken.last_rows(petition)
    language = languages.current_language()
    return [
        ListLine(
            name=str(PURPOSES[purpose]),
            who_is_in=str(WHO_IS_IN[purpose]()),
            who_is_not=str(WHO_IS_NOT[purpose]()),
            columns=gettext(", ").join(export_columns.labels_of(petition, purpose, language).values()),
            rows=_rows(petition, purpose, counted, last.get(purpose)),
        )
        for purpose in (ExportPurpose(value) for value, *_ in form.purpose.iter_choices())
    ]


def lines_of(petition: Petition, taken: Sequence[Taken]) -> list[ExportLine]:
    marks = exports_taken.marks(petition, taken)
    slug = petitions.current_slug(petition)
    return [_line(petition, export, name, marks.get(export.id, NOBODY), slug) for export, name in taken]


def _line(petition: Petition, export: Export, name: str | None, mark: Mark, slug: str) -> ExportLine:
    label = str(PURPOSES[export.purpose])
    return ExportLine(
        export=export,
        mark=mark,
        who=name or gettext("command line"),
        list=label if export.since_id is None else gettext("who left since: %(list)s", list=label),
        taken=formats.moment(export.cut_off, petition.zone),
        left=_left(mark),
        departures_url=url_for("organiser.export_departures", slug=slug, public_id=export.public_id),
        deleted_url=url_for("organiser.note_export_deleted", slug=slug, public_id=export.public_id),
    )


def _left(mark: Mark) -> str:
    if mark.is_least and not mark.left:
        words = gettext("not known here, so many left other lists: “Who left” finds out")
    elif mark.is_least:
        words = ngettext("at least %(num)s has left since", "at least %(num)s have left since", mark.left)
    elif mark.left:
        words = ngettext("%(num)s has left since", "%(num)s have left since", mark.left)
    else:
        words = gettext("nobody has left")
    return str(words)


def _rows(petition: Petition, purpose: ExportPurpose, counted: int, last: Export | None) -> str:
    """About how many; nobody is counted for this page."""
    number = formats.number(counted)
    if purpose is ExportPurpose.ARCHIVE:
        return str(gettext("about %(number)s", number=number))
    if last is None or last.rows is None:
        return str(gettext("at most %(number)s", number=number))
    day = formats.day_in(last.cut_off, petition.zone)
    words = gettext(
        "%(rows)s on %(day)s; now at most %(number)s", rows=formats.number(last.rows), day=day, number=number
    )
    return str(words)
