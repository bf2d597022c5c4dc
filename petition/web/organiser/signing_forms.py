"""Who gets signers' names, how careful the page is with them, and when all of it happens."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import SelectField

from petition.models.petition import Commenting, Joining, ListStyle, NameAudience, Petition, Protection, Publishing
from petition.services.editing_terms import MOST_CAREFUL
from petition.web import formats
from petition.web.organiser import asking
from petition.web.organiser.editor_fields import DayField, LocalTimeField
from petition.web.organiser.section_form import SectionForm

OFFERED = {
    NameAudience.ADDRESSEES.value: lazy_gettext("Their name goes to the addressees"),
    NameAudience.NOBODY.value: lazy_gettext("Their name goes to nobody"),
}
PROTECTION = {
    Protection.NORMAL.value: lazy_gettext("No: signing is safe for everybody"),
    Protection.DISCREET.value: lazy_gettext("Yes: it could harm somebody if others learned that they signed"),
}
PUBLISHING = {
    Publishing.LIVE.value: lazy_gettext("At once"),
    Publishing.BATCHED.value: lazy_gettext("Once an hour, and at least ten at a time"),
}
COMMENTS = {
    Commenting.AT_ONCE.value: lazy_gettext("At once"),
    Commenting.AFTER_REVIEW.value: lazy_gettext("Once somebody of the team has read them"),
}
JOINING = {
    Joining.NOBODY.value: lazy_gettext("Nobody: the team adds them"),
    Joining.INVITED.value: lazy_gettext("Whoever has the private link"),
    Joining.EVERYONE.value: lazy_gettext("Everyone, on the page"),
}
LIST_STYLES = {
    ListStyle.LINES.value: lazy_gettext("One below the other"),
    ListStyle.COLUMNS.value: lazy_gettext("In two columns"),
    ListStyle.RUN.value: lazy_gettext("As a run of names in one paragraph"),
}


class NamesForm(SectionForm):
    protection = asking.one_of(lazy_gettext("Are signers at risk?"), PROTECTION, default=Protection.NORMAL.value)
    default_audience = asking.one_of(
        lazy_gettext("What the form offers first"),
        OFFERED,
        default=NameAudience.ADDRESSEES.value,
        hint=lazy_gettext("Each signer can choose another answer. To publish a name is never offered first."),
    )
    publish = asking.one_of(
        lazy_gettext("When the number and the names appear"), PUBLISHING, default=Publishing.LIVE.value
    )

    comments = asking.one_of(lazy_gettext("When comments appear"), COMMENTS, default=Commenting.AT_ONCE.value)

    @classmethod
    def unneeded(cls, petition: Petition, held: Mapping[str, Any]) -> frozenset[str]:
        """Only who signs says why."""
        return frozenset() if petition.abilities.people_sign else frozenset({"comments"})

    def typed_values(self) -> dict[str, Any]:
        """Whoever says that signers are at risk gets the careful answer to each of the others that was not changed."""
        values = super().typed_values()
        if values.get("protection") != Protection.DISCREET or self.kept["protection"] == Protection.DISCREET:
            return values
        untouched = {name for name in MOST_CAREFUL if values.get(name, self.kept[name]) == self.kept[name]}
        return values | {name: str(MOST_CAREFUL[name]) for name in untouched}


class TimesForm(SectionForm):
    zone = SelectField(
        lazy_gettext("Time zone"),
        description=lazy_gettext("The city whose clocks all of these times go by."),
    )
    opens = LocalTimeField(
        lazy_gettext("Opens"),
        description=lazy_gettext("A plan: it opens by itself only where you say so when you open it."),
    )
    closes = LocalTimeField(
        lazy_gettext("Closes"),
        description=lazy_gettext(
            "By itself. Left empty: you close it, at the latest when names are deleted. "
            "Where people sign, mailed links count for seven days more."
        ),
    )
    embargo = LocalTimeField(
        lazy_gettext("Nothing may be published before"),
        description=lazy_gettext("An embargo: it cannot open earlier, and those with the private link are told."),
    )
    joining = asking.one_of(lazy_gettext("Who may ask to be listed under it"), JOINING, default=Joining.INVITED.value)
    joins_until = LocalTimeField(
        lazy_gettext("They may ask until"), description=lazy_gettext("Left empty: as long as it is open.")
    )
    list_style = asking.one_of(lazy_gettext("How they are listed"), LIST_STYLES, default=ListStyle.LINES.value)
    retain_until = DayField(lazy_gettext("Names are deleted after"))

    @classmethod
    def kind_for(cls, petition: Petition, name: str) -> type[SectionForm]:
        """With the petition's own zone first, whether we know a city there or not."""
        zones = {petition.zone: petition.zone, **formats.zones()}
        zone = SelectField(*cls.zone.args, **{**cls.zone.kwargs, "choices": asking.options(zones)})
        return type(cls.__name__, (cls,), {"zone": zone})


def what_comments_cost() -> dict[str, str]:
    """A line below each answer to when comments appear."""
    return {
        Commenting.AT_ONCE.value: gettext(
            "Readers can report one, and you can hide it. Until then everyone reads whatever somebody wrote."
        ),
        Commenting.AFTER_REVIEW.value: gettext(
            "Nothing appears that nobody has read; signers are told so. What it costs: somebody has to look every day, "
            "and people wait to see their words. If you choose “at once” later, those that wait go on waiting."
        ),
    }


def what_it_costs() -> dict[str, str]:
    """A line below each answer to whether signers are at risk; the macro takes plain words by value."""
    return {
        Protection.NORMAL.value: gettext(
            "Mails name the petition, whoever has not confirmed is reminded once, and the number moves at once."
        ),
        Protection.DISCREET.value: gettext(
            "Mails do not name the petition, and nobody is reminded or written to afterwards. Names go to nobody and "
            "the number moves by the hour, unless you choose otherwise below. What it costs: fewer people confirm, "
            "because the mail is harder to recognise; you cannot send news to signers; and the number moves slowly."
        )
        + " "
        + gettext(
            "What it does not protect from: whoever reads a signer’s mailbox while people can sign, watches their "
            "connection, holds their telephone, or runs this site."
        ),
    }
