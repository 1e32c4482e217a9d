"""The build: chapters arrange what is to happen, and the world lives through it."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import islice

from exam_app.demo.after_exam import look_back_on_it
from exam_app.demo.appealing import appeal_all
from exam_app.demo.applying import apply_all
from exam_app.demo.assessing import assess_all
from exam_app.demo.calendar import Calendar
from exam_app.demo.certifying import certify_all
from exam_app.demo.charging import charge_all
from exam_app.demo.checking import check_all
from exam_app.demo.eligible import look_into_all
from exam_app.demo.employing import employ_all
from exam_app.demo.examining import OPEN_FOR, examine_all
from exam_app.demo.folder import Note, tables, version, write_note
from exam_app.demo.from_home import register_from_home
from exam_app.demo.guards import invent_guards
from exam_app.demo.handing_over import hand_over_all
from exam_app.demo.lessons import look_through_all
from exam_app.demo.levelling import nominate_all
from exam_app.demo.own_training import train_guards
from exam_app.demo.papers import hand_in_all
from exam_app.demo.plan import CLASSES, PEOPLE
from exam_app.demo.practising import practise_all
from exam_app.demo.registering import register_all
from exam_app.demo.registry import keep_registry
from exam_app.demo.resitting import resit_all
from exam_app.demo.setting_up import set_up
from exam_app.demo.tables import leave_a_table
from exam_app.demo.teaching import teach_all
from exam_app.demo.telling import tell_all
from exam_app.demo.witnessing import witness_all
from exam_app.demo.world import World
from exam_app.migrations.run import migrate
from exam_app.settings import Settings
from exam_app.work import Site, open_site

ACTS = 1200
"""About so many acts make the world; only the progress bar depends on it."""
CHAPTERS = (
    set_up,
    employ_all,
    teach_all,
    hand_in_all,
    register_all,
    apply_all,
    register_from_home,
    look_into_all,
    examine_all,
    charge_all,
    certify_all,
    look_back_on_it,
    hand_over_all,
    resit_all,
    appeal_all,
    check_all,
    practise_all,
    assess_all,
    train_guards,
    look_through_all,
    nominate_all,
    keep_registry,
    tell_all,
    leave_a_table,
    witness_all,
)


def build_in_folder(settings: Settings, now: datetime, advance: Callable[[int], object]) -> Note:
    """Build the world into an empty folder and note it there; ``advance`` hears of every act."""
    site = open_site(settings)
    migrate(site.engine)
    world = _arranged(site, now)
    for _ in world.live():
        advance(1)
    site.engine.dispose()
    open_until = world.calendar.open_session_starts_at + OPEN_FOR
    note = Note(version(), tables(), world.calendar.built_at, open_until, tuple(world.sign_ins))
    write_note(settings.data_folder, note)
    return note


def build(site: Site, now: datetime) -> World:
    """Build the whole world in an empty, migrated site, as it stands at that moment.

    The same moment gives the same world, but for the bytes that must be random: salts of passwords, sealed fields,
    the keys of the vault and the secret behind the ID marks.
    """
    world = _arranged(site, now)
    for _ in world.live():
        pass
    return world


def _arranged(site: Site, now: datetime) -> World:
    built_at = now.replace(second=0, microsecond=0)
    chance = random.Random(built_at.isoformat())
    world = World(
        site=replace(site, random_bytes=chance.randbytes),
        calendar=Calendar(built_at, site.settings.zone),
        chance=random.Random(f"{built_at.isoformat()} people"),
        rolls=[],
    )
    guards = iter(invent_guards(PEOPLE, world.calendar.today, world.chance))
    world.rolls = [(each, {fate: list(islice(guards, size)) for fate, size in each.takes.items()}) for each in CLASSES]
    for chapter in CHAPTERS:
        chapter(world)
    return world
