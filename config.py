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
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

import environment
from environment import Reader

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
    also_known_as: tuple[str, ...]
    host: str
    port: int
    data_dir: Path
    journal_dir: Path
    database_url: str
    redis_url: str
    mail_url: str
    mail_from: str
    mail_from_name: str
    dkim_key: str
    dkim_selector: str
    dkim_domain: str
    trusted_proxies: int
    secret_key: str
    data_keys: Mapping[int, bytes]
    site_name: str
    languages: tuple[str, ...]
    log_level: str
    log_format: str
    metrics_token: str
    alert_mail: tuple[str, ...]
    ping_url: str
    page_cache_seconds: int

    @property
    def is_local(self) -> bool:
        """Whether the site is only reachable from this machine, as its BASE_URL says."""
        return urlsplit(self.base_url).hostname in LOOPBACK_HOSTS

    @cached_property
    def names(self) -> frozenset[str]:
        """What the site is called, in small letters."""
        return frozenset((urlsplit(self.base_url).hostname or "", *self.also_known_as))

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")


# Name, default and meaning of every setting; docs/configuration.md is tested against it.
SETTINGS: dict[str, tuple[str, str]] = {
    "BASE_URL": ("http://127.0.0.1:PORT", "The address people use, with https:// on a public server."),
    "ALSO_KNOWN_AS": ("none", "Other names it is asked for by, such as an onion service's."),
    "HOST": ("127.0.0.1", "The address the built-in server listens on."),
    "PORT": ("8000", "The port the built-in server listens on."),
    "DATA_DIR": ("data", "Folder for the embedded database, mails and laptop secrets."),
    "JOURNAL_DIR": ("journal in DATA_DIR", "Folder for what a restored backup has to be told; best on another disk."),
    "DATABASE_URL": ("sqlite file in DATA_DIR", "sqlite:///… or postgresql+psycopg://…"),
    "REDIS_URL": ("in this process", "redis://… or valkey://…, shared by several processes for limits."),
    "MAIL_URL": ("folder in DATA_DIR", "folder:/path, smtp://… or smtps://…, with quotas as its query."),
    "MAIL_FROM": ("petitions@ the host of BASE_URL", "The address mails come from."),
    "MAIL_FROM_NAME": ("SITE_NAME", "The name mails come from."),
    "DKIM_KEY": ("mails are not signed here", "The private key that signs mails: PEM, RSA or Ed25519."),
    "DKIM_SELECTOR": ("countersign", "Under which name the domain publishes that key."),
    "DKIM_DOMAIN": ("domain of MAIL_FROM", "The domain that signs."),
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
    "PAGE_CACHE_SECONDS": ("1", "How long a public page is as good as new; 0 makes each anew."),
    "LOG_LEVEL": ("INFO", "DEBUG, INFO, WARNING or ERROR."),
    "LOG_FORMAT": ("console on a laptop, else json", "json or console."),
    "METRICS_TOKEN": ("only from this machine", "Whoever sends it may read /metrics."),
    "ALERT_MAIL": ("nobody", "Addresses that are told when something is wrong, separated by commas."),
    "PING_URL": ("none", "An https address called every five minutes while all is well."),
}
SHIPPED_LANGUAGES = ("en", "fr", "ar")
MASKED = {"SECRET_KEY", "DATA_KEYS", "DKIM_KEY", "METRICS_TOKEN", "PING_URL"}


def load(variables: Mapping[str, str]) -> Settings:
    """Read the settings, making laptop secrets where allowed. Raises SettingsError with every problem."""
    reader = Reader(variables)
    port = reader.integer("PORT", 8000, lowest=1, highest=65535)
    base_url = _base_url(reader, port)
    public_host = urlsplit(base_url).hostname
    is_local = public_host in LOOPBACK_HOSTS
    data_dir = Path(reader.text("DATA_DIR", "data")).absolute()
    site_name = reader.text("SITE_NAME", "Countersign")
    mail_from = reader.text("MAIL_FROM", f"petitions@{_mail_host(public_host)}")
    settings = Settings(
        base_url=base_url,
        also_known_as=reader.host_names("ALSO_KNOWN_AS"),
        host=reader.text("HOST", "127.0.0.1"),
        port=port,
        data_dir=data_dir,
        journal_dir=Path(reader.text("JOURNAL_DIR", str(data_dir / "journal"))).absolute(),
        database_url=_database_url(reader.text("DATABASE_URL", f"sqlite:///{data_dir}/countersign.sqlite3"), reader),
        redis_url=_redis_url(reader.text("REDIS_URL", ""), reader),
        mail_url=_mail_url(reader, data_dir, is_local),
        mail_from=mail_from,
        mail_from_name=reader.text("MAIL_FROM_NAME", site_name),
        dkim_key=reader.text("DKIM_KEY", ""),
        dkim_selector=reader.text("DKIM_SELECTOR", "countersign"),
        dkim_domain=reader.text("DKIM_DOMAIN", mail_from.rpartition("@")[2]),
        trusted_proxies=reader.integer("TRUSTED_PROXIES", 0, lowest=0, highest=10),
        secret_key=_secret_key(reader, data_dir, is_local),
        data_keys=_data_keys(reader, data_dir, is_local),
        site_name=site_name,
        languages=_languages(reader),
        page_cache_seconds=reader.integer("PAGE_CACHE_SECONDS", 1, lowest=0, highest=60),
        log_level=reader.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
        log_format=reader.choice("LOG_FORMAT", "CONSOLE" if is_local else "JSON", ("JSON", "CONSOLE")).lower(),
        metrics_token=_metrics_token(reader),
        alert_mail=reader.several("ALERT_MAIL"),
        ping_url=_ping_url(reader),
    )
    if reader.problems:
        raise SettingsError(reader.problems)
    return settings


def masked(settings: Settings) -> dict[str, str]:
    """Every setting as text that may be shown: secrets and passwords in addresses are hidden."""
    shown = {field.name.upper(): str(getattr(settings, field.name)) for field in fields(settings)}
    shown |= {name: "(set)" for name in MASKED if shown[name]}
    return {name: _without_password(value) for name, value in shown.items()}


def _base_url(reader: Reader, port: int) -> str:
    url = reader.text("BASE_URL", f"http://127.0.0.1:{port}").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        reader.problems.append("BASE_URL must be a whole address such as https://petitions.example.org")
    elif not parts.hostname.isascii():
        reader.problems.append(f"BASE_URL must name its host in ASCII: {environment.in_ascii(parts.hostname)}")
    return url


def _mail_url(reader: Reader, data_dir: Path, is_local: bool) -> str:
    url = reader.text("MAIL_URL", f"folder:{data_dir}/mail")
    if not is_local and url.startswith("folder:"):
        reader.problems.append("MAIL_URL must be a mail server (smtp:// or smtps://): a folder is for a laptop")
    return url


def _metrics_token(reader: Reader) -> str:
    token = reader.text("METRICS_TOKEN", "")
    if token and (len(token) < 16 or not token.isascii()):
        reader.problems.append("METRICS_TOKEN must be 16 characters of ASCII or more")
    return token


def _ping_url(reader: Reader) -> str:
    url = reader.text("PING_URL", "")
    parts = urlsplit(url)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS)
    if url and not (is_safe and parts.hostname):
        reader.problems.append("PING_URL must be a whole address that begins with https://")
    return url


def _languages(reader: Reader) -> tuple[str, ...]:
    codes = tuple(code.strip() for code in reader.text("LANGUAGES", ",".join(SHIPPED_LANGUAGES)).split(","))
    if not set(codes) <= set(SHIPPED_LANGUAGES) or len(set(codes)) < len(codes):
        reader.problems.append(f"LANGUAGES must name some of {', '.join(SHIPPED_LANGUAGES)}, each once")
    return codes


def database_url(url: str) -> str:
    """Name the driver: SQLAlchemy's own choice for `postgres` and `postgresql` differs between versions.

    Raises ValueError with what it should be.
    """
    scheme, separator, rest = url.partition("://")
    if scheme in ("postgres", "postgresql"):
        return f"postgresql+psycopg://{rest}"
    if not separator or scheme not in ("sqlite", "postgresql+psycopg"):
        raise ValueError("must begin with sqlite:/// or postgresql+psycopg://")
    return url


def _database_url(url: str, reader: Reader) -> str:
    try:
        return database_url(url)
    except ValueError as expected:
        reader.problems.append(f"DATABASE_URL {expected}")
        return url


def _redis_url(url: str, reader: Reader) -> str:
    """Both servers speak one protocol; the valkey client drives both (the redis client is pinned by `limits`)."""
    if not url:
        return ""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in ("redis", "rediss", "valkey", "valkeys", "unix"):
        reader.problems.append("REDIS_URL must begin with redis://, rediss://, valkey://, valkeys:// or unix://")
        return ""
    return f"{scheme.replace('redis', 'valkey')}://{rest}"


def _secret_key(reader: Reader, data_dir: Path, is_local: bool) -> str:
    value = reader.text("SECRET_KEY", "")
    made_here = environment.stored(data_dir / "secret_key")
    if is_local:
        return value or made_here or environment.made(data_dir / "secret_key", secrets.token_urlsafe(48))
    if len(value) < 32:
        reader.problems.append("SECRET_KEY (or SECRET_KEY_FILE) must be set to 32 random characters or more")
    elif value == made_here:
        reader.problems.append("SECRET_KEY is the one made for a laptop; make a new one for this server")
    return value


def _data_keys(reader: Reader, data_dir: Path, is_local: bool) -> dict[int, bytes]:
    value = reader.text("DATA_KEYS", "")
    made_here = environment.stored(data_dir / "data_keys")
    if is_local and not value:
        value = made_here or environment.made(data_dir / "data_keys", f"1:{_base64(secrets.token_bytes(KEY_BYTES))}")
    elif not value:
        reader.problems.append("DATA_KEYS (or DATA_KEYS_FILE) must be set: 1:BASE64 of 32 random bytes")
        return {}
    elif not is_local and value == made_here:
        reader.problems.append("DATA_KEYS are the ones made for a laptop; make new ones for this server")
    return _parse_data_keys(value, reader)


def _parse_data_keys(value: str, reader: Reader) -> dict[int, bytes]:
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
