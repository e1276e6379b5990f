"""What a user can do about an error of the file system, as a clause for the end of a message."""

from __future__ import annotations

import errno
from typing import Final

WRITABLE: Final = "make the folder writable, or set HARVESTER_DIR to another"
FULL: Final = "make room and run again"
FAILED: Final = "the disk failed; see what the system's log says of it, and run again"
_IN_THE_WAY: Final = "move what is there out of the way, or set HARVESTER_DIR to another folder"
_FILES: Final = "allow more open files (ulimit -n), or harvest fewer sites at once (HARVESTER_SITES_AT_ONCE)"
_SHORTER: Final = "set HARVESTER_DIR to a folder with a shorter name"
_NO_LOCKS: Final = "its file system has no locks: set HARVESTER_DIR to a folder on another"

#: By the names that POSIX has for them; what is not here is said with the system's own words alone.
_ADVICE: Final = {
    errno.EACCES: WRITABLE,
    errno.EPERM: WRITABLE,
    errno.EROFS: WRITABLE,
    errno.ENOENT: WRITABLE,
    errno.ENOTDIR: _IN_THE_WAY,
    errno.EISDIR: _IN_THE_WAY,
    errno.EEXIST: _IN_THE_WAY,
    errno.ELOOP: _IN_THE_WAY,
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EFBIG: FULL,
    errno.EIO: FAILED,
    errno.ENFILE: _FILES,
    errno.EMFILE: _FILES,
    errno.ENAMETOOLONG: _SHORTER,
    errno.ENOLCK: _NO_LOCKS,
    errno.EOPNOTSUPP: _NO_LOCKS,
}


def advice_on(error: OSError) -> str:
    """What to do about an error met in the folder of a harvest.

    >>> advice_on(IsADirectoryError(errno.EISDIR, "Is a directory"))
    'move what is there out of the way, or set HARVESTER_DIR to another folder'
    """
    return _ADVICE.get(error.errno or 0, "mend that, or set HARVESTER_DIR to another folder")
