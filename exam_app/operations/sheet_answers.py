"""An answer sheet that stands: its lines become events of the sitting's paper epoch, and the sitting is marked."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from exam_app import delivery
from exam_app.actors import Permission
from exam_app.answer_sheets import changes_of
from exam_app.delivery import Answers, Event, Head
from exam_app.journal import PersonalText, Tag
from exam_app.models import AnswerSheet, EnteredSheet, Lease, Response, Sitting
from exam_app.operations import operation
from exam_app.operations.receipts import issue_receipt
from exam_app.operations.results import mark_rest
from exam_app.queries.saved_events import event_rows
from exam_app.queries.sittings import answers_of, lease_in_force
from exam_app.sitting_states import SITTING_TABLE, SittingTrigger
from exam_app.terms import EvidenceLevel
from exam_app.work import Work


@operation(Permission.ENTER_SHEETS)
def let_stand(
    work: Work,
    sitting: Sitting,
    sheet: AnswerSheet,
    lines: Sequence[str],
    settled: list[list[object]],
    third_person_id: UUID | None,
) -> None:
    """Make the answers of a locked sitting's sheet events after those of the screen; close, receipt and mark it.

    ``settled`` as :attr:`EnteredSheet.settled` keeps it, empty where no third person was needed.
    """
    lease = lease_in_force(work, sitting)
    before = answers_of(work, sitting.id)
    events = list(_events(lease, lines, before))
    after = delivery.applied(before, events)
    # Nothing is said of when each answer was written, and no lease seals it.
    work.write_all(Response, event_rows(work, sitting, lease, events, [EvidenceLevel.WRITTEN] * len(events), work.now))
    if events:
        lease.head_seq, lease.head_hash = events[-1].seq, events[-1].hash
    sitting.answers = [list(row) for row in delivery.state_rows(after)]
    sitting.state = SITTING_TABLE.after(sitting.state, SittingTrigger.ENTER)
    sitting.final_state_hash = delivery.state_hash(after)
    work.add(
        EnteredSheet(
            city_id=work.city_id,
            id=work.new_id(),
            sitting_id=sitting.id,
            exam_session_id=sitting.exam_session_id,
            first_person_id=sheet.first_person_id,
            second_person_id=sheet.second_person_id,
            third_person_id=third_person_id,
            lines=list(lines),
            settled=settled,
            entered_at=work.now,
        )
    )
    work.record(
        Tag.SHEET_ENTERED,
        "sitting",
        sitting.id,
        about=sitting.person_id,
        answered=sitting.answered,
        epoch=lease.epoch,
        through=lease.head_seq,
        hash=lease.head_hash,
        state=sitting.final_state_hash,
        settled=len(settled),
        reasons=PersonalText("\n".join(str(one[-1]) for one in settled)),
    )
    issue_receipt(work, sitting, lease.epoch, Head(lease.head_seq, lease.head_hash))
    mark_rest(work, sitting.exam_session_id)


def _events(lease: Lease, lines: Sequence[str], before: Answers) -> Iterator[Event]:
    head = Head(lease.head_seq, lease.head_hash)
    for change in changes_of(lines, before):
        event = delivery.following(head, lease.epoch, change)
        head = Head(event.seq, event.hash)
        yield event
