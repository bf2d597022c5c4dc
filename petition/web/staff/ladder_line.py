"""From how many on something is done about floods, as a page asks for it."""

from flask_babel import lazy_gettext
from wtforms import TextAreaField

from petition.services import ladder_policy
from petition.services.ladder_policy import SHARED_TIMES
from petition.web.staff.setting_line import Control, Setting, typing

THREE = typing(
    lazy_gettext("Write three whole numbers, none smaller than the one before, such as 20 100 300; “none” for never"),
    dir="ltr",
    size=18,
    autocomplete="off",
)
NETWORKS = Control(
    lambda **values: TextAreaField(
        render_kw={"dir": "ltr", "rows": 4, "autocomplete": "off", "spellcheck": "false"}, **values
    ),
    lazy_gettext("Write networks such as 192.0.2.0/24, no wider than /8 (IPv6: /16), 500 at most, or “none”"),
)
LADDER = (
    Setting(
        ladder_policy.ADDRESS,
        lazy_gettext("Forms from one address"),
        lazy_gettext(
            "Three numbers: above how many in ten minutes browsers have to work for each form, and above how many in "
            "ten minutes, and in a day, each is held for review. Nobody is refused. “none” for never."
        ),
        THREE,
    ),
    Setting(
        ladder_policy.NEIGHBOURHOOD,
        lazy_gettext("Forms from one neighbourhood"),
        lazy_gettext("The same three numbers, for the 256 addresses that one house may have; of IPv6, for a /48."),
        THREE,
    ),
    Setting(
        ladder_policy.COUNTRY,
        lazy_gettext("Forms for one petition from one country"),
        lazy_gettext("The same three numbers, by the country in which a network is registered."),
        THREE,
    ),
    Setting(
        ladder_policy.PETITION,
        lazy_gettext("Forms for one petition"),
        lazy_gettext("The same three numbers. That very many people sign on one day is no attack: hold none of it."),
        THREE,
    ),
    Setting(
        ladder_policy.MAILBOX,
        lazy_gettext("Spellings of one mailbox"),
        lazy_gettext(
            "The same three numbers, under one petition, for addresses that differ only in what stands behind a “+”. "
            "The same form sent again is no other spelling."
        ),
        THREE,
    ),
    Setting(
        ladder_policy.DOMAIN,
        lazy_gettext("Forms for one petition from one mail domain"),
        lazy_gettext(
            "The same three numbers, for domains of employers, schools or private people: large providers, where "
            "everybody may have a mailbox, are not counted."
        ),
        THREE,
    ),
    Setting(
        ladder_policy.CONFIRMER,
        lazy_gettext("Forms that are confirmed from one address, but came from elsewhere"),
        lazy_gettext(
            "The same three numbers, under one petition; the first is not used, as nobody is asked for work when they "
            "confirm. What was sent more than a day or two before is taken for one of these. Mail filters of "
            "companies, and carriers, confirm for many: this only holds."
        ),
        THREE,
    ),
    Setting(
        ladder_policy.SHARED_NETWORKS,
        lazy_gettext("Networks that very many people share"),
        lazy_gettext(
            "A hospital, a camp, a mobile carrier: from there it takes %(times)d times as many, of an address, of its "
            "neighbourhood, of forms that are confirmed there, and until somebody is asked to wait.",
            times=SHARED_TIMES,
        ),
        NETWORKS,
    ),
)
