"""A PDF looked at in a process of its own: how many pages it has, and a small picture of the first.

Typst reads it, the same compiler that later binds it into a pack: what it cannot read is refused while somebody can
still send another file. The reader is compiled and the bytes are hostile, so it runs in a child with limits, and this
file is also that child's program: run by its path, it imports nothing of ours.
"""

import base64
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import typst

MOST_PAGES = 10
MOST_MEMORY = 2 * 2**30
MOST_SECONDS = 20
SHEET = """#set page(width: {width}mm, height: {height}mm, margin: 0mm, fill: white)
#image("paper.pdf", page: {page}, width: 100%, height: 100%, fit: "contain")
"""
NO_SUCH_PAGE = "does not exist"


class PdfUnreadable(Exception):
    """The child could not read the bytes, or took too long; ``is_locked`` when a password is the reason."""

    def __init__(self, text: str, *, is_locked: bool = False) -> None:
        super().__init__(text)
        self.is_locked = is_locked


@dataclass(frozen=True)
class PdfPages:
    """What was seen of a PDF."""

    pages: int
    """At most one more than MOST_PAGES: then it has too many, and nobody counted further."""
    first: bytes
    """PNG of the first page."""


def read_pdf(data: bytes) -> PdfPages:
    """Pages and first page of a PDF; raises :class:`PdfUnreadable`."""
    try:
        child = subprocess.run(
            [sys.executable, "-I", str(Path(__file__))],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=MOST_SECONDS,
            check=True,
        )
    except subprocess.SubprocessError as error:
        raise PdfUnreadable("the PDF could not be read") from error
    found = json.loads(child.stdout)
    if "why" in found:
        raise PdfUnreadable(found["why"], is_locked="encrypt" in found["why"] or "password" in found["why"])
    return PdfPages(found["pages"], base64.b64decode(found["first"]))


def look(data: bytes) -> dict[str, object]:
    """The same, looked at here; ``why`` instead when it cannot be read."""
    with tempfile.TemporaryDirectory(prefix="pdf-") as folder:
        (Path(folder) / "paper.pdf").write_bytes(data)
        try:
            first = _drawn(Path(folder), 1)
            pages = 1
            while pages <= MOST_PAGES and _has_page(Path(folder), pages + 1):
                pages += 1
        except typst.TypstError as error:
            return {"why": str(error)}
    return {"pages": pages, "first": base64.b64encode(first).decode()}


def _drawn(folder: Path, page: int) -> bytes:
    main = folder / "sheet.typ"
    main.write_text(SHEET.format(width=60, height=84, page=page))
    drawing: bytes = typst.compile(main, root=folder, ignore_system_fonts=True, format="png", ppi=72.0)
    return drawing


def _has_page(folder: Path, page: int) -> bool:
    try:
        _drawn(folder, page)
    except typst.TypstError as error:
        if NO_SUCH_PAGE in str(error):
            return False
        raise
    return True


def _limit_this_process() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _limit_this_process()
    sys.stdout.write(json.dumps(look(sys.stdin.buffer.read())))
