"""The names that `create_app` binds: one place to import them from, whatever stands behind each.

Mailer, key ring and tokens are made from the settings of the app at hand, so they are looked up in it.
"""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from flask import Flask, Response, current_app
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from flask_wtf import CSRFProtect
from limits.strategies import RateLimiter
from sqlalchemy import Connection, Engine, MetaData, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, SessionTransaction
from werkzeug.local import LocalProxy
from werkzeug.middleware.proxy_fix import ProxyFix

from config import SHIPPED_LANGUAGES, Settings, SettingsError
from petition.backends.database import engine_options, let_go_when_silent, of_one_moment, prepare_engine
from petition.backends.dkim_signer import DkimSigner, signer_from_pem
from petition.backends.heat import Heat, heat_beside
from petition.backends.limits import OWN, SHARED, LimitState, OwnLimits, SharedLimits
from petition.backends.mail import Mailer, mailer_from_url
from petition.lib.crypto import KeyRing, blind_index, derive
from petition.lib.gathered import Gathered
from petition.lib.mime import LONGEST_SENDER, VERP_TOKEN_LENGTH, deliverable, message_id, verp_address
from petition.lib.networks import network_of
from petition.lib.tokens import Tokens

# The languages that have a catalogue; settings may offer fewer of them.
LANGUAGES = SHIPPED_LANGUAGES
# A filled form is a few kilobytes in any script.
MAX_BODY_BYTES = 128 * 1024
# What begins the name of a cookie that its own host alone can set, over https.
HOST_ONLY = "__Host-"
# Of the hash that limits know a network by.
LIMITED_DIGITS = 24


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
            return db.write_engine
        return bind

    def close(self) -> None:
        """Let go of the connection: one that broke after all was read must not take the finished answer with it."""
        try:
            super().close()
        except DBAPIError as failure:
            if not failure.connection_invalidated:
                raise
            self.invalidate()


@event.listens_for(Session, "after_begin")
def _say_how_long_it_may_be_silent(session: Session, _begun: SessionTransaction, connection: Connection) -> None:
    if silence := session.info.get("silence"):
        let_go_when_silent(connection, silence)


class Database(SQLAlchemy):
    """Flask-SQLAlchemy, and how to write."""

    @property
    def write_engine(self) -> Engine:
        """The engine whose transactions write."""
        return cast("Engine", current_app.extensions["petition.write_engine"])

    def open_for_writing(self, *, silence: timedelta | None = None) -> None:
        """Let this session's transactions write, from the first statement on (SQLite: BEGIN IMMEDIATE).

        To be called by the edge before the session is used. Where that says how long it may be silent, each of its
        transactions is undone after so long: whoever waits for what it holds waits no longer for a host that is gone.
        """
        self._unused_session().info.update(writes=True, silence=silence)

    def read_one_moment(self) -> None:
        """Let this session see the database as it is now, in all that it reads until it ends: others may write.

        To be called by the edge before the session is used.
        """
        self._unused_session().connection(execution_options=of_one_moment(self.engine))

    def _unused_session(self) -> FlaskSession:
        session = self.session()
        if session.in_transaction():
            raise RuntimeError("this session is already reading: say first what it is for")
        return session


db = Database(model_class=Base, session_options={"class_": Session})
migrate = Migrate()
csrf = CSRFProtect()
babel = Babel()


def client_network() -> str:
    """The network of the request's client, behind the configured number of proxies."""
    return network_of(get_remote_address())


def limited_network() -> str:
    """The client's network as limits know it: a keyed hash, so that their store holds no address."""
    key = cast("bytes", current_app.extensions["petition.networks_key"])
    return blind_index(key, "limit", client_network()).hex()[:LIMITED_DIGITS]


class AppLimiter(Limiter):
    """Flask-Limiter counts for every app in the store of the one bound last; this, for each app in its own."""

    def init_app(self, app: Flask) -> None:
        super().init_app(app)
        app.extensions["petition.limits"] = super().limiter
        # Flask runs this first: what was registered last.
        app.after_request(self._tell_only_the_refused)

    def _tell_only_the_refused(self, response: Response) -> Response:
        """To the others numbers are of no use, and the store would be asked once more for them."""
        if response.status_code < 400:
            self.context.view_rate_limit = None
        return response

    @property
    def limiter(self) -> RateLimiter:
        return cast("RateLimiter", current_app.extensions["petition.limits"])

    @property
    def storage(self) -> OwnLimits | SharedLimits:
        return cast("OwnLimits | SharedLimits", self.limiter.storage)


limiter = AppLimiter(key_func=limited_network, headers_enabled=True, strategy="moving-window")


def limiter_state() -> LimitState:
    """Where this process counts limits, as far as it has noticed. Asks nobody: also good while a request waits."""
    store = limiter.storage
    if not isinstance(store, SharedLimits):
        return LimitState.IN_PROCESS
    return LimitState.FALLBACK if store.is_away else LimitState.SHARED


def limits_can_be_counted() -> bool:
    """Whether the store of limits answers now. Asks it: not for requests of visitors."""
    return limiter.storage.check()


mailer = cast("Mailer", LocalProxy(lambda: current_app.extensions["petition.mailer"]))
# How much came lately, by network and petition.
heat = cast("Heat", LocalProxy(lambda: current_app.extensions["petition.heat"]))
keyring = cast("KeyRing", LocalProxy(lambda: current_app.extensions["petition.keyring"]))
tokens = cast("Tokens", LocalProxy(lambda: current_app.extensions["petition.tokens"]))
# How often pages were opened here, by petition, until the heartbeat writes it down.
openings = cast("Gathered", LocalProxy(lambda: current_app.extensions["petition.openings"]))
settings = cast("Settings", LocalProxy(lambda: current_app.extensions["petition.settings"]))


def bind(app: Flask, chosen: Settings, *, migrations: Path) -> None:
    """Give every name above its meaning for this app."""
    _refuse_addresses_no_mail_can_bear(chosen)
    app.config.from_mapping(_flask_config(chosen))
    app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
        app.wsgi_app, x_for=chosen.trusted_proxies, x_proto=chosen.trusted_proxies, x_host=0
    )
    app.extensions["petition.settings"] = chosen
    app.extensions["petition.openings"] = Gathered()
    app.extensions["petition.mailer"] = _mailer(chosen)
    app.extensions["petition.keyring"] = KeyRing(chosen.data_keys)
    app.extensions["petition.tokens"] = Tokens(chosen.secret_key)
    db.init_app(app)
    with app.app_context():
        app.extensions["petition.write_engine"] = prepare_engine(db.engine)
    migrate.init_app(app, db, directory=str(migrations), render_as_batch=True, compare_type=True)
    csrf.init_app(app)
    limiter.init_app(app)
    key = derive(chosen.secret_key.encode(), "networks in the store of limits")
    app.extensions["petition.networks_key"] = key
    app.extensions["petition.heat"] = heat_beside(app.extensions["petition.limits"].storage, key)


def _refuse_addresses_no_mail_can_bear(chosen: Settings) -> None:
    """Here and not in config, which knows nothing of mails: one rule says what such an address is."""
    problems = []
    try:
        message_id("x", chosen.mail_from)
        verp_address(chosen.mail_from, "x" * VERP_TOKEN_LENGTH)
    except ValueError:
        problems.append(
            "MAIL_FROM must be a plain address such as petitions@example.org, "
            f"with at most {LONGEST_SENDER} octets before the @: bounces need the others"
        )
    try:
        for address in chosen.alert_mail:
            deliverable(address)
    except ValueError:
        problems.append("ALERT_MAIL must be plain mail addresses, several separated by commas")
    if problems:
        raise SettingsError(problems)


def _mailer(chosen: Settings) -> Mailer:
    try:
        return mailer_from_url(chosen.mail_url, _dkim_signer(chosen))
    except ValueError as mistake:
        raise SettingsError([str(mistake)]) from None


def _dkim_signer(chosen: Settings) -> DkimSigner | None:
    if not chosen.dkim_key:
        return None
    return signer_from_pem(chosen.dkim_key, domain=chosen.dkim_domain, selector=chosen.dkim_selector)


def _flask_config(chosen: Settings) -> dict[str, Any]:
    place = urlsplit(chosen.base_url)
    return {
        "SECRET_KEY": chosen.secret_key,
        # Only for addresses made outside a request (mails); whose requests are served: web/own_names.py.
        "SERVER_NAME": place.netloc,
        "PREFERRED_URL_SCHEME": place.scheme,
        "MAX_CONTENT_LENGTH": MAX_BODY_BYTES,
        "MAX_FORM_MEMORY_SIZE": MAX_BODY_BYTES,
        "MAX_FORM_PARTS": 100,
        "SQLALCHEMY_DATABASE_URI": chosen.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(chosen.database_url),
        "BABEL_DEFAULT_LOCALE": chosen.languages[0],
        "WTF_CSRF_TIME_LIMIT": None,
        "SESSION_COOKIE_NAME": f"{HOST_ONLY}session" if chosen.is_https else "session",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": chosen.is_https,
        "RATELIMIT_STORAGE_URI": f"{SHARED}{chosen.redis_url}" if chosen.redis_url else f"{OWN}://",
    }


if TYPE_CHECKING:

    class Model(Base):
        __abstract__ = True
else:
    Model = db.Model
