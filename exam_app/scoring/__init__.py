"""What two or three examiners' marks come to: values in, an outcome with its sentence out. Knows values only."""

from exam_app.scoring.marks import EXAMINERS, Outcome, Scale, outcome_of

__all__ = ["EXAMINERS", "Outcome", "Scale", "outcome_of"]
