"""A journey over real connections, with everything in it that no log may hold."""

import http.client
import re
import socket
from contextlib import closing
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.cookies import SimpleCookie
from itertools import count
from pathlib import Path
from urllib.parse import quote, urlencode

from petition.backends.mail import FolderMailer
from tests.deploy.asking import FORM
from tests.faults.preparing import SLUG
from tests.faults.running import wait_until
from tests.joining import TYPED
from tests.reading import Forms, code_in, link_in, text_of

NAME, COMMENT = "Zenobia Palmyra", "For the colonnade"
# Nobody signs twice: the caps on mail would put the second journey off.
NUMBERS = count(1)
NETWORK = "203.0.113.77"
PETITION = f"/en/petitions/{SLUG}"
SIGNATURE = re.compile(r'"(/en/signature/[^"]+)"')
FAILURES = ("/crash", "/break-statement", "/log-carelessly", "/crash-outside")


@dataclass
class Journey:
    """Somebody on their way through the site, which has a worker."""

    port: int
    mail_folder: Path
    # Whatever was typed, mailed or shown that is theirs alone.
    secrets: set[str] = field(
        default_factory=lambda: {"Zenobia", "zenobia", "Palmyra", "palmyra", "colonnade", NETWORK}
    )
    cookies: dict[str, str] = field(default_factory=dict)
    address: str = field(default_factory=lambda: f"zenobia{next(NUMBERS)}@palmyra.example")

    def everything(self) -> None:
        """All that can be done, and all that can go wrong."""
        self.sign_and_withdraw()
        self.ask_to_be_listed()
        self.go_astray()
        for path in FAILURES:
            self.get(f"{path}?{urlencode({'mail': self.address, 'name': NAME})}")
        self.speak_nonsense()

    def sign_and_withdraw(self) -> None:
        self.send(PETITION, "/sign", name=NAME, mail=self.address, comment=COMMENT)
        self.post(f"{PETITION}/code", {"code": "12345678"})
        path, code = self.mailed()
        self.secrets |= {path.rpartition("/")[2], code}
        assert self.send(path, path)[0] == 303
        found = SIGNATURE.search(self.get(path)[1])
        assert found
        self.secrets.add(found[1].rpartition("/")[2])
        self.get(found[1])
        assert self.post(found[1], {})[0] < 400

    def ask_to_be_listed(self) -> None:
        path = "/en/petitions/a-letter/join"
        assert self.send(path, path, **TYPED | {"contact": NAME, "mail": self.address})[0] < 400
        self.mailed("/signatory/")

    def go_astray(self) -> None:
        self.send("/login", "/login", mail=self.address, password=f"{NAME} 1234")
        self.get(f"/en/confirm/a-wrong-token.{self.address}")
        self.get(f"/en/{quote(NAME)}?mail={quote(self.address)}")
        self.get(f"/en/petitions?q={quote(NAME)}")

    def mailed(self, containing: str = "/confirm/") -> tuple[str, str]:
        """The link and code of the mail with such a link, once it has come."""
        folder = FolderMailer(self.mail_folder)

        def mine() -> list[EmailMessage]:
            mails = map(folder.read, folder.names(10))
            return [mail for mail in mails if mail["To"] == self.address and containing in text_of(mail)]

        wait_until(lambda: bool(mine()))
        mail = mine()[0]
        path = link_in(mail, containing)
        self.secrets.add(path.rpartition("/")[2])
        return path, code_in(mail) if containing == "/confirm/" else ""

    def speak_nonsense(self) -> None:
        """What is no HTTP, with an address in it."""
        for line in (
            f"GET /{self.address} HTTP/9.9",
            f"{self.address} / HTTP/1.1",
            f"GET / HTTP/1.1\r\n{NAME}: {self.address}",
        ):
            with closing(socket.create_connection(("127.0.0.1", self.port), timeout=20)) as connection:
                connection.sendall(f"{line}\r\nHost: localhost\r\n\r\n".encode())
                connection.recv(1000)

    def send(self, page: str, action: str, **typed: str) -> tuple[int, str]:
        """Fill in a form as it stands on its page."""
        values = Forms(self.get(page)[1], action).values | typed
        return self.post(page if action.startswith("/") and action != "/sign" else f"{page}{action}", values)

    def get(self, path: str) -> tuple[int, str]:
        return self._ask("GET", path, None)

    def post(self, path: str, values: dict[str, str]) -> tuple[int, str]:
        return self._ask("POST", path, urlencode(values))

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        headers = {"X-Forwarded-For": NETWORK, "User-Agent": NAME, "Referer": f"https://x.example/{self.address}"}
        headers |= {"Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items())}
        headers |= FORM if body is not None else {}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie", []):
                for key, morsel in SimpleCookie(cookie).items():
                    self.cookies[key] = morsel.value
                    self.secrets.add(morsel.value)
            return answer.status, answer.read().decode()
