"""Waiting for something, but not for longer than until an event, such as that the worker is to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")


async def either(event: asyncio.Event, seconds: float) -> None:
    """Wait for an event, at most ``seconds``."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()


async def unless(event: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """The result of ``work``, or ``None`` if the event comes first, which ends the work. Raises what ``work`` raises.

    >>> async def both() -> tuple[int | None, int | None]:
    ...     event = asyncio.Event()
    ...     done = await unless(event, asyncio.sleep(0, 7))
    ...     event.set()
    ...     return done, await unless(event, asyncio.sleep(60, 7))
    >>> asyncio.run(both())
    (7, None)
    """
    doing, coming = asyncio.ensure_future(work), asyncio.ensure_future(event.wait())
    try:
        await asyncio.wait({doing, coming}, return_when=asyncio.FIRST_COMPLETED)
        if doing.done():
            return await doing
    finally:
        coming.cancel()
        doing.cancel()
        await asyncio.gather(doing, return_exceptions=True)
    return None
