"""The names that `create_app` binds: one place to import them from, whatever stands behind each.

Mailer, key ring and tokens are made from the settings of the app at hand, so they are looked up in it.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from flask import Flask, current_app
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from flask_wtf import CSRFProtect
from sqlalchemy import Connection, Engine, MetaData
from sqlalchemy.orm import DeclarativeBase
from werkzeug.local import LocalProxy
from werkzeug.middleware.proxy_fix import ProxyFix

from config import SHIPPED_LANGUAGES, Settings, SettingsError
from petition.backends.database import prepare_engine
from petition.backends.mail import Mailer, mailer_from_url
from petition.lib.crypto import KeyRing
from petition.lib.networks import network_of
from petition.lib.tokens import Tokens

# The languages that have a catalogue; settings may offer fewer of them.
LANGUAGES = SHIPPED_LANGUAGES
# A filled form is a few kilobytes in any script.
MAX_BODY_BYTES = 128 * 1024


class Base(DeclarativeBase):
    """Named constraints, so that migrations can alter them on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Session(FlaskSession):
    """A session reads unless its edge said beforehand that it writes.

    The database keeps that promise (SQLite `query_only`, PostgreSQL `READ ONLY`): a GET that writes fails.
    """

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        bind = super().get_bind(*args, **kwargs)
        if isinstance(bind, Engine) and self.info.get("writes"):
            return cast("Engine", current_app.extensions["petition.write_engine"])
        return bind


class Database(SQLAlchemy):
    """Flask-SQLAlchemy with one more verb."""

    def open_for_writing(self) -> None:
        """Let this session's transactions write, from the first statement on (SQLite: BEGIN IMMEDIATE).

        To be called by the edge before the session is used.
        """
        session = self.session()
        if session.in_transaction():
            raise RuntimeError("this session is already reading; open it for writing first")
        session.info["writes"] = True


db = Database(model_class=Base, session_options={"class_": Session})
migrate = Migrate()
csrf = CSRFProtect()
babel = Babel()


def client_network() -> str:
    """The network of the request's client, behind the configured number of proxies."""
    return network_of(get_remote_address())


limiter = Limiter(key_func=client_network, headers_enabled=True, strategy="moving-window")

mailer = cast("Mailer", LocalProxy(lambda: current_app.extensions["petition.mailer"]))
keyring = cast("KeyRing", LocalProxy(lambda: current_app.extensions["petition.keyring"]))
tokens = cast("Tokens", LocalProxy(lambda: current_app.extensions["petition.tokens"]))
settings = cast("Settings", LocalProxy(lambda: current_app.extensions["petition.settings"]))


def bind(app: Flask, chosen: Settings, *, migrations: Path) -> None:
    """Give every name above its meaning for this app."""
    app.config.from_mapping(_flask_config(chosen))
    app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
        app.wsgi_app, x_for=chosen.trusted_proxies, x_proto=chosen.trusted_proxies, x_host=0
    )
    app.extensions["petition.settings"] = chosen
    app.extensions["petition.mailer"] = _mailer(chosen.mail_url)
    app.extensions["petition.keyring"] = KeyRing(chosen.data_keys)
    app.extensions["petition.tokens"] = Tokens(chosen.secret_key)
    db.init_app(app)
    with app.app_context():
        app.extensions["petition.write_engine"] = prepare_engine(db.engine)
    migrate.init_app(app, db, directory=str(migrations), render_as_batch=True, compare_type=True)
    csrf.init_app(app)
    limiter.init_app(app)


def _mailer(url: str) -> Mailer:
    try:
        return mailer_from_url(url)
    except ValueError as mistake:
        raise SettingsError([str(mistake)]) from None


def _flask_config(chosen: Settings) -> dict[str, Any]:
    place = urlsplit(chosen.base_url)
    config: dict[str, Any] = {
        "SECRET_KEY": chosen.secret_key,
        # Only for addresses made outside a request (mails): requests under any host are served.
        "SERVER_NAME": place.netloc,
        "PREFERRED_URL_SCHEME": place.scheme,
        "MAX_CONTENT_LENGTH": MAX_BODY_BYTES,
        "MAX_FORM_MEMORY_SIZE": MAX_BODY_BYTES,
        "MAX_FORM_PARTS": 100,
        "SQLALCHEMY_DATABASE_URI": chosen.database_url,
        # Statements in error messages come without the values: those are people's.
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},
        "BABEL_DEFAULT_LOCALE": chosen.languages[0],
        "WTF_CSRF_TIME_LIMIT": None,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": chosen.is_https,
        "RATELIMIT_STORAGE_URI": chosen.redis_url or "memory://",
    }
    if chosen.redis_url:
        # A store that hangs must not hang the site; each process then counts for itself.
        config["RATELIMIT_STORAGE_OPTIONS"] = {"socket_timeout": 0.3, "socket_connect_timeout": 0.3}
        config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = True
    return config


if TYPE_CHECKING:

    class Model(Base):
        __abstract__ = True
else:
    Model = db.Model
