"""The form of one setting. A page has many of them, each with ids of its own."""

from typing import Any

from wtforms import Field, HiddenField, SubmitField, ValidationError

from petition.lib.typed_values import NOTHING
from petition.services import site_settings
from petition.web.forms import PostedForm
from petition.web.staff.setting_line import Setting


class SettingForm(PostedForm):
    """`seen` is what held when the page was made; `back` the button that lets the default hold again."""

    seen = HiddenField()
    back = SubmitField()
    setting: Setting
    value: Any

    class Meta:
        # The door has looked at the token, which each form carries.
        csrf = False

    def validate_value(self, field: Field) -> None:
        """What it cannot be is said before anybody is asked whether it is still them."""
        try:
            _ = self.back.data or self.setting.policy.parse(field.data or "")
        except ValueError:
            raise ValidationError(str(self.setting.control.problem)) from None

    def refuse(self) -> None:
        """Say what it should be."""
        self.value.errors = [str(self.setting.control.problem)]


def setting_form(setting: Setting, there: str, *, is_posted: bool = False) -> SettingForm:
    """With what holds, as it would be typed, or with what was posted."""
    name = f"setting-{setting.anchor}"

    class OneSetting(SettingForm):
        seen = HiddenField(id=f"{name}-seen")
        back = SubmitField(id=f"{name}-back")
        value = setting.control.make(label=setting.label, description=setting.about, id=name)

    shown = "" if setting.policy.is_text and there == NOTHING else there
    kept = {"value": shown, "seen": site_settings.fingerprint_of(there)}
    form = OneSetting(data=kept) if is_posted else OneSetting(None, data=kept)
    form.setting = setting
    return form
