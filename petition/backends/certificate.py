"""How long the certificate of a site is good: asked of the site itself, as a browser would."""

import socket
import ssl
from datetime import UTC, datetime

TIMEOUT = 5  # seconds


class NotTrusted(Exception):
    """What was shown would not be believed by a browser; the message says why."""


def good_until(host: str, port: int) -> datetime | None:
    """The end of the certificate shown there. None where nobody answers: some hosts cannot call themselves.

    Raises NotTrusted.
    """
    context = ssl.create_default_context()
    try:
        with (
            socket.create_connection((host, port), timeout=TIMEOUT) as connection,
            context.wrap_socket(connection, server_hostname=host) as secured,
        ):
            shown = secured.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        raise NotTrusted(error.verify_message) from None
    except OSError:
        return None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)
