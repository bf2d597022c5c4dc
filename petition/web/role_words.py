"""What the roles in a team are called."""

from flask_babel import lazy_gettext

from petition.models.team import TeamRole

ROLES = {
    TeamRole.OWNER: lazy_gettext("Owner"),
    TeamRole.EDITOR: lazy_gettext("Editor"),
    TeamRole.MODERATOR: lazy_gettext("Moderator"),
    TeamRole.VIEWER: lazy_gettext("Viewer"),
}
