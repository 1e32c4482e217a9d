"""The journal: facts about every act, each a leaf of one ledger, append only.

Entries carry numbers, codes and ids; text about a person goes to a side table and only its salted hash into the leaf,
so that a lawful erasure does not break the tree (exam-delivery 3.1). The sentence a reader sees is rendered from tag
and facts in the reader's language and never stored. No handler listens here: what follows from an act is called by
name in its operation.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import rfc8785
from sqlalchemy import JSON, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.actors import Role
from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.ledger import Tree
from exam_app.terms import N_, Term

LEAF_VERSION = 1


class Tag(Term):
    """Every event the system can record: ``subject:part:action`` with the sentence that tells it."""

    SITE_CREATED = "site:setup:created", N_("The site was set up")
    AUTHORITY_ADDED = "authority:record:added", N_("An authority was added")
    TRAINING_UNIT_ADDED = "training_unit:record:added", N_("A training unit was added")
    GUARD_UNIT_ADDED = "guard_unit:record:added", N_("A guard unit was added: %(kind)s")
    UNIT_LEAD_NOTED = "unit:lead:noted", N_("A unit without licence or filing was noted from a lead")
    UNIT_REFERRED = "unit:lead:referred", N_("A lead on a unit was passed on with document %(number)s")
    UNIT_REFERRAL_RECEIVED = "unit:lead:received", N_("The receipt of a passed-on lead was noted")
    UNIT_LEAD_SETTLED = "unit:lead:settled", N_("The unit of a lead has a kind now: %(unit_kind)s")
    UNIT_DETAIL_STATED = "unit:detail:stated", N_("Details of a unit were stated from %(stated_from)s on")
    FILING_RECORDED = "filing:event:recorded", N_("To be filed: %(act)s on %(event_on)s")
    FILING_RECEIVED = "filing:answer:received", N_("A filing was received on %(received_on)s")
    FILING_SET_ASIDE = "filing:answer:set_aside", N_("An event to be filed was entered in error")
    CONTRACT_RECORDED = "contract:record:added", N_("A service contract from %(starts_on)s to %(ends_on)s was recorded")
    CONTRACT_ENDED = "contract:record:ended", N_("A service contract ended early on %(ended_on)s")
    POST_DESCRIBED = "post:record:described", N_("What kind of place a post is was stated")
    UNIT_DOCUMENT_ADDED = "unit_document:version:added", N_("A document was handed in: %(document)s")
    UNIT_DOCUMENT_READ = "unit_document:version:read", N_("A document of a unit was opened: %(document)s")
    REGISTRY_WRITTEN = "unit:registry:written", N_("The registry was written as a table: %(count)s units")
    CENTRE_ADDED = "centre:record:added", N_("An examination centre was added")
    ROOM_ADDED = "room:record:added", N_("A room with %(seats)s seats was added")
    POST_ADDED = "post:record:added", N_("A post was added")
    ACCOUNT_OPENED = "account:record:opened", N_("An account was opened")
    ACCOUNT_DISABLED = "account:record:disabled", N_("An account was disabled")
    ACCOUNT_CODE_ISSUED = "account:code:issued", N_("A one-time code was issued")
    ACCOUNT_PASSWORD_SET = "account:password:set", N_("A password was set")
    ROLE_GRANTED = "account:role:granted", N_("The role “%(role)s” was granted")
    ROLE_ENDED = "account:role:ended", N_("The role “%(role)s” was ended")
    SIGNED_IN = "account:session:started", N_("Signed in")
    SIGNED_OUT = "account:session:ended", N_("Signed out")
    SIGN_IN_FAILED = "account:session:refused", N_("A sign-in was refused")
    COURSE_OPENED = "course:record:opened", N_("A course was opened")
    ROSTER_PREVIEWED = (
        "roster:draft:previewed",
        N_("A roster was checked: %(accepted)s rows good, %(refused)s to repair"),
    )
    ROSTER_CONFIRMED = "roster:draft:confirmed", N_("A list was confirmed: %(written)s rows written")
    ROSTER_EXPIRED = "roster:draft:expired", N_("An unconfirmed roster was deleted")
    PAYROLL_GIVEN = "roster:payroll:given", N_("A payroll of %(month)s was given: %(people)s people")
    LABOUR_CONTRACT_RECORDED = "employment:contract:recorded", N_("Labour contract of %(signed_on)s recorded")
    DUTY_ROSTER_WRITTEN = "employment:roster:written", N_("The roster of a unit was written: %(count)s people")
    PERSON_ENROLLED = "person:course:enrolled", N_("Enrolled in a course")
    EMPLOYMENT_HIRED = "employment:record:hired", N_("Hired on %(hired_on)s")
    EMPLOYMENT_LEFT = "employment:record:left", N_("Left the guard unit on %(left_on)s")
    EMPLOYMENT_MOVED = "employment:record:moved", N_("Moved to another post")
    PERSON_PHOTO_SET = "person:photo:set", N_("A photo was stored")
    PAPER_HANDED_IN = "person:paper:added", N_("A paper was handed in: %(paper)s")
    PAPER_READ = "person:paper:read", N_("A paper was opened: %(paper)s")
    BIOMETRICS_ENTERED = "person:biometrics:entered", N_("A receipt of fingerprints of %(taken_on)s was entered")
    BIOMETRICS_CORRECTED = "person:biometrics:corrected", N_("A receipt of fingerprints of %(taken_on)s was corrected")
    PACK_BOUND = "application:pack:bound", N_("A pack of the papers of %(people)s people was bound")
    IDENTITY_ASKED = "person:identity:asked", N_("Two names for one ID number: the county was asked")
    IDENTITY_SETTLED = "person:identity:settled", N_("The county settled whose ID number it is")
    HOURS_RECORDED = "training:hours:recorded", N_("%(hours)s class hours recorded for %(held_on)s")
    HOURS_CORRECTED = "training:hours:corrected", N_("Class hours of %(held_on)s corrected to %(hours)s")
    TRAINER_ADDED = "trainer:record:added", N_("A trainer was entered")
    TRAINER_LEFT = "trainer:record:left", N_("A trainer left on %(until)s")
    CLASSROOM_ADDED = "classroom:record:added", N_("A classroom was added")
    LESSON_PLANNED = "lesson:record:planned", N_("A lesson of %(hours)s class hours was planned for %(starts_at)s")
    LESSON_CANCELLED = "lesson:record:cancelled", N_("A lesson was cancelled")
    LESSON_CONFIRMED = "lesson:record:confirmed", N_("A lesson was confirmed: %(present)s people were there")
    ROLL_CALL_TAKEN = "lesson:roll_call:taken", N_("A roll call was photographed: %(seen)s people seen")
    ROLL_CALL_READ = "lesson:roll_call:read", N_("The picture of a roll call was opened")
    PRESENCE_PROVED = "lesson:presence:proved", N_("Presence in a lesson: %(kind)s")
    LATE_ENTRY_STATED = "lesson:late_entry:stated", N_("Attendance of %(people)s people was entered late")
    LATE_ENTRY_SIGNED = "lesson:late_entry:signed", N_("A late entry was signed by a second person")
    LATE_ENTRY_DECLINED = "lesson:late_entry:declined", N_("A late entry was declined by a second person")
    TRAINING_LOOKED_THROUGH = (
        "training:look:done",
        N_("Training records were looked through: %(records)s records, %(raised)s new flags"),
    )
    TRAINING_PLANNED = (
        "training_plan:record:planned",
        N_("Training was planned: %(hours)s class hours within every %(every_months)s months"),
    )
    TRAINING_PLAN_ENDED = "training_plan:record:ended", N_("A plan of training was ended")
    LOTS_DRAWN = "training:lots:drawn", N_("%(lots)s lots were drawn out of %(pool)s, seed %(seed)s")
    LOT_NOTED = "training:lot:noted", N_("A visit or a call-back was noted: %(outcome)s")
    FLAG_ANSWERED = "training_flag:answer:given", N_("The unit answered a flag")
    FLAG_NOTED = "training_flag:note:made", N_("The county noted of a flag: %(reading)s")
    GUARDS_ENROLLED = "course:enrolment:made", N_("%(people)s guards were enrolled in the unit's own training")
    LEVEL_NOMINATED = "level:nomination:made", N_("A trainee was nominated for a vocational level: %(level)s")
    LEVEL_HOURS_RULED = "level:hours_rule:set", N_("Class hours before a nomination: a rule from %(since)s on was set")
    LEVEL_NOMINATIONS_WRITTEN = "level:nominations:written", N_("A table of nominations was written: %(count)s rows")
    STUDY_CARD_ISSUED = "study_card:record:issued", N_("A study card was issued")
    STUDY_CARD_ENDED = "study_card:record:ended", N_("A study card ended")
    ASSESSMENT_PLANNED = (
        "assessment_plan:record:planned",
        N_("Assessments were planned: the first by %(first_due_on)s, then every %(every_months)s months"),
    )
    ASSESSMENT_PLAN_ENDED = "assessment_plan:record:ended", N_("A plan of assessments was ended")
    ASSESSMENT_STARTED = "assessment:state:started", N_("An assessment by the guard unit began")
    ASSESSMENT_MARKED = "assessment:state:marked", N_("An assessment was marked: %(raw)s of %(maximum)s points")
    ASSESSMENT_FOLLOWED_UP = "assessment:follow_up:recorded", N_("After a failed assessment: %(follow_up)s")
    PRE_REGISTERED = "pre_registration:record:made", N_("Somebody registered from home")
    PRE_REGISTRATION_REPLACED = "pre_registration:record:replaced", N_("A registration from home was made anew")
    PRE_REGISTRATION_WITHDRAWN = "pre_registration:record:withdrawn", N_("A registration from home was withdrawn")
    PRE_REGISTRATION_OPENED = "pre_registration:record:opened", N_("A registration from home was opened at the desk")
    PRE_REGISTRATION_TAKEN_UP = "pre_registration:record:taken_up", N_("A registration from home was taken up")
    PRE_REGISTRATION_VOID = "pre_registration:record:void", N_("A registration from home became void")
    PRE_REGISTRATIONS_WIPED = "pre_registration:text:wiped", N_("What %(count)s people typed at home was deleted")
    PRE_REGISTRATION_LIMIT_SET = "pre_registration:limit:set", N_("At most %(most)s registrations from home a day")
    APPLICANT_SLIP_ISSUED = "applicant_slip:record:issued", N_("A slip for the own page was issued")
    APPLICANT_SLIP_ENDED = "applicant_slip:record:ended", N_("A slip for the own page ended")
    OWN_DATA_COPIED = "person:own_data:copied", N_("A person took a copy of the own data")
    CORRECTION_ASKED = "correction_request:record:asked", N_("A correction of the own data was asked for")
    CORRECTION_ANSWERED = "correction_request:record:answered", N_("A request for correction was answered")
    OBJECTION_FILED = "objection:record:filed", N_("An objection was filed")
    OBJECTION_ANSWERED = "objection:record:answered", N_("An objection was answered")
    REVIEW_EXTENDED = "registration:decision:extended", N_("The decision may take ten more working days")
    REGISTERED = "registration:step:submitted", N_("Registered for the examination")
    REGISTRATION_RETURNED = "registration:step:returned", N_("Returned by the county with %(reasons)s reasons")
    REGISTRATION_PASSED = "registration:step:passed", N_("Passed by the county")
    REGISTRATION_APPROVED = "registration:step:approved", N_("Approved by the city")
    REGISTRATION_REFUSED = "registration:step:refused", N_("Refused by the city")
    BACKGROUND_RECORDED = "eligibility:background:recorded", N_("A background fact was recorded")
    BACKGROUND_CORRECTED = "eligibility:background:corrected", N_("A background fact was corrected")
    REQUIREMENTS_CHECKED = "eligibility:requirements:checked", N_("What the law requires of an applicant was looked at")
    OVERRIDE_PROPOSED = "eligibility:override:proposed", N_("Lifting bars was proposed: %(bars)s")
    OVERRIDE_SIGNED = "eligibility:override:signed", N_("Bars were lifted by two persons: %(bars)s")
    OVERRIDE_DROPPED = "eligibility:override:dropped", N_("A proposal to lift bars was dropped")
    INELIGIBILITY_NOTICE = "eligibility:notice:printed", N_("A notice of ineligibility was printed")
    REGISTRATION_COMPLETED = "registration:step:completed", N_("Completed: the certificate was issued")
    REGISTRATION_ENDED = "registration:step:ended", N_("Ended with the certificate")
    RESIT_RULE_SET = "resit:rule:set", N_("What this office sets for resits from %(since)s was entered")
    MAKE_UP_PROPOSED = "resit:make_up:proposed", N_("A make-up was proposed: %(ground)s, candidates: %(candidates)s")
    MAKE_UP_GRANTED = "resit:make_up:granted", N_("A make-up was granted: %(ground)s, candidates: %(candidates)s")
    MAKE_UP_DROPPED = "resit:make_up:dropped", N_("A proposed make-up was dropped")
    FEE_RULE_SET = "fee:rule:set", N_("What is charged from %(since)s on was entered")
    FEES_CHARGED = "fee:record:charged", N_("Fees were charged: %(fees)s, in all %(yuan)s yuan")
    FEES_DROPPED = "fee:record:dropped", N_("Fees are no longer owed: %(fees)s")
    FEES_RECEIVED = (
        "fee:receipt:recorded",
        N_("A receipt was recorded: %(number)s, fees: %(fees)s, in all %(yuan)s yuan"),
    )
    FEES_WRITTEN = "fee:list:written", N_("A list of fees was written as a table: %(count)s rows")
    FEE_RELIEF_PROPOSED = "fee:relief:proposed", N_("Proposed by a first person: %(relief)s")
    FEE_RELIEF_SIGNED = "fee:relief:signed", N_("Signed by a second person: %(relief)s")
    FEE_RELIEF_DROPPED = "fee:relief:dropped", N_("Not carried out: %(relief)s")
    COMPONENT_OFFERED = (
        "exam_session:component:offered",
        N_("Added to the examination: %(component)s, %(pass_mark)s of %(full_mark)s points to pass"),
    )
    COMPONENT_DROPPED = "exam_session:component:dropped", N_("Taken from the examination: %(component)s")
    EXAMINER_ASSIGNED = (
        "exam_session:component:examiner",
        N_("An examiner was assigned: %(component)s, place %(place)s"),
    )
    COMPONENT_MARKED = "exam_session:component:marked", N_("%(candidates)s candidates were marked: %(component)s")
    THIRD_CALLED = "exam_session:component:third", N_("A third examiner was called: %(component)s")
    ITEMS_ENTERED = "bank:items:entered", N_("%(items)s items entered")
    ITEMS_APPROVED = "bank:items:approved", N_("%(items)s items approved")
    PUBLICATION_PROPOSED = "bank:publication:proposed", N_("Publishing the item %(item)s for practice was proposed")
    ITEM_PUBLISHED = "bank:publication:published", N_("The item %(item)s was published for practice")
    BLUEPRINT_ENTERED = "bank:blueprint:entered", N_("The blueprint %(code)s was entered")
    SESSION_PLANNED = "exam_session:plan:opened", N_("An examination was planned")
    SESSION_BOOKED = "exam_session:plan:booked", N_("%(candidates)s candidates booked")
    BOOKING_WITHDRAWN = "exam_session:plan:withdrawn", N_("A candidate was taken out of the examination")
    SESSION_SEATED = "exam_session:plan:seated", N_("%(candidates)s candidates seated")
    INVIGILATOR_ASSIGNED = "exam_session:plan:invigilator", N_("An invigilator was assigned")
    INVIGILATOR_RELEASED = "exam_session:plan:released", N_("An invigilator was taken from a room")
    INSPECTOR_ASSIGNED = "exam_session:inspector:assigned", N_("A roving inspector was assigned")
    INSPECTOR_RELEASED = "exam_session:inspector:released", N_("A roving inspector was released")
    CHIEF_NAMED = "exam_session:plan:chief", N_("A chief invigilator was named")
    SESSION_PUBLISHED = "exam_session:plan:published", N_("The examination was published, tickets issued")
    SESSION_CLOSED = "exam_session:state:closed", N_("The examination was closed")
    SESSION_CHANGE_PROPOSED = "exam_session:change:proposed", N_("A change was proposed: %(change)s")
    SESSION_CHANGE_DROPPED = (
        "exam_session:change:dropped",
        N_("A proposed change was dropped: %(change)s"),
    )
    SESSION_MOVED = "exam_session:change:moved", N_("The examination was moved from %(old)s to %(new)s")
    SESSION_WITHDRAWN = "exam_session:change:withdrawn", N_("The examination of %(old)s was withdrawn")
    ROOM_MOVE_PROPOSED = "exam_session:room:proposed", N_("It was proposed to move a room")
    ROOM_MOVE_DROPPED = "exam_session:room:dropped", N_("The proposal to move a room was dropped")
    ROOM_MOVED = "exam_session:room:moved", N_("A room was moved from %(old)s to %(new)s: %(candidates)s candidates")
    BOOKING_MOVED = "exam_session:booking:moved", N_("A candidate was moved with the room to seat %(seat)s")
    ACCOMMODATION_ASKED = (
        "accommodation:request:asked",
        N_("An accommodation was asked for: %(need)s, minutes: %(minutes)s"),
    )
    ACCOMMODATION_APPROVED = (
        "accommodation:request:approved",
        N_("An accommodation was approved: %(need)s, minutes: %(minutes)s"),
    )
    ACCOMMODATION_DECLINED = (
        "accommodation:request:declined",
        N_("An accommodation was declined: %(need)s, minutes: %(minutes)s"),
    )
    PAPER_CHOSEN = "booking:paper:chosen", N_("A candidate answers on printed paper: %(cause)s")
    PAPER_TAKEN_BACK = "booking:paper:taken_back", N_("A candidate answers at a screen after all")
    BOOKLETS_PRINTED = "room:booklets:printed", N_("Print %(number)s: %(copies)s booklets with answer sheets")
    BOOKLETS_COUNTED = (
        "room:booklets:counted",
        N_("Booklets counted: %(returned)s returned, %(destroyed)s destroyed, %(missing)s missing"),
    )
    SHEET_HANDED_OUT = "sitting:sheet:handed_out", N_("Booklet and answer sheet were handed out")
    SHEET_TAKEN_IN = "sitting:sheet:taken_in", N_("The answer sheet was taken in")
    SHEET_PHOTO_KEPT = "sitting:sheet:photo_kept", N_("Photo %(number)s of the answer sheet was kept")
    SHEET_PHOTO_OPENED = "sitting:sheet:photo_opened", N_("Photo %(number)s of the answer sheet was opened")
    SHEET_CLAIMED = "sitting:sheet:claimed", N_("Somebody began to type the answer sheet")
    SHEET_TYPED = "sitting:sheet:typed", N_("The answer sheet was typed by one person")
    SHEET_DIFFERS = "sitting:sheet:differs", N_("The two who typed the answer sheet differ in %(lines)s lines")
    SHEET_ENTERED = "sitting:sheet:entered", N_("The answer sheet stands: %(answered)s answers")
    SITTING_STARTED = "sitting:state:started", N_("The sitting began, paper assembled")
    SITTING_RESUMED = "sitting:lease:granted", N_("The sitting went on at a browser, epoch %(epoch)s")
    LEASE_REFUSED = "sitting:lease:refused", N_("Another browser asked to go on and was refused, epoch %(epoch)s stays")
    ANSWERS_SAVED = "sitting:answer:saved", N_("%(events)s changes saved, through %(through)s")
    ANSWERS_DRAINED = (
        "sitting:answer:drained",
        N_("%(events)s changes made before the deadline came shortly after it and count, through %(through)s"),
    )
    ANSWER_LATE = "sitting:answer:late", N_("%(events)s changes came after the deadline and are kept, not counted")
    ANSWERS_WAIT = (
        "sitting:answer:waits",
        N_(
            "%(events)s changes came while the time stood and count if the lost time is given back, through %(through)s"
        ),
    )
    ANSWER_FENCED = (
        "sitting:answer:fenced",
        N_("%(events)s changes came from a computer that was replaced and are kept, not counted"),
    )
    ANSWERS_TAKEN_IN = (
        "sitting:answer:taken_in",
        N_(
            "A file of kept answers was taken in: %(events)s changes through %(through)s, of which count: %(counted)s,"
            " wait for a decision: %(held)s, do not count: %(late)s"
        ),
    )
    HELD_PROPOSED = "sitting:held:proposed", N_("A decision about %(events)s held changes was proposed")
    HELD_COUNTED = "sitting:held:counted", N_("Two people decided that %(events)s held changes count")
    HELD_NOT_COUNTED = "sitting:held:not_counted", N_("Two people decided that %(events)s held changes do not count")
    HELD_DROPPED = "sitting:held:dropped", N_("A proposed decision about held changes was dropped")
    ANSWER_EQUIVOCATED = "sitting:answer:equivocated", N_("Another change with a number already used was refused")
    SITTING_PAUSED = "sitting:state:paused", N_("Paused with %(seconds)s s left")
    SITTING_WENT_ON = "sitting:state:went_on", N_("Went on after the pause with %(seconds)s s left")
    SITTING_HELD_BACK = (
        "sitting:state:held_back",
        N_("Not closed at its deadline: an outage of the room waits for a decision"),
    )
    SITTING_LET_GO = (
        "sitting:state:let_go",
        N_("Waited for the decision on an outage: %(hold_end)s, %(seconds)s s left"),
    )
    SITTING_SUBMITTED = "sitting:state:submitted", N_("Handed in with %(answered)s answers")
    SITTING_TIMED_OUT = "sitting:state:timed_out", N_("Closed at the deadline")
    SITTING_MARKED = "sitting:result:marked", N_("Paper marked")
    CHECKED_IN = "sitting:check_in:arrived", N_("Checked in, %(late)s minutes late, noted %(noted_at)s")
    CHECK_IN_REFUSED = "sitting:check_in:refused", N_("At the door: %(check_in)s")
    ENTRY_REFUSAL_PROPOSED = "sitting:refusal:proposed", N_("Refusing entry was proposed: %(entry_ground)s")
    ENTRY_REFUSED = "sitting:refusal:signed", N_("Entry was refused by two people: %(entry_ground)s")
    ENTRY_REFUSAL_DECLINED = "sitting:refusal:declined", N_("A proposal to refuse entry was declined")
    ENTRY_EVIDENCE_READ = "sitting:refusal:evidence_read", N_("The picture of a refused entry was opened")
    IDENTITY_CHECKED = "sitting:identity:checked", N_("Identity compared: %(identity)s")
    ALERT_SETTLED = "room:alert:settled", N_("An alert was settled: %(alert)s, %(times)s times: %(settled)s")
    INCIDENT_RAISED = "room:incident:raised", N_("Incident: %(incident)s, %(severity)s")
    INCIDENT_FILE_KEPT = "room:incident:file_kept", N_("Kept with an incident: %(incident_file)s")
    INCIDENT_FILE_OPENED = "room:incident:file_opened", N_("Opened of an incident: %(incident_file)s")
    INCIDENT_AMENDED = "room:incident:amended", N_("Something was added to an incident")
    ROOM_VISITED = "room:visit:entered", N_("An inspector visited the room, defects: %(defects)s")
    SIGNAL_RECEIVED = "sitting:signal:received", N_("The page reported: %(signal)s, %(seconds)s s")
    SEAT_MOVED = "room:seat:moved", N_("A candidate was moved from seat %(old)s to seat %(new)s: %(why)s")
    ROOM_LEFT = (
        "room:seat:left",
        N_("A candidate went from seat %(old)s to seat %(new)s of another room, %(room)s: %(why)s"),
    )
    ROOM_ENTERED = (
        "room:seat:entered",
        N_("A candidate came to seat %(new)s from seat %(old)s of another room, %(room)s: %(why)s"),
    )
    TIME_PROPOSED = "room:time:proposed", N_("%(minutes)s more minutes were proposed")
    TIME_ADDED = "room:time:added", N_("%(minutes)s more minutes were given")
    REHEARSAL_RETURNED = (
        "room:rehearsal:returned",
        N_("A rehearsal was returned: %(rehearsal)s, %(saved)s of %(reached)s computers"),
    )
    ROOM_OPENED = "room:record:opened", N_("The room was opened")
    ROOM_KEY_MADE = "room:key:made", N_("A key for the receipts of the room was made")
    ROOM_KEY_ENDED = "room:key:ended", N_("The key of the room ended, its private half was destroyed")
    ROOM_KEY_BROKEN = "room:key:broken", N_("The key of the room could not be opened; the city's key signed a receipt")
    ROOM_BEGUN = "room:record:begun", N_("The examination began in the room")
    PAUSE_BEGUN = "room:pause:begun", N_("A pause began for %(candidates)s candidates")
    PAUSE_ENDED = "room:pause:ended", N_("A pause ended, %(candidates)s candidates go on")
    OUTAGE_CREDITED = (
        "room:outage:credited",
        N_(
            "An outage of %(silent)s of %(answering)s computers was confirmed: up to %(seconds)s s given back,"
            " candidates: %(candidates)s"
        ),
    )
    OUTAGE_REFUSED = (
        "room:outage:refused",
        N_("For an outage of %(silent)s of %(answering)s computers no time was given back"),
    )
    ROOM_SIGNED = "room:record:signed", N_("The room was signed by PIN")
    ROOM_CLOSED = (
        "room:record:closed",
        N_("The room was closed: %(sat)s sat, %(absent)s absent, %(incidents)s incidents"),
    )
    SESSION_SCREENED = "exam_session:answers:screened", N_("Answers compared: %(pairs)s pairs, %(leads)s worth a look")
    CASE_OPENED = "case:record:opened", N_("Case %(number)s was opened")
    CASE_SLIP_ISSUED = "case:slip:issued", N_("A slip of case %(number)s was issued, replies until %(until)s")
    CASE_REPLIED = "case:reply:filed", N_("A reply to case %(number)s was filed: %(channel)s")
    CASE_REVIEWED = "case:review:filed", N_("A reader of case %(number)s filed a view")
    CASE_DECISION_PROPOSED = "case:decision:proposed", N_("A decision of case %(number)s was proposed")
    CASE_DECISION_SENT_BACK = "case:decision:sent_back", N_("A decision of case %(number)s was sent back")
    CASE_DECIDED = "case:decision:signed", N_("Case %(number)s was decided: %(outcome)s")
    CONSEQUENCE_PROPOSED = (
        "case:consequence:proposed",
        N_("A consequence of case %(number)s was proposed: %(consequence)s"),
    )
    CONSEQUENCE_DROPPED = "case:consequence:dropped", N_("A proposed consequence of case %(number)s was dropped")
    CONSEQUENCE_CARRIED_OUT = (
        "case:consequence:carried_out",
        N_("A consequence of case %(number)s was carried out: %(consequence)s"),
    )
    PIN_SET = "account:pin:set", N_("A PIN was set")
    PIN_REFUSED = "account:pin:refused", N_("A PIN was refused")
    RESULTS_SIGNED_FIRST = "result:release:proposed", N_("Results signed by the first person")
    RESULTS_RELEASED = "result:release:released", N_("Results released")
    KEY_CORRECTION_PROPOSED = "key_correction:record:proposed", N_("A correction of the key of %(item)s was proposed")
    KEY_CORRECTED = (
        "key_correction:record:signed",
        N_("Key version %(number)s: the key of %(item)s was corrected, %(papers)s papers marked, %(changed)s changed"),
    )
    KEY_CORRECTION_DROPPED = "key_correction:record:dropped", N_("A proposed correction of a key was dropped")
    SITTING_MARKED_AGAIN = (
        "sitting:result:marked_again",
        N_("The paper was marked again with key version %(number)s: %(marked_again_for)s"),
    )
    APPEAL_ASKED = "appeal:record:asked", N_("Score appeal %(number)s was asked for: %(appeal_channel)s")
    APPEAL_REMARKED = (
        "appeal:remark:made",
        N_("Score appeal %(number)s: marked a second time, items whose key is doubted: %(doubted)s"),
    )
    APPEAL_PART_MARKED = (
        "appeal:mark:given",
        N_("A third examiner marked for a score appeal: %(component)s"),
    )
    APPEAL_DOSSIER_READ = "appeal:dossier:read", N_("The dossier of score appeal %(number)s was opened")
    APPEAL_PROPOSED = (
        "appeal:decision:proposed",
        N_("Score appeal %(number)s: a decision was proposed: %(appeal_outcome)s"),
    )
    APPEAL_SENT_BACK = "appeal:decision:sent_back", N_("Score appeal %(number)s: the decision was sent back")
    APPEAL_DECIDED = "appeal:decision:signed", N_("Score appeal %(number)s was decided: %(appeal_outcome)s")
    APPEAL_RULE_SET = "appeal:rule:set", N_("Periods of score appeals from %(since)s on were set")
    RESULT_ANNULLED = "result:record:annulled", N_("A result was annulled by case %(number)s")
    CERTIFICATE_ISSUED = "certificate:record:issued", N_("Certificate %(number)s issued")
    CERTIFICATE_PRINTED = "certificate:record:printed", N_("Certificate %(number)s printed")
    CERTIFICATE_HANDED_OVER = "certificate:handover:done", N_("Certificate %(number)s handed over: %(receiver)s")
    CARD_NOT_READ = "certificate:handover:unread", N_("The card of certificate %(number)s could not be read")
    STATUS_PROPOSED = "certificate:status:proposed", N_("Ending a certificate was proposed: %(status)s")
    STATUS_CHANGED = "certificate:status:changed", N_("The certificate ended: %(status)s")
    STATUS_DROPPED = "certificate:status:dropped", N_("A proposal to end a certificate was dropped")
    LIST_PUBLISHED = "certificate:list:published", N_("A signed list was published")
    KEY_PUBLISHED = "certificate:key:published", N_("A key was added to the trust list")
    POST_CHECKED = "post_check:record:kept", N_("A certificate was checked at a post: %(verdict)s")
    POST_DISAGREED = "post_check:record:disagreed", N_("The officer's device and the server disagreed")
    DOSSIER_READ = "person:dossier:read", N_("The dossier was read")
    ID_NUMBER_READ = "person:id_number:read", N_("The full ID number was shown %(view)s")
    TELEPHONE_READ = "person:telephone:read", N_("The full telephone number was shown %(view)s")
    JOURNAL_READ = "person:journal:read", N_("The journal of a person was read")
    ATTEMPT_READ = "person:attempt:read", N_("The file of an examination was read")
    ENTRY_PROVED = "ledger:entry:proved", N_("Entry %(leaf)s of a ledger was followed to its signed head")
    LEDGER_EXPORTED = "ledger:bundle:exported", N_("A ledger was exported: %(leaves)s entries")
    CONFORMANCE_REPORTED = (
        "exam_session:conformance:reported",
        N_("Held against what is prescribed: %(steps)s steps, %(red)s deviations"),
    )
    ORGANISER_LEAD_OPENED = "exam_session:conformance:lead", N_("A lead against the organiser was opened: %(step)s")
    ORGANISER_LEAD_ANSWERED = (
        "exam_session:conformance:lead_answered",
        N_("The organiser answered a lead: %(step)s"),
    )
    ORGANISER_LEAD_CLOSED = (
        "exam_session:conformance:lead_closed",
        N_("A second person closed a lead against the organiser: %(step)s"),
    )
    WITNESS_ADDED = "ledger:witness:added", N_("A witness of the ledgers was admitted: %(witness)s")
    LEDGERS_COSIGNED = "ledger:witness:signed", N_("A witness vouched for %(count)s signed heads")
    NOTICES_WRITTEN = "notice:record:written", N_("%(count)s notices were written: %(notice)s")
    NOTICES_HANDED_OVER = "notice:batch:handed_over", N_("Batch %(number)s with %(count)s notices: %(way)s")
    NOTICE_FILE_READ = (
        "notice:batch:read",
        N_("The texts and telephone numbers of batch %(number)s were read: %(count)s"),
    )
    NOTICES_ANSWERED = "notice:batch:answered", N_("Batch %(number)s: %(delivered)s delivered, %(failed)s not")
    NOTICE_OPENED = "notice:record:opened", N_("The text and the telephone number of a notice were read")
    NOTICE_SETTLED = "notice:record:settled", N_("A notice was noted: %(noted)s")
    NOTICES_AGAIN = "notice:record:again", N_("%(count)s notices were put back into the outbox")
    NOTICE_TEXTS_FORGOTTEN = "notice:text:forgotten", N_("%(count)s texts of notices were deleted")
    LANGUAGE_STATED = "person:language:stated", N_("The language of messages and papers was stated: %(language)s")
    NOTICE_RULES_SET = "notice:rules:set", N_("What is notified, and how, was stated")
    MAPPING_STATED = "mapping:version:stated", N_("How a table is read or written was stated: %(table)s")
    TABLE_WRITTEN = (
        "table:file:written",
        N_("A table was written: %(table)s, %(count)s rows, %(id_numbers)s ID numbers"),
    )
    UNITS_PREVIEWED = (
        "unit_table:draft:previewed",
        N_("A table of units was checked: %(rows)s rows, %(faulty)s to repair"),
    )
    UNITS_CONFIRMED = (
        "unit_table:draft:confirmed",
        N_("A table of units was taken in: %(units)s new, %(filings)s filings"),
    )
    SCOPE_OPENED = "journal:scope:opened", N_("A look beyond the own scope: %(reason)s")


@dataclass(frozen=True)
class PersonalText:
    """Free text about a person: kept beside the leaf, hashed with a salt inside it."""

    text: str


class Ledger(CityOwned, Base):
    """The head of one tamper-evident log: the site's own, or that of one room in one examination."""

    __tablename__ = "ledger"
    __table_args__ = (
        UniqueConstraint("city_id", "name"),
        Index(
            "ix_ledger_unsigned",
            "city_id",
            "id",
            sqlite_where=text("signed_size < size"),
            postgresql_where=text("signed_size < size"),
        ),
    )
    name: Mapped[str] = mapped_column(String(120))
    """``site`` or ``room:<exam session>:<room>``."""
    size: Mapped[int] = mapped_column(default=0)
    peaks: Mapped[bytes] = mapped_column(default=b"")
    """The tree over all leaves, as :meth:`exam_app.ledger.Tree.to_bytes` stores it."""
    signed_size: Mapped[int] = mapped_column(default=0)
    """Size at the newest checkpoint."""

    @property
    def tree(self) -> Tree:
        return Tree.from_bytes(self.size, self.peaks)

    def append_all(self, hashes_of_leaves: Iterable[bytes]) -> None:
        grown = self.tree
        for hash_of_leaf in hashes_of_leaves:
            grown = grown.append(hash_of_leaf)
        self.size, self.peaks = grown.size, grown.to_bytes()

    @property
    def origin(self) -> str:
        """The first line of its checkpoints: which ledger of which city."""
        return origin_of(self.city_id, self.name)


class LedgerCheckpoint(CityOwned, Base):
    """A signed head of a ledger: from then on its leaves up to ``size`` cannot change unnoticed."""

    __tablename__ = "ledger_checkpoint"
    __table_args__ = (UniqueConstraint("city_id", "ledger_id", "size"),)
    append_only = True
    ledger_id: Mapped[UUID] = belongs_to("ledger", index=False)
    size: Mapped[int]
    note: Mapped[str] = mapped_column(String(600))
    """The checkpoint as a signed note (:meth:`exam_app.ledger.LedgerKey.sign`)."""
    signed_at: Mapped[datetime]


def origin_of(city_id: str, name: str) -> str:
    """The first line of the checkpoints of a ledger, whether it has an entry yet or not.

    >>> origin_of("330300", "room:1:2")
    '330300.watchword/room/1/2'
    """
    return f"{signer_name(city_id)}/{name.replace(':', '/')}"


def signer_name(city_id: str) -> str:
    """The name in the signatures under a city's checkpoints.

    >>> signer_name("330300")
    '330300.watchword'
    """
    return f"{city_id}.watchword"


class JournalEntry(CityOwned, Base):
    """One fact. Its leaf hash is that of RFC 6962 over the RFC 8785 bytes of the leaf."""

    __tablename__ = "journal_entry"
    __table_args__ = (
        UniqueConstraint("city_id", "ledger_id", "leaf_index"),
        Index("ix_journal_entry_person", "city_id", "about_person_id", "at"),
        Index("ix_journal_entry_subject", "city_id", "subject_id", "at"),
        Index("ix_journal_entry_at", "city_id", "at"),
    )
    append_only = True
    at: Mapped[datetime]
    tag: Mapped[Tag] = term_column(Tag)
    actor_id: Mapped[UUID | None]
    """Person who acted; None for the site itself and for visitors."""
    actor_role: Mapped[Role] = term_column(Role)
    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[UUID | None]
    about_person_id: Mapped[UUID | None]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    ledger_id: Mapped[UUID] = belongs_to("ledger", index=False)
    leaf_index: Mapped[int]
    leaf_hash: Mapped[bytes]

    def leaf(self) -> bytes:
        """The canonical bytes of the leaf (exam-delivery 3.1), RFC 8785 JSON: what :attr:`leaf_hash` is the hash of."""
        return leaf_of({column.key: getattr(self, column.key) for column in JournalEntry.__table__.columns})


def leaf_of(entry: Mapping[str, Any]) -> bytes:
    """The leaf of an entry that is given by column."""
    subject_id, actor_id, about = entry["subject_id"], entry["actor_id"], entry["about_person_id"]
    return rfc8785.dumps(
        {
            "v": LEAF_VERSION,
            "log_id": str(entry["ledger_id"]),
            "n": entry["leaf_index"],
            "ts_server_ms": int(entry["at"].timestamp() * 1000),
            "actor": str(actor_id) if actor_id else None,
            "role": entry["actor_role"].value,
            "subject": f"{entry['subject_kind']}:{subject_id}" if subject_id else entry["subject_kind"],
            "verb": entry["tag"].value,
            "about": str(about) if about else None,
            "data": entry["facts"],
        }
    )


class JournalText(CityOwned, Base):
    """Personal text of an entry with its salt; may be erased by law without breaking the tree."""

    __tablename__ = "journal_text"
    __table_args__ = (UniqueConstraint("city_id", "entry_id", "fact"),)
    entry_id: Mapped[UUID] = belongs_to("journal_entry", index=False)
    fact: Mapped[str] = mapped_column(String(40))
    salt: Mapped[bytes]
    text: Mapped[str] = mapped_column(String(400))


@dataclass(frozen=True)
class Fact:
    """A recorded fact on its way to the ledger."""

    tag: Tag
    subject_kind: str
    subject_id: UUID | None
    about_person_id: UUID | None
    city_id: str
    ledger: str
    facts: Mapping[str, Any]


def hash_personal_text(text: PersonalText, salt: bytes) -> str:
    return hashlib.sha256(salt + text.text.encode()).hexdigest()
