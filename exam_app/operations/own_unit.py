"""The unit of the clerk who acts, of either kind."""

from exam_app.actors import Permission
from exam_app.models import GuardUnit, TrainingUnit
from exam_app.operations import operation
from exam_app.work import Work


@operation(Permission.TRAIN, Permission.EMPLOY)
def lock_own_unit(work: Work) -> None:
    """Lock the own unit's row: two clerks plan, enter and add one after the other."""
    if work.actor.training_unit_id is not None:
        work.lock(TrainingUnit, work.actor.training_unit_id)
    else:
        work.lock(GuardUnit, work.found(work.actor.guard_unit_id))
