"""The units and the container file that users copy, read by the programs that they are for."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from crawling import PROJECT

CONTRIB = PROJECT / "contrib"
UNITS = sorted(path.name for path in CONTRIB.glob("*.service"))
#: What systemd calls the service's exposure, in tenths: up to 2.0 is "OK", its best word for what uses the network.
EXPOSED = 20

systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze on this machine")


def analyze(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False)  # noqa: S603, S607


@systemd
@pytest.mark.parametrize("name", UNITS)
def test_systemd_takes_a_unit_and_its_timer(tmp_path: Path, name: str) -> None:
    for path in CONTRIB.glob("harvester*.[st]*"):
        text = path.read_text(encoding="utf-8").replace("/srv/harvester/.venv/bin/scrapy", sys.executable)
        text = text.replace("/srv/harvester/.venv/bin/harvester", sys.executable)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    timer = name.replace(".service", ".timer")
    units = [path for path in (tmp_path / name, tmp_path / timer) if path.exists()]  # a worker needs no timer
    done = analyze("verify", "--man=no", *map(str, units))
    assert (done.returncode, done.stderr) == (0, "")


@systemd
@pytest.mark.parametrize("name", UNITS)
def test_a_service_gets_little_of_the_machine(name: str) -> None:
    if int(analyze("--version").stdout.split()[1]) < 250:
        pytest.skip("this systemd-analyze can't read a unit that is not installed")
    done = analyze("security", "--offline=true", "--no-pager", f"--threshold={EXPOSED}", str(CONTRIB / name))
    assert done.returncode == 0, done.stdout.splitlines()[-1]


def test_all_services_are_shut_in_alike() -> None:
    """All but what they run and read, and when."""
    texts = [(CONTRIB / name).read_text(encoding="utf-8").splitlines() for name in UNITS]
    own = ("Description=", "ExecStart=", "EnvironmentFile=", "Type=", "Restart", "Timeout", "#", "[Install]", "Wanted")
    assert len({tuple(sorted(line for line in text if line and not line.startswith(own))) for text in texts}) == 1


@pytest.mark.skipif(shutil.which("hadolint") is None, reason="no hadolint for this machine")
def test_the_container_file_is_linted() -> None:
    done = subprocess.run(["hadolint", str(PROJECT / "Containerfile")], capture_output=True, text=True, check=False)  # noqa: S603, S607
    assert (done.returncode, done.stdout) == (0, "")


def test_the_image_is_built_where_a_builder_is(tmp_path: Path) -> None:
    builder = next(filter(shutil.which, ("docker", "podman")), None)
    if builder is None or subprocess.run([builder, "info"], capture_output=True, check=False).returncode:  # noqa: S603
        pytest.skip("no builder of images at work on this machine")
    name = f"harvester-test-{tmp_path.parent.name}"
    build = [builder, "build", "-q", "-f", "Containerfile", "-t", name, "."]
    made = subprocess.run(build, cwd=PROJECT, capture_output=True, text=True, check=False)  # noqa: S603
    if "manifest" in made.stderr or "lookup" in made.stderr:
        pytest.skip("the base image can't be fetched here")
    assert made.returncode == 0, made.stderr
    try:
        said = subprocess.run([builder, "run", "--rm", name, "--version"], capture_output=True, text=True, check=True)  # noqa: S603
        assert said.stdout.startswith("harvester ")
        who = [builder, "run", "--rm", "--entrypoint", "id", name, "-u"]
        assert subprocess.run(who, capture_output=True, text=True, check=True).stdout == "10001\n"  # noqa: S603
    finally:
        subprocess.run([builder, "rmi", "-f", name], capture_output=True, check=False)  # noqa: S603
