from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from harvester.disk.lock import LockedError, SiteLock

HOLDER = """
import sys
from pathlib import Path
from harvester.disk.lock import SiteLock
lock = SiteLock(Path(sys.argv[1]))
print("locked", flush=True)
sys.stdin.read()
"""


def test_second_run_is_told_who_has_the_site(tmp_path: Path) -> None:
    first = SiteLock(tmp_path / "lock")
    with pytest.raises(LockedError, match=rf"process {os.getpid()}\b.*{tmp_path}"):
        SiteLock(tmp_path / "lock")
    first.close()
    SiteLock(tmp_path / "lock").close()


def test_killed_run_leaves_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:  # noqa: S603 - our own command
        assert holder.stdout is not None
        assert holder.stdout.readline() == "locked\n"
        with pytest.raises(LockedError, match=f"process {holder.pid}"):
            SiteLock(path)
        holder.send_signal(signal.SIGKILL)
    SiteLock(path).close()


def test_folder_that_cannot_be_written_to_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="Not a directory"):
        SiteLock(tmp_path / "file" / "lock")
