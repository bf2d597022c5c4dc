"""Asking what may never answer, and not waiting for it longer than one wants to."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Asking(Generic[Answer]):
    """Asks in a thread of its own. Who asks while an earlier one is still without answer waits for that one.

    So a database that hangs costs one thread, however often it is asked about.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: _Asked[Answer] | None = None

    def ask(self, question: Callable[[], Answer], *, seconds: float) -> Answer:
        """The answer, or what the question raised. Raises TimeoutError."""
        with self._lock:
            if self._asked is None or self._asked.done.is_set():
                self._asked = _Asked(question)
            asked = self._asked
        return asked.answer(seconds)


class _Asked(Generic[Answer]):
    def __init__(self, question: Callable[[], Answer]) -> None:
        self.done = threading.Event()
        self._question = question
        self._failure: BaseException | None = None
        # Daemon: the process may end without its answer.
        threading.Thread(target=self._run, name="asking", daemon=True).start()

    def _run(self) -> None:
        try:
            self._found = self._question()
        except BaseException as failure:
            self._failure = failure
        finally:
            self.done.set()

    def answer(self, seconds: float) -> Answer:
        if not self.done.wait(seconds):
            raise TimeoutError(f"no answer within {seconds} s")
        if self._failure is not None:
            raise self._failure
        return self._found
