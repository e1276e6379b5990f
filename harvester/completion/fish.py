"""Completion for fish."""

from __future__ import annotations

from collections.abc import Iterator

from harvester.completion.model import Command, Named, Option, Typed, first_sentence

_HEAD = r"""# Completion of {program} for fish. To use it:
#     {program} completion fish > ~/.config/fish/completions/{program}.fish

function __harvester_sites
    set -l line (commandline -p)
    set -l base (string match -r -g 'HARVESTER_DIR=(\S+)' -- $line)
    set -l file (string match -r -g 'HARVESTER_SITES=(\S+)' -- $line)
    test -n "$base"; or set base harvest
    test -n "$file"; or set file sites.toml
    if test "$argv[1]" != file -a -d $base
        find $base -mindepth 1 -maxdepth 1 -type d ! -name '.*' -exec basename {} \;
    end
    if test -f $file
        sed -n 's/^\[ *"\{0,1\}\([^]."]*\)"\{0,1\} *\].*$/\1/p' $file
    end
end

function __harvester_site_arguments
    __harvester_sites file | string replace -r '^' 'site='
end
"""

#: The fish functions that complete each sort of word.
_FOUND = {
    "site": "(__harvester_sites)",
    "argument": "(__harvester_arguments; __harvester_site_arguments)",
    "setting": "(__harvester_settings)",
}


def script(typed: Typed) -> str:
    """The completion script."""
    parts = [
        _HEAD.replace("{program}", typed.program),
        _function("__harvester_arguments", typed.arguments),
        _function("__harvester_settings", typed.settings),
        f"complete -c {typed.program} -f",
        *(line for command in typed.commands for line in _command(typed.program, command)),
        "",
    ]
    return "\n".join(parts)


def _function(name: str, named: tuple[Named, ...]) -> str:
    lines = [f"    printf '%s\\t%s\\n' '{word}' '{first_sentence(about)}'" for word, about in _words(named)]
    return "\n".join([f"function {name}", *lines, "end", ""])


def _words(named: tuple[Named, ...]) -> Iterator[tuple[str, str]]:
    for each in named:
        yield f"{each.name}=", each.about
        yield from ((f"{each.name}={value}", "") for value in each.values)


def _command(program: str, command: Command) -> Iterator[str]:
    yield f"complete -c {program} -n __fish_use_subcommand -a {command.name} -d '{first_sentence(command.about)}'"
    there = f"complete -c {program} -n '__fish_seen_subcommand_from {command.name}'"
    if command.words:
        yield f"{there} -a '{' '.join(command.words)}'"
    elif command.takes == "file":
        yield f"{there} -F"
    elif command.takes:
        yield f"{there} -a '{_FOUND[command.takes]}'"
    for option in command.options:
        yield f"{there} {_option(option)}"


def _option(option: Option) -> str:
    written = " ".join(f"-l {each[2:]}" if each.startswith("--") else f"-s {each[1:]}" for each in option.written)
    value = ""
    if option.words:
        value = f" -x -a '{' '.join(option.words)}'"
    elif option.takes == "file":
        value = " -r -F"
    elif option.takes:
        value = f" -x -a '{_FOUND[option.takes]}'"
    elif option.valued:
        value = " -x"
    return f"{written}{value} -d '{first_sentence(option.about)}'"
