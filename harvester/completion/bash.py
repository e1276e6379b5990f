"""Completion for bash 3.2 (macOS) and newer. Words come from tables, so Tab does not start Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from harvester.completion.model import Command, Named, Typed

#: Prints names of sites: folders of the harvest, and tables of the sites file. The command line may say where these
#: are. It works in zsh too.
SITES = r"""_harvester_sites() {
    local base=harvest file=sites.toml line=" ${COMP_LINE-$*} "
    if [[ $line =~ \ HARVESTER_DIR=([^[:space:]]+) ]]; then base=${BASH_REMATCH[1]-${match[1]}}; fi
    if [[ $line =~ \ HARVESTER_SITES=([^[:space:]]+) ]]; then file=${BASH_REMATCH[1]-${match[1]}}; fi
    if [[ $1 != file && -d $base ]]; then
        find "$base" -mindepth 1 -maxdepth 1 -type d ! -name '.*' -exec basename {} \;
    fi
    if [[ -f $file ]]; then sed -n 's/^\[ *"\{0,1\}\([^]."]*\)"\{0,1\} *\].*$/\1/p' "$file"; fi
}
"""

_HEAD = """# Completion of {program} for bash. To use it, put this into ~/.bashrc:
#     source <({program} completion bash)

"""

_TAIL = r"""_harvester() {
    local IFS=$'\n' current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}
    local name= option=
    # For bash, NAME=VALUE is three words.
    if [[ $current == "=" ]]; then
        name=$before option=${COMP_WORDS[COMP_CWORD-2]} current=
    elif [[ $before == "=" ]]; then
        name=${COMP_WORDS[COMP_CWORD-2]} option=${COMP_WORDS[COMP_CWORD-3]}
    fi
    local found=
    if [[ $COMP_CWORD -eq 1 ]]; then
        found=$_harvester_commands
    elif [[ $name == -* ]]; then
        found=$(_harvester_after "$command" "$name")
    elif [[ -n $name && ( $option == -a || $option == -s || $option == --set ) ]]; then
        found=$(_harvester_values "$name")
        [[ $name == site ]] && found+=$'\n'$(_harvester_sites file)
    elif ! found=$(_harvester_after "$command" "$before"); then
        local sort=operands
        [[ $current == -* ]] && sort=options
        found=$(_harvester_$sort "$command")
    fi
    case $found in
        @file) COMPREPLY=($(compgen -f -- "$current")); compopt -o filenames 2>/dev/null; return ;;
        @site) found=$(_harvester_sites) ;;
        @argument) found=$_harvester_arguments; compopt -o nospace 2>/dev/null ;;
        @setting) found=$_harvester_settings; compopt -o nospace 2>/dev/null ;;
    esac
    COMPREPLY=($(compgen -W "$found" -- "$current"))
}
complete -F _harvester {program}
"""


def script(typed: Typed) -> str:
    """The completion script, for ``source``."""
    commands = typed.commands
    parts = [
        _HEAD.replace("{program}", typed.program),
        _list("_harvester_commands", (command.name for command in commands)),
        _list("_harvester_arguments", (f"{each.name}=" for each in typed.arguments)),
        _list("_harvester_settings", (f"{each.name}=" for each in typed.settings)),
        _table("_harvester_options", '"$1"', ((each.name, _written(each)) for each in commands)),
        _table("_harvester_operands", '"$1"', ((each.name, _lines(each.words, each.takes)) for each in commands)),
        _table("_harvester_after", '"$1 $2"', _after(commands)),
        _table("_harvester_values", '"$1"', _values([*typed.arguments, *typed.settings])),
        SITES,
        _TAIL.replace("{program}", typed.program),
    ]
    return "\n".join(parts)


def _written(command: Command) -> str:
    return "\n".join(written for option in command.options for written in option.written)


def _after(commands: Iterable[Command]) -> Iterator[tuple[str, str]]:
    for command in commands:
        for option in command.options:
            if option.valued:
                for written in option.written:
                    yield f"{command.name} {written}", _lines(option.words, option.takes)


def _values(named: Iterable[Named]) -> Iterator[tuple[str, str]]:
    return ((each.name, _lines(each.values, "")) for each in named if each.values)


def _lines(words: Iterable[str], takes: str) -> str:
    return "\n".join(words) or (f"@{takes}" if takes else "")


def _list(name: str, words: Iterable[str]) -> str:
    return f"{name}='{chr(10).join(words)}'\n"


def _table(name: str, key: str, rows: Iterable[tuple[str, str]]) -> str:
    """A shell function that prints the value of a key, and fails if there is none."""
    cases = [f"        '{each}') echo '{printed}' ;;" for each, printed in rows]
    return "\n".join([f"{name}() {{", f"    case {key} in", *cases, "        *) return 1 ;;", "    esac", "}", ""])
