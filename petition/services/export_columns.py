"""What stands in the columns of each export, in the order in which its rows are filled."""

from flask_babel import gettext

from petition.models.petition import Petition
from petition.models.record import ExportPurpose


def labels_of(petition: Petition, purpose: ExportPurpose, language: str) -> dict[str, str]:
    """By the column's own name, the same in every language, what stands above it for people."""
    if purpose is ExportPurpose.NEWS_LIST:
        return _of_news_list() | _reference()
    if purpose is ExportPurpose.ARCHIVE:
        return _of_archive(_answers(petition, language)) | _reference()
    return _of_officials(_answers(petition, language)) | _reference()


def labels_of_departures(purpose: ExportPurpose, *, names_anybody: bool) -> dict[str, str]:
    """The list of those who left since: by reference and, where that may be, by what else tells their row."""
    if not names_anybody:
        named = {}
    elif purpose is ExportPurpose.OFFICIALS:
        named = {"name": gettext("Name")}
    else:
        named = {"mail": gettext("Mail address")}
    return _reference() | named | {"what": gettext("What to strike out")}


def words_for_what_left() -> dict[str, str]:
    """For people, what the last column of that list says; for machines it stays as it is."""
    return {
        "row": gettext("the whole row"),
        "petition_news": gettext("news on this petition"),
        "team_news": gettext("news from the team"),
    }


def _of_officials(answers: dict[str, str]) -> dict[str, str]:
    return {
        "name": gettext("Name"),
        "country": gettext("Country"),
        "day": gettext("Day"),
        "language": gettext("Language"),
        **answers,
        "comment": gettext("Comment for the addressees"),
    }


def _of_news_list() -> dict[str, str]:
    return {
        "mail": gettext("Mail address"),
        "name": gettext("Name"),
        "language": gettext("Language"),
        "petition_news": gettext("Agreed to news of this petition (version of the wording)"),
        "team_news": gettext("Agreed to news of the team (version of the wording)"),
    }


def _of_archive(answers: dict[str, str]) -> dict[str, str]:
    return {
        "name": gettext("Name"),
        "mail": gettext("Mail address"),
        "country": gettext("Country"),
        "day": gettext("Day"),
        "language": gettext("Language"),
        "name_goes_to": gettext("Gave the name to"),
        "published_as": gettext("Published as"),
        **answers,
        "comment": gettext("Comment"),
        "comment_goes_to": gettext("Who may read the comment"),
        "code": gettext("Came by the link"),
        "signing": gettext("Agreed to be counted (version of the wording)"),
        "petition_news": gettext("Agreed to news of this petition (version of the wording)"),
        "team_news": gettext("Agreed to news of the team (version of the wording)"),
        "commitment": gettext("Commitment in the ledger"),
    }


def _answers(petition: Petition, language: str) -> dict[str, str]:
    return {
        # Apart from every other column's name.
        f"answer_{field.key}": field.labels.get(language) or next(iter(field.labels.values()))
        for field in petition.fields
    }


def _reference() -> dict[str, str]:
    return {"reference": gettext("Reference, of this file alone")}
