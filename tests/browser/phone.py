"""An authenticator that Chromium plays."""

from playwright.sync_api import CDPSession

# As in a phone: it keeps the passkey itself, and looks who is there.
PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Phone:
    """The authenticator of one browser."""

    def __init__(self, devtools: CDPSession) -> None:
        self._devtools = devtools
        devtools.send("WebAuthn.enable")
        self._id = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})["authenticatorId"]

    def recognise_nobody(self) -> None:
        self._devtools.send("WebAuthn.setUserVerified", {"authenticatorId": self._id, "isUserVerified": False})
