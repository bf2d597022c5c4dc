"""What a list of signatures is filtered by: as fields to fill in, and as words that say it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from flask import url_for
from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, DateField, Form, SelectField

from petition.extensions import settings
from petition.models.petition import NameAudience, Petition
from petition.models.signature import CommentState, HoldRule
from petition.services import sources
from petition.services.looking_up import Wanted
from petition.web import formats
from petition.web.organiser.signature_line import AUDIENCES, COMMENTS, RULES

ANY = lazy_gettext("all")


class FilterForm(Form):
    """Sent by GET: it changes nothing. Its fields are called as in `Wanted`."""

    country = SelectField(lazy_gettext("Country"))
    language = SelectField(lazy_gettext("Language"))
    ref = SelectField(lazy_gettext("Came by the link"))
    given_to = SelectField(lazy_gettext("Name given to"))
    comment = SelectField(lazy_gettext("Comment"))
    rule = SelectField(lazy_gettext("Held because"))
    since = DateField(lazy_gettext("From this day on"))
    until = DateField(lazy_gettext("Up to this day"))
    name_hidden = BooleanField(lazy_gettext("Only where we hid the name"))


def wanted_of(petition: Petition, params: Mapping[str, str]) -> Wanted:
    """What an address asks for, without what nobody here can have said."""
    wanted = Wanted.from_params(params)
    return replace(
        wanted,
        country=wanted.country if wanted.country in formats.countries() else None,
        language=wanted.language if wanted.language in _languages(petition) else None,
    )


def form_for(petition: Petition, wanted: Wanted) -> FilterForm:
    """Filled in with what is wanted; without the questions that have no answers here."""
    form = FilterForm(data=vars(wanted))
    form.country.choices = _choices(formats.countries())
    form.language.choices = _choices({code: formats.language_name(code) for code in _languages(petition)})
    form.given_to.choices = _choices(_named(AUDIENCES))
    form.comment.choices = _choices(_named(COMMENTS))
    form.rule.choices = _choices(_named(RULES))
    form.ref.choices = _choices({source.code: source.name for source in petition.sources})
    if not sources.are_offered(petition) or not petition.sources:
        del form.ref
    return form


def words_for(petition: Petition, wanted: Wanted) -> list[str]:
    """What is filtered by, one line for each."""
    names = {source.code: source.name for source in petition.sources}
    words: dict[str, Any] = {
        "country": formats.country_name,
        "language": formats.language_name,
        "ref": lambda code: names.get(code, code),
        "given_to": lambda audience: AUDIENCES[NameAudience(audience)](),
        "comment": lambda state: COMMENTS[CommentState(state)](),
        "rule": lambda rule: RULES[HoldRule(rule)](),
        "since": formats.day,
        "until": formats.day,
        "name_hidden": lambda _yes: gettext("yes"),
    }
    labels = {field.name: field.label.text for field in FilterForm()}
    return [
        gettext("%(filter)s: %(value)s", filter=labels[name], value=formats.isolated(str(words[name](value))))
        for name, value in wanted.filters.items()
    ]


def address_of(slug: str, wanted: Wanted, **more: Any) -> str:
    """The page of the list that shows what is wanted."""
    return url_for("organiser.signatures", slug=slug, **{**wanted.to_params(), **more})


def _languages(petition: Petition) -> list[str]:
    """Those of the petition, and those in which its pages can be read."""
    return list(dict.fromkeys([*petition.languages, *settings.languages]))


def _named(labels: Mapping[Any, Callable[[], str]]) -> dict[str, str]:
    return {one.value: str(words()) for one, words in labels.items()}


def _choices(named: dict[str, str]) -> list[tuple[str, Any]]:
    return [("", ANY), *named.items()]
