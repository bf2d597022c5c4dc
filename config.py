"""Where things are: the settings, read once from the environment.

Every setting NAME may also be given as NAME_FILE, the path of a file that holds its value (for secrets).
On a laptop (BASE_URL on a loopback host) none is needed: secrets are made in DATA_DIR, readable by their
owner only. Anywhere else a missing or laptop-made secret stops the start.

Policy (what the installation allows) is not here but in the table `site_setting`.
"""

import base64
import binascii
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

LOOPBACK_HOSTS = {"127.0.0.1", "localhost", "::1"}
KEY_BYTES = 32


class SettingsError(Exception):
    """The environment cannot be right; `problems` lists every reason, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("Countersign cannot start:\n" + "\n".join(f"  - {problem}" for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class Settings:
    """What the environment says, checked and typed."""

    base_url: str
    host: str
    port: int
    data_dir: Path
    database_url: str
    redis_url: str
    mail_url: str
    mail_from: str
    mail_from_name: str
    trusted_proxies: int
    secret_key: str
    data_keys: Mapping[int, bytes]
    site_name: str
    languages: tuple[str, ...]
    log_level: str

    @property
    def is_local(self) -> bool:
        """Whether the site is only reachable from this machine, as its BASE_URL says."""
        return urlsplit(self.base_url).hostname in LOOPBACK_HOSTS

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")


# Name, default and meaning of every setting; docs/configuration.md is tested against it.
SETTINGS: dict[str, tuple[str, str]] = {
    "BASE_URL": ("http://127.0.0.1:PORT", "The address people use, with https:// on a public server."),
    "HOST": ("127.0.0.1", "The address the built-in server listens on."),
    "PORT": ("8000", "The port the built-in server listens on."),
    "DATA_DIR": ("data", "Folder for the embedded database, mails and laptop secrets."),
    "DATABASE_URL": ("sqlite file in DATA_DIR", "sqlite:///… or postgresql+psycopg://…"),
    "REDIS_URL": ("in this process", "redis://… or valkey://…, shared by several processes for limits."),
    "MAIL_URL": ("folder in DATA_DIR", "folder:/path, smtp://… or smtps://…, with quotas as its query."),
    "MAIL_FROM": ("petitions@ the host of BASE_URL", "The address mails come from."),
    "MAIL_FROM_NAME": ("SITE_NAME", "The name mails come from."),
    "TRUSTED_PROXIES": ("0", "How many proxies in front of the site add to X-Forwarded-For."),
    "SECRET_KEY": (
        "made in DATA_DIR on a laptop",
        "Signs links, form tokens and cookies: 32 characters or more.",
    ),
    "DATA_KEYS": (
        "made in DATA_DIR on a laptop",
        "Seals identities: NUMBER:BASE64 of 32 bytes; the last is current.",
    ),
    "SITE_NAME": ("Countersign", "What this installation is called."),
    "LANGUAGES": ("en,fr,ar", "The interface's languages, the site's own first."),
    "LOG_LEVEL": ("INFO", "DEBUG, INFO, WARNING or ERROR."),
}
SHIPPED_LANGUAGES = ("en", "fr", "ar")
MASKED = {"SECRET_KEY", "DATA_KEYS"}


def load(environment: Mapping[str, str]) -> Settings:
    """Read the settings, making laptop secrets where allowed. Raises SettingsError with every problem."""
    reader = _Reader(environment)
    port = reader.integer("PORT", 8000, lowest=1, highest=65535)
    base_url = reader.text("BASE_URL", f"http://127.0.0.1:{port}").rstrip("/")
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        reader.problems.append("BASE_URL must be a whole address such as https://petitions.example.org")
    is_local = parts.hostname in LOOPBACK_HOSTS
    data_dir = Path(reader.text("DATA_DIR", "data")).absolute()
    site_name = reader.text("SITE_NAME", "Countersign")
    settings = Settings(
        base_url=base_url,
        host=reader.text("HOST", "127.0.0.1"),
        port=port,
        data_dir=data_dir,
        database_url=_database_url(reader.text("DATABASE_URL", f"sqlite:///{data_dir}/countersign.sqlite3"), reader),
        redis_url=_redis_url(reader.text("REDIS_URL", ""), reader),
        mail_url=reader.text("MAIL_URL", f"folder:{data_dir}/mail"),
        mail_from=reader.text("MAIL_FROM", f"petitions@{_mail_host(parts.hostname)}"),
        mail_from_name=reader.text("MAIL_FROM_NAME", site_name),
        trusted_proxies=reader.integer("TRUSTED_PROXIES", 0, lowest=0, highest=10),
        secret_key=_secret_key(reader, data_dir, is_local),
        data_keys=_data_keys(reader, data_dir, is_local),
        site_name=site_name,
        languages=_languages(reader),
        log_level=reader.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
    )
    if not is_local and settings.mail_url.startswith("folder:"):
        reader.problems.append("MAIL_URL must be a mail server (smtp:// or smtps://): a folder is for a laptop")
    if reader.problems:
        raise SettingsError(reader.problems)
    return settings


def masked(settings: Settings) -> dict[str, str]:
    """Every setting as text that may be shown: secrets and passwords in addresses are hidden."""
    shown = {field.name.upper(): str(getattr(settings, field.name)) for field in fields(settings)}
    shown |= dict.fromkeys(MASKED, "(set)")
    return {name: _without_password(value) for name, value in shown.items()}


class _Reader:
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


def _languages(reader: _Reader) -> tuple[str, ...]:
    codes = tuple(code.strip() for code in reader.text("LANGUAGES", ",".join(SHIPPED_LANGUAGES)).split(","))
    if not set(codes) <= set(SHIPPED_LANGUAGES) or len(set(codes)) < len(codes):
        reader.problems.append(f"LANGUAGES must name some of {', '.join(SHIPPED_LANGUAGES)}, each once")
    return codes


def _database_url(url: str, reader: _Reader) -> str:
    """Name the driver: SQLAlchemy's own choice for `postgres` and `postgresql` differs between versions."""
    scheme, separator, rest = url.partition("://")
    if scheme in ("postgres", "postgresql"):
        return f"postgresql+psycopg://{rest}"
    if not separator or scheme not in ("sqlite", "postgresql+psycopg"):
        reader.problems.append("DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://")
    return url


def _redis_url(url: str, reader: _Reader) -> str:
    """Both servers speak one protocol; the valkey client drives both (the redis client is pinned by `limits`)."""
    if not url:
        return ""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in ("redis", "rediss", "valkey", "valkeys", "unix"):
        reader.problems.append("REDIS_URL must begin with redis://, rediss://, valkey:// or valkeys://")
        return ""
    return f"{scheme.replace('redis', 'valkey')}://{rest}"


def _secret_key(reader: _Reader, data_dir: Path, is_local: bool) -> str:
    value = reader.text("SECRET_KEY", "")
    made_here = _stored(data_dir / "secret_key")
    if is_local:
        return value or made_here or _made(data_dir / "secret_key", secrets.token_urlsafe(48))
    if len(value) < 32:
        reader.problems.append("SECRET_KEY (or SECRET_KEY_FILE) must be set to 32 random characters or more")
    elif value == made_here:
        reader.problems.append("SECRET_KEY is the one made for a laptop; make a new one for this server")
    return value


def _data_keys(reader: _Reader, data_dir: Path, is_local: bool) -> dict[int, bytes]:
    value = reader.text("DATA_KEYS", "")
    made_here = _stored(data_dir / "data_keys")
    if is_local and not value:
        value = made_here or _made(data_dir / "data_keys", f"1:{_base64(secrets.token_bytes(KEY_BYTES))}")
    elif not value:
        reader.problems.append("DATA_KEYS (or DATA_KEYS_FILE) must be set: 1:BASE64 of 32 random bytes")
        return {}
    elif not is_local and value == made_here:
        reader.problems.append("DATA_KEYS are the ones made for a laptop; make new ones for this server")
    return _parse_data_keys(value, reader)


def _parse_data_keys(value: str, reader: _Reader) -> dict[int, bytes]:
    keys: dict[int, bytes] = {}
    for part in value.split(","):
        number, _, encoded = part.strip().partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            key = b""
        if not (number.isascii() and number.isdigit() and 1 <= int(number) <= 65535) or len(key) != KEY_BYTES:
            reader.problems.append("DATA_KEYS must be NUMBER:BASE64 of 32 bytes, several separated by commas")
            return {}
        keys[int(number)] = key
    return keys


def _stored(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _made(path: Path, value: str) -> str:
    """Keep a new secret for this laptop. Of two processes that start at once, the first one's is used by both."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(value, encoding="ascii")
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return _stored(path)
    finally:
        draft.unlink()
    return value


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _mail_host(host: str | None) -> str:
    """A domain mails can come from; an IP address or nothing is none."""
    return host if host and host.strip("0123456789.") and ":" not in host else "localhost"


def _without_password(value: str) -> str:
    head, separator, tail = value.partition("://")
    if not separator or "@" not in tail:
        return value
    credentials, _, place = tail.rpartition("@")
    return f"{head}://{credentials.partition(':')[0]}:(hidden)@{place}" if ":" in credentials else value
