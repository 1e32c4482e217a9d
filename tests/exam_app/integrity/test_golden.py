"""Agreement with the published implementations, on the test data that they computed."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from exam_app.integrity.files import read_table
from exam_app.integrity.golden import write_golden

COMPARED = {
    ("golden", "out_pairs_aberrance.csv"): (["OMG_R", "GBT_R", "M4_R", "OMG_S", "GBT_S", "M4_S"], 1e-9),
    ("golden", "out_copying_aberrance.csv"): (["OMG_R", "GBT_R", "OMG_S", "GBT_S"], 1e-9),
    ("golden", "out_persons_aberrance.csv"): (["pm.L_S_NO", "pm.L_S_TS", "pm.L_T", "pmr.L_R_NO", "pmr.L_R_TS"], 1e-9),
    ("golden", "out_persons_perfit.csv"): (["lz", "lzstar"], 5.1e-5),
    ("copydetect", "out_copydetect.csv"): (["W.pvalue", "GBT.pvalue", "M4.pvalue"], 1e-9),
}


@pytest.fixture(scope="module")
def detection(outside_data: Path) -> Path:
    return outside_data / "detection"


@pytest.fixture(scope="module")
def written(detection: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("golden")
    write_golden(detection, out)
    return out


@pytest.mark.parametrize(("folder", "name"), COMPARED)
def test_statistics_agree_with_the_published_ones(detection: Path, written: Path, folder: str, name: str) -> None:
    columns, tolerance = COMPARED[folder, name]
    ours, theirs = read_table(written / folder / name), read_table(detection / folder / name)
    assert ours.column(ours.heading[0]) == theirs.column(theirs.heading[0])
    assert np.abs(ours.complete_numbers(columns) - theirs.complete_numbers(columns)).max() < tolerance


def test_every_published_file_is_written_with_its_columns(detection: Path, written: Path) -> None:
    folders = ("golden", "copydetect", "answer_changes")
    published = [path for folder in folders for path in (detection / folder).glob("*out_*.csv")]
    given = {"out_nrm_itempar.csv", "out_thetas.csv"}
    for path in (path for path in published if path.name not in given):
        ours, theirs = read_table(written / path.relative_to(detection)), read_table(path)
        assert (ours.heading, len(ours.rows)) == (theirs.heading, len(theirs.rows)), path


def test_nothing_published_is_read_but_the_parameters_given(detection: Path, written: Path, tmp_path: Path) -> None:
    bare = shutil.copytree(detection / "golden", tmp_path / "in" / "golden", ignore=shutil.ignore_patterns("*out_*"))
    shutil.copytree(
        detection / "copydetect",
        tmp_path / "in" / "copydetect",
        ignore=shutil.ignore_patterns("out_copy*", "out_mirt*"),
    )
    for path in write_golden(bare.parent, tmp_path / "out"):
        assert (tmp_path / "out" / path).read_bytes() == (written / path).read_bytes()
