"""Imports run downhill; a planted import that runs uphill is found."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rules.source import ROOT

RUN = "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command as run; run()"


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", RUN, "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_all_import_contracts_are_kept() -> None:
    report = lint_imports(ROOT)
    assert report.returncode == 0, report.stdout[-3000:]


OFFENCES = {
    "question_bank/planted.py": "import sqlalchemy\n",
    "certificates/planted.py": "import exam_app.terms\n",
    "exam_app/queries/planted.py": "import exam_app.operations.accounts\n",
    "exam_app/operations/planted.py": "import flask\n",
    "exam_app/delivery.py": "import exam_app.work\n",
    "exam_app/web/planted.py": "from exam_app.models import Person\n",
    "exam_app/web/public/planted.py": "import exam_app.web.office\n",
    "exam_app/helpers.py": "",
}


@pytest.mark.parametrize("path", OFFENCES)
def test_a_planted_import_is_found(path: str, tmp_path: Path) -> None:
    for package in ("exam_app", "question_bank", "certificates"):
        ignore = shutil.ignore_patterns("dist", "__pycache__", "*.toml", "*.po")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    offence = tmp_path / path
    offence.write_text((offence.read_text("utf-8") if offence.exists() else "") + "\n" + OFFENCES[path], "utf-8")
    assert lint_imports(tmp_path).returncode != 0
