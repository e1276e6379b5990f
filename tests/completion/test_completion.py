"""Shell completion in real shells: what a tab offers after what was typed."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from scrapy.cmdline import execute
from scrapy.utils.project import get_project_settings

SITES = '[alpha]\naddress = "http://a.example/"\n["北 b"]\naddress = "http://b.example/"\n[alpha.layout]\n# [no]\n'


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the scripts of all shells, a harvest, and a sites file."""
    folder = tmp_path_factory.mktemp("completion")
    for shell in ("bash", "zsh", "fish"):
        with pytest.MonkeyPatch.context() as patch, (folder / shell).open("w", encoding="utf-8") as file:
            patch.setattr("sys.stdout", file)
            with pytest.raises(SystemExit) as stopped:
                execute(["harvester", "completion", shell], get_project_settings())
            assert not stopped.value.code
    for name in ("harvest/bbs.example.com", "harvest/.turns", "elsewhere/c.example"):
        (folder / name).mkdir(parents=True)
    (folder / "sites.toml").write_text(SITES, encoding="utf-8")
    return folder


def offered(scripts: Path, line: str) -> list[str]:
    """What bash offers at the end of a line. Its words are as bash breaks them: ``=`` is one."""
    words = [word for each in line.split(" ") for word in (re.findall(r"=|[^=]+", each) or [""])]
    typed = " ".join(f"'{word}'" for word in words)
    code = f"""source ./bash; COMP_WORDS=({typed}); COMP_CWORD={len(words) - 1} COMP_LINE='{line}'; _harvester
    printf '%s\\n' "${{COMPREPLY[@]}}" """
    run = ["bash", "--norc", "-c", code]
    done = subprocess.run(run, cwd=scripts, capture_output=True, text=True, check=True, timeout=60)  # noqa: S603
    assert done.stderr == ""
    return [word for word in done.stdout.split("\n") if word]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("harvester rep", ["repair", "report"]),
        ("harvester li", ["list"]),
        ("harvester crawl ", ["discuz", "forum", "replay"]),
        ("harvester completion z", ["zsh"]),
        ("harvester report --l", ["--logfile", "--loglevel", "--language"]),
        ("harvester report --language ", ["auto", "en", "zh"]),
        ("harvester report --language=", ["auto", "en", "zh"]),
        ("harvester report --language=z", ["zh"]),
        ("harvester crawl forum -a re", ["replies="]),
        ("harvester crawl forum -a replies=", ["none", "all"]),
        ("harvester crawl forum -a replies=a", ["all"]),
        ("harvester crawl forum -a full=", ["1", "0"]),
        ("harvester crawl forum -a site=a", ["alpha"]),
        ("harvester crawl forum -s HARVESTER_COM", ["HARVESTER_COMMIT_EVERY=", "HARVESTER_COMPRESS="]),
        ("harvester crawl forum -s HARVESTER_COMPRESS=", ["gzip", "zstd"]),
        ("harvester crawl forum -s DOWNLOAD_MAX", ["DOWNLOAD_MAXSIZE="]),
        ("harvester status ", ["bbs.example.com", "alpha", "北 b"]),
        ("harvester status -s HARVESTER_DIR=elsewhere ", ["c.example", "alpha", "北 b"]),
        ("harvester repair sit", ["sites.toml"]),
        ("harvester report -o sit", ["sites.toml"]),
        ("harvester report nothing-so", []),
    ],
)
def test_what_bash_offers(scripts: Path, line: str, expected: list[str]) -> None:
    assert offered(scripts, line) == expected


def test_every_option_of_every_command_is_there(scripts: Path) -> None:
    assert {"--thread", "--format", "--part-size", "-s", "--help"} <= set(offered(scripts, "harvester export -"))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_takes_its_script(scripts: Path, shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell} here")
    done = subprocess.run([shell, "-n", f"./{shell}"], cwd=scripts, capture_output=True, text=True, check=False)  # noqa: S603
    assert (done.returncode, done.stderr) == (0, "")


def test_fish_offers_commands_arguments_and_sites(scripts: Path) -> None:
    if shutil.which("fish") is None:
        pytest.skip("there is no fish here")

    def of(line: str) -> list[str]:
        code = f"source ./fish; complete -C '{line}'"
        done = subprocess.run(["fish", "-N", "-c", code], cwd=scripts, capture_output=True, text=True, check=True)  # noqa: S603, S607
        return [word.split("\t")[0] for word in done.stdout.splitlines()]

    assert of("harvester rep") == ["repair", "report"]
    assert of("harvester report --lang") == ["--language"]
    assert of("harvester report --language ") == ["auto", "en", "zh"]
    assert "site=alpha" in of("harvester crawl forum -a site=")
    assert of("harvester status bbs") == ["bbs.example.com"]


def test_an_unknown_shell_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        execute(["harvester", "completion", "tcsh"], get_project_settings())
    assert stopped.value.code == 2
    assert "harvester completion bash|zsh|fish" in capsys.readouterr().err
