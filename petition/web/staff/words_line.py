"""What the site says on its own account, as a page asks for it: a sentence at the top, and its legal pages."""

from typing import Any

from flask_babel import LazyString, gettext, lazy_gettext
from wtforms import TextAreaField

from petition.services import policy
from petition.services.one_policy import Policy
from petition.services.policy import LegalPage
from petition.web import formats, languages
from petition.web.staff.setting_line import A_MOMENT, Control, Group, Setting

TOO_LONG = lazy_gettext("This is too long. Shorten it.")
PLACE = "site_words"
ROWS = 14


def text_in(code: str, one: Policy[str], **attributes: Any) -> Setting:
    """A text in one of the site's languages."""
    label = LazyString(lambda: gettext("In %(language)s", language=formats.language_name(code)))
    shown = {"lang": code, "dir": languages.direction(code), **attributes}
    control = Control(lambda **values: TextAreaField(render_kw=shown, **values), TOO_LONG)
    return Setting(one, label, "", control, PLACE)


def legal(page: LegalPage) -> tuple[Setting, ...]:
    return tuple(text_in(code, one, rows=ROWS) for (of, code), one in policy.LEGAL.items() if of is page)


BANNER = (
    *(text_in(code, one, rows=2) for code, one in policy.BANNERS.items()),
    Setting(
        policy.BANNER_UNTIL,
        lazy_gettext("Shown until"),
        lazy_gettext("In UTC, such as 2030-11-30 18:00. With “none” it is shown for as long as it stands here."),
        A_MOMENT,
        PLACE,
    ),
)
# In the order of the page.
WORDS: tuple[Group, ...] = (
    (lazy_gettext("A sentence at the top of every page"), "banner", BANNER),
    (lazy_gettext("Who runs this site"), "imprint", legal(LegalPage.IMPRINT)),
    (lazy_gettext("Terms of use"), "terms", legal(LegalPage.TERMS)),
    (lazy_gettext("Accessibility"), "accessibility", legal(LegalPage.ACCESSIBILITY)),
)
TEXTS = {setting.policy.name: setting for _heading, _anchor, group in WORDS for setting in group}
