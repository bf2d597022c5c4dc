"""Reading single values from the environment, and keeping those that a laptop makes for itself."""

import re
import secrets
from collections.abc import Mapping
from pathlib import Path

import idna

# Without scheme, port and path.
HOST_NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", re.ASCII)


class Reader:
    """Reads single values and gathers what is wrong instead of stopping at the first problem."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.problems: list[str] = []

    def text(self, name: str, default: str) -> str:
        file_name = self.environment.get(f"{name}_FILE")
        if file_name:
            try:
                return Path(file_name).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                self.problems.append(f"{name}_FILE cannot be read: {error.__class__.__name__}")
                return default
        return self.environment.get(name, "").strip() or default

    def several(self, name: str) -> tuple[str, ...]:
        """What stands between commas."""
        return tuple(part.strip() for part in self.text(name, "").split(",") if part.strip())

    def host_names(self, name: str) -> tuple[str, ...]:
        """In small letters, as hosts are compared."""
        names = tuple(host.lower() for host in self.several(name))
        if not all(HOST_NAME.fullmatch(host) for host in names):
            self.problems.append(f"{name} must be names of hosts in ASCII, without https:// and port, between commas")
        return names

    def integer(self, name: str, default: int, *, lowest: int, highest: int) -> int:
        value = self.text(name, str(default))
        if value.isascii() and value.isdigit() and lowest <= int(value) <= highest:
            return int(value)
        self.problems.append(f"{name} must be a whole number from {lowest} to {highest}")
        return default

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        value = self.text(name, default).upper()
        if value in allowed:
            return value
        self.problems.append(f"{name} must be one of {', '.join(allowed)}")
        return default


def in_ascii(host: str) -> str:
    """The name as certificates and mails have it; where there is none, how such names begin."""
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        return "xn--…"


def stored(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def made(path: Path, value: str) -> str:
    """Keep a new secret for this laptop. Of two processes that start at once, the first one's is used by both."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(value, encoding="ascii")
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return stored(path)
    finally:
        draft.unlink()
    return value
