"""html-validate in one process for all pages: starting Node takes longer than reading a page."""

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from petition import ROOT

CONFIGURATION = Path(__file__).with_name("htmlvalidate.json")
# Reads a page a line, as JSON, and answers each with a line.
PROGRAM = """
const validator = new (require("html-validate").HtmlValidate)(JSON.parse(process.argv[1]));
require("readline").createInterface({input: process.stdin}).on("line", async (line) => {
  const {results} = await validator.validateString(JSON.parse(line));
  console.log(JSON.stringify(results.flatMap(({messages}) =>
    messages.map(({line, column, message, ruleId}) => `${line}:${column} ${message} (${ruleId})`))));
});
"""
Validate = Callable[[str], list[str]]


@contextmanager
def html_validate() -> Iterator[Validate]:
    """What is wrong with a page, as the server sent it."""
    command = ["node", "-e", PROGRAM, CONFIGURATION.read_text()]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True, encoding="utf-8") as node:
        assert node.stdin
        assert node.stdout
        questions, answers = node.stdin, node.stdout

        def mistakes_in(html: str) -> list[str]:
            print(json.dumps(html), file=questions, flush=True)
            found: list[str] = json.loads(answers.readline())
            return found

        yield mistakes_in
        # Node ends by itself when nothing more can come.
        questions.close()
