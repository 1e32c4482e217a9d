"""Names of the units that teach, of either kind: outer joins to both, and whichever is there."""

from sqlalchemy import ColumnElement, and_, func

from exam_app.models import GuardUnit, TrainingUnit
from exam_app.models.one_unit import OfOneUnit


def training_unit_of(model: type[OfOneUnit]) -> ColumnElement[bool]:
    """Joins the training unit whose row it is; none for a guard unit's."""
    return and_(TrainingUnit.city_id == model.city_id, TrainingUnit.id == model.training_unit_id)


def guard_unit_of(model: type[OfOneUnit]) -> ColumnElement[bool]:
    """Joins the guard unit whose row it is; none for a training unit's."""
    return and_(GuardUnit.city_id == model.city_id, GuardUnit.id == model.guard_unit_id)


def unit_name() -> ColumnElement[str]:
    """The name of whichever is joined."""
    return func.coalesce(TrainingUnit.name, GuardUnit.name)


def unit_county() -> ColumnElement[object]:
    """The county of whichever is joined."""
    return func.coalesce(TrainingUnit.county_id, GuardUnit.county_id)
