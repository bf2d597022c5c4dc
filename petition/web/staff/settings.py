"""What the site allows: each line is decided by itself, and holds from the next request on."""

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.extensions import db
from petition.lib import text
from petition.services import site_settings
from petition.services.errors import InvalidPolicy, SettingChangedMeanwhile
from petition.web import stepping_up
from petition.web.staff import bp
from petition.web.staff.setting_form import SettingForm, setting_form
from petition.web.staff.setting_groups import GROUPS, SETTINGS
from petition.web.staff.setting_line import Setting
from petition.web.staff.words_line import TEXTS, WORDS

ALL = SETTINGS | TEXTS
PLACES = {"settings": GROUPS, "site_words": WORDS}
# Of a text that a colleague wrote meanwhile.
SHOWN = 80


@bp.get("/staff/settings")
def settings() -> ResponseReturnValue:
    return _page("settings")


@bp.get("/staff/words")
def site_words() -> ResponseReturnValue:
    return _page("site_words")


@bp.post("/staff/settings/<name>")
def change_setting(name: str) -> ResponseReturnValue:
    setting = _setting_or_404(name)
    form = setting_form(setting, setting.policy.kept_words(), is_posted=True)
    if not form.validate():
        form.refuse()
        return _page(setting.place, form), 422
    stepping_up.require()
    try:
        _decide(setting, form)
    except InvalidPolicy:
        db.session.rollback()
        form.refuse()
        return _page(setting.place, form), 422
    except SettingChangedMeanwhile:
        return _shown_again(form), 409
    db.session.commit()
    return redirect(url_for(f".{setting.place}", done=name, _anchor=setting.anchor), 303)


def _setting_or_404(name: str) -> Setting:
    if name not in ALL:
        abort(404)
    return ALL[name]


def _decide(setting: Setting, form: SettingForm) -> None:
    by, seen = g.organiser.public_id, form.seen.data
    if form.back.data:
        site_settings.set_back(setting.policy, by=by, seen=seen)
    else:
        site_settings.change(setting.policy, form.value.data or "", by=by, seen=seen)


def _shown_again(form: SettingForm) -> str:
    """With what was typed, to be sent over what a colleague decided, or not."""
    db.session.rollback()
    there = form.setting.policy.kept_words()
    form.seen.data = site_settings.fingerprint_of(there)
    named = text.shortened(form.setting.control.name_of(there), SHOWN)
    form.value.errors = [
        gettext("Somebody else changed this meanwhile, to “%(value)s”. Save it again to have yours.", value=named)
    ]
    return _page(form.setting.place, form)


def _page(place: str, wrong: SettingForm | None = None) -> str:
    """All that stands at one place; `wrong` is a form that was sent, and stands in the place of its own."""
    listed, there = PLACES[place], site_settings.all_words()
    forms = {name: setting_form(one, there[name]) for name, one in ALL.items() if one.place == place}
    if wrong is not None:
        forms[wrong.setting.policy.name] = wrong
    groups = [(heading, anchor, [forms[one.policy.name] for one in group]) for heading, anchor, group in listed]
    done = ALL.get(request.args.get("done", ""))
    return render_template(f"staff/settings/{place}.html", groups=groups, wrong=wrong, done=done)
