"""What was answered a moment ago, kept ready to be sent: rendered, compressed, without any work of the database.

It stands before the application and keeps what that marks (sharing.py), by address and the arguments that matter, in
each coding that was asked for. An answer is as good as new for a second. Then one request has it made anew; those
that come meanwhile get the old one. While the application fails, because the database is away, the old one is sent
for an hour.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from petition.lib.encodings import Coding, best_for, encode
from petition.web.own_names import name_in
from petition.web.sharing import MARK, WHILE_ASKING, WHILE_AWAY, Sharing

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Headers = list[tuple[str, str]]
MOST_BYTES = 12 * 1024 * 1024
MOST_PLACES = 10_000
# Seconds for which an application that failed is not asked again for the same answer.
ASK_AGAIN_AFTER = 5
# Smaller ones are one packet whatever is done to them.
LEAST_TO_COMPRESS = 700
COMPRESSED_ALREADY = ("image/png", "image/jpeg", "image/webp")
# What is said anew with each answer.
SAID_EACH_TIME = {"etag", "content-length"}
# What a 304 leaves out: it is about a body that is not there (RFC 9110, section 15.4.5).
ABOUT_THE_BODY = {"content-type", "content-disposition", "content-language"}
# An answer made anew is mostly the same as before, and compressing it takes longer than making it.
compressed = lru_cache(maxsize=32)(encode)


@dataclass
class Answer:
    """One answer, and all that was made of it."""

    headers: Headers
    tag: str
    bodies: dict[Coding, bytes]
    made_at: float = field(default_factory=time.monotonic)
    renewing_since: float = float("-inf")
    failed_at: float = float("-inf")

    @property
    def age(self) -> float:
        """In seconds."""
        return time.monotonic() - self.made_at

    @property
    def size(self) -> int:
        """About how much memory it takes, with the compressed bodies to come."""
        return len(self.bodies[Coding.PLAIN]) * 3 // 2 + 2000

    @property
    def is_compressible(self) -> bool:
        kind = dict(self.headers).get("Content-Type", "")
        return len(self.bodies[Coding.PLAIN]) >= LEAST_TO_COMPRESS and not kind.startswith(COMPRESSED_ALREADY)

    def body(self, coding: Coding) -> bytes:
        if coding not in self.bodies:
            self.bodies[coding] = compressed(self.bodies[Coding.PLAIN], coding)
        return self.bodies[coding]

    def send(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """The body in the best coding, or 304 where the client has it."""
        coding = best_for(environ.get("HTTP_ACCEPT_ENCODING", "")) if self.is_compressible else Coding.PLAIN
        tag = f'"{self.tag}"' if coding is Coding.PLAIN else f'"{self.tag}-{coding}"'
        if tag in environ.get("HTTP_IF_NONE_MATCH", ""):
            again = [header for header in self.headers if header[0].lower() not in ABOUT_THE_BODY]
            start_response("304 NOT MODIFIED", [*again, ("ETag", tag)])
            return []
        body = self.body(coding)
        headers = [*self.headers, ("ETag", tag), ("Content-Length", str(len(body)))]
        if coding is not Coding.PLAIN:
            headers.append(("Content-Encoding", coding))
        if self.age >= 1:
            headers.append(("Age", str(int(self.age))))
        start_response("200 OK", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


class KeptAnswers:
    """A WSGI application in front of another. `seconds`: how long an answer is as good as new; 0 keeps none."""

    def __init__(self, application: "WSGIApplication", *, seconds: float) -> None:
        self._application = application
        self._seconds = seconds
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._size = 0
        # Which arguments matter at a place: what an address is known by, whatever else is written behind it.
        self._args: OrderedDict[Hashable, tuple[str, ...]] = OrderedDict()
        self._changing = threading.Lock()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self._application(environ, start_response)
        # However its name is written, and whatever port stands behind it: else strangers would fill this with one page.
        name = name_in(environ.get("HTTP_HOST", ""))
        place = (environ["wsgi.url_scheme"], name, environ.get("PATH_INFO", ""))
        key = (place, _asked(self._args.get(place, ()), environ))
        kept = self._answers.get(key)
        is_head = environ["REQUEST_METHOD"] == "HEAD"
        # What is made for it has no body to keep: it never stands for having an answer made anew.
        if kept is not None and self._may_be_sent(kept, renews=not is_head):
            return kept.send(environ, start_response)
        if is_head:
            return self._application(environ, start_response)
        return self._ask(place, key, environ, start_response)

    def _may_be_sent(self, kept: Answer, *, renews: bool) -> bool:
        if kept.age < self._seconds:
            return True
        with self._changing:
            now = time.monotonic()
            # Somebody is having it made anew, and has not died over it.
            is_being_made = kept.age < WHILE_ASKING and now < kept.renewing_since + WHILE_ASKING
            # Whoever asks a database that is away may wait for seconds: a few ask, not all.
            is_away = kept.age < WHILE_AWAY and now < kept.failed_at + ASK_AGAIN_AFTER
            if is_being_made or is_away:
                return True
            if renews:
                kept.renewing_since = now
            return False

    def _ask(
        self, place: Hashable, key: Hashable, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        told: list[Any] = []

        def listen(*answer: Any) -> Callable[[bytes], object]:
            told.append(answer)
            return _no_writer

        chunks = self._application(environ, listen)
        status, headers = told[-1][:2]
        sharing: Sharing | None = environ.get(MARK)
        kept = self._answers.get(key)
        if status.startswith("5") and kept is not None and kept.age < WHILE_AWAY:
            _close(chunks)
            kept.failed_at = time.monotonic()
            return kept.send(environ, start_response)
        if sharing is None or not status.startswith("200"):
            self._forget(key)
            start_response(*told[-1])
            return chunks
        answer = _answer(chunks, headers)
        if self._seconds:
            self._keep(place, sharing.args, environ, answer)
        return answer.send(environ, start_response)

    def _keep(self, place: Hashable, args: tuple[str, ...], environ: "WSGIEnvironment", answer: Answer) -> None:
        key = (place, _asked(args, environ))
        with self._changing:
            self._drop(key)
            self._args[place] = args
            self._args.move_to_end(place)
            self._answers[key] = answer
            self._size += answer.size
            # Those that were made longest ago make room.
            while self._size > MOST_BYTES:
                self._size -= self._answers.popitem(last=False)[1].size
            while len(self._args) > MOST_PLACES:
                self._args.popitem(last=False)

    def _forget(self, key: Hashable) -> None:
        with self._changing:
            self._drop(key)

    def _drop(self, key: Hashable) -> None:
        """While nobody else changes anything: two may have made one answer at once."""
        dropped = self._answers.pop(key, None)
        self._size -= dropped.size if dropped else 0


def _asked(args: tuple[str, ...], environ: "WSGIEnvironment") -> tuple[tuple[str, str], ...]:
    """The arguments that matter, as they were asked for."""
    query = environ.get("QUERY_STRING", "")
    return tuple(pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] in args) if args else ()


def _answer(chunks: Iterable[bytes], headers: Headers) -> Answer:
    try:
        body = b"".join(chunks)
    finally:
        _close(chunks)
    tag = next(value for name, value in headers if name == "ETag").strip('"')
    kept = [header for header in headers if header[0].lower() not in SAID_EACH_TIME]
    answer = Answer(kept, tag, {Coding.PLAIN: body})
    if answer.is_compressible:
        kept.append(("Vary", "Accept-Encoding"))
    return answer


def _close(chunks: Iterable[bytes]) -> None:
    close = getattr(chunks, "close", None)
    if close is not None:
        close()


def _no_writer(_content: bytes) -> None:
    raise NotImplementedError("answers are returned, not written")
