"""Reading a TOML file of the bank within bounds; what cannot be read is said with file and line."""

import re
import tomllib
from pathlib import Path
from typing import Final

from question_bank.errors import Fault, FileFault, FileInvalid

LARGEST_FILE: Final = 4_000_000
"""Bytes. Checked before parsing: item files may come from strangers."""


def read_toml(path: Path, refusal: type[FileInvalid] = FileInvalid) -> tuple[dict[str, object], str]:
    """The table in a TOML file, and its text. Raises `refusal` if it is missing, too large, not UTF-8 or not TOML."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise refusal(path, [FileFault(Fault("file", "a larger one", f"at most {LARGEST_FILE} bytes"))])
        text = path.read_bytes().decode()
    except OSError as error:
        raise refusal(
            path, [FileFault(Fault("file", f"nothing readable ({error.strerror})", "a TOML file"))]
        ) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise refusal(path, [FileFault(Fault("file", "bytes that are not UTF-8", "UTF-8 text"), line)]) from error
    try:
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as error:
        raise refusal(path, [FileFault(Fault("file", str(error), "valid TOML"), _line_in(str(error)))]) from error
    except RecursionError as error:
        raise refusal(path, [FileFault(Fault("file", "lists nested without end", "valid TOML"))]) from error


def _line_in(message: str) -> int | None:
    # Python before 3.14 tells the line of a TOML error only inside its message.
    found = re.search(r"at line (\d+)", message)
    return int(found[1]) if found else None
