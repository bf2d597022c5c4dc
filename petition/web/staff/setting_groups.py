"""All that can be decided about the site, but for its words, in the order of the page."""

from flask_babel import lazy_gettext

from petition.web.staff.ladder_line import LADDER
from petition.web.staff.setting_line import ACCOUNTS, ALERTS, MAIL, PETITIONS, SIGNATURES, Group

# In the order of the page: a heading, and what stands below it.
GROUPS: tuple[Group, ...] = (
    (lazy_gettext("Accounts and teams"), "accounts", ACCOUNTS),
    (lazy_gettext("Petitions"), "petitions", PETITIONS),
    (lazy_gettext("Mail"), "mail", MAIL),
    (lazy_gettext("Signatures"), "signatures", SIGNATURES),
    (lazy_gettext("When very many forms come at once"), "ladder", LADDER),
    (lazy_gettext("When those who run the site are told"), "alerts", ALERTS),
)
SETTINGS = {setting.policy.name: setting for _heading, _anchor, group in GROUPS for setting in group}
