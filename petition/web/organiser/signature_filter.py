"""What a list of signatures is filtered by: as fields to fill in, and as words that say it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from flask import abort, g, url_for
from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, DateField, SelectField

from petition.extensions import settings
from petition.models.petition import NameAudience, Petition
from petition.models.signature import CommentState, HoldRule, SignatureState
from petition.services import origin_filter, permissions, sources
from petition.services.errors import NotPermitted
from petition.services.looking_up import Wanted
from petition.web import formats
from petition.web.organiser import origin_fields
from petition.web.organiser.looking_up import verb_to_look_up
from petition.web.organiser.origin_fields import SHARED, SentForm, SentOnForm
from petition.web.organiser.signature_line import AUDIENCES, COMMENTS, RULES

ANY = lazy_gettext("all")


class FilterForm(SentForm):
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


class ByDayForm(SentOnForm, FilterForm):
    """The same where when a form was sent may be asked by days alone."""


class Chip(NamedTuple):
    """One filter in words, and the list without it."""

    words: str
    url: str


def wanted_of(petition: Petition, params: Mapping[str, str]) -> Wanted:
    """What an address asks for, without what nobody here can have said."""
    wanted = Wanted.from_params(origin_fields.with_moments(petition, params))
    return replace(
        wanted,
        country=wanted.country if wanted.country in formats.countries() else None,
        language=wanted.language if wanted.language in _languages(petition) else None,
    )


def allowed_or_404(petition: Petition, wanted: Wanted) -> Wanted:
    """The same, where who is signed in may ask who shares something with another: with that guesses can be tried.

    Raises NotPermitted.
    """
    if origin_filter.likens(wanted):
        if not permissions.may(g.organiser, verb_to_look_up(petition), petition):
            raise NotPermitted
        is_allowed = origin_filter.may_be_asked(petition, wanted.state)
        if not is_allowed or not origin_filter.may_be_likened(petition, wanted):
            abort(404)
    return wanted


def form_for(petition: Petition, wanted: Wanted, params: Mapping[str, str]) -> FilterForm:
    """Filled in with what is wanted; without the questions that have no answers here. What is no day is said so."""
    form_class = ByDayForm if origin_filter.is_by_day(petition, wanted.state) else FilterForm
    form = form_class(data=vars(wanted) | origin_fields.typed_values(petition, wanted))
    form.country.choices = _choices(formats.countries())
    form.language.choices = _choices({code: formats.language_name(code) for code in _languages(petition)})
    form.given_to.choices = _choices(_named(AUDIENCES))
    form.comment.choices = _choices(_named(COMMENTS))
    form.rule.choices = _choices(_named(RULES))
    form.ref.choices = _choices({source.code: source.name for source in petition.sources})
    if not sources.are_offered(petition) or not petition.sources:
        del form.ref
    for name in ("since", "until", *origin_filter.SENT):
        if params.get(name) and not getattr(wanted, name):
            form[name].errors = [gettext("This is no day and no time that can be looked for")]
    return form


def words_for(petition: Petition, wanted: Wanted) -> list[str]:
    """What is filtered by, one line for each."""
    return [_words(petition, name, value) for name, value in wanted.filters.items()]


def chips_for(petition: Petition, wanted: Wanted, slug: str) -> list[Chip]:
    """The same, each with the way to be rid of it."""
    filters = wanted.filters.items()
    return [Chip(_words(petition, name, value), address_of(slug, wanted.without(name))) for name, value in filters]


def in_state(petition: Petition, wanted: Wanted, state: SignatureState) -> Wanted:
    """The same in another state, without what may not be asked there."""
    if origin_filter.may_be_asked(petition, state):
        return wanted.in_state(state)
    nothing: dict[str, Any] = dict.fromkeys(origin_filter.SAME)
    return replace(wanted, state=state, **nothing)


def _words(petition: Petition, name: str, value: Any) -> str:
    if name in SHARED:
        return origin_fields.words(petition, name, value)
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
        **{one: partial(origin_fields.words, petition, one) for one in origin_filter.SENT},
    }
    said = formats.isolated(str(words[name](value)))
    return str(gettext("%(filter)s: %(value)s", filter=FilterForm()[name].label.text, value=said))


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
