"""Forms in which whole texts stand, or hundreds of rows."""

from flask import request

MEGABYTE = 1024 * 1024
# The longest text has 60,000 characters, of up to six bytes each on their way, and others stand beside it. Whoever
# pastes a longer one is to be told so, and shown it again.
ROOM = 2 * MEGABYTE
# 250 addressees in three languages are 6,250 fields.
MOST_FIELDS = 10_000


def make_room() -> None:
    """Let this request, and no other, be so large. To be called before its form is read."""
    request.max_content_length = request.max_form_memory_size = ROOM
    request.max_form_parts = MOST_FIELDS
