"""What was done to the site itself, to accounts, mails and mailboxes: a sentence for each verb of the audit.

No team has a part in the lines of OF_SITE, and none reads them. `whom` is the account that it was done to.
"""

from collections.abc import Callable

from flask_babel import gettext

Words = Callable[[], str]

OF_SITE: dict[str, Words] = {
    "change setting": lambda: gettext("%(who)s changed a setting of the site: %(setting)s. %(values)s"),
    "set setting back": lambda: gettext("%(who)s let the default of a setting hold again: %(setting)s. %(values)s"),
    "stop mail": lambda: gettext("%(who)s had a mailbox never written to again"),
    "lift suppression": lambda: gettext("%(who)s let a mailbox be written to again"),
    "retry mail": lambda: gettext("%(who)s had a mail tried again: %(mail)s"),
    "drop mail": lambda: gettext("%(who)s had a mail never sent: %(mail)s"),
    "block": lambda: gettext("%(who)s blocked something (%(block)s)"),
    "lift block": lambda: gettext("%(who)s lifted a block (%(block)s)"),
    "restore": lambda: gettext("%(who)s put a backup in the place of the database"),
    "make organiser": lambda: gettext("%(whom)s got an account"),
    "suspend organiser": lambda: gettext("%(who)s suspended the account of %(whom)s"),
    "reinstate organiser": lambda: gettext("%(who)s let the account of %(whom)s be used again"),
    "reset second factor": lambda: gettext("%(who)s took away all that %(whom)s signs in with besides a password"),
    "sign organiser out": lambda: gettext("%(who)s signed %(whom)s out everywhere"),
    "make staff": lambda: gettext("%(who)s made %(whom)s one of those who run the site"),
    "end staff": lambda: gettext("%(whom)s does not run the site any more: %(who)s decided it"),
    "look up account": lambda: gettext("%(who)s looked up an account by its mail address"),
    "keep petition": lambda: gettext("%(who)s kept a petition that readers had reported: %(petition)s"),
    "set password": lambda: gettext("%(whom)s set a new password"),
    "change address": lambda: gettext("%(whom)s changed the mail address of their account"),
    "add passkey": lambda: gettext("%(whom)s added a passkey"),
    "add app codes": lambda: gettext("%(whom)s added codes from an app"),
    "remove factor": lambda: gettext("%(whom)s removed a second step of signing in"),
    "renew recovery codes": lambda: gettext("%(whom)s made new recovery codes"),
    "use recovery code": lambda: gettext("%(whom)s signed in with a recovery code"),
}
# What a team reads without a name, and those who run the site with it: who of them it was.
BY_STAFF: dict[str, Words] = {
    "hide petition": lambda: gettext("%(who)s took a petition from view: %(petition)s"),
    "correct hidden reason": lambda: gettext("%(who)s changed the reason why a petition is hidden: %(petition)s"),
    "show petition": lambda: gettext("%(who)s let a petition be seen again: %(petition)s"),
}
