"""The documents say all there is, and nothing that is not: settings, commands, petition files, links, targets."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import config
from petition.cli.group import petition as group
from petition.extensions import LANGUAGES
from petition.models.page_block import BlockKind
from petition.models.petition import Petition
from petition.services import petition_file_blocks, petition_files, petitions, policy, update_files, updates
from tests.making import draft, make_team
from tests.servers import require
from tests.source_tree import ROOT

DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
WORDS = {path: path.read_text(encoding="utf-8") for path in DOCUMENTS}
CONFIGURATION = WORDS[ROOT / "docs/configuration.md"]
COMMANDS = WORDS[ROOT / "docs/commands.md"]
PETITION_FILES = WORDS[ROOT / "docs/petition-files.md"]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")

FENCED = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
ASSIGNMENT = re.compile(r"\b([A-Z][A-Z_]+)=")
COMMAND = re.compile(r"flask petition ([a-z][a-z-]*)(.*)")
OPTION = re.compile(r"(?<!\S)(--[a-z-]+)")
MAKE = re.compile(r"(?:^|`)make ([a-z]+)", re.MULTILINE)
TARGET = re.compile(r"^([a-z]+):.*## ", re.MULTILINE)
# What a shell or make reads that is no setting of the site.
OTHER_VARIABLES = {"ARGS", "COUNTERSIGN_REQUIRE_ALL", "COUNTERSIGN_TEST_BOTH"}
KEYS_OF_PETITION_FILES = (
    petition_files.HEAD_KEYS
    | petition_files.TEXT_KEYS
    | petition_files.ADDRESSEE_KEYS
    | petition_files.ADDRESSEE_TEXT_KEYS
    | petition_files.CONTACT_KEYS
    | petition_files.FIELD_KEYS
    | update_files.HEAD_KEYS
    | update_files.TEXT_KEYS
    | petition_file_blocks.ALL_KEYS
)


def commands(inside: click.Group = group, prefix: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command by its whole name, those of groups within groups too."""
    for name, command in inside.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name}", command


ALL_COMMANDS = dict(commands())


def section(name: str) -> str:
    """What docs/commands.md says of one command."""
    return COMMANDS.partition(f"\n### {name}\n")[2].partition("\n##")[0]


def table() -> dict[str, list[str]]:
    """The rows of the settings' table: name, default, what it says."""
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.+) \|$", CONFIGURATION, re.MULTILINE)
    return {name: cells.split(" | ") for name, cells in rows}


def test_every_setting_is_documented_with_its_default() -> None:
    assert {name: cells[0].strip("`") for name, cells in table().items()} == {
        name: default for name, (default, _meaning) in config.SETTINGS.items()
    }


def test_every_setting_has_an_example() -> None:
    assert [name for name in config.SETTINGS if f"\n{name}=" not in CONFIGURATION] == []


def test_the_example_of_a_server_lacks_only_its_secrets() -> None:
    example = dict(word.partition("=")[::2] for word in shlex.split(FENCED.findall(CONFIGURATION)[0]))
    with pytest.raises(config.SettingsError) as refusal:
        config.load(example)
    assert [problem.split()[0] for problem in refusal.value.problems] == ["SECRET_KEY", "DATA_KEYS"]


def test_every_policy_is_documented_with_its_default() -> None:
    rows = re.findall(r"^\| `([a-zA-Z._]+)` \| ([^|]+) \|", WORDS[ROOT / "docs/policy.md"], re.MULTILINE)
    # Texts that there is one of per language have one row.
    of_all = re.compile(rf"\.({'|'.join(LANGUAGES)})$")
    known = policy.POLICIES.items()
    assert dict(rows) == {of_all.sub(".LANG", name): one.written(one.default) for name, one in known}


def test_every_setting_is_read() -> None:
    assert {field.upper() for field in config.Settings.__dataclass_fields__} == set(config.SETTINGS)


def test_no_document_names_a_setting_that_is_not_there() -> None:
    known = {*config.SETTINGS, *(f"{name}_FILE" for name in config.SETTINGS), "NAME_FILE"} | OTHER_VARIABLES
    named = {(path.name, name) for path, words in WORDS.items() for name in ASSIGNMENT.findall(words)}
    assert sorted((path, name) for path, name in named if name not in known) == []


def test_every_command_has_its_section() -> None:
    assert [name for name in ALL_COMMANDS if not section(name)] == []
    assert [
        name for name in ALL_COMMANDS if f"flask petition {name}" not in "".join(FENCED.findall(section(name)))
    ] == []


@pytest.mark.parametrize("name", sorted(ALL_COMMANDS))
def test_everything_a_command_takes_is_documented(name: str) -> None:
    words = section(name)
    for parameter in ALL_COMMANDS[name].params:
        spoken = parameter.opts[-1] if isinstance(parameter, click.Option) else (parameter.name or "").upper()
        assert f"`{spoken}`" in words, f"{spoken} is not explained"


@pytest.mark.parametrize("name", sorted(ALL_COMMANDS))
def test_the_help_of_a_command_teaches(name: str) -> None:
    command = ALL_COMMANDS[name]
    first, _, rest = (command.help or "").strip().partition("\n\n")
    assert first.endswith(".")
    assert rest
    assert "TODO" not in command.get_help(click.Context(command))
    assert [option.name for option in command.params if isinstance(option, click.Option) and not option.help] == []


def test_no_document_names_a_command_or_option_that_is_not_there() -> None:
    named = {(path.name, *found) for path, words in WORDS.items() for found in COMMAND.findall(words)}
    firsts = {name.partition(" ")[0] for name in ALL_COMMANDS}
    assert sorted(one for one in named if one[1] not in firsts) == []
    options = {
        name: {option for part in command.params for option in part.opts} for name, command in ALL_COMMANDS.items()
    }
    strays = [one for one in named for option in OPTION.findall(one[2].split("`")[0]) if option not in options[one[1]]]
    assert strays == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_its_links_lead_somewhere(path: Path) -> None:
    targets = [target for target in LINK.findall(WORDS[path]) if not re.match(r"https?:|mailto:", target)]
    assert [target for target in targets if not leads_somewhere(path, target)] == []


def leads_somewhere(path: Path, target: str) -> bool:
    name, _, anchor = target.partition("#")
    found = (path.parent / name).resolve() if name else path
    return found.exists() and (not anchor or anchor in map(anchor_of, HEADING.findall(WORDS[found])))


def anchor_of(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_every_line_of_a_petition_file_is_documented() -> None:
    assert sorted(key for key in KEYS_OF_PETITION_FILES if f"`{key}`" not in PETITION_FILES) == []


@pytest.mark.usefixtures("database")
def test_the_example_of_a_petition_file_makes_a_petition() -> None:
    make_team(slug="night-riders")
    made: Petition = petition_files.create(FENCED.findall(PETITION_FILES)[0])
    petitions.open_now(made, languages=made.languages)
    assert (made.takes_signatures, len(made.addressees), len(made.fields)) == (True, 2, 1)


@pytest.mark.usefixtures("database")
def test_the_example_of_what_stands_beside_the_text_belongs_to_it() -> None:
    make_team(slug="night-riders")
    whole, beside = FENCED.findall(PETITION_FILES)[:2]
    made: Petition = petition_files.create(whole.replace("\ntexts:\n", f"\n{beside}texts:\n"))
    petitions.open_now(made, languages=made.languages)
    assert {block.kind for block in made.blocks} >= {*BlockKind} - {BlockKind.QUOTATION}
    assert (len(made.events), len(made.actions), len(updates.of_petition(made, limit=9))) == (1, 2, 0)


@pytest.mark.usefixtures("database")
def test_the_example_of_an_update_is_published() -> None:
    example = FENCED.findall(PETITION_FILES.partition("\n## Updates\n")[2])[0]
    published = update_files.publish(draft(), example)
    assert [text.title for text in published.texts] == ["The mayor has read it", "La maire l'a lu"]


def test_documents_name_only_targets_of_make() -> None:
    named = {(path.name, name) for path, words in WORDS.items() for name in MAKE.findall(words)}
    assert named
    assert sorted(one for one in named if one[1] not in TARGET.findall(MAKEFILE)) == []


def test_make_help_lists_every_target() -> None:
    require(shutil.which("make") is not None, "make")
    shown = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    phony = re.findall(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)[0].split()
    assert {*re.findall(r"^make (\S+)", shown.stdout, re.MULTILINE)} == {*phony} - {"FORCE"}
