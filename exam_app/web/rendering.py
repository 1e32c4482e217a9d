"""What templates may use: translation, dates in the hall's zone, masked names, assets by their hashed names."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, g, request, session, url_for
from flask_babel import Babel, Domain, get_locale, gettext
from flask_login import current_user

from exam_app.errors import Refusal, Sentence
from exam_app.fees import money
from exam_app.terms import Term
from exam_app.text_language import OWN_FONTS, language_of
from exam_app.web.display import chosen_display
from exam_app.web.house import house

LOCALES = {"zh_Hans": "简体中文", "zh_Hant": "繁體中文", "en": "English"}
CROWDED = "watchword.crowded"
"""Set in the request's environment by the door (exam_app/ingest.py) where nobody has time for a page."""
DIST = Path(__file__).parent.parent / "static" / "dist"
WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")


def choose_locale() -> str:
    """What the browser chose; else what was stated for the person who is signed in; else Simplified Chinese."""
    chosen = session.get("locale")
    if chosen in LOCALES:
        return str(chosen)
    if request.environ.get(CROWDED):  # no database is asked in a crowd
        return "zh_Hans"
    viewer = getattr(current_user, "viewer", None)
    return viewer.language.value if viewer is not None and viewer.language else "zh_Hans"


def translate(sentence: Sentence) -> str:
    """A sentence in the reader's language, with the terms and sentences inside it."""
    places = {name: _said_inside(value) for name, value in sentence.places.items()}
    said: str = gettext(sentence.text)
    return said % places if places else said


def _said_inside(value: object) -> object:
    match value:
        case Term():
            return gettext(value.label)
        case Sentence():
            return translate(value)
        case _:
            return value


def sentences_of(refusal: Refusal) -> list[str]:
    """What a refusal says, in the reader's language: of each field, or as a whole where no field is to blame."""
    return [translate(said) for said in refusal.fields.values()] or [translate(refusal.sentence)]


def label(term: Term) -> str:
    """The label of an enum member in the reader's language."""
    said: str = gettext(term.label)
    return said


def moment(value: datetime) -> str:
    """2026-12-01 09:00 in the hall's zone; the zone itself is never shown."""
    return value.astimezone(house().site.settings.zone).strftime("%Y-%m-%d %H:%M")


def clock(value: datetime) -> str:
    return value.astimezone(house().site.settings.zone).strftime("%H:%M:%S")


def long_moment(value: datetime) -> str:
    """2026年12月1日（星期二）上午9:00, or Tuesday 1 December 2026, 9:00 in English."""
    local = value.astimezone(house().site.settings.zone)
    if str(get_locale()) == "en":
        return f"{local:%A} {local.day} {local:%B %Y}, {local.hour}:{local:%M}"
    half, hour = ("上午", local.hour) if local.hour < 12 else ("下午", local.hour - 12 or 12)
    return f"{local.year}年{local.month}月{local.day}日（星期{WEEKDAYS[local.weekday()]}）{half}{hour}:{local:%M}"


def day(value: date) -> str:
    return value.strftime("%Y-%m-%d")


def long_day(value: date) -> str:
    """2026年12月1日, or 1 December 2026 in English."""
    if str(get_locale()) == "en":
        return f"{value.day} {value:%B %Y}"
    return f"{value.year}年{value.month}月{value.day}日"


def local_day(value: datetime) -> str:
    """The day of a moment in the hall's zone, as :func:`long_day`."""
    return long_day(value.astimezone(house().site.settings.zone).date())


def yuan(fen: int) -> str:
    """An amount of money with its unit."""
    said: str = gettext("%(amount)s yuan", amount=money(fen))
    return said


def masked_name(name: str) -> str:
    """王*国 for people who need not compare faces; two characters keep the first."""
    if len(name) <= 1:
        return name
    return name[0] + "*" * max(1, len(name) - 2) + (name[-1] if len(name) > 2 else "")


def written_in(text: str, reader: str | None = None) -> str:
    """The language of a text that is not ours, for its ``lang``; ``reader`` is that of the page, if it is at hand.

    One that needs a font of ours is kept for :func:`own_fonts`.
    """
    tag = language_of(text, reader or str(get_locale() or "zh_Hans").replace("_", "-"))
    if tag in OWN_FONTS:
        g.setdefault("own_fonts", set()).add(tag)
    return tag


def own_fonts() -> Sequence[tuple[str, str]]:
    """The languages met so far on this page whose fonts we bring, each with a letter of it."""
    return [(tag, OWN_FONTS[tag]) for tag in sorted(g.get("own_fonts", ()))]


def asset(name: str) -> str:
    """The address of a built file by its plain name, such as ``desk.css``."""
    return url_for("static", filename=f"dist/{build()['entries'][name]}")


@lru_cache(maxsize=1)
def build() -> dict[str, Any]:
    """build.json as the packaging hook wrote it; a missing one is a broken installation, said in one sentence."""
    path = DIST / "build.json"
    if not path.exists():
        raise RuntimeError("exam_app/static/dist is missing: install with pip, which builds it, or run make setup")
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def navigation() -> list[dict[str, Any]]:
    """The pages of this audience that stand in the menu for this role."""
    audience = getattr(g, "audience", None)
    if audience is None or not current_user.is_authenticated:
        return []
    role = current_user.viewer.actor.role
    return [
        {
            "label": gettext(entry.label),
            "url": url_for(entry.endpoint),
            "current": _current(entry.endpoint),
            "count": None,
        }
        for entry in audience.menu
        if role in entry.admits
    ]


def _current(endpoint: str) -> bool:
    """A page belongs to the menu entry whose address is the longest beginning of its own."""
    here = request.path.rstrip("/")
    audience = g.audience
    best = max(
        (url_for(entry.endpoint).rstrip("/") for entry in audience.menu if _begins(here, url_for(entry.endpoint))),
        key=len,
        default=None,
    )
    return best == url_for(endpoint).rstrip("/")


def _begins(path: str, start: str) -> bool:
    start = start.rstrip("/")
    return path == start or path.startswith(start + "/")


def for_any_reader() -> dict[str, Any]:
    """What a page needs whoever reads it; asks no database."""
    locale = str(get_locale() or "zh_Hans").replace("_", "-")
    display = chosen_display()
    return {
        "asset": asset,
        "own_fonts": own_fonts,
        "locale": "zh-Hans" if locale.startswith("zh-Hans") else locale,
        "locales": LOCALES,
        "display_size": display["size"],
        "contrast": display["contrast"],
        "reading_speed": display["speed"],
        "is_demo": house().site.settings.demo,
    }


class Catalogues(Domain):
    """The catalogues by language. A page asks a hundred times, and the library makes the language's name each time."""

    def __init__(self) -> None:
        super().__init__()
        self._by_language: dict[object, Any] = {}

    def get_translations(self) -> Any:
        language = get_locale()
        if language not in self._by_language:
            self._by_language[language] = super().get_translations()
        return self._by_language[language]


def init_rendering(app: Flask) -> None:
    babel = Babel(
        app,
        locale_selector=choose_locale,
        default_locale="zh_Hans",
        default_translation_directories=str(Path(__file__).parent.parent / "translations"),
    )
    babel.domain_instance = Catalogues()
    app.jinja_env.filters.update(
        label=label,
        moment=moment,
        long_moment=long_moment,
        yuan=yuan,
        clock=clock,
        day=day,
        long_day=long_day,
        local_day=local_day,
        masked_name=masked_name,
        language=written_in,
        said=translate,
    )

    @app.context_processor
    def for_every_page() -> dict[str, Any]:
        viewer = getattr(current_user, "viewer", None) if current_user.is_authenticated else None
        return {**for_any_reader(), "viewer": viewer, "navigation": navigation()}
