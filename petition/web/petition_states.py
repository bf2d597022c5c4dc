"""How a petition stands, in words: for its team, and for those who run the site."""

from flask_babel import gettext

from petition.models.petition import PetitionState

STATES = {
    PetitionState.DRAFT: lambda: gettext("draft"),
    PetitionState.IN_REVIEW: lambda: gettext("in review"),
    PetitionState.CIRCULATING: lambda: gettext("circulating"),
    PetitionState.OPEN: lambda: gettext("open"),
    PetitionState.CLOSED: lambda: gettext("closed"),
    PetitionState.DELIVERED: lambda: gettext("delivered"),
    PetitionState.ANSWERED: lambda: gettext("answered"),
    PetitionState.HIDDEN: lambda: gettext("hidden"),
}
