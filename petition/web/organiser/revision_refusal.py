"""Why words that people sign cannot be changed like this, in words."""

from flask_babel import gettext

from petition.models.petition import Petition
from petition.services import revising
from petition.services.errors import CannotChangeState
from petition.services.revision_errors import (
    AsksAlready,
    NothingChanged,
    NothingToAsk,
    RevisedMeanwhile,
    RevisionTooLarge,
    TooManyRevisions,
    WouldBeEmpty,
)
from petition.web import formats


def already_there() -> str:
    return str(
        gettext(
            "A colleague published a translation into this language meanwhile. It stands beside yours, which was not "
            "saved; small corrections of theirs are still possible."
        )
    )


def in_words(refusal: Exception, petition: Petition | None = None) -> str:
    if isinstance(refusal, CannotChangeState) and petition is not None and not petition.is_frozen:
        return str(gettext("It is not open yet: everything can still be changed."))
    most = formats.percent(revising.LARGEST_SHARE)
    if isinstance(refusal, RevisionTooLarge):
        return str(
            gettext(
                "With all corrections since it opened, at least %(share)s of the characters would be others; "
                "%(most)s is the most that a team changes by itself. More than that is another text than people "
                "signed: say it in the news, or ask those who run the site to allow it.",
                share=formats.percent(refusal.share),
                most=most,
            )
        )
    words: dict[type[Exception], str] = {
        TooManyRevisions: gettext(
            "It was corrected %(most)s times in this language: more would be confusing. Say it in the news.",
            most=formats.number(revising.MOST_CORRECTIONS),
        ),
        WouldBeEmpty: gettext("What stood there at opening can be corrected, not emptied."),
        NothingToAsk: gettext("This is small enough: publish it yourself."),
        AsksAlready: gettext(
            "A large correction in this language waits already. Take it back first, under “Correct and translate”."
        ),
        NothingChanged: gettext("These are the words that stand there already."),
        RevisedMeanwhile: gettext(
            "A colleague changed this meanwhile. What you typed is still here: look at both, then save it again."
        ),
        CannotChangeState: gettext("It is not open any more: its words stay as they are."),
    }
    return words.get(type(refusal)) or str(gettext("This cannot be saved: something is missing in it, or too long."))
