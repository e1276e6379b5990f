"""Network namespaces for workers: each is a machine of its own to them, with a wire to the database that can be pulled.

The forums are served inside each namespace, so a worker whose wire is pulled still reaches the web.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from fleets import Recorded

#: setns(2), and prctl(2): a namespace ends with the bench, however that ends.
_NEWNET, _PDEATHSIG = 0x40000000, 1
_LIBC = ctypes.CDLL(None, use_errno=True)
_TOOLS = ("ip", "nsenter", "unshare")


def missing() -> str:
    """Why there can be no namespaces here; empty if there can be."""
    if absent := [tool for tool in _TOOLS if shutil.which(tool) is None]:
        return f"not installed: {', '.join(absent)}"
    trial = ["unshare", "-n", "ip", "link", "add", "type", "veth"]
    return subprocess.run(trial, check=False, capture_output=True, text=True).stderr.strip()  # noqa: S603 - of the system


class Namespace:
    """A namespace, and the wire to it: ``address`` is this machine's at its end. Numbers go up to 250."""

    def __init__(self, number: int, forums: Iterable[Recorded] = ()) -> None:
        # Benches side by side have networks of their own.
        self.address, self._wire = f"10.{1 + os.getpid() % 254}.{number}.1", f"hv{os.getpid() % 100000}-{number}"
        self._forums = forums
        self._open: list[socket.socket] = []

    def __enter__(self) -> Self:
        self._holder = subprocess.Popen(
            ["unshare", "-n", "cat"],  # noqa: S607 - of the system
            stdin=subprocess.PIPE,
            preexec_fn=_end_with_us,  # noqa: PLW1509 - nothing but one call to the system
        )
        inside = Path(f"/proc/{self._holder.pid}/ns/net")
        while inside.readlink() == Path("/proc/self/ns/net").readlink():
            os.sched_yield()
        peer = f"{self._wire}p"
        _ip("link", "add", self._wire, "type", "veth", "peer", "name", peer)
        _ip("link", "set", peer, "netns", str(self._holder.pid))
        _ip("address", "add", f"{self.address}/30", "dev", self._wire)
        self._inside("address", "add", f"{self.address[:-1]}2/30", "dev", peer)
        self._inside("link", "set", peer, "up")
        self._inside("link", "set", "lo", "up")
        self.mend()
        for each in self._forums:
            self._serve(each.forum._server)  # noqa: SLF001 - it has no way to be told
        return self

    def __exit__(self, *_: object) -> None:
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        with suppress(subprocess.CalledProcessError):
            _ip("link", "delete", self._wire)
        self._holder.kill()
        self._holder.communicate()

    @property
    def prefix(self) -> list[str]:
        """What a command begins with that is to run inside."""
        return ["nsenter", "-t", str(self._holder.pid), "-n", "--"]

    def cut(self) -> None:
        """Pull the wire: packets vanish, and neither side is told."""
        _ip("link", "set", self._wire, "down")

    def mend(self) -> None:
        """Put it in again."""
        _ip("link", "set", self._wire, "up")

    # --- inside -----------------------------------------------------------------------

    def _inside(self, *words: str) -> None:
        subprocess.run([*self.prefix, "ip", *words], check=True, capture_output=True)  # noqa: S603 - of the system

    def _serve(self, server: Any) -> None:  # noqa: ANN401 - a forum's own
        """Have a forum answer inside, on its usual port of 127.0.0.1."""
        self._open.append(listening := self._listening(server.server_port))

        def answer() -> None:
            with suppress(OSError):  # closed
                while True:
                    server.process_request(*listening.accept())

        threading.Thread(target=answer, daemon=True).start()

    def _listening(self, port: int) -> socket.socket:
        """A socket of the namespace: it belongs to where the thread is that makes it."""
        made: list[socket.socket] = []

        def make() -> None:
            with Path(f"/proc/{self._holder.pid}/ns/net").open("rb") as there:
                if _LIBC.setns(there.fileno(), _NEWNET) == 0:
                    made.append(socket.create_server(("127.0.0.1", port)))

        thread = threading.Thread(target=make)
        thread.start()
        thread.join()
        return made[0]


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)  # noqa: S603, S607 - of the system


def _end_with_us() -> None:
    _LIBC.prctl(_PDEATHSIG, signal.SIGKILL)
