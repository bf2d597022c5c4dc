"""What is said of a failure: kind and place, and not a word of its message."""

from types import TracebackType

from petition.lib import failures


def caught() -> tuple[BaseException, TracebackType | None]:
    try:
        try:
            raise LookupError("Zenobia")
        except LookupError as inner:
            raise ValueError("Palmyra") from inner
    except ValueError as outer:
        return outer, outer.__traceback__


def deep(turns: int) -> None:
    if not turns:
        raise RuntimeError
    deep(turns - 1)


def test_it_names_the_kind_and_what_led_to_it() -> None:
    assert failures.kind_of(caught()[0]) == "ValueError from LookupError"


def test_it_has_a_word_for_no_error() -> None:
    assert (failures.kind_of(None), failures.frames_of(None)) == ("failure", [])


def test_it_names_the_place_without_where_the_site_is_installed() -> None:
    [frame] = failures.frames_of(caught()[1])
    assert frame.startswith("tests/lib/test_failures.py:")
    assert frame.endswith(" in caught")


def test_of_many_frames_it_keeps_the_innermost() -> None:
    try:
        deep(100)
    except RuntimeError as failure:
        frames = failures.frames_of(failure.__traceback__)
    assert len(frames) == failures.MOST_FRAMES
    assert {frame.rpartition(" ")[2] for frame in frames} == {"deep"}
