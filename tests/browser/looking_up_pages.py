"""The pages on which somebody asks whether an address, or anybody of a mail domain, has signed."""

from tests.browser.reaching import Kind, sending, signed_in


def kinds(quiet: str) -> dict[str, Kind]:
    """Of a petition with no signatures."""
    place = f"/organise/{quiet}/look-up"
    return {
        "look up an address": Kind("organiser.look_up", signed_in(place)),
        "an address that was looked up": Kind(
            "organiser.do_look_up", sending(place, "main form .button", who="the demo's", mail="kept@example.org")
        ),
        "a domain that nobody is at": Kind(
            "organiser.look_up_domain",
            sending(place, 'form[action$="/domain"] .button', who="the demo's", domain="no.example"),
        ),
    }
