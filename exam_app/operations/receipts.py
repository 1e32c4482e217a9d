"""Receipts of hand-ins: made once, when a sitting closes, and never again."""

from exam_app.actors import Permission
from exam_app.delivery import Head
from exam_app.ledger import Receipt, receipt_code
from exam_app.models import ExamSession, Sitting, SittingReceipt
from exam_app.operations import operation
from exam_app.operations.room_keys import signer_of_room
from exam_app.work import Work


@operation(Permission.SIT, Permission.CLOSE_EXPIRED, Permission.SCHEDULE, Permission.ENTER_SHEETS)
def issue_receipt(work: Work, sitting: Sitting, epoch: int, head: Head) -> None:
    """Sign what was handed in, together with the head of the room's ledger before it; the room's key signs if it can.

    A sheet that is typed after the room's record was signed, and a sitting of a room without a key, get a receipt of
    the city's own key, which says so.
    """
    session = work.get(ExamSession, sitting.exam_session_id)
    head_of_room = work.ledger_head(session.ledger_of(sitting.room_id))
    signer = signer_of_room(work, session, sitting.room_id)
    receipt = Receipt(
        sitting_id=sitting.id,
        state_hash=work.found(sitting.final_state_hash),
        epoch=epoch,
        seq=head.seq,
        closed_at=work.found(sitting.closed_at),
        ledger=head_of_room.origin,
        size=head_of_room.size,
        root=head_of_room.root,
        vouch=signer.vouch,
    )
    note = signer.key.sign_text(receipt.to_text())
    work.add(
        SittingReceipt(
            city_id=work.city_id,
            id=work.new_id(),
            sitting_id=sitting.id,
            person_id=sitting.person_id,
            code=receipt_code(note),
            note=note,
            issued_at=work.now,
        )
    )
