"""Completion for zsh, which shows a description with each word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from harvester.completion.bash import SITES
from harvester.completion.model import Command, Named, Option, Typed, first_sentence

_HEAD = """#compdef {program}
# Completion of {program} for zsh. To use it, put this into ~/.zshrc, after compinit:
#     source <({program} completion zsh)

"""

_TAIL = r"""_harvester_named() {
    if compset -P '*='; then
        local name=${IPREFIX%=}
        local -a values=(${(f)"$(_harvester_values ${name##*=})"})
        [[ $name == site ]] && values+=(${(f)"$(_harvester_sites file ${words[*]})"})
        compadd -a values
    else
        local -a names=(${(f)1})
        _describe -t names name names -S '='
    fi
}

_harvester() {
    local -a sites
    if (( CURRENT == 2 )); then
        local -a commands=(${(f)_harvester_commands})
        _describe -t commands command commands
        return
    fi
    local command=${words[2]}
    shift words
    (( CURRENT-- ))
    case $command in
{cases}
    esac
}

if [[ ${funcstack[1]-} == _harvester ]]; then _harvester "$@"; else compdef _harvester {program}; fi
"""

#: The zsh actions that complete each sort of word.
_ACTIONS = {
    "file": "_files",
    "site": "{sites=(${(f)\"$(_harvester_sites '' ${words[*]})\"}); compadd -a sites}",
    "argument": '{_harvester_named "$_harvester_arguments"}',
    "setting": '{_harvester_named "$_harvester_settings"}',
}


def script(typed: Typed) -> str:
    """The completion script, for ``source`` or for a file in ``fpath``."""
    values = (f"        {each.name}) print -l {' '.join(each.values)} ;;" for each in _few(typed))
    parts = [
        _HEAD.replace("{program}", typed.program),
        _list("_harvester_commands", ((each.name, each.about) for each in typed.commands)),
        _list("_harvester_arguments", ((each.name, each.about) for each in typed.arguments)),
        _list("_harvester_settings", ((each.name, each.about) for each in typed.settings)),
        "\n".join(["_harvester_values() {", "    case $1 in", *values, "    esac", "}", ""]),
        SITES,
        _TAIL.replace("{program}", typed.program).replace("{cases}", "\n".join(map(_case, typed.commands))),
    ]
    return "\n".join(parts)


def _few(typed: Typed) -> Iterator[Named]:
    return (each for each in (*typed.arguments, *typed.settings) if each.values)


def _list(name: str, rows: Iterable[tuple[str, str]]) -> str:
    lines = (f"{word}:{first_sentence(about)}" for word, about in rows)
    return f"{name}='{chr(10).join(lines)}'\n"


def _case(command: Command) -> str:
    specs = [spec for option in command.options for spec in _specs(option)]
    if command.words:
        specs.append(f"'*:{command.name}:({' '.join(command.words)})'")
    elif command.takes:
        specs.append(f"'*:{command.takes}:{_quoted(_ACTIONS[command.takes])}'")
    return "\n".join([f"        {command.name})", "            _arguments \\", *(f"                {each} \\" for each in specs)]).removesuffix(" \\") + " ;;"  # fmt: skip  # noqa: E501


def _specs(option: Option) -> Iterator[str]:
    for written in option.written:
        about = f"[{first_sentence(option.about)}]"
        many = "*" if option.takes in ("argument", "setting") else ""
        if not option.valued:
            yield f"'{many}{written}{about}'"
        else:
            action = f"({' '.join(option.words)})" if option.words else _ACTIONS.get(option.takes, " ")
            yield f"'{many}{written}{about}:value:{_quoted(action)}'"


def _quoted(text: str) -> str:
    return text.replace("'", "'\\''")
