"""Forms of mails: subject, text and HTML, with marks where each mail of a kind says something of its own.

The worker fills them in, and whoever writes news is shown one: that is why words are rendered here, below both.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import css_inline
from flask import current_app
from flask_babel import force_locale
from markupsafe import escape

HOLES = re.compile("\n{3,}")
# Nothing is fetched, whatever a template says.
INLINER = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)
# At random, so that no title can hold a mark.
MARK = secrets.token_hex(16)
MARKED = re.compile(f"{MARK}([a-z_]+){MARK}")
FORMS_KEPT = 200


@dataclass(frozen=True)
class MailForm:
    """The parts of a mail."""

    subject: str
    text: str
    html: str

    def filled_in(self, own: dict[str, str]) -> "MailForm":
        """One mail: the form with what it alone says."""
        return MailForm(
            subject=_filled_in(self.subject, own, str),
            text=_filled_in(self.text, own, str),
            html=_filled_in(self.html, own, escape),
        )


def mark(name: str) -> str:
    """Where a form has what `own` calls so: for words that hold such places themselves."""
    return f"{MARK}{name}{MARK}"


def rendered(template: str, language: str, words: dict[str, Any], own: dict[str, str]) -> MailForm:
    """A mail by its template. `words` are what many mails say, so they can be hashed; `own` is printed whole."""
    return _form(template, language, frozenset(words.items()), frozenset(own)).filled_in(own)


@lru_cache(FORMS_KEPT)
def _form(template: str, language: str, words: frozenset[tuple[str, Any]], own: frozenset[str]) -> MailForm:
    given = dict(words) | {name: mark(name) for name in own}
    with force_locale(language):
        subject = _render(f"{template}.subject", given)
        text = _render(f"{template}.txt", given)
        html = _render(f"{template}.html", {**given, "subject": subject})
    return MailForm(
        subject=" ".join(subject.split()),
        # Parts that are left out leave no hole behind.
        text=HOLES.sub("\n\n", text).strip() + "\n",
        html=INLINER.inline(html),
    )


def _filled_in(form: str, own: dict[str, str], written: Callable[[str], str]) -> str:
    return MARKED.sub(lambda mark: written(own[mark[1]]), form)


def _render(name: str, words: dict[str, Any]) -> str:
    # Not Flask's own way: mails need nothing of what every page knows.
    return current_app.jinja_env.get_template(f"mail/{name}").render(words)
