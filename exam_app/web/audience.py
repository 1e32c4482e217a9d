"""Audience: a door. Its :meth:`~Audience.page` is the only way to register a view, so no view lacks its guard.

The shell around a view: load the actor → is this actor admitted here? → open Work → ``view(work, **url_args)`` → make
the response → commit → after-commit actions → return. GET works read-only and rolls back, unless the page says
``records=True`` because looking at it is itself a fact.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, NoReturn

from flask import Blueprint, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from exam_app.actors import GATE, VISITOR, Actor, Role
from exam_app.errors import NotAllowed
from exam_app.web.house import House, house
from exam_app.work import Work

View = Callable[..., ResponseReturnValue]
ENDPOINTS: dict[str, frozenset[Role]] = {}
"""Every registered endpoint with the roles it admits; what tests/rules compares with the URL map."""
RECORDING: set[str] = set()
"""Endpoints of which even a look is journalled: the pages that say ``records=True``."""
ENTRANCE: dict[frozenset[Role], str] = {
    frozenset({Role.GUARD}): "public.study_sign_in",
    frozenset({Role.CONCERNED}): "public.slip_sign_in",
    frozenset({Role.APPLICANT}): "public.applicant_sign_in",
    frozenset({Role.APPLICANT, Role.CANDIDATE}): "public.applicant_sign_in",
}
"""Where who is not signed in is sent from a page; the staff's entrance where nothing is named."""


@dataclass(frozen=True)
class MenuEntry:
    """A page that stands in the navigation of the roles it admits."""

    endpoint: str
    label: str
    admits: frozenset[Role]


class Audience(Blueprint):
    """One kind of people with one guard, one layout and one navigation."""

    def __init__(self, name: str, import_name: str, *, admits: Iterable[Role], url_prefix: str) -> None:
        super().__init__(name, import_name, url_prefix=url_prefix)
        self.admits = frozenset(admits)
        self.menu: list[MenuEntry] = []

    def route(self, rule: str, **options: Any) -> NoReturn:
        raise TypeError("register views with page(), which guards them")

    def page(
        self,
        rule: str,
        *,
        methods: Iterable[str] = ("GET",),
        admits: Iterable[Role] | None = None,
        records: bool = False,
        menu: str | None = None,
        polls: bool = False,
    ) -> Callable[[View], View]:
        """Register ``view(work, **url_args)`` under ``rule``.

        ``admits`` narrows the audience's roles; ``records`` opens a writing Work on GET too; ``menu`` puts the page
        into the navigation; ``polls`` marks a page that fetches itself, which does not keep a session alive.
        """
        roles = self.admits if admits is None else frozenset(admits)
        if not roles <= self.admits:
            raise TypeError(f"{rule} admits roles that the audience {self.name} does not")

        def register(view: View) -> View:
            endpoint = view.__name__
            full = f"{self.name}.{endpoint}"
            ENDPOINTS[full] = roles
            if records:
                RECORDING.add(full)
            if menu is not None:
                self.menu.append(MenuEntry(full, menu, roles))
            self.add_url_rule(rule, endpoint, self._shell(view, roles, records, polls), methods=list(methods))
            return view

        return register

    def _shell(self, view: View, roles: frozenset[Role], records: bool, polls: bool) -> View:
        @wraps(view)
        def shell(**url_args: Any) -> ResponseReturnValue:
            g.audience, g.polls = self, polls
            actor = _actor_at_the_browser(roles)
            if actor is None:
                return redirect(url_for(ENTRANCE.get(roles, "public.sign_in"), next=request.full_path.rstrip("?")))
            if actor.role not in roles:
                raise NotAllowed("This page belongs to another role. Sign in with the right one.")
            here: House = house()
            read_only = request.method in ("GET", "HEAD") and not records
            with Work.open(here.site, actor, here.clock(), read_only=read_only) as work:
                return current_app.make_response(view(work, **url_args))

        return shell


def _actor_at_the_browser(roles: frozenset[Role]) -> Actor | None:
    """The signed-in actor; a visitor where visitors are admitted; None where somebody has to sign in first."""
    if Role.PUBLIC in roles:
        return VISITOR
    if Role.GATE in roles:
        return GATE
    return current_user.viewer.actor if current_user.is_authenticated else None
