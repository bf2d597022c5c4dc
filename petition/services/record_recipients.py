"""Who gets what of those who signed one petition: the part of its record that names recipients."""

from collections.abc import Iterator

from flask_babel import gettext

from petition.models.petition import Publishing
from petition.models.record import ExportPurpose
from petition.models.team import TeamRole
from petition.services.paper_parts import Fact, Situation, country, listed, number


def of(situation: Situation) -> Iterator[Fact]:
    petition = situation.petition
    if petition.abilities.people_sign and situation.names_go_to:
        gets = gettext(
            "Name, country, day, language, answers, and comments meant for them, of those who chose so. Never a "
            "mail address."
        )
        yield Fact(listed(situation.names_go_to), (gets,))
    if situation.figures_go_to:
        yield Fact(listed(situation.figures_go_to), (gettext("Figures alone, and no name."),))
    if petition.abilities.people_sign:
        yield Fact(gettext("Everyone"), tuple(_public(situation)))
    if told := tuple(_team(situation)):
        yield Fact(gettext("The team"), told)
    if petition.abilities.people_sign:
        yield Fact(gettext("Lists that left the site"), (_lists(situation),))
    yield Fact(
        gettext("Behind the site"),
        (gettext("No page loads anything from another company, and nothing is passed on for advertising."),),
        gettext(
            "Who hosts the site, sends its mail and keeps its backups, and in which country? Ask those who run it."
        ),
    )
    where = sorted({one.country for one in petition.addressees if one.country})
    yield Fact(
        gettext("Other countries"),
        (gettext("Countries of the addressees: %(countries)s.", countries=listed(map(country, where))),)
        if where
        else (),
        gettext("Does anything leave the European Economic Area, and what allows it (GDPR Art. 44 to 49)?"),
    )


def _public(situation: Situation) -> Iterator[str]:
    yield gettext(
        "Names that signers publish (in full, first name and initial, or initials) with the country, and "
        "comments meant for "
        "everyone."
    )
    if situation.petition.publish is Publishing.BATCHED:
        yield gettext("Number and names appear once an hour, and at least ten at a time.")
    else:
        yield gettext("Number and names appear at once.")


def _team(situation: Situation) -> Iterator[str]:
    seen = {
        TeamRole.OWNER: gettext("Owners (%(n)s): everything, also the archive with mail addresses."),
        TeamRole.EDITOR: gettext("Editors (%(n)s): single signatures, names for the addressees, the news list."),
        TeamRole.MODERATOR: gettext("Moderators (%(n)s): single signatures, and no lists."),
        TeamRole.VIEWER: gettext("Viewers (%(n)s): figures alone."),
    }
    for role, words in seen.items():
        if n := situation.roles.get(role, 0):
            yield words % {"n": number(n)}


def _lists(situation: Situation) -> str:
    names = {
        ExportPurpose.OFFICIALS: gettext("Names for the addressees"),
        ExportPurpose.NEWS_LIST: gettext("News list"),
        ExportPurpose.ARCHIVE: gettext("Archive"),
    }
    taken = [f"{names[purpose]}: {number(n)}" for purpose, n in situation.lists.items()]
    return listed(taken) if taken else str(gettext("None so far."))
