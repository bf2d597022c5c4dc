"""What the editor asks, as fields of its forms: a line, an address, a city, a name in a network."""

from collections.abc import Mapping
from zoneinfo import available_timezones

from flask_babel import LazyString, gettext, lazy_gettext
from wtforms import Field, Form, RadioField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, Length

from petition.lib import posts, web_addresses
from petition.services import lengths
from petition.services.petition_file_reader import COUNTRY
from petition.web import formats, mail_field
from petition.web.forms import cleaned, cleaned_text
from petition.web.organiser.editor_fields import NamedField
from petition.web.organiser.team_form import TOO_LONG


def line(label: LazyString | str, *, most: int = lengths.LINE, hint: LazyString | str = "") -> StringField:
    """A field of one line."""
    return StringField(label, description=hint, filters=[cleaned], validators=[Length(max=most, message=TOO_LONG)])


def paragraphs(label: LazyString | str, *, most: int = lengths.TEXT, hint: LazyString | str = "") -> TextAreaField:
    """A field of several lines."""
    length = Length(max=most, message=TOO_LONG)
    return TextAreaField(label, description=hint, filters=[cleaned_text], validators=[length])


def mail(label: LazyString | str, *, hint: LazyString | str = "") -> StringField:
    """A mail address, or nothing."""
    return StringField(
        label,
        description=hint,
        filters=[cleaned],
        validators=[Length(max=lengths.MAIL, message=TOO_LONG), _is_mail_or_nothing],
    )


def web_address(label: LazyString | str, *, hint: LazyString | str = "") -> StringField:
    """An address on the web, or nothing."""
    return StringField(
        label,
        description=hint,
        filters=[cleaned],
        validators=[Length(max=lengths.URL, message=TOO_LONG), _is_web_address_or_nothing],
    )


def options(names: Mapping[str, LazyString | str]) -> list[SelectChoice]:
    """What a list or a row of buttons offers: each value with its name."""
    return [SelectChoice(value, name) for value, name in names.items()]


def one_of(
    label: LazyString | str, choices: Mapping[str, LazyString], *, default: str, hint: LazyString | str = ""
) -> RadioField:
    """One answer out of a few that are all shown."""
    return RadioField(
        label,
        description=hint,
        default=default,
        choices=options(choices),
        validators=[InputRequired(lazy_gettext("Choose one of these"))],
    )


def country(label: LazyString | str, *, hint: LazyString | str = "") -> NamedField:
    unknown = lazy_gettext("There is no country of this name in our list. Write it as this page’s language has it.")
    return NamedField(label, names=formats.countries, is_code=_is_country, unknown=unknown, description=hint)


def city(label: LazyString | str, *, hint: LazyString | str = "") -> NamedField:
    unknown = lazy_gettext("We know no clocks of this name. Write a large city of that time zone, such as Paris.")
    return NamedField(label, names=formats.zones, is_code=_is_zone, unknown=unknown, description=hint)


def handle_field(network: str) -> StringField:
    """A name in one network, or nothing."""

    def is_handle(_form: BaseForm, field: Field) -> None:
        if field.data and posts.profile_url(field.data, network) is None:
            raise ValidationError(gettext("This cannot be a name in %(network)s", network=posts.NETWORKS[network].name))

    length = Length(max=lengths.LINE, message=TOO_LONG)
    return StringField(posts.NETWORKS[network].name, filters=[cleaned], validators=[length, is_handle])


HANDLES = {f"handle_{network}": network for network in posts.NETWORKS}


def add_handles(form: type[Form]) -> None:
    """Give a form a field for a name in each network."""
    for name, network in HANDLES.items():
        setattr(form, name, handle_field(network))


def handles_of(form: BaseForm) -> dict[str, str]:
    """What was typed into the fields of HANDLES, by network."""
    return {network: form[name].data for name, network in HANDLES.items() if form[name].data}


def typed_handles(handles: Mapping[str, str]) -> dict[str, str]:
    """The same the other way."""
    return {name: handles.get(network, "") for name, network in HANDLES.items()}


def _is_country(code: str) -> bool:
    return COUNTRY.fullmatch(code) is not None


def _is_zone(code: str) -> bool:
    return code in available_timezones()


def _is_mail_or_nothing(_form: BaseForm, field: Field) -> None:
    if field.data:
        mail_field.check(field)


def _is_web_address_or_nothing(_form: BaseForm, field: Field) -> None:
    if not field.data:
        return
    address = web_addresses.completed(field.data)
    if not web_addresses.is_web_address(address) or "." not in web_addresses.host_of(address):
        raise ValidationError(gettext("Write the address of a web page, like example.org/news"))
    field.data = address
