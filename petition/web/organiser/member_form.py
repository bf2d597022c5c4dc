"""Letting somebody into a team, and giving a member another role."""

from flask_babel import gettext, lazy_gettext
from wtforms import EmailField, Field, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length

from petition.extensions import settings
from petition.models.team import TeamRole
from petition.web import formats, languages, mail_field
from petition.web.forms import PostedForm, cleaned
from petition.web.organiser.team_form import MAIL_LENGTH, TOO_LONG
from petition.web.role_words import ROLES

ROLE_NEEDED = lazy_gettext("Choose a role")


def what_they_may() -> dict[str, str]:
    """A line below each role; the macro takes plain words by value."""
    return {
        TeamRole.OWNER.value: gettext("Everything: also the team’s settings, its members, and handing petitions over."),
        TeamRole.EDITOR.value: gettext("Makes and runs petitions, takes lists of signers; cannot change the team."),
        TeamRole.MODERATOR.value: gettext("Decides about single signatures and signatories; takes no lists."),
        TeamRole.VIEWER.value: gettext("Sees the figures, and nobody’s name."),
    }


class RoleForm(PostedForm):
    role = SelectField(
        lazy_gettext("Role"),
        choices=[SelectChoice(role.value, name) for role, name in ROLES.items()],
        validators=[InputRequired(ROLE_NEEDED)],
    )


class InviteForm(PostedForm):
    mail = EmailField(
        lazy_gettext("Mail address"),
        description=lazy_gettext("They get a link that is good for seven days."),
        filters=[cleaned],
        validators=[
            DataRequired(lazy_gettext("Write the mail address of whom you invite")),
            Length(max=MAIL_LENGTH, message=TOO_LONG),
        ],
    )
    role = RadioField(
        lazy_gettext("Role"),
        choices=[SelectChoice(role.value, name) for role, name in ROLES.items()],
        default=TeamRole.EDITOR.value,
        validators=[InputRequired(ROLE_NEEDED)],
    )
    language = SelectField(
        lazy_gettext("Language of the mail"),
        choices=lambda: [SelectChoice(code, formats.language_name(code)) for code in settings.languages],
        default=languages.current_language,
    )

    def validate_mail(self, field: Field) -> None:
        mail_field.check(field)


def role_form(public_id: str, role: TeamRole | None = None) -> RoleForm:
    """For one of several members on a page: with the role that stands, or with what was posted where none is given."""
    form = RoleForm(None, data={"role": role.value}) if role else RoleForm()
    form.role.id = f"role-{public_id}"
    return form
