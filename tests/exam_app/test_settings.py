"""A wrong setting is refused at start-up, by name."""

import dataclasses
from pathlib import Path

import pytest

from exam_app.settings import Settings, SettingsInvalid


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("WATCHWORD_ZONE", "Mars/Olympus", "Asia/Shanghai"),
        ("WATCHWORD_DATABASE_URL", "mysql://x", "sqlite:/// or postgresql://"),
        ("WATCHWORD_HOST", "Verify.Example.", "lower-case host name"),
        ("WATCHWORD_SECURE_COOKIES", "yes", "0 or 1"),
        ("WATCHWORD_MOST_AGE", "sixty", "between 19 and 119"),
        ("WATCHWORD_OUTAGE_MINUTES", "121", "from 0 to 120"),
        ("WATCHWORD_OUTAGE_MINUTES", "-5", "from 0 to 120"),
    ],
)
def test_a_wrong_setting_names_itself_and_what_was_expected(name: str, value: str, expected: str) -> None:
    with pytest.raises(SettingsInvalid, match=name) as refused:
        Settings.from_environment({name: value})
    assert expected in str(refused.value)


def test_every_setting_can_be_changed_for_a_folder(tmp_path: Path) -> None:
    settings = Settings.for_folder(tmp_path, host="a.example", demo=True)
    assert (settings.host, settings.demo, settings.data_folder) == ("a.example", True, tmp_path.resolve())


def test_settings_never_change_while_the_site_runs(tmp_path: Path) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings.for_folder(tmp_path).demo = True  # type: ignore[misc]


def test_keys_do_not_lie_in_the_database(tmp_path: Path) -> None:
    settings = Settings.for_folder(tmp_path)
    assert settings.key_folder != settings.data_folder
