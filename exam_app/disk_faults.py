"""Whether a failure says that the disk can no longer be relied on (reliability.md 4b, row 5).

After a write or a flush has failed, nobody knows what the disk holds: asking again may be answered "done" although the
page was dropped. So the process does not try again; it ends, acknowledges nothing, and what starts next reads what is
really there. A full disk is no such fault: nothing was written, and everything before stands.
"""

import errno
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError

SQLITE_IO_ERROR = "SQLITE_IOERR"
"""The primary code; the extended ones say which call it was (sqlite.org, "Result and Error Codes")."""

POSTGRES_IO_ERROR = "58030"
"""What PostgreSQL says before it ends itself (appendix A, class 58)."""


def is_disk_fault(error: BaseException) -> bool:
    """Whether the error, or one that led to it, is the disk's.

    >>> is_disk_fault(OSError(errno.EIO, "Input/output error")), is_disk_fault(OSError(errno.ENOSPC, "No space left"))
    (True, False)
    """
    return any(_is_the_disks(one) for one in _causes(error))


def _is_the_disks(error: BaseException) -> bool:
    if str(getattr(error, "sqlite_errorname", "")).startswith(SQLITE_IO_ERROR):
        return True
    if getattr(error, "sqlstate", None) == POSTGRES_IO_ERROR:
        return True
    return isinstance(error, OSError) and error.errno == errno.EIO


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        if isinstance(one, DBAPIError) and one.orig is not None:
            yield one.orig
        one = one.__cause__ or one.__context__
