"""What was done to a team, and to those in it: a sentence for each verb of the audit."""

from collections.abc import Callable

from flask_babel import gettext

Words = Callable[[], str]

# What was done to the team, and to those in it. `whom` is the one it was done to.
OF_TEAMS: dict[str, Words] = {
    "make team": lambda: gettext("%(who)s made the team"),
    "change team": lambda: gettext("%(who)s changed the team’s settings: %(fields)s"),
    "make organiser": lambda: gettext("%(whom)s got an account and came into the team (%(role)s)"),
    "join team": lambda: gettext("%(whom)s came into the team (%(role)s)"),
    "change role": lambda: gettext("%(who)s gave %(whom)s another role: %(role)s instead of %(was)s"),
    "remove member": lambda: gettext("%(who)s took %(whom)s out of the team (%(was)s)"),
    "leave team": lambda: gettext("%(who)s left the team (%(was)s)"),
    "suspend team": lambda: gettext("%(who)s suspended the team: nobody of it could work in it"),
    "restore team": lambda: gettext("%(who)s let the team work again"),
    "invite": lambda: gettext("%(who)s invited somebody (%(role)s)"),
    "revoke invitation": lambda: gettext("%(who)s took an invitation back"),
    "accept invitation": lambda: gettext("%(who)s accepted an invitation"),
}
