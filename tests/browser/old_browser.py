"""A style sheet as a browser of 2019 understands it (Chrome 76, Firefox 68, Safari 12.1).

No such browser can be had here, but what it does with what it does not know is fixed by CSS: a declaration, a rule or
an at-rule that cannot be parsed is dropped whole.
"""

import re

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# With the year each came to the last of the three browsers.
NEW_AT_RULES = re.compile(
    r"@(layer|container|property|scope|starting-style)\b"
    r"|@media[^{]*(\(width|\(height|forced-colors|prefers-contrast|[<>])"
)
NEW_SELECTORS = re.compile(r":has\(|:is\(|:where\(|:focus-visible|:not\([^)]*[,\s>+~]|::marker|::backdrop|&")
NEW_PROPERTIES = re.compile(
    r"^(inset(-.*)?|(margin|padding|border)-(inline|block)|border-(start|end)-(start|end)-radius|text-wrap(-.*)?"
    r"|accent-color|color-scheme|aspect-ratio|appearance|clip-path|columns|overflow-(inline|block)|row-gap"
    r"|text-decoration-(color|thickness)|text-underline-offset|scroll-(margin|padding).*|forced-color-adjust"
    r"|content-visibility|translate|scale|rotate)$"
)
NEW_VALUES = re.compile(
    r"\b(clamp|min|max|light-dark|color-mix|oklch|oklab|env)\(|\b(clip|revert|fit-content)\b|\d[ds]v[hw]\b"
)
GAP = re.compile(r"^(gap|column-gap|grid-gap)$")
# A grid knows `minmax` since it exists.
MINMAX = "minmax("


def as_seen_in_2019(css: str) -> str:
    """The same sheet without what such a browser drops."""
    kept = []
    for head, body in _blocks(COMMENT.sub("", css)):
        if head.startswith("@media") and not NEW_AT_RULES.search(head):
            kept.append(f"{head}{{{as_seen_in_2019(body)}}}")
        elif not head.startswith("@") and not NEW_SELECTORS.search(head):
            kept.append(f"{head}{{{_declarations(body)}}}")
    return "\n".join(kept)


def _blocks(css: str) -> list[tuple[str, str]]:
    """Head and body of each block at the top level."""
    found, depth, start, head = [], 0, 0, ""
    for position, character in enumerate(css):
        if character == "{":
            if not depth:
                head, start = css[start:position].strip(), position + 1
            depth += 1
        elif character == "}":
            depth -= 1
            if not depth:
                found.append((head, css[start:position]))
                start = position + 1
    return found


def _declarations(body: str) -> str:
    # A nested rule is no declaration, and takes the next one down with it.
    lines = [line.partition(":") for line in re.sub(r"[^;{}]*\{[^{}]*\}[^;]*;?", "", body).split(";")]
    pairs = [(name.strip(), value.strip()) for name, _, value in lines if value]
    is_flex = any(name == "display" and "flex" in value for name, value in pairs)
    return "; ".join(f"{name}: {value}" for name, value in pairs if _is_known(name, value, is_flex=is_flex))


def _is_known(name: str, value: str, *, is_flex: bool) -> bool:
    if name.startswith("--"):
        return True
    if NEW_PROPERTIES.match(name) or (is_flex and GAP.match(name)):
        return False
    return not NEW_VALUES.search(value.replace(MINMAX, ""))
