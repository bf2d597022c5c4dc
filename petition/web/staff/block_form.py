"""The forms about blocks: what is to be held, what may be held already, why one is lifted."""

from datetime import timedelta

from flask_babel import gettext, lazy_gettext
from wtforms import Field, HiddenField, RadioField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length

from petition.lib.addresses import InvalidAddress
from petition.lib.networks import TooWide
from petition.models.block import BlockKind
from petition.services import blocking
from petition.web.forms import PostedForm, cleaned
from petition.web.reason_form import TOO_LONG, ReasonForm, reason_field
from petition.web.staff.block_line import KINDS

# How long one lasts; None until somebody lifts it.
LASTING = {
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "month": timedelta(days=30),
    "quarter": timedelta(days=91),
    "lifted": None,
}
NAMES = {
    "day": lazy_gettext("For a day"),
    "week": lazy_gettext("For a week"),
    "month": lazy_gettext("For a month"),
    "quarter": lazy_gettext("For three months"),
    "lifted": lazy_gettext("Until somebody lifts it"),
}
TOO_WIDE = lazy_gettext("That is too wide: a network has at least /8, or /16 for IPv6")
PROBLEMS = {
    BlockKind.NETWORK: lazy_gettext("Write a network address like 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32"),
    BlockKind.DOMAIN: lazy_gettext("Write a mail domain like example.org"),
    BlockKind.MAILBOX: lazy_gettext("Write a mail address like name@example.org"),
}
ABOUT = {
    BlockKind.NETWORK: lazy_gettext(
        "Such as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32. An IPv6 address stands for its /64."
    ),
    BlockKind.DOMAIN: lazy_gettext("Such as example.org, with all below it."),
    BlockKind.MAILBOX: lazy_gettext("All of its address. It is kept as a hash: nobody can read it here afterwards."),
}
LONGEST = 320


class BlockForm(PostedForm):
    kind = RadioField(
        lazy_gettext("What is doubted?"),
        choices=[SelectChoice(kind.value, name) for kind, name in KINDS.items()],
        validators=[InputRequired(lazy_gettext("Choose one of the answers"))],
    )
    value = StringField(
        lazy_gettext("Which one?"),
        filters=[cleaned],
        validators=[InputRequired(lazy_gettext("Write which one"))],
    )
    reason = reason_field()
    lasting = SelectField(
        lazy_gettext("For how long?"),
        choices=[SelectChoice(name, words) for name, words in NAMES.items()],
        default="week",
        validators=[InputRequired(lazy_gettext("Choose one of the answers"))],
    )

    def validate_value(self, field: Field) -> None:
        if self.kind.data in list(BlockKind):
            _check(field, BlockKind(self.kind.data))


class LookUpForm(PostedForm):
    what = StringField(
        lazy_gettext("Network address, mail domain or mail address"),
        filters=[cleaned],
        validators=[InputRequired(lazy_gettext("Write which one")), Length(max=LONGEST, message=TOO_LONG)],
    )

    def refuse(self) -> None:
        """It is neither of them."""
        self.what.errors = [gettext("Write a network address, a mail domain or a mail address")]


class LiftForm(ReasonForm):
    """`seen` is how it stood when the page was made."""

    seen = HiddenField()


def _check(field: Field, kind: BlockKind) -> None:
    typed = field.data or ""
    try:
        if len(typed) > LONGEST:
            raise InvalidAddress
        blocking.spelled(kind, typed)
    except TooWide:
        raise ValidationError(str(TOO_WIDE)) from None
    except (ValueError, InvalidAddress):
        raise ValidationError(str(PROBLEMS[kind])) from None
