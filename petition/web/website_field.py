"""What is asked of the address of somebody's web site."""

from flask_babel import gettext
from wtforms import Field, ValidationError

from petition.lib import web_addresses


def check(field: Field) -> None:
    """Take it with its scheme, typed or not; nothing where it was left empty. Raises ValidationError."""
    if not field.data:
        return
    address = web_addresses.completed(field.data)
    if not web_addresses.is_web_address(address) or "." not in web_addresses.host_of(address):
        raise ValidationError(gettext("Write the address of a web site, like example.org"))
    field.data = address
