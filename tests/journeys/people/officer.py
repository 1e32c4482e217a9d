"""The patrol officer with a phone: chooses the post, allows the camera, reads the verdict."""

from pathlib import Path
from typing import ClassVar

from playwright.sync_api import Browser, ViewportSize, expect

from tests.journeys.people.visitor import PATIENCE_MS, PHONE, Staff
from tests.requirements import chromium_path


def phone_before(film: Path, browser: Browser) -> Browser:
    """A browser of its own, whose camera sees the film: what a camera sees is an option of the browser's start."""
    arguments = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
    return browser.browser_type.launch(executable_path=chromium_path(), args=arguments)


class PatrolOfficer(Staff):
    window: ClassVar[ViewportSize] = PHONE
    door = "Patrol officer"

    def choose_post(self, post: str) -> None:
        """The camera is not allowed yet; everything else works."""
        self.main.get_by_label("At which post are you?").select_option(label=post)
        self.press("Choose")
        self.reads("The camera is not allowed.")

    def hold_the_camera_over_the_card(self) -> None:
        self.context.grant_permissions(["camera"], origin=self.address)
        self.press("Camera")

    def put_the_camera_away(self) -> None:
        self.context.clear_permissions()
        self.page.reload()
        self.reads("The camera is not allowed.")

    def renew_the_lists(self) -> None:
        with self.page.expect_response("**/officer/lists/status.json"):
            self.press("Renew the lists")

    def reads_verdict(self, kind: str, word: str, *sentences: str) -> None:
        """One of the four kinds, its word, and what else the screen says."""
        screen = self.page.locator(".verdict")
        expect(screen).to_have_attribute("data-verdict", kind, timeout=PATIENCE_MS)
        expect(screen.get_by_role("heading", level=1)).to_have_text(word)
        for sentence in sentences:
            expect(screen).to_contain_text(sentence, timeout=PATIENCE_MS)
