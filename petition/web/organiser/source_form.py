"""A link with a code: what the team calls it, and what stands in the address."""

from flask_babel import lazy_gettext
from wtforms import StringField, ValidationError
from wtforms.fields import Field
from wtforms.validators import DataRequired, Length

from petition.lib import web_addresses
from petition.models.petition import Petition
from petition.models.source import CODE_LENGTH, NAME_LENGTH
from petition.services import sources
from petition.web.forms import PostedForm, cleaned

TOO_LONG = lazy_gettext("Use at most %(max)d characters")
# One letter that is left of words in another script says nothing.
LEAST_LEFT = 2


class SourceForm(PostedForm):
    name = StringField(
        lazy_gettext("Where will you share it?"),
        description=lazy_gettext("Only your team sees this: “Newsletter, May”, “Poster in the canteen”."),
        filters=[cleaned],
        validators=[
            DataRequired(lazy_gettext("Write where you will share it")),
            Length(max=NAME_LENGTH, message=TOO_LONG),
        ],
    )
    code = StringField(
        lazy_gettext("Its code"),
        description=lazy_gettext(
            "It stands in the address, so everyone can read it. Small letters, digits and dashes; "
            "left empty, it is made of the words above, or is “link-1” where they have no such letters."
        ),
        filters=[cleaned],
    )

    def code_for(self, petition: Petition) -> str:
        """As it was typed, or made of the name as far as it is Latin; else the next number."""
        if self.code.data:
            return self.code.data.lower()
        made = web_addresses.slug_of(self.name.data or "")[:CODE_LENGTH].strip("-")
        return made if len(made) >= LEAST_LEFT else sources.free_code(petition)

    def validate_code(self, field: Field) -> None:
        if field.data and not sources.is_code(field.data.lower()):
            raise ValidationError(lazy_gettext("Use small letters from a to z, digits and dashes, at most 30"))
