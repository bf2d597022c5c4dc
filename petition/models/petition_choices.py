"""What is chosen for a petition, each from a few."""

import enum


class PetitionState(enum.StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    CIRCULATING = "circulating"
    OPEN = "open"
    CLOSED = "closed"
    DELIVERED = "delivered"
    ANSWERED = "answered"
    HIDDEN = "hidden"


# Everyone may read these; the others exist for their team alone, or (hidden) only as a notice.
PUBLIC_STATES = (PetitionState.OPEN, PetitionState.CLOSED, PetitionState.DELIVERED, PetitionState.ANSWERED)


class Protection(enum.StrEnum):
    NORMAL = "normal"
    DISCREET = "discreet"


class Publishing(enum.StrEnum):
    """When what is counted becomes public."""

    LIVE = "live"
    BATCHED = "batched"


class Commenting(enum.StrEnum):
    """When a comment that is meant for everyone appears."""

    AT_ONCE = "at_once"
    # Once somebody of the team has read it.
    AFTER_REVIEW = "after_review"


class NameAudience(enum.StrEnum):
    """Who gets a signer's name."""

    NOBODY = "nobody"
    ADDRESSEES = "addressees"
    PUBLIC = "public"


class CountryQuestion(enum.StrEnum):
    OPTIONAL = "optional"
    REQUIRED = "required"


class Joining(enum.StrEnum):
    """Who may ask to be listed under it, online."""

    NOBODY = "nobody"
    # Whoever was given the private link.
    INVITED = "invited"
    EVERYONE = "everyone"


class ListStyle(enum.StrEnum):
    """How the signatories stand on the page."""

    RUN = "run"
    LINES = "lines"
    COLUMNS = "columns"
