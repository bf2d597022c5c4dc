"""Where the settings of a petition are less careful with signers than they could be: weak, and never forbidden."""

import enum

from petition.models.petition import Commenting, CountryQuestion, NameAudience, Petition, Publishing

# Names are kept for longer after closing than handing over and answering usually take.
LONG_AFTER_CLOSING = 366


class Careless(enum.StrEnum):
    """What could be more careful; the first four only where signers are at risk."""

    NUMBER_AT_ONCE = "number at once"
    NAMES_OFFERED = "names offered"
    COMMENTS_UNREAD = "comments unread"
    COUNTRY_REQUIRED = "country required"
    KEPT_LONG = "kept long"


def careless(petition: Petition) -> list[Careless]:
    """In the order in which it may hurt."""
    found = _at_risk(petition) if petition.is_discreet else []
    return found + ([Careless.KEPT_LONG] if _is_kept_long(petition) else [])


def _at_risk(petition: Petition) -> list[Careless]:
    is_careless = {Careless.NUMBER_AT_ONCE: petition.publish is Publishing.LIVE}
    if petition.abilities.people_sign:
        is_careless |= {
            Careless.NAMES_OFFERED: petition.default_audience is not NameAudience.NOBODY,
            Careless.COMMENTS_UNREAD: petition.comments is Commenting.AT_ONCE,
            Careless.COUNTRY_REQUIRED: petition.country_question is CountryQuestion.REQUIRED,
        }
    return [one for one, is_so in is_careless.items() if is_so]


def _is_kept_long(petition: Petition) -> bool:
    """Of one without an end it is not known."""
    closing_day = petition.closing_day
    return closing_day is not None and (petition.retain_until - closing_day).days > LONG_AFTER_CLOSING
