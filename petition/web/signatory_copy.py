"""The list of those who signed, to be copied elsewhere: as plain text, and as the source of a page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask_babel import gettext
from markupsafe import Markup, escape

from petition.web import formats, languages
from petition.web.said import Said
from petition.web.signatory_view import SignatoryView


@dataclass(frozen=True)
class Pen:
    """How words are written down: `form` makes the separators, and what is put together keeps to its kind."""

    form: Callable[[str], str]
    said: Callable[[Said], str]
    linked: Callable[[str, str], str]


def as_text(views: Iterable[SignatoryView]) -> str:
    """One line each."""
    return "".join(f"{_line(view, PLAIN)}\n" for view in views)


def as_html(views: Iterable[SignatoryView]) -> str:
    """A list that can stand on any page: no class, no style, links to the organisations' own sites."""
    rows = Markup().join(Markup("<li>{}</li>\n").format(_line(view, MARKED_UP)) for view in views)
    language = languages.current_language()
    direction = languages.direction(language)
    return str(Markup('<ul lang="{}" dir="{}">\n{}</ul>\n').format(language, direction, rows))


def _line(view: SignatoryView, pen: Pen) -> str:
    """Name, who signs for it, what it is, whom it represents: in this order, whatever there is of it."""
    signer = [_name(view.person, view.person_original, pen) if view.organisation else "", _words(view.title, pen)]
    represents = (
        pen.form(gettext("representing %(whom)s")) % {"whom": pen.said(view.represents)} if view.represents else ""
    )
    about = [_words(view.description, pen), represents]
    head = pen.form(gettext(", ")).join(part for part in [_head(view, pen), *signer] if part)
    return pen.form(" – ").join(part for part in [head, *about] if part)


def _head(view: SignatoryView, pen: Pen) -> str:
    if view.is_withheld:
        return pen.form(gettext("Name withheld for safety"))
    by_organisation = _name(view.organisation, view.organisation_original, pen)
    name = by_organisation or _name(view.person, view.person_original, pen)
    return pen.linked(name, view.url) if view.url else name


def _name(shown: Said | None, original: Said | None, pen: Pen) -> str:
    if shown is None or original is None:
        return _words(shown, pen)
    return pen.form("{} ({})").format(pen.said(shown), pen.said(original))


def _words(said: Said | None, pen: Pen) -> str:
    return pen.said(said) if said else ""


def _isolated(said: Said) -> str:
    is_of_page = said.direction == languages.direction(languages.current_language())
    # Else it would turn the brackets around it.
    return said.text if is_of_page else formats.isolated(said.text)


PLAIN = Pen(form=str, said=_isolated, linked=lambda name, _url: name)
MARKED_UP = Pen(
    form=Markup,
    # Elsewhere, too, the list says which language it is in; only what is in another one says so itself.
    said=lambda said: said.__html__() if said.attributes else escape(said.text),
    linked=lambda name, url: Markup('<a href="{}">{}</a>').format(url, name),
)
