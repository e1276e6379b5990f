"""``harvester completion``: what makes a shell complete its command lines."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

from scrapy import cmdline
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader

from harvester.commands.refusing import refuse_options
from harvester.completion import bash, fish, zsh
from harvester.completion.model import Command as Line
from harvester.completion.model import Found, Named, Option, Typed
from harvester.config.declaring import Declared
from harvester.config.program import OWN, SCRAPYS
from harvester.config.saying import to_stdout
from harvester.crawl.configuration import SETTINGS
from harvester.crawl.spelling import KNOWN_TO_SCRAPY

SHELLS = {"bash": bash.script, "zsh": zsh.script, "fish": fish.script}

#: What follows these options of Scrapy's and of ours.
_TAKES: dict[str, Found] = {"-a": "argument", "-s": "setting", "--set": "setting"}
#: A metavar that is a file, in usages of options and of commands.
_FILE = re.compile(r"FILE|FOLDER|PATH")


class Command(ScrapyCommand):
    """Print the script that lets a shell complete commands, options, arguments, settings and names of sites."""

    requires_crawler_process = False

    def syntax(self) -> str:
        """How it is called."""
        return "|".join(SHELLS)

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Print what lets your shell complete command lines"

    def long_desc(self) -> str:
        """What ``harvester completion -h`` says."""
        return (
            "Print a script for the shell. bash and zsh: put `source <(harvester completion bash)`, or zsh, into "
            "~/.bashrc or ~/.zshrc. fish: harvester completion fish > ~/.config/fish/completions/harvester.fish"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002 - as Scrapy calls it
        """Print it."""
        refuse_options(args)
        if len(args) != 1 or args[0] not in SHELLS:
            raise UsageError(f"name your shell: {OWN} completion {self.syntax()}", print_help=False)
        to_stdout(SHELLS[args[0]](self._typed()))

    def _typed(self) -> Typed:
        from harvester.crawl.arguments import ARGUMENTS  # noqa: PLC0415 - Scrapy imports every command for each

        ours = cmdline._get_commands_from_module("harvester.commands", inproject=True)  # noqa: SLF001 - no public one
        scrapys = cmdline._get_commands_from_module("scrapy.commands", inproject=True)  # noqa: SLF001
        commands = {**ours, **{name: scrapys[name] for name in SCRAPYS}}
        declared = {each.name for each in SETTINGS}
        others = (Named(name, "a setting of Scrapy's") for name in sorted(KNOWN_TO_SCRAPY - declared))
        return Typed(
            OWN,
            tuple(self._line(name, command) for name, command in sorted(commands.items())),
            tuple(map(_named, ARGUMENTS)),
            (*map(_named, sorted(SETTINGS, key=lambda each: each.name)), *others),
        )

    def _line(self, name: str, command: ScrapyCommand) -> Line:
        parser = argparse.ArgumentParser(conflict_handler="resolve")
        command.settings = self.settings
        command.add_options(parser)
        options = tuple(_options(parser))
        if name == "crawl" and self.settings is not None:
            return Line(name, command.short_desc(), options, tuple(get_spider_loader(self.settings).list()))
        if name == "completion":
            return Line(name, command.short_desc(), options, tuple(SHELLS))
        return Line(name, command.short_desc(), options, (), _operand(command.syntax()))


def _operand(syntax: str) -> Found:
    operands = re.sub(r"-\w \w+|\[options\]", "", syntax)
    return "site" if "SITE" in operands else "file" if _FILE.search(operands) else ""


def _options(parser: argparse.ArgumentParser) -> Iterator[Option]:
    for action in parser._actions:  # noqa: SLF001 - argparse has no public list of them
        if action.option_strings:
            yield _option(action)


def _option(action: argparse.Action) -> Option:
    valued = action.nargs != 0
    takes: Found = next((_TAKES[each] for each in action.option_strings if each in _TAKES), "")
    if valued and not takes and _FILE.search(str(action.metavar or "")):
        takes = "file"
    about = (action.help or "").replace("%(default)s", str(action.default))
    return Option(tuple(action.option_strings), about, tuple(map(str, action.choices or ())), takes, valued)


def _named(declared: Declared) -> Named:
    return Named(declared.name, declared.reason, declared.form.choices)
