"""The offices: county review, city examination office, issuer, administration; each page names its role."""

from exam_app.actors import Role
from exam_app.web.audience import Audience

audience = Audience(
    "office",
    __name__,
    admits={Role.ADMINISTRATOR, Role.COUNTY_REVIEWER, Role.CITY_EXAM_OFFICER, Role.ISSUER},
    url_prefix="/office",
)

# The order of these imports is the order of the menu.
# isort: off
from exam_app.web.office import (  # noqa: E402, F401  - registers the pages on the audience
    reviews,
    applicants,
    walk_ins,
    own_requests,
    eligibility,
    papers,
    biometrics,
    packs,
    scheduling,
    seat_plans,
    tickets,
    session_changes,
    pauses,
    room_moves,
    rotas,
    accommodations,
    outages,
    resits,
    components,
    conformance,
    fees,
    fee_rules,
    results,
    key_corrections,
    screenings,
    cases,
    case_opening,
    case_hearing,
    case_decisions,
    case_consequences,
    certificates,
    handovers,
    assessments,
    training,
    training_flags,
    training_draws,
    levels,
    notices,
    notice_rules,
    tables,
    units,
    unit_papers,
    unit_tables,
    bank,
    places,
    administration,
    site_status,
    pre_registrations,
)
