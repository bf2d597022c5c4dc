"""The pages of figures, and of the links by which signers come."""

from tests.browser.reaching import Kind, sending, signed_in


def kinds(busy: str, *, quiet: str) -> dict[str, Kind]:
    """Of a petition with many signatures, and of one with none."""
    return {
        "figures": Kind("organiser.petition", signed_in(f"/organise/{busy}")),
        "figures by hour": Kind("organiser.petition", signed_in(f"/organise/{busy}?by=hour")),
        "all figures": Kind("organiser.petition", signed_in(f"/organise/{busy}?by=all")),
        "no figures yet": Kind("organiser.petition", signed_in(f"/organise/{quiet}")),
        "a link with problems": Kind(
            "organiser.add_source",
            sending(f"/organise/{busy}", 'form[action*="/sources"] .button', who="the demo's", code="no code"),
        ),
    }
