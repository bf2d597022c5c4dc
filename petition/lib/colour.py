"""Colours by their contrast (WCAG 2.2, relative luminance), so that a team's accent can always be read."""

import colorsys
import re

HEX = re.compile(r"#[0-9a-f]{6}")
WHITE = "#ffffff"
TEXT_CONTRAST = 4.5
STEP = 0.02


def is_colour(text: str) -> bool:
    """Whether this is a colour such as #9c1f1f."""
    return HEX.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable_on(background: str, colour: str) -> str:
    """The colour itself, or the nearest lighter or darker one that has a contrast of 4.5 on the background."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    direction = STEP if _luminance(background) < 0.18 else -STEP
    for step in range(round(1 / STEP) + 1):
        if contrast(colour, background) >= TEXT_CONTRAST:
            break
        moved = min(1.0, max(0.0, lightness + step * direction))
        colour = _hex(colorsys.hls_to_rgb(hue, moved, saturation))
    return colour


def _luminance(colour: str) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _hex(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)
