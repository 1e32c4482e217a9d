"""Notices: the few words a person is told by short message or on a slip. No database, no Flask.

What is said of each kind is one line of :data:`WORDINGS`; the sentences are translated with all others.
:func:`write` gives the text for one person, short enough for the messages its kind may take.
"""

from exam_app.notices.length import parts_of, units_of
from exam_app.notices.wording import WORDINGS, Wording
from exam_app.notices.writing import ROOMS, Written, write

__all__ = ["ROOMS", "WORDINGS", "Wording", "Written", "parts_of", "units_of", "write"]
