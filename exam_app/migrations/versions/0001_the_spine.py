"""The spine: people, training, examinations, certificates, checks, journal

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


APPEND_ONLY = (
    "alert_settlement",
    "answer_import",
    "appeal_call",
    "appeal_mark",
    "appeal_remark",
    "attendance_proof",
    "background_fact",
    "biometrics_receipt",
    "blueprint_version",
    "booklet",
    "booklet_count",
    "booklet_print",
    "case_reply",
    "case_review",
    "case_slip",
    "case_subject",
    "certificate",
    "certificate_handover",
    "check_in",
    "component_mark",
    "conformance_report",
    "contract_post",
    "drawn_lot",
    "drawn_result",
    "duty_bar",
    "eligibility_finding",
    "entered_sheet",
    "filing",
    "filing_answer",
    "flag_answer",
    "flag_note",
    "identity_check",
    "incident",
    "incident_amendment",
    "incident_file",
    "journal_entry",
    "labour_contract",
    "lead_answer",
    "lead_closing",
    "ledger_checkpoint",
    "ledger_cosignature",
    "ledger_witness",
    "level_hours_rule",
    "level_nomination",
    "mapping_version",
    "notice_batch",
    "notice_rules",
    "notice_step",
    "organiser_lead",
    "outage_credit",
    "outage_refusal",
    "outage_share",
    "own_appeal_rule",
    "own_fee_rule",
    "own_resit_rule",
    "payroll_line",
    "payroll_month",
    "person_paper",
    "photo",
    "post_check",
    "practice_answer",
    "pre_registration_limit",
    "published_key",
    "published_list",
    "registration_step",
    "rehearsal",
    "requirement_check",
    "response",
    "result",
    "result_annulment",
    "result_reason",
    "review_extension",
    "roll_call",
    "room_moment",
    "room_pulse",
    "room_signature",
    "room_visit",
    "screening",
    "seat_move",
    "seat_warning",
    "sheet_photo",
    "sign_in_attempt",
    "signal",
    "sitting_receipt",
    "third_call",
    "training_draw",
    "training_flag",
    "training_look",
    "training_record",
    "unit_detail",
    "unit_document",
)
SIGNED_ONCE = (
    "case_consequence",
    "case_decision",
    "eligibility_override",
    "entry_refusal",
    "fee_relief",
    "item_publication",
    "late_entry",
    "make_up",
    "result_release",
    "status_change",
    "time_extension",
)
"""Two-person acts: they change once, when the second person signs, and never afterwards."""
BACK_FROM_PRACTICE = "OLD.pool = 'practice' AND NEW.pool <> 'practice' OR OLD.digest <> NEW.digest"
"""What an item version never does: return from the practice pool, become another version."""

PLAN_CHANGES = (
    "OLD.ended_at IS NOT NULL OR OLD.post_id <> NEW.post_id OR OLD.guard_unit_id <> NEW.guard_unit_id"
    " OR OLD.first_due_on <> NEW.first_due_on OR OLD.every_months <> NEW.every_months"
    " OR OLD.needs_training <> NEW.needs_training"
)
RESULT_CHANGES = (
    "OLD.followed_up_at IS NOT NULL OR OLD.person_id <> NEW.person_id OR OLD.cut_score <> NEW.cut_score"
    " OR OLD.closed_at IS NOT NULL AND (NEW.closed_at IS NULL OR NEW.raw <> OLD.raw OR NEW.closed_on <> OLD.closed_on)"
)
TRAINING_PLAN_CHANGES = (
    "OLD.ended_at IS NOT NULL OR OLD.post_id <> NEW.post_id OR OLD.law_hours <> NEW.law_hours"
    " OR OLD.knowledge_hours <> NEW.knowledge_hours OR OLD.skill_hours <> NEW.skill_hours"
    " OR OLD.every_months <> NEW.every_months OR OLD.starts_on <> NEW.starts_on"
)
LESSON_CHANGES = (
    "OLD.confirmed_at IS NOT NULL OR OLD.cancelled_at IS NOT NULL OR OLD.course_id <> NEW.course_id"
    " OR OLD.classroom_id <> NEW.classroom_id OR OLD.trainer_id <> NEW.trainer_id OR OLD.area <> NEW.area"
    " OR OLD.subject <> NEW.subject OR OLD.starts_at <> NEW.starts_at OR OLD.ends_at <> NEW.ends_at"
    " OR OLD.hours <> NEW.hours OR OLD.planned_at <> NEW.planned_at OR OLD.roll_call_at <> NEW.roll_call_at"
)
CONTRACT_CHANGES = (
    "OLD.ended_on IS NOT NULL OR OLD.guard_unit_id <> NEW.guard_unit_id OR OLD.client_name <> NEW.client_name"
    " OR OLD.starts_on <> NEW.starts_on OR OLD.ends_on <> NEW.ends_on OR OLD.signed_on <> NEW.signed_on"
)
REFERRAL_CHANGES = (
    "OLD.receipt_on IS NOT NULL OR OLD.to_whom <> NEW.to_whom OR OLD.document_number <> NEW.document_number"
    " OR OLD.referred_on <> NEW.referred_on"
)
FEE_CHANGES = (
    "OLD.ended_at IS NOT NULL OR OLD.registration_id <> NEW.registration_id OR OLD.person_id <> NEW.person_id"
    " OR OLD.kind <> NEW.kind OR OLD.attempt <> NEW.attempt OR OLD.amount_fen <> NEW.amount_fen"
    " OR OLD.rule_id <> NEW.rule_id OR OLD.charged_at <> NEW.charged_at"
)
RECEIPT_CHANGES = (
    "OLD.withdrawn_at IS NOT NULL OR OLD.number <> NEW.number OR OLD.method <> NEW.method"
    " OR OLD.received_on <> NEW.received_on OR OLD.payer <> NEW.payer OR OLD.amount_fen <> NEW.amount_fen"
    " OR OLD.recorded_by_id <> NEW.recorded_by_id OR OLD.recorded_at <> NEW.recorded_at"
)
KEY_CORRECTION_CHANGES = (
    "OLD.second_at IS NOT NULL OR OLD.dropped_at IS NOT NULL OR OLD.item_id <> NEW.item_id OR OLD.kind <> NEW.kind"
    " OR OLD.keys <> NEW.keys OR OLD.reason <> NEW.reason OR OLD.source <> NEW.source"
    " OR OLD.first_person_id <> NEW.first_person_id OR OLD.first_at <> NEW.first_at"
)
APPEAL_CHANGES = (
    "OLD.decided_at IS NOT NULL OR OLD.booking_id <> NEW.booking_id OR OLD.sitting_id IS DISTINCT FROM NEW.sitting_id"
    " OR OLD.result_number IS DISTINCT FROM NEW.result_number"
    " OR OLD.words <> NEW.words OR OLD.asked_at <> NEW.asked_at OR OLD.ask_until <> NEW.ask_until"
    " OR OLD.decide_by <> NEW.decide_by"
)
APPEAL_DECISION_CHANGES = (
    "OLD.second_at IS NOT NULL OR OLD.sent_back_at IS NOT NULL OR OLD.appeal_id <> NEW.appeal_id"
    " OR OLD.outcome <> NEW.outcome OR OLD.raw IS DISTINCT FROM NEW.raw OR OLD.maximum IS DISTINCT FROM NEW.maximum"
    " OR OLD.reasons <> NEW.reasons"
    " OR OLD.first_person_id <> NEW.first_person_id OR OLD.first_at <> NEW.first_at"
)
PAUSE_CHANGES = (
    "OLD.ended_at IS NOT NULL OR OLD.exam_session_id <> NEW.exam_session_id OR OLD.reason <> NEW.reason"
    " OR OLD.begun_by_id <> NEW.begun_by_id OR OLD.begun_at <> NEW.begun_at"
)
ROOM_KEY_CHANGES = (
    "OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL OR OLD.exam_session_id <> NEW.exam_session_id"
    " OR OLD.room_id <> NEW.room_id OR OLD.public_key <> NEW.public_key OR OLD.statement <> NEW.statement"
    " OR OLD.made_at <> NEW.made_at"
)
HOLD_CHANGES = (
    "OLD.ended_at IS NOT NULL OR OLD.sitting_id <> NEW.sitting_id OR OLD.due_at <> NEW.due_at"
    " OR OLD.until <> NEW.until OR OLD.outage_began_at <> NEW.outage_began_at OR OLD.noted_at <> NEW.noted_at"
)
STANDING = {
    "item_version": BACK_FROM_PRACTICE,
    "assessment_plan": PLAN_CHANGES,
    "assessment": RESULT_CHANGES,
    "lesson": LESSON_CHANGES,
    "training_plan": TRAINING_PLAN_CHANGES,
    "service_contract": CONTRACT_CHANGES,
    "referral": REFERRAL_CHANGES,
    "correction_request": "OLD.answered_at IS NOT NULL",
    "objection": "OLD.answered_at IS NOT NULL",
    "fee_record": FEE_CHANGES,
    "fee_receipt": RECEIPT_CHANGES,
    "certificate_delivery": "OLD.handed_on IS NOT NULL OR OLD.certificate_id <> NEW.certificate_id",
    "key_correction": KEY_CORRECTION_CHANGES,
    "appeal": APPEAL_CHANGES,
    "appeal_decision": APPEAL_DECISION_CHANGES,
    "pause": PAUSE_CHANGES,
    "room_key_pair": ROOM_KEY_CHANGES,
    "outage_hold": HOLD_CHANGES,
    "session_change": "OLD.in_force_at IS NOT NULL OR OLD.dropped_at IS NOT NULL",
    "room_move": "OLD.in_force_at IS NOT NULL OR OLD.dropped_at IS NOT NULL",
    "held_decision": "OLD.second_at IS NOT NULL OR OLD.dropped_at IS NOT NULL OR OLD.counts <> NEW.counts",
}
"""Tables whose rows stay, and the changes that they refuse."""


def guard_tables() -> None:
    """Make append-only tables refuse UPDATE, DELETE and REPLACE, and signed acts stay as signed."""
    if op.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            for verb in ("UPDATE", "DELETE"):
                refuse_on_sqlite(table, verb, "")
        for table in SIGNED_ONCE:
            refuse_on_sqlite(table, "DELETE", "")
            refuse_on_sqlite(table, "UPDATE", "WHEN OLD.second_person_id IS NOT NULL")
        for table, change in STANDING.items():
            refuse_on_sqlite(table, "DELETE", "")
            refuse_on_sqlite(table, "UPDATE", f"WHEN {change}")
        return
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append only', TG_TABLE_NAME; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    for table in SIGNED_ONCE:
        op.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_signed BEFORE UPDATE ON {table} FOR EACH ROW "
            "WHEN (OLD.second_person_id IS NOT NULL) EXECUTE FUNCTION refuse_change()"
        )
    for table, change in STANDING.items():
        op.execute(
            f"CREATE TRIGGER {table}_one_way BEFORE UPDATE ON {table} FOR EACH ROW "
            f"WHEN ({change}) EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    for table in (*APPEND_ONLY, *SIGNED_ONCE):
        op.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION refuse_change()")


def refuse_on_sqlite(table: str, verb: str, when: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {when} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append only'); END"
    )


def upgrade() -> None:
    op.create_table(
        "authority",
        sa.Column(
            "kind",
            sa.Enum(
                "city",
                "county",
                "station",
                name="authoritykind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("division_code", sa.String(length=6), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'city') = (parent_id IS NULL)", name=op.f("ck_authority_only_the_city_has_no_parent")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "parent_id"], ["authority.city_id", "authority.id"], name=op.f("fk_authority_city_id_parent_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_authority")),
        sa.UniqueConstraint("city_id", "division_code", "name", name=op.f("uq_authority_city_id_division_code_name")),
    )
    with op.batch_alter_table("authority", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_authority_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "certificate_series",
        sa.Column("issuer", sa.String(length=6), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last_serial", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_certificate_series")),
        sa.UniqueConstraint("city_id", "issuer", "year", name=op.f("uq_certificate_series_city_id_issuer_year")),
    )
    op.create_table(
        "exam_centre",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("address", sa.String(length=160), nullable=False),
        sa.Column("directions", sa.String(length=160), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_exam_centre")),
        sa.UniqueConstraint("city_id", "name", name=op.f("uq_exam_centre_city_id_name")),
    )
    op.create_table(
        "ledger",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("peaks", sa.LargeBinary(), nullable=False),
        sa.Column("signed_size", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_ledger")),
        sa.UniqueConstraint("city_id", "name", name=op.f("uq_ledger_city_id_name")),
    )
    with op.batch_alter_table("ledger", schema=None) as batch_op:
        batch_op.create_index(
            "ix_ledger_unsigned",
            ["city_id", "id"],
            unique=False,
            sqlite_where=sa.text("signed_size < size"),
            postgresql_where=sa.text("signed_size < size"),
        )

    op.create_table(
        "photo",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("jpeg", sa.LargeBinary(), nullable=False),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_photo")),
        sa.UniqueConstraint("city_id", "digest", name=op.f("uq_photo_city_id_digest")),
    )
    op.create_table(
        "published_key",
        sa.Column("issuer", sa.String(length=6), nullable=False),
        sa.Column("use", sa.String(length=6), nullable=False),
        sa.Column("kid", sa.LargeBinary(), nullable=False),
        sa.Column("x", sa.LargeBinary(), nullable=False),
        sa.Column("y", sa.LargeBinary(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_published_key")),
        sa.UniqueConstraint("city_id", "kid", "x", name=op.f("uq_published_key_city_id_kid_x")),
    )
    op.create_table(
        "published_list",
        sa.Column("kind", sa.String(length=6), nullable=False),
        sa.Column("issuer", sa.String(length=6), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("cwt", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_published_list")),
    )
    with op.batch_alter_table("published_list", schema=None) as batch_op:
        batch_op.create_index("ix_published_list_newest", ["city_id", "kind", "issuer", "issued_at"], unique=False)

    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name_index", sa.LargeBinary(), nullable=False),
        sa.Column("address_index", sa.LargeBinary(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "succeeded",
                "failed",
                "throttled",
                name="signinoutcome_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_attempt_address", ["address_index", "at"], unique=False)
        batch_op.create_index("ix_sign_in_attempt_name", ["name_index", "at"], unique=False)

    op.create_table(
        "training_look",
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("lessons", sa.Integer(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("raised", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_training_look")),
    )
    with op.batch_alter_table("training_look", schema=None) as batch_op:
        batch_op.create_index("ix_training_look_until", ["city_id", "until"], unique=False)

    op.create_table(
        "guard_unit",
        sa.Column("county_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "service_company",
                "in_house",
                "unlicensed",
                name="guardunitkind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("licence_number", sa.String(length=40), nullable=True),
        sa.Column("lead_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind <> 'unlicensed' OR lead_sealed IS NOT NULL", name=op.f("ck_guard_unit_a_lead_for_the_unlicensed")
        ),
        sa.CheckConstraint(
            "kind <> 'unlicensed' OR licence_number IS NULL", name=op.f("ck_guard_unit_unlicensed_has_no_number")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "county_id"],
            ["authority.city_id", "authority.id"],
            name=op.f("fk_guard_unit_city_id_county_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_guard_unit")),
        sa.UniqueConstraint("city_id", "name", name=op.f("uq_guard_unit_city_id_name")),
    )
    with op.batch_alter_table("guard_unit", schema=None) as batch_op:
        batch_op.create_index("ix_guard_unit_county_id", ["city_id", "county_id"], unique=False)

    op.create_table(
        "journal_entry",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "tag",
            sa.Enum(
                "site:setup:created",
                "authority:record:added",
                "training_unit:record:added",
                "guard_unit:record:added",
                "unit:lead:noted",
                "unit:lead:referred",
                "unit:lead:received",
                "unit:lead:settled",
                "unit:detail:stated",
                "filing:event:recorded",
                "filing:answer:received",
                "filing:answer:set_aside",
                "contract:record:added",
                "contract:record:ended",
                "post:record:described",
                "unit_document:version:added",
                "unit_document:version:read",
                "unit:registry:written",
                "centre:record:added",
                "room:record:added",
                "post:record:added",
                "account:record:opened",
                "account:record:disabled",
                "account:code:issued",
                "account:password:set",
                "account:role:granted",
                "account:role:ended",
                "account:session:started",
                "account:session:ended",
                "account:session:refused",
                "course:record:opened",
                "roster:draft:previewed",
                "roster:draft:confirmed",
                "roster:draft:expired",
                "roster:payroll:given",
                "employment:contract:recorded",
                "employment:roster:written",
                "person:course:enrolled",
                "employment:record:hired",
                "employment:record:left",
                "employment:record:moved",
                "person:photo:set",
                "person:paper:added",
                "person:paper:read",
                "person:biometrics:entered",
                "person:biometrics:corrected",
                "application:pack:bound",
                "person:identity:asked",
                "person:identity:settled",
                "training:hours:recorded",
                "training:hours:corrected",
                "trainer:record:added",
                "trainer:record:left",
                "classroom:record:added",
                "lesson:record:planned",
                "lesson:record:cancelled",
                "lesson:record:confirmed",
                "lesson:roll_call:taken",
                "lesson:roll_call:read",
                "lesson:presence:proved",
                "lesson:late_entry:stated",
                "lesson:late_entry:signed",
                "lesson:late_entry:declined",
                "training:look:done",
                "training_plan:record:planned",
                "training_plan:record:ended",
                "training:lots:drawn",
                "training:lot:noted",
                "training_flag:answer:given",
                "training_flag:note:made",
                "course:enrolment:made",
                "level:nomination:made",
                "level:hours_rule:set",
                "level:nominations:written",
                "study_card:record:issued",
                "study_card:record:ended",
                "assessment_plan:record:planned",
                "assessment_plan:record:ended",
                "assessment:state:started",
                "assessment:state:marked",
                "assessment:follow_up:recorded",
                "pre_registration:record:made",
                "pre_registration:record:replaced",
                "pre_registration:record:withdrawn",
                "pre_registration:record:opened",
                "pre_registration:record:taken_up",
                "pre_registration:record:void",
                "pre_registration:text:wiped",
                "pre_registration:limit:set",
                "applicant_slip:record:issued",
                "applicant_slip:record:ended",
                "person:own_data:copied",
                "correction_request:record:asked",
                "correction_request:record:answered",
                "objection:record:filed",
                "objection:record:answered",
                "registration:decision:extended",
                "registration:step:submitted",
                "registration:step:returned",
                "registration:step:passed",
                "registration:step:approved",
                "registration:step:refused",
                "eligibility:background:recorded",
                "eligibility:background:corrected",
                "eligibility:requirements:checked",
                "eligibility:override:proposed",
                "eligibility:override:signed",
                "eligibility:override:dropped",
                "eligibility:notice:printed",
                "registration:step:completed",
                "registration:step:ended",
                "resit:rule:set",
                "resit:make_up:proposed",
                "resit:make_up:granted",
                "resit:make_up:dropped",
                "fee:rule:set",
                "fee:record:charged",
                "fee:record:dropped",
                "fee:receipt:recorded",
                "fee:list:written",
                "fee:relief:proposed",
                "fee:relief:signed",
                "fee:relief:dropped",
                "exam_session:component:offered",
                "exam_session:component:dropped",
                "exam_session:component:examiner",
                "exam_session:component:marked",
                "exam_session:component:third",
                "bank:items:entered",
                "bank:items:approved",
                "bank:publication:proposed",
                "bank:publication:published",
                "bank:blueprint:entered",
                "exam_session:plan:opened",
                "exam_session:plan:booked",
                "exam_session:plan:withdrawn",
                "exam_session:plan:seated",
                "exam_session:plan:invigilator",
                "exam_session:plan:released",
                "exam_session:inspector:assigned",
                "exam_session:inspector:released",
                "exam_session:plan:chief",
                "exam_session:plan:published",
                "exam_session:state:closed",
                "exam_session:change:proposed",
                "exam_session:change:dropped",
                "exam_session:change:moved",
                "exam_session:change:withdrawn",
                "exam_session:room:proposed",
                "exam_session:room:dropped",
                "exam_session:room:moved",
                "exam_session:booking:moved",
                "accommodation:request:asked",
                "accommodation:request:approved",
                "accommodation:request:declined",
                "booking:paper:chosen",
                "booking:paper:taken_back",
                "room:booklets:printed",
                "room:booklets:counted",
                "sitting:sheet:handed_out",
                "sitting:sheet:taken_in",
                "sitting:sheet:photo_kept",
                "sitting:sheet:photo_opened",
                "sitting:sheet:claimed",
                "sitting:sheet:typed",
                "sitting:sheet:differs",
                "sitting:sheet:entered",
                "sitting:state:started",
                "sitting:lease:granted",
                "sitting:lease:refused",
                "sitting:answer:saved",
                "sitting:answer:drained",
                "sitting:answer:late",
                "sitting:answer:waits",
                "sitting:answer:fenced",
                "sitting:answer:taken_in",
                "sitting:held:proposed",
                "sitting:held:counted",
                "sitting:held:not_counted",
                "sitting:held:dropped",
                "sitting:answer:equivocated",
                "sitting:state:paused",
                "sitting:state:went_on",
                "sitting:state:held_back",
                "sitting:state:let_go",
                "sitting:state:submitted",
                "sitting:state:timed_out",
                "sitting:result:marked",
                "sitting:check_in:arrived",
                "sitting:check_in:refused",
                "sitting:refusal:proposed",
                "sitting:refusal:signed",
                "sitting:refusal:declined",
                "sitting:refusal:evidence_read",
                "sitting:identity:checked",
                "room:alert:settled",
                "room:incident:raised",
                "room:incident:file_kept",
                "room:incident:file_opened",
                "room:incident:amended",
                "room:visit:entered",
                "sitting:signal:received",
                "room:seat:moved",
                "room:seat:left",
                "room:seat:entered",
                "room:time:proposed",
                "room:time:added",
                "room:rehearsal:returned",
                "room:record:opened",
                "room:key:made",
                "room:key:ended",
                "room:key:broken",
                "room:record:begun",
                "room:pause:begun",
                "room:pause:ended",
                "room:outage:credited",
                "room:outage:refused",
                "room:record:signed",
                "room:record:closed",
                "exam_session:answers:screened",
                "case:record:opened",
                "case:slip:issued",
                "case:reply:filed",
                "case:review:filed",
                "case:decision:proposed",
                "case:decision:sent_back",
                "case:decision:signed",
                "case:consequence:proposed",
                "case:consequence:dropped",
                "case:consequence:carried_out",
                "account:pin:set",
                "account:pin:refused",
                "result:release:proposed",
                "result:release:released",
                "key_correction:record:proposed",
                "key_correction:record:signed",
                "key_correction:record:dropped",
                "sitting:result:marked_again",
                "appeal:record:asked",
                "appeal:remark:made",
                "appeal:mark:given",
                "appeal:dossier:read",
                "appeal:decision:proposed",
                "appeal:decision:sent_back",
                "appeal:decision:signed",
                "appeal:rule:set",
                "result:record:annulled",
                "certificate:record:issued",
                "certificate:record:printed",
                "certificate:handover:done",
                "certificate:handover:unread",
                "certificate:status:proposed",
                "certificate:status:changed",
                "certificate:status:dropped",
                "certificate:list:published",
                "certificate:key:published",
                "post_check:record:kept",
                "post_check:record:disagreed",
                "person:dossier:read",
                "person:id_number:read",
                "person:telephone:read",
                "person:journal:read",
                "person:attempt:read",
                "ledger:entry:proved",
                "ledger:bundle:exported",
                "exam_session:conformance:reported",
                "exam_session:conformance:lead",
                "exam_session:conformance:lead_answered",
                "exam_session:conformance:lead_closed",
                "ledger:witness:added",
                "ledger:witness:signed",
                "notice:record:written",
                "notice:batch:handed_over",
                "notice:batch:read",
                "notice:batch:answered",
                "notice:record:opened",
                "notice:record:settled",
                "notice:record:again",
                "notice:text:forgotten",
                "person:language:stated",
                "notice:rules:set",
                "mapping:version:stated",
                "table:file:written",
                "unit_table:draft:previewed",
                "unit_table:draft:confirmed",
                "journal:scope:opened",
                name="tag_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column(
            "actor_role",
            sa.Enum(
                "administrator",
                "training_clerk",
                "trainer",
                "employer_clerk",
                "county_reviewer",
                "city_exam_officer",
                "issuer",
                "invigilator",
                "candidate",
                "guard",
                "concerned",
                "applicant",
                "patrol_officer",
                "auditor",
                "public",
                "gate",
                "clerkless",
                "ingest",
                name="role_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subject_kind", sa.String(length=30), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("about_person_id", sa.Uuid(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("ledger_id", sa.Uuid(), nullable=False),
        sa.Column("leaf_index", sa.Integer(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "ledger_id"], ["ledger.city_id", "ledger.id"], name=op.f("fk_journal_entry_city_id_ledger_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_journal_entry")),
        sa.UniqueConstraint(
            "city_id", "ledger_id", "leaf_index", name=op.f("uq_journal_entry_city_id_ledger_id_leaf_index")
        ),
    )
    with op.batch_alter_table("journal_entry", schema=None) as batch_op:
        batch_op.create_index("ix_journal_entry_at", ["city_id", "at"], unique=False)
        batch_op.create_index("ix_journal_entry_person", ["city_id", "about_person_id", "at"], unique=False)
        batch_op.create_index("ix_journal_entry_subject", ["city_id", "subject_id", "at"], unique=False)

    op.create_table(
        "ledger_checkpoint",
        sa.Column("ledger_id", sa.Uuid(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=600), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "ledger_id"],
            ["ledger.city_id", "ledger.id"],
            name=op.f("fk_ledger_checkpoint_city_id_ledger_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_ledger_checkpoint")),
        sa.UniqueConstraint("city_id", "ledger_id", "size", name=op.f("uq_ledger_checkpoint_city_id_ledger_id_size")),
    )
    op.create_table(
        "person",
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("id_number_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("id_number_index", sa.LargeBinary(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column(
            "sex",
            sa.Enum("female", "male", name="sex_known", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("photo_id", sa.Uuid(), nullable=True),
        sa.Column(
            "language",
            sa.Enum(
                "zh_Hans", "zh_Hant", "en", name="language_known", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "photo_id"], ["photo.city_id", "photo.id"], name=op.f("fk_person_city_id_photo_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_person")),
        sa.UniqueConstraint("city_id", "id_number_index", name=op.f("uq_person_city_id_id_number_index")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index("ix_person_city_id_name", ["city_id", "name"], unique=False)
        batch_op.create_index("ix_person_photo_id", ["city_id", "photo_id"], unique=False)

    op.create_table(
        "room",
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "centre_id"], ["exam_centre.city_id", "exam_centre.id"], name=op.f("fk_room_city_id_centre_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_room")),
        sa.UniqueConstraint("city_id", "centre_id", "name", name=op.f("uq_room_city_id_centre_id_name")),
    )
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.create_index("ix_room_centre_id", ["city_id", "centre_id"], unique=False)

    op.create_table(
        "training_unit",
        sa.Column("county_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("filing_number", sa.String(length=40), nullable=True),
        sa.Column("lead_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("noted_on", sa.Date(), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "lead_sealed IS NULL OR noted_on IS NOT NULL", name=op.f("ck_training_unit_a_lead_has_a_day")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "county_id"],
            ["authority.city_id", "authority.id"],
            name=op.f("fk_training_unit_city_id_county_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_training_unit")),
        sa.UniqueConstraint("city_id", "name", name=op.f("uq_training_unit_city_id_name")),
    )
    with op.batch_alter_table("training_unit", schema=None) as batch_op:
        batch_op.create_index("ix_training_unit_county_id", ["city_id", "county_id"], unique=False)

    op.create_table(
        "account",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("login", sa.String(length=40), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("pin_hash", sa.String(length=200), nullable=True),
        sa.Column("code_hash", sa.LargeBinary(), nullable=True),
        sa.Column("code_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_account_city_id_person_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_account")),
        sa.UniqueConstraint("city_id", "login", name=op.f("uq_account_city_id_login")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index("ix_account_person_id", ["city_id", "person_id"], unique=False)

    op.create_table(
        "applicant_slip",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=10), nullable=False),
        sa.Column("issued_by_id", sa.Uuid(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "issued_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_applicant_slip_city_id_issued_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_applicant_slip_city_id_person_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_applicant_slip")),
        sa.UniqueConstraint("city_id", "number", name=op.f("uq_applicant_slip_city_id_number")),
    )
    with op.batch_alter_table("applicant_slip", schema=None) as batch_op:
        batch_op.create_index("ix_applicant_slip_number", ["number"], unique=False)
        batch_op.create_index("ix_applicant_slip_person_id", ["city_id", "person_id"], unique=False)
        batch_op.create_index(
            "uq_applicant_slip_in_force",
            ["city_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "biometrics_receipt",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("taken_by", sa.String(length=40), nullable=False),
        sa.Column("receipt_number", sa.String(length=40), nullable=False),
        sa.Column("is_struck", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("entered_by_id", sa.Uuid(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "number = 1 OR reason <> ''", name=op.f("ck_biometrics_receipt_a_correction_has_its_reason")
        ),
        sa.CheckConstraint("number > 1 OR NOT is_struck", name=op.f("ck_biometrics_receipt_only_what_stood_is_struck")),
        sa.ForeignKeyConstraint(
            ["city_id", "authority_id"],
            ["authority.city_id", "authority.id"],
            name=op.f("fk_biometrics_receipt_city_id_authority_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "entered_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_biometrics_receipt_city_id_entered_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_biometrics_receipt_city_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_biometrics_receipt")),
        sa.UniqueConstraint(
            "city_id", "person_id", "number", name=op.f("uq_biometrics_receipt_city_id_person_id_number")
        ),
    )
    with op.batch_alter_table("biometrics_receipt", schema=None) as batch_op:
        batch_op.create_index(
            "ix_biometrics_receipt_number", ["city_id", "authority_id", "receipt_number"], unique=False
        )

    op.create_table(
        "blueprint_version",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("entered_by_id", sa.Uuid(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "entered_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_blueprint_version_city_id_entered_by_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_blueprint_version")),
        sa.UniqueConstraint("city_id", "digest", name=op.f("uq_blueprint_version_city_id_digest")),
    )
    op.create_table(
        "classroom",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=160), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.Integer(), nullable=False),
        sa.Column("closes_at", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("training_unit_id", sa.Uuid(), nullable=True),
        sa.Column("guard_unit_id", sa.Uuid(), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(training_unit_id IS NULL) <> (guard_unit_id IS NULL)", name=op.f("ck_classroom_of_one_unit")
        ),
        sa.CheckConstraint(
            "opens_at >= 0 AND closes_at <= 1440 AND opens_at < closes_at", name=op.f("ck_classroom_hours_in_order")
        ),
        sa.CheckConstraint("places >= 1", name=op.f("ck_classroom_places_positive")),
        sa.ForeignKeyConstraint(
            ["city_id", "guard_unit_id"],
            ["guard_unit.city_id", "guard_unit.id"],
            name=op.f("fk_classroom_city_id_guard_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "training_unit_id"],
            ["training_unit.city_id", "training_unit.id"],
            name=op.f("fk_classroom_city_id_training_unit_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_classroom")),
        sa.UniqueConstraint("city_id", "guard_unit_id", "name", name=op.f("uq_classroom_city_id_guard_unit_id_name")),
        sa.UniqueConstraint(
            "city_id", "training_unit_id", "name", name=op.f("uq_classroom_city_id_training_unit_id_name")
        ),
    )
    op.create_table(
        "correction_request",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("county_id", sa.Uuid(), nullable=False),
        sa.Column(
            "field",
            sa.Enum(
                "name",
                "id_number",
                "phone",
                "photo",
                "training",
                "employment",
                "other",
                name="correctionfield_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("done", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answered_by_id IS NULL)",
            name=op.f("ck_correction_request_an_answer_names_its_person"),
        ),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (done IS NULL)", name=op.f("ck_correction_request_an_answer_says_whether")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "answered_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_correction_request_city_id_answered_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "county_id"],
            ["authority.city_id", "authority.id"],
            name=op.f("fk_correction_request_city_id_county_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_correction_request_city_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_correction_request")),
    )
    with op.batch_alter_table("correction_request", schema=None) as batch_op:
        batch_op.create_index("ix_correction_request_person_id", ["city_id", "person_id"], unique=False)
        batch_op.create_index("ix_correction_request_queue", ["city_id", "county_id", "asked_at"], unique=False)

    op.create_table(
        "course",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "junior",
                "intermediate",
                "senior",
                "technician",
                "senior_technician",
                name="outlinelevel_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("training_unit_id", sa.Uuid(), nullable=True),
        sa.Column("guard_unit_id", sa.Uuid(), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(training_unit_id IS NULL) <> (guard_unit_id IS NULL)", name=op.f("ck_course_of_one_unit")),
        sa.ForeignKeyConstraint(
            ["city_id", "guard_unit_id"],
            ["guard_unit.city_id", "guard_unit.id"],
            name=op.f("fk_course_city_id_guard_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "training_unit_id"],
            ["training_unit.city_id", "training_unit.id"],
            name=op.f("fk_course_city_id_training_unit_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_course")),
        sa.UniqueConstraint("city_id", "guard_unit_id", "name", name=op.f("uq_course_city_id_guard_unit_id_name")),
        sa.UniqueConstraint(
            "city_id", "training_unit_id", "name", name=op.f("uq_course_city_id_training_unit_id_name")
        ),
    )
    op.create_table(
        "fee_receipt",
        sa.Column("county_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "cash", "slip", "unit", name="feemethod_known", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("payer", sa.String(length=120), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_fee_receipt_something_came_in")),
        sa.ForeignKeyConstraint(
            ["city_id", "county_id"],
            ["authority.city_id", "authority.id"],
            name=op.f("fk_fee_receipt_city_id_county_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "recorded_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_fee_receipt_city_id_recorded_by_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_fee_receipt")),
    )
    with op.batch_alter_table("fee_receipt", schema=None) as batch_op:
        batch_op.create_index(
            "uq_fee_receipt_number",
            ["city_id", "number"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "filing",
        sa.Column(
            "act",
            sa.Enum(
                "started",
                "changed",
                "branch",
                "cross_region",
                "ended",
                name="filingact_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("event_on", sa.Date(), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("division_code", sa.String(length=6), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("county_id", sa.Uuid(), nullable=False),
        sa.Column("training_unit_id", sa.Uuid(), nullable=True),
        sa.Column("guard_unit_id", sa.Uuid(), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(training_unit_id IS NULL) <> (guard_unit_id IS NULL)", name=op.f("ck_filing_of_one_unit")),
        sa.ForeignKeyConstraint(
            ["city_id", "county_id"], ["authority.city_id", "authority.id"], name=op.f("fk_filing_city_id_county_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "guard_unit_id"],
            ["guard_unit.city_id", "guard_unit.id"],
            name=op.f("fk_filing_city_id_guard_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "recorded_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_filing_city_id_recorded_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "training_unit_id"],
            ["training_unit.city_id", "training_unit.id"],
            name=op.f("fk_filing_city_id_training_unit_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_filing")),
    )
    with op.batch_alter_table("filing", schema=None) as batch_op:
        batch_op.create_index("ix_filing_county", ["city_id", "county_id", "event_on"], unique=False)
        batch_op.create_index("ix_filing_guard_unit_id", ["city_id", "guard_unit_id"], unique=False)
        batch_op.create_index("ix_filing_training_unit_id", ["city_id", "training_unit_id"], unique=False)

    op.create_table(
        "item_version",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column(
            "pool",
            sa.Enum("live", "practice", name="pool_known", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("topic", sa.String(length=8), nullable=False),
        sa.Column("item_code", sa.String(length=20), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("entered_by_id", sa.Uuid(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> entered_by_id", name=op.f("ck_item_version_two_people_approve")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "approved_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_item_version_city_id_approved_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "entered_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_item_version_city_id_entered_by_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_item_version")),
        sa.UniqueConstraint("city_id", "digest", name=op.f("uq_item_version_city_id_digest")),
    )
    with op.batch_alter_table("item_version", schema=None) as batch_op:
        batch_op.create_index("ix_item_version_pool", ["city_id", "pool", "topic"], unique=False)

    op.create_table(
        "journal_text",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("fact", sa.String(length=40), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.String(length=400), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "entry_id"],
            ["journal_entry.city_id", "journal_entry.id"],
            name=op.f("fk_journal_text_city_id_entry_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_journal_text")),
        sa.UniqueConstraint("city_id", "entry_id", "fact", name=op.f("uq_journal_text_city_id_entry_id_fact")),
    )
    op.create_table(
        "labour_contract",
        sa.Column("county_id", sa.Uuid(), nullable=False),
        sa.Column("guard_unit_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "fixed",
                "open",
                "task",
                name="labourcontractkind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind <> 'open' OR ends_on IS NULL", name=op.f("ck_labour_contract_without_term_without_end")
        ),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= signed_on", name=op.f("ck_labour_contract_days_in_order")),
        sa.ForeignKeyConstraint(
            ["city_id", "county_id"],
            ["authority.city_id", "authority.id"],
            name=op.f("fk_labour_contract_city_id_county_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "guard_unit_id"],
            ["guard_unit.city_id", "guard_unit.id"],
            name=op.f("fk_labour_contract_city_id_guard_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_labour_contract_city_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "recorded_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_labour_contract_city_id_recorded_by_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_labour_contract")),
    )
    with op.batch_alter_table("labour_contract", schema=None) as batch_op:
        batch_op.create_index(
            "ix_labour_contract_person", ["city_id", "guard_unit_id", "person_id", "signed_on"], unique=False
        )
        batch_op.create_index("ix_labour_contract_person_id", ["city_id", "person_id"], unique=False)

    op.create_table(
        "ledger_witness",
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("key_line", sa.String(length=200), nullable=False),
        sa.Column("added_by_id", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "added_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_ledger_witness_city_id_added_by_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_ledger_witness")),
        sa.UniqueConstraint("city_id", "key_line", name=op.f("uq_ledger_witness_city_id_key_line")),
    )
    op.create_table(
        "level_hours_rule",
        sa.Column("training_unit_id", sa.Uuid(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("needs_hours", sa.Boolean(), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "set_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_level_hours_rule_city_id_set_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "training_unit_id"],
            ["training_unit.city_id", "training_unit.id"],
            name=op.f("fk_level_hours_rule_city_id_training_unit_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_level_hours_rule")),
    )
    with op.batch_alter_table("level_hours_rule", schema=None) as batch_op:
        batch_op.create_index("ix_level_hours_rule_unit", ["city_id", "training_unit_id", "since"], unique=False)

    op.create_table(
        "mapping_version",
        sa.Column(
            "subject",
            sa.Enum(
                "people",
                "units",
                "gateway_answers",
                "registrations",
                "results",
                "certificates",
                name="tablesubject_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "set_by_id"], ["person.city_id", "person.id"], name=op.f("fk_mapping_version_city_id_set_by_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_mapping_version")),
    )
    with op.batch_alter_table("mapping_version", schema=None) as batch_op:
        batch_op.create_index("ix_mapping_version_newest", ["city_id", "subject", "set_at"], unique=False)

    op.create_table(
        "mock_paper",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("paper_digests", sa.JSON(), nullable=False),
        sa.Column("paper_seed", sa.LargeBinary(), nullable=False),
        sa.Column("cut_score", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("head_seq", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(length=64), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("raw", sa.Integer(), nullable=True),
        sa.Column("by_topic", sa.JSON(), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(closed_at IS NULL) = (raw IS NULL)", name=op.f("ck_mock_paper_closed_papers_are_marked")),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_mock_paper_city_id_person_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_mock_paper")),
    )
    with op.batch_alter_table("mock_paper", schema=None) as batch_op:
        batch_op.create_index("ix_mock_paper_person", ["city_id", "person_id", "started_at"], unique=False)
        batch_op.create_index(
            "uq_mock_paper_open",
            ["city_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "notice",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("county_id", sa.Uuid(), nullable=False),
        sa.Column("training_unit_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "returned",
                "passed_on",
                "approved",
                "refused",
                "ticket_ready",
                "result_out",
                "certificate_ready",
                "identity_settled",
                "session_moved",
                "session_withdrawn",
                "result_corrected",
                "room_moved",
                "appeal_decided",
                name="noticekind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column(
            "language",
            sa.Enum(
                "zh_Hans", "zh_Hant", "en", name="language_known", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "failed",
                "waiting",
                "handed_over",
                "delivered",
                name="noticestate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("parts BETWEEN 1 AND 9", name=op.f("ck_notice_parts_possible")),
        sa.ForeignKeyConstraint(
            ["city_id", "county_id"], ["authority.city_id", "authority.id"], name=op.f("fk_notice_city_id_county_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_notice_city_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "training_unit_id"],
            ["training_unit.city_id", "training_unit.id"],
            name=op.f("fk_notice_city_id_training_unit_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(
            "ix_notice_county_queue", ["city_id", "county_id", "state", "kind", "made_at"], unique=False
        )
        batch_op.create_index("ix_notice_person", ["city_id", "person_id", "kind", "about_id"], unique=False)
        batch_op.create_index("ix_notice_queue", ["city_id", "state", "kind", "made_at"], unique=False)
        batch_op.create_index(
            "ix_notice_text",
            ["city_id", "moved_at"],
            unique=False,
            sqlite_where=sa.text("text_sealed IS NOT NULL"),
            postgresql_where=sa.text("text_sealed IS NOT NULL"),
        )
        batch_op.create_index("ix_notice_unit", ["city_id", "training_unit_id", "made_at"], unique=False)

    op.create_table(
        "notice_batch",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "gateway",
                "letters",
                "clerk",
                name="noticechannel_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("county_id", sa.Uuid(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "county_id"],
            ["authority.city_id", "authority.id"],
            name=op.f("fk_notice_batch_city_id_county_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "made_by_id"], ["person.city_id", "person.id"], name=op.f("fk_notice_batch_city_id_made_by_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_notice_batch")),
        sa.UniqueConstraint("city_id", "county_id", "number", name=op.f("uq_notice_batch_city_id_county_id_number")),
    )
    with op.batch_alter_table("notice_batch", schema=None) as batch_op:
        batch_op.create_index("ix_notice_batch_county_id", ["city_id", "county_id"], unique=False)
        batch_op.create_index("ix_notice_batch_made_at", ["city_id", "made_at"], unique=False)

    op.create_table(
        "notice_rules",
        sa.Column("kinds_off", sa.JSON(), nullable=False),
        sa.Column("signature", sa.String(length=14), nullable=False),
        sa.Column(
            "language",
            sa.Enum(
                "zh_Hans", "zh_Hant", "en", name="language_known", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("keep_days", sa.Integer(), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("keep_days BETWEEN 1 AND 3660", name=op.f("ck_notice_rules_keep_days_possible")),
        sa.ForeignKeyConstraint(
            ["city_id", "set_by_id"], ["person.city_id", "person.id"], name=op.f("fk_notice_rules_city_id_set_by_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_notice_rules")),
    )
    with op.batch_alter_table("notice_rules", schema=None) as batch_op:
        batch_op.create_index("ix_notice_rules_set_at", ["city_id", "set_at"], unique=False)

    op.create_table(
        "own_appeal_rule",
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("document", sa.String(length=120), nullable=False),
        sa.Column("ask_days", sa.Integer(), nullable=False),
        sa.Column("decide_days", sa.Integer(), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ask_days BETWEEN 1 AND 90", name=op.f("ck_own_appeal_rule_ask_days_possible")),
        sa.CheckConstraint("decide_days BETWEEN 1 AND 90", name=op.f("ck_own_appeal_rule_decide_days_possible")),
        sa.ForeignKeyConstraint(
            ["city_id", "set_by_id"], ["person.city_id", "person.id"], name=op.f("fk_own_appeal_rule_city_id_set_by_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_own_appeal_rule")),
        sa.UniqueConstraint("city_id", "since", name=op.f("uq_own_appeal_rule_city_id_since")),
    )
    op.create_table(
        "own_fee_rule",
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("document", sa.String(length=120), nullable=False),
        sa.Column("decided_by", sa.String(length=120), nullable=False),
        sa.Column("prices", sa.JSON(), nullable=False),
        sa.Column("ticket_needs_fee", sa.Boolean(), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "set_by_id"], ["person.city_id", "person.id"], name=op.f("fk_own_fee_rule_city_id_set_by_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_own_fee_rule")),
        sa.UniqueConstraint("city_id", "since", name=op.f("uq_own_fee_rule_city_id_since")),
    )
    op.create_table(
        "own_resit_rule",
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("document", sa.String(length=120), nullable=False),
        sa.Column("waiting_days", sa.Integer(), nullable=True),
        sa.Column("most_attempts", sa.Integer(), nullable=True),
        sa.Column("pass_lasts_days", sa.Integer(), nullable=True),
        sa.Column("set_by_id", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("most_attempts BETWEEN 1 AND 99", name=op.f("ck_own_resit_rule_most_attempts_possible")),
        sa.CheckConstraint(
            "pass_lasts_days BETWEEN 1 AND 3650", name=op.f("ck_own_resit_rule_pass_lasts_days_possible")
        ),
        sa.CheckConstraint("waiting_days BETWEEN 1 AND 3650", name=op.f("ck_own_resit_rule_waiting_days_possible")),
        sa.ForeignKeyConstraint(
            ["city_id", "set_by_id"], ["person.city_id", "person.id"], name=op.f("fk_own_resit_rule_city_id_set_by_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_own_resit_rule")),
        sa.UniqueConstraint("city_id", "since", name=op.f("uq_own_resit_rule_city_id_since")),
    )
    op.create_table(
        "payroll_month",
        sa.Column("county_id", sa.Uuid(), nullable=False),
        sa.Column("guard_unit_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("given_by_id", sa.Uuid(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "county_id"],
            ["authority.city_id", "authority.id"],
            name=op.f("fk_payroll_month_city_id_county_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "given_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_payroll_month_city_id_given_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "guard_unit_id"],
            ["guard_unit.city_id", "guard_unit.id"],
            name=op.f("fk_payroll_month_city_id_guard_unit_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_payroll_month")),
    )
    with op.batch_alter_table("payroll_month", schema=None) as batch_op:
        batch_op.create_index("ix_payroll_month_county_id", ["city_id", "county_id"], unique=False)
        batch_op.create_index("ix_payroll_month_unit", ["city_id", "guard_unit_id", "month", "given_at"], unique=False)

    op.create_table(
        "person_paper",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("training_unit_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "identity",
                "medical",
                "schooling",
                "form",
                name="paperkind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("media_type", sa.String(length=20), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("thumbnail_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.Column("uploaded_by_id", sa.Uuid(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "media_type IN ('application/pdf', 'image/jpeg')", name=op.f("ck_person_paper_media_type_known")
        ),
        sa.CheckConstraint("pages > 0", name=op.f("ck_person_paper_some_pages")),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_person_paper_city_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "training_unit_id"],
            ["training_unit.city_id", "training_unit.id"],
            name=op.f("fk_person_paper_city_id_training_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "uploaded_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_person_paper_city_id_uploaded_by_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_person_paper")),
    )
    with op.batch_alter_table("person_paper", schema=None) as batch_op:
        batch_op.create_index("ix_person_paper_person", ["city_id", "person_id", "kind", "uploaded_at"], unique=False)
        batch_op.create_index("ix_person_paper_training_unit_id", ["city_id", "training_unit_id"], unique=False)

    op.create_table(
        "post",
        sa.Column("county_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("address", sa.String(length=160), nullable=False),
        sa.Column("guard_unit_id", sa.Uuid(), nullable=False),
        sa.Column("is_entertainment", sa.Boolean(), nullable=False),
        sa.Column("is_key_unit", sa.Boolean(), nullable=False),
        sa.Column("on_own_premises", sa.Boolean(), nullable=True),
        sa.Column("division_code", sa.String(length=6), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "county_id"], ["authority.city_id", "authority.id"], name=op.f("fk_post_city_id_county_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "guard_unit_id"],
            ["guard_unit.city_id", "guard_unit.id"],
            name=op.f("fk_post_city_id_guard_unit_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_post")),
        sa.UniqueConstraint("city_id", "county_id", "name", name=op.f("uq_post_city_id_county_id_name")),
    )
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.create_index("ix_post_county_id", ["city_id", "county_id"], unique=False)
        batch_op.create_index("ix_post_guard_unit_id", ["city_id", "guard_unit_id"], unique=False)

    op.create_table(
        "practice_answer",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=8), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.Column("from_mock", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_practice_answer_city_id_person_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_practice_answer")),
    )
    with op.batch_alter_table("practice_answer", schema=None) as batch_op:
        batch_op.create_index("ix_practice_answer_topic", ["city_id", "person_id", "topic"], unique=False)

    op.create_table(
        "pre_registration_limit",
        sa.Column("county_id", sa.Uuid(), nullable=False),
        sa.Column("most_a_day", sa.Integer(), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("most_a_day >= 0", name=op.f("ck_pre_registration_limit_no_fewer_than_none")),
        sa.ForeignKeyConstraint(
            ["city_id", "county_id"],
            ["authority.city_id", "authority.id"],
            name=op.f("fk_pre_registration_limit_city_id_county_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "set_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_pre_registration_limit_city_id_set_by_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_pre_registration_limit")),
    )
    with op.batch_alter_table("pre_registration_limit", schema=None) as batch_op:
        batch_op.create_index("ix_pre_registration_limit_newest", ["city_id", "county_id", "set_at"], unique=False)

    op.create_table(
        "referral",
        sa.Column("to_whom", sa.String(length=80), nullable=False),
        sa.Column("document_number", sa.String(length=60), nullable=False),
        sa.Column("referred_on", sa.Date(), nullable=False),
        sa.Column("receipt", sa.String(length=120), nullable=False),
        sa.Column("receipt_on", sa.Date(), nullable=True),
        sa.Column("referred_by_id", sa.Uuid(), nullable=False),
        sa.Column("referred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("county_id", sa.Uuid(), nullable=False),
        sa.Column("training_unit_id", sa.Uuid(), nullable=True),
        sa.Column("guard_unit_id", sa.Uuid(), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(receipt_on IS NULL) = (receipt = '')", name=op.f("ck_referral_a_receipt_has_a_day")),
        sa.CheckConstraint(
            "(training_unit_id IS NULL) <> (guard_unit_id IS NULL)", name=op.f("ck_referral_of_one_unit")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "county_id"], ["authority.city_id", "authority.id"], name=op.f("fk_referral_city_id_county_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "guard_unit_id"],
            ["guard_unit.city_id", "guard_unit.id"],
            name=op.f("fk_referral_city_id_guard_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "referred_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_referral_city_id_referred_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "training_unit_id"],
            ["training_unit.city_id", "training_unit.id"],
            name=op.f("fk_referral_city_id_training_unit_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_referral")),
    )
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.create_index("ix_referral_county", ["city_id", "county_id"], unique=False)
        batch_op.create_index("ix_referral_guard_unit_id", ["city_id", "guard_unit_id"], unique=False)
        batch_op.create_index("ix_referral_training_unit_id", ["city_id", "training_unit_id"], unique=False)

    op.create_table(
        "registration",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("county_id", sa.Uuid(), nullable=False),
        sa.Column("training_unit_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "submitted",
                "returned",
                "county_passed",
                "approved",
                "refused",
                "completed",
                "ended",
                name="registrationstate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", sa.Uuid(), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('approved', 'completed', 'ended')) = (approved_by_id IS NOT NULL)",
            name=op.f("ck_registration_approval_names_its_person"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "approved_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_registration_city_id_approved_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "county_id"],
            ["authority.city_id", "authority.id"],
            name=op.f("fk_registration_city_id_county_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_registration_city_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "training_unit_id"],
            ["training_unit.city_id", "training_unit.id"],
            name=op.f("fk_registration_city_id_training_unit_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_registration")),
    )
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.create_index("ix_registration_city_queue", ["city_id", "state", "submitted_at"], unique=False)
        batch_op.create_index("ix_registration_person", ["city_id", "person_id", "county_id"], unique=False)
        batch_op.create_index("ix_registration_queue", ["city_id", "county_id", "state", "submitted_at"], unique=False)
        batch_op.create_index("ix_registration_training_unit_id", ["city_id", "training_unit_id"], unique=False)
        batch_op.create_index(
            "uq_registration_open",
            ["city_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("state NOT IN ('refused', 'ended')"),
            postgresql_where=sa.text("state NOT IN ('refused', 'ended')"),
        )

    op.create_table(
        "seat",
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("column", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_seat_number_positive")),
        sa.ForeignKeyConstraint(
            ["city_id", "room_id"], ["room.city_id", "room.id"], name=op.f("fk_seat_city_id_room_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_seat")),
        sa.UniqueConstraint("city_id", "room_id", "id", name=op.f("uq_seat_city_id_room_id_id")),
        sa.UniqueConstraint("city_id", "room_id", "number", name=op.f("uq_seat_city_id_room_id_number")),
        sa.UniqueConstraint("city_id", "room_id", "row", "column", name=op.f("uq_seat_city_id_room_id_row_column")),
    )
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.create_index("ix_seat_room_id", ["city_id", "room_id"], unique=False)

    op.create_table(
        "service_contract",
        sa.Column("county_id", sa.Uuid(), nullable=False),
        sa.Column("guard_unit_id", sa.Uuid(), nullable=False),
        sa.Column("client_name", sa.String(length=80), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on <= ends_on", name=op.f("ck_service_contract_ended_before_its_end")
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_service_contract_days_in_order")),
        sa.ForeignKeyConstraint(
            ["city_id", "county_id"],
            ["authority.city_id", "authority.id"],
            name=op.f("fk_service_contract_city_id_county_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "guard_unit_id"],
            ["guard_unit.city_id", "guard_unit.id"],
            name=op.f("fk_service_contract_city_id_guard_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "recorded_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_service_contract_city_id_recorded_by_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_service_contract")),
    )
    with op.batch_alter_table("service_contract", schema=None) as batch_op:
        batch_op.create_index("ix_service_contract_guard_unit_id", ["city_id", "guard_unit_id"], unique=False)

    op.create_table(
        "study_card",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=10), nullable=False),
        sa.Column("issued_by_id", sa.Uuid(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "issued_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_study_card_city_id_issued_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_study_card_city_id_person_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_study_card")),
        sa.UniqueConstraint("city_id", "number", name=op.f("uq_study_card_city_id_number")),
    )
    with op.batch_alter_table("study_card", schema=None) as batch_op:
        batch_op.create_index("ix_study_card_number", ["number"], unique=False)
        batch_op.create_index("ix_study_card_person_id", ["city_id", "person_id"], unique=False)
        batch_op.create_index(
            "uq_study_card_in_force",
            ["city_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "trainer",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("qualification", sa.String(length=120), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("training_unit_id", sa.Uuid(), nullable=True),
        sa.Column("guard_unit_id", sa.Uuid(), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(training_unit_id IS NULL) <> (guard_unit_id IS NULL)", name=op.f("ck_trainer_of_one_unit")
        ),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_trainer_dates_in_order")),
        sa.ForeignKeyConstraint(
            ["city_id", "guard_unit_id"],
            ["guard_unit.city_id", "guard_unit.id"],
            name=op.f("fk_trainer_city_id_guard_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_trainer_city_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "recorded_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_trainer_city_id_recorded_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "training_unit_id"],
            ["training_unit.city_id", "training_unit.id"],
            name=op.f("fk_trainer_city_id_training_unit_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_trainer")),
    )
    with op.batch_alter_table("trainer", schema=None) as batch_op:
        batch_op.create_index("ix_trainer_person_id", ["city_id", "person_id"], unique=False)
        batch_op.create_index(
            "uq_trainer_teaching",
            ["city_id", "training_unit_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
        batch_op.create_index(
            "uq_trainer_teaching_at_guard_unit",
            ["city_id", "guard_unit_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )

    op.create_table(
        "training_draw",
        sa.Column("county_id", sa.Uuid(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "visit", "call_back", name="drawpurpose_known", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("drawn_on", sa.Date(), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("pool_size", sa.Integer(), nullable=False),
        sa.Column("pool_digest", sa.String(length=64), nullable=False),
        sa.Column("lots", sa.Integer(), nullable=False),
        sa.Column("drawn_by_id", sa.Uuid(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("lots BETWEEN 1 AND 50", name=op.f("ck_training_draw_lots_possible")),
        sa.ForeignKeyConstraint(
            ["city_id", "county_id"],
            ["authority.city_id", "authority.id"],
            name=op.f("fk_training_draw_city_id_county_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "drawn_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_training_draw_city_id_drawn_by_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_training_draw")),
        sa.UniqueConstraint(
            "city_id",
            "county_id",
            "purpose",
            "drawn_on",
            name=op.f("uq_training_draw_city_id_county_id_purpose_drawn_on"),
        ),
    )
    op.create_table(
        "training_flag",
        sa.Column("look_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "day_hours",
                "longer_than_lesson",
                "person_overlap",
                "trainer_overlap",
                "burst",
                "outside_opening",
                "hours_grown",
                "late_entry",
                "shared_device",
                "short_stay",
                "no_proof",
                "trainer_word_only",
                "identical_attendance",
                "too_few_days",
                "fast_course",
                "fast_exam",
                "pass_rate",
                "market_share",
                name="flagkind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("subjects", sa.JSON(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("training_unit_id", sa.Uuid(), nullable=True),
        sa.Column("guard_unit_id", sa.Uuid(), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(training_unit_id IS NULL) <> (guard_unit_id IS NULL)", name=op.f("ck_training_flag_of_one_unit")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "guard_unit_id"],
            ["guard_unit.city_id", "guard_unit.id"],
            name=op.f("fk_training_flag_city_id_guard_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "look_id"],
            ["training_look.city_id", "training_look.id"],
            name=op.f("fk_training_flag_city_id_look_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "training_unit_id"],
            ["training_unit.city_id", "training_unit.id"],
            name=op.f("fk_training_flag_city_id_training_unit_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_training_flag")),
        sa.UniqueConstraint(
            "city_id", "guard_unit_id", "fingerprint", name=op.f("uq_training_flag_city_id_guard_unit_id_fingerprint")
        ),
        sa.UniqueConstraint(
            "city_id",
            "training_unit_id",
            "fingerprint",
            name=op.f("uq_training_flag_city_id_training_unit_id_fingerprint"),
        ),
    )
    with op.batch_alter_table("training_flag", schema=None) as batch_op:
        batch_op.create_index("ix_training_flag_raised", ["city_id", "raised_at"], unique=False)

    op.create_table(
        "unit_detail",
        sa.Column("stated_from", sa.Date(), nullable=False),
        sa.Column("legal_person", sa.String(length=80), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("address", sa.String(length=160), nullable=False),
        sa.Column("station_id", sa.Uuid(), nullable=True),
        sa.Column("areas", sa.String(length=160), nullable=False),
        sa.Column("premises", sa.String(length=300), nullable=False),
        sa.Column("sites", sa.String(length=300), nullable=False),
        sa.Column("stated_by_id", sa.Uuid(), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("county_id", sa.Uuid(), nullable=False),
        sa.Column("training_unit_id", sa.Uuid(), nullable=True),
        sa.Column("guard_unit_id", sa.Uuid(), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(training_unit_id IS NULL) <> (guard_unit_id IS NULL)", name=op.f("ck_unit_detail_of_one_unit")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "county_id"],
            ["authority.city_id", "authority.id"],
            name=op.f("fk_unit_detail_city_id_county_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "guard_unit_id"],
            ["guard_unit.city_id", "guard_unit.id"],
            name=op.f("fk_unit_detail_city_id_guard_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "stated_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_unit_detail_city_id_stated_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "station_id"],
            ["authority.city_id", "authority.id"],
            name=op.f("fk_unit_detail_city_id_station_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "training_unit_id"],
            ["training_unit.city_id", "training_unit.id"],
            name=op.f("fk_unit_detail_city_id_training_unit_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_unit_detail")),
    )
    with op.batch_alter_table("unit_detail", schema=None) as batch_op:
        batch_op.create_index("ix_unit_detail_county", ["city_id", "county_id", "stated_from"], unique=False)
        batch_op.create_index("ix_unit_detail_guard_unit_id", ["city_id", "guard_unit_id"], unique=False)
        batch_op.create_index("ix_unit_detail_training_unit_id", ["city_id", "training_unit_id"], unique=False)

    op.create_table(
        "unit_document",
        sa.Column("county_id", sa.Uuid(), nullable=False),
        sa.Column("guard_unit_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "service_system",
                "duty_system",
                "guard_system",
                "labour_contract",
                "insurance",
                name="documentkind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("media_type", sa.String(length=20), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("review_due_on", sa.Date(), nullable=False),
        sa.Column("uploaded_by_id", sa.Uuid(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "media_type IN ('application/pdf', 'image/jpeg', 'image/png')",
            name=op.f("ck_unit_document_media_type_known"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "county_id"],
            ["authority.city_id", "authority.id"],
            name=op.f("fk_unit_document_city_id_county_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "guard_unit_id"],
            ["guard_unit.city_id", "guard_unit.id"],
            name=op.f("fk_unit_document_city_id_guard_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "uploaded_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_unit_document_city_id_uploaded_by_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_unit_document")),
    )
    with op.batch_alter_table("unit_document", schema=None) as batch_op:
        batch_op.create_index("ix_unit_document_county_id", ["city_id", "county_id"], unique=False)
        batch_op.create_index(
            "ix_unit_document_unit", ["city_id", "guard_unit_id", "kind", "uploaded_at"], unique=False
        )

    op.create_table(
        "unit_table_draft",
        sa.Column("county_id", sa.Uuid(), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "county_id"],
            ["authority.city_id", "authority.id"],
            name=op.f("fk_unit_table_draft_city_id_county_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "created_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_unit_table_draft_city_id_created_by_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_unit_table_draft")),
    )
    with op.batch_alter_table("unit_table_draft", schema=None) as batch_op:
        batch_op.create_index("ix_unit_table_draft_county_id", ["city_id", "county_id"], unique=False)
        batch_op.create_index("ix_unit_table_draft_expires_at", ["city_id", "expires_at"], unique=False)

    op.create_table(
        "accommodation",
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "extra_time",
                "own_room",
                "reader",
                name="accommodationkind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("first_person_id", sa.Uuid(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_person_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'extra_time') = (minutes > 0)", name=op.f("ck_accommodation_minutes_with_extra_time")
        ),
        sa.CheckConstraint(
            "(second_person_id IS NULL) = (approved IS NULL) AND (second_person_id IS NULL) = (decided_at IS NULL)",
            name=op.f("ck_accommodation_decision_whole"),
        ),
        sa.CheckConstraint("minutes BETWEEN 0 AND 120", name=op.f("ck_accommodation_minutes_possible")),
        sa.CheckConstraint(
            "second_person_id IS NULL OR second_person_id <> first_person_id", name=op.f("ck_accommodation_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "first_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_accommodation_city_id_first_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_accommodation_city_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "registration_id"],
            ["registration.city_id", "registration.id"],
            name=op.f("fk_accommodation_city_id_registration_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "second_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_accommodation_city_id_second_person_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_accommodation")),
    )
    with op.batch_alter_table("accommodation", schema=None) as batch_op:
        batch_op.create_index("ix_accommodation_person_id", ["city_id", "person_id"], unique=False)
        batch_op.create_index("ix_accommodation_registration_id", ["city_id", "registration_id"], unique=False)
        batch_op.create_index(
            "uq_accommodation_kind",
            ["city_id", "registration_id", "kind"],
            unique=True,
            sqlite_where=sa.text("approved IS NULL OR approved"),
            postgresql_where=sa.text("approved IS NULL OR approved"),
        )

    op.create_table(
        "assessment_plan",
        sa.Column("guard_unit_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=False),
        sa.Column("every_months", sa.Integer(), nullable=False),
        sa.Column("needs_training", sa.Boolean(), nullable=False),
        sa.Column("planned_by_id", sa.Uuid(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_assessment_plan_ended_by_somebody")
        ),
        sa.CheckConstraint("every_months BETWEEN 1 AND 36", name=op.f("ck_assessment_plan_rhythm_possible")),
        sa.ForeignKeyConstraint(
            ["city_id", "ended_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_assessment_plan_city_id_ended_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "guard_unit_id"],
            ["guard_unit.city_id", "guard_unit.id"],
            name=op.f("fk_assessment_plan_city_id_guard_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "planned_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_assessment_plan_city_id_planned_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "post_id"], ["post.city_id", "post.id"], name=op.f("fk_assessment_plan_city_id_post_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_assessment_plan")),
    )
    with op.batch_alter_table("assessment_plan", schema=None) as batch_op:
        batch_op.create_index("ix_assessment_plan_guard_unit_id", ["city_id", "guard_unit_id"], unique=False)
        batch_op.create_index("ix_assessment_plan_post_id", ["city_id", "post_id"], unique=False)
        batch_op.create_index(
            "uq_assessment_plan_standing",
            ["city_id", "post_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "background_fact",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("county_id", sa.Uuid(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "corrects_id"],
            ["background_fact.city_id", "background_fact.id"],
            name=op.f("fk_background_fact_city_id_corrects_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "county_id"],
            ["authority.city_id", "authority.id"],
            name=op.f("fk_background_fact_city_id_county_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_background_fact_city_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "recorded_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_background_fact_city_id_recorded_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "registration_id"],
            ["registration.city_id", "registration.id"],
            name=op.f("fk_background_fact_city_id_registration_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_background_fact")),
        sa.UniqueConstraint("city_id", "corrects_id", name=op.f("uq_background_fact_city_id_corrects_id")),
    )
    with op.batch_alter_table("background_fact", schema=None) as batch_op:
        batch_op.create_index("ix_background_fact_person_id", ["city_id", "person_id"], unique=False)

    op.create_table(
        "contract_post",
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "contract_id"],
            ["service_contract.city_id", "service_contract.id"],
            name=op.f("fk_contract_post_city_id_contract_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "post_id"], ["post.city_id", "post.id"], name=op.f("fk_contract_post_city_id_post_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_contract_post")),
        sa.UniqueConstraint(
            "city_id", "contract_id", "post_id", name=op.f("uq_contract_post_city_id_contract_id_post_id")
        ),
    )
    with op.batch_alter_table("contract_post", schema=None) as batch_op:
        batch_op.create_index("ix_contract_post_post_id", ["city_id", "post_id"], unique=False)

    op.create_table(
        "eligibility_finding",
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("is_barred", sa.Boolean(), nullable=False),
        sa.Column("barred_until", sa.Date(), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "is_barred OR barred_until IS NULL", name=op.f("ck_eligibility_finding_a_day_only_for_the_barred")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_eligibility_finding_city_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "registration_id"],
            ["registration.city_id", "registration.id"],
            name=op.f("fk_eligibility_finding_city_id_registration_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_eligibility_finding")),
        sa.UniqueConstraint(
            "city_id", "registration_id", "number", name=op.f("uq_eligibility_finding_city_id_registration_id_number")
        ),
    )
    with op.batch_alter_table("eligibility_finding", schema=None) as batch_op:
        batch_op.create_index("ix_eligibility_finding_person", ["city_id", "person_id", "found_at"], unique=False)

    op.create_table(
        "eligibility_override",
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("first_person_id", sa.Uuid(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_person_id", sa.Uuid(), nullable=True),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(second_person_id IS NULL) = (second_at IS NULL)",
            name=op.f("ck_eligibility_override_second_signature_whole"),
        ),
        sa.CheckConstraint(
            "dropped_at IS NULL OR second_at IS NULL", name=op.f("ck_eligibility_override_dropped_or_signed")
        ),
        sa.CheckConstraint(
            "second_person_id IS NULL OR second_person_id <> first_person_id",
            name=op.f("ck_eligibility_override_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "first_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_eligibility_override_city_id_first_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "registration_id"],
            ["registration.city_id", "registration.id"],
            name=op.f("fk_eligibility_override_city_id_registration_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "second_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_eligibility_override_city_id_second_person_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_eligibility_override")),
    )
    with op.batch_alter_table("eligibility_override", schema=None) as batch_op:
        batch_op.create_index("ix_eligibility_override_registration_id", ["city_id", "registration_id"], unique=False)
        batch_op.create_index(
            "ix_eligibility_override_to_sign",
            ["city_id", "first_at"],
            unique=False,
            sqlite_where=sa.text("second_at IS NULL AND dropped_at IS NULL"),
            postgresql_where=sa.text("second_at IS NULL AND dropped_at IS NULL"),
        )
        batch_op.create_index(
            "uq_eligibility_override_waiting",
            ["city_id", "registration_id"],
            unique=True,
            sqlite_where=sa.text("second_at IS NULL AND dropped_at IS NULL"),
            postgresql_where=sa.text("second_at IS NULL AND dropped_at IS NULL"),
        )

    op.create_table(
        "employment",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("guard_unit_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=True),
        sa.Column("hired_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("left_on IS NULL OR left_on >= hired_on", name=op.f("ck_employment_dates_in_order")),
        sa.ForeignKeyConstraint(
            ["city_id", "guard_unit_id"],
            ["guard_unit.city_id", "guard_unit.id"],
            name=op.f("fk_employment_city_id_guard_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_employment_city_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "post_id"], ["post.city_id", "post.id"], name=op.f("fk_employment_city_id_post_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "recorded_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_employment_city_id_recorded_by_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_employment")),
    )
    with op.batch_alter_table("employment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_employment_person", ["city_id", "person_id", "guard_unit_id", "hired_on"], unique=False
        )
        batch_op.create_index("ix_employment_post_id", ["city_id", "post_id"], unique=False)
        batch_op.create_index("ix_employment_unit_person", ["city_id", "guard_unit_id", "person_id"], unique=False)
        batch_op.create_index(
            "uq_employment_open",
            ["city_id", "person_id", "guard_unit_id"],
            unique=True,
            sqlite_where=sa.text("left_on IS NULL"),
            postgresql_where=sa.text("left_on IS NULL"),
        )

    op.create_table(
        "enrolment",
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("training_unit_id", sa.Uuid(), nullable=True),
        sa.Column("guard_unit_id", sa.Uuid(), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(training_unit_id IS NULL) <> (guard_unit_id IS NULL)", name=op.f("ck_enrolment_of_one_unit")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "course_id"], ["course.city_id", "course.id"], name=op.f("fk_enrolment_city_id_course_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "guard_unit_id"],
            ["guard_unit.city_id", "guard_unit.id"],
            name=op.f("fk_enrolment_city_id_guard_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_enrolment_city_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "training_unit_id"],
            ["training_unit.city_id", "training_unit.id"],
            name=op.f("fk_enrolment_city_id_training_unit_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint("city_id", "course_id", "person_id", name=op.f("uq_enrolment_city_id_course_id_person_id")),
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.create_index("ix_enrolment_course_id", ["city_id", "course_id"], unique=False)
        batch_op.create_index("ix_enrolment_guard_unit", ["city_id", "guard_unit_id", "person_id"], unique=False)
        batch_op.create_index("ix_enrolment_person_id", ["city_id", "person_id"], unique=False)
        batch_op.create_index("ix_enrolment_unit_person", ["city_id", "training_unit_id", "person_id"], unique=False)

    op.create_table(
        "exam_session",
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("blueprint_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("late_minutes", sa.Integer(), nullable=False),
        sa.Column("seed", sa.LargeBinary(), nullable=False),
        sa.Column("seat_draw", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "published",
                "running",
                "suspended",
                "closed",
                "withdrawn",
                name="examsessionstate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("minutes BETWEEN 1 AND 600", name=op.f("ck_exam_session_minutes_possible")),
        sa.CheckConstraint("seat_draw >= 1", name=op.f("ck_exam_session_draws_count_from_one")),
        sa.ForeignKeyConstraint(
            ["city_id", "blueprint_id"],
            ["blueprint_version.city_id", "blueprint_version.id"],
            name=op.f("fk_exam_session_city_id_blueprint_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "centre_id"],
            ["exam_centre.city_id", "exam_centre.id"],
            name=op.f("fk_exam_session_city_id_centre_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_exam_session")),
    )
    with op.batch_alter_table("exam_session", schema=None) as batch_op:
        batch_op.create_index("ix_exam_session_calendar", ["state", "starts_at"], unique=False)
        batch_op.create_index("ix_exam_session_centre_id", ["city_id", "centre_id"], unique=False)
        batch_op.create_index("ix_exam_session_starts_at", ["city_id", "starts_at"], unique=False)
        batch_op.create_index(
            "uq_exam_session_moment",
            ["city_id", "centre_id", "starts_at"],
            unique=True,
            sqlite_where=sa.text("state <> 'withdrawn'"),
            postgresql_where=sa.text("state <> 'withdrawn'"),
        )

    op.create_table(
        "filing_answer",
        sa.Column("filing_id", sa.Uuid(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "received",
                "set_aside",
                name="filinganswerkind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("answered_by_id", sa.Uuid(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("county_id", sa.Uuid(), nullable=False),
        sa.Column("training_unit_id", sa.Uuid(), nullable=True),
        sa.Column("guard_unit_id", sa.Uuid(), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("answer <> 'set_aside' OR note <> ''", name=op.f("ck_filing_answer_an_error_has_a_reason")),
        sa.CheckConstraint(
            "(training_unit_id IS NULL) <> (guard_unit_id IS NULL)", name=op.f("ck_filing_answer_of_one_unit")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "answered_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_filing_answer_city_id_answered_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "county_id"],
            ["authority.city_id", "authority.id"],
            name=op.f("fk_filing_answer_city_id_county_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "filing_id"], ["filing.city_id", "filing.id"], name=op.f("fk_filing_answer_city_id_filing_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "guard_unit_id"],
            ["guard_unit.city_id", "guard_unit.id"],
            name=op.f("fk_filing_answer_city_id_guard_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "training_unit_id"],
            ["training_unit.city_id", "training_unit.id"],
            name=op.f("fk_filing_answer_city_id_training_unit_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_filing_answer")),
        sa.UniqueConstraint("city_id", "filing_id", name=op.f("uq_filing_answer_city_id_filing_id")),
    )
    with op.batch_alter_table("filing_answer", schema=None) as batch_op:
        batch_op.create_index("ix_filing_answer_county", ["city_id", "county_id"], unique=False)
        batch_op.create_index("ix_filing_answer_guard_unit_id", ["city_id", "guard_unit_id"], unique=False)
        batch_op.create_index("ix_filing_answer_training_unit_id", ["city_id", "training_unit_id"], unique=False)

    op.create_table(
        "flag_answer",
        sa.Column("flag_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(length=600), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("training_unit_id", sa.Uuid(), nullable=True),
        sa.Column("guard_unit_id", sa.Uuid(), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(training_unit_id IS NULL) <> (guard_unit_id IS NULL)", name=op.f("ck_flag_answer_of_one_unit")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "by_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_flag_answer_city_id_by_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "flag_id"],
            ["training_flag.city_id", "training_flag.id"],
            name=op.f("fk_flag_answer_city_id_flag_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "guard_unit_id"],
            ["guard_unit.city_id", "guard_unit.id"],
            name=op.f("fk_flag_answer_city_id_guard_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "training_unit_id"],
            ["training_unit.city_id", "training_unit.id"],
            name=op.f("fk_flag_answer_city_id_training_unit_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_flag_answer")),
    )
    with op.batch_alter_table("flag_answer", schema=None) as batch_op:
        batch_op.create_index("ix_flag_answer_flag_id", ["city_id", "flag_id"], unique=False)

    op.create_table(
        "flag_note",
        sa.Column("flag_id", sa.Uuid(), nullable=False),
        sa.Column(
            "reading",
            sa.Enum(
                "explained",
                "visit",
                "handed_on",
                name="flagreading_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.String(length=600), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("training_unit_id", sa.Uuid(), nullable=True),
        sa.Column("guard_unit_id", sa.Uuid(), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f("ck_flag_note_has_its_reason")),
        sa.CheckConstraint(
            "(training_unit_id IS NULL) <> (guard_unit_id IS NULL)", name=op.f("ck_flag_note_of_one_unit")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "by_person_id"], ["person.city_id", "person.id"], name=op.f("fk_flag_note_city_id_by_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "flag_id"],
            ["training_flag.city_id", "training_flag.id"],
            name=op.f("fk_flag_note_city_id_flag_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "guard_unit_id"],
            ["guard_unit.city_id", "guard_unit.id"],
            name=op.f("fk_flag_note_city_id_guard_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "training_unit_id"],
            ["training_unit.city_id", "training_unit.id"],
            name=op.f("fk_flag_note_city_id_training_unit_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_flag_note")),
    )
    with op.batch_alter_table("flag_note", schema=None) as batch_op:
        batch_op.create_index("ix_flag_note_flag_id", ["city_id", "flag_id"], unique=False)

    op.create_table(
        "identity_question",
        sa.Column("county_id", sa.Uuid(), nullable=False),
        sa.Column("training_unit_id", sa.Uuid(), nullable=True),
        sa.Column("course_id", sa.Uuid(), nullable=True),
        sa.Column("guard_unit_id", sa.Uuid(), nullable=True),
        sa.Column("post_id", sa.Uuid(), nullable=True),
        sa.Column("hired_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("stated_name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Uuid(), nullable=True),
        sa.Column("same_person", sa.Boolean(), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(course_id IS NULL) <> (guard_unit_id IS NULL)",
            name=op.f("ck_identity_question_for_a_course_or_a_guard_unit"),
        ),
        sa.CheckConstraint(
            "(course_id IS NULL) = (training_unit_id IS NULL)", name=op.f("ck_identity_question_a_course_with_its_unit")
        ),
        sa.CheckConstraint(
            "(guard_unit_id IS NULL) = (hired_on IS NULL)", name=op.f("ck_identity_question_a_guard_unit_with_its_day")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "county_id"],
            ["authority.city_id", "authority.id"],
            name=op.f("fk_identity_question_city_id_county_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "course_id"],
            ["course.city_id", "course.id"],
            name=op.f("fk_identity_question_city_id_course_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "guard_unit_id"],
            ["guard_unit.city_id", "guard_unit.id"],
            name=op.f("fk_identity_question_city_id_guard_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_identity_question_city_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "post_id"], ["post.city_id", "post.id"], name=op.f("fk_identity_question_city_id_post_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "settled_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_identity_question_city_id_settled_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "training_unit_id"],
            ["training_unit.city_id", "training_unit.id"],
            name=op.f("fk_identity_question_city_id_training_unit_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_identity_question")),
    )
    with op.batch_alter_table("identity_question", schema=None) as batch_op:
        batch_op.create_index("ix_identity_question_county_id", ["city_id", "county_id"], unique=False)
        batch_op.create_index("ix_identity_question_course_id", ["city_id", "course_id"], unique=False)
        batch_op.create_index("ix_identity_question_guard_unit_id", ["city_id", "guard_unit_id"], unique=False)
        batch_op.create_index("ix_identity_question_person_id", ["city_id", "person_id"], unique=False)
        batch_op.create_index("ix_identity_question_training_unit_id", ["city_id", "training_unit_id"], unique=False)
        batch_op.create_index(
            "uq_identity_question_guard_unit",
            ["city_id", "person_id", "guard_unit_id"],
            unique=True,
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )
        batch_op.create_index(
            "uq_identity_question_training_unit",
            ["city_id", "person_id", "training_unit_id"],
            unique=True,
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )

    op.create_table(
        "item_publication",
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("first_person_id", sa.Uuid(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_person_id", sa.Uuid(), nullable=True),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(second_person_id IS NULL) = (second_at IS NULL)", name=op.f("ck_item_publication_second_signature_whole")
        ),
        sa.CheckConstraint(
            "second_person_id IS NULL OR second_person_id <> first_person_id",
            name=op.f("ck_item_publication_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "first_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_item_publication_city_id_first_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "item_id"],
            ["item_version.city_id", "item_version.id"],
            name=op.f("fk_item_publication_city_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "second_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_item_publication_city_id_second_person_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_item_publication")),
        sa.UniqueConstraint("city_id", "item_id", name=op.f("uq_item_publication_city_id_item_id")),
    )
    op.create_table(
        "key_correction",
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "other_key",
                "all_right",
                "out",
                name="rulingkind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("keys", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("first_person_id", sa.Uuid(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_person_id", sa.Uuid(), nullable=True),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(kind = 'other_key') = (keys <> '')", name=op.f("ck_key_correction_another_key_is_named")),
        sa.CheckConstraint(
            "(number IS NULL) = (second_at IS NULL)", name=op.f("ck_key_correction_numbered_when_in_force")
        ),
        sa.CheckConstraint(
            "(second_person_id IS NULL) = (second_at IS NULL)", name=op.f("ck_key_correction_second_signature_whole")
        ),
        sa.CheckConstraint("dropped_at IS NULL OR second_at IS NULL", name=op.f("ck_key_correction_dropped_or_signed")),
        sa.CheckConstraint(
            "second_person_id IS NULL OR second_person_id <> first_person_id", name=op.f("ck_key_correction_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "first_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_key_correction_city_id_first_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "item_id"],
            ["item_version.city_id", "item_version.id"],
            name=op.f("fk_key_correction_city_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "second_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_key_correction_city_id_second_person_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_key_correction")),
        sa.UniqueConstraint("city_id", "number", name=op.f("uq_key_correction_city_id_number")),
    )
    with op.batch_alter_table("key_correction", schema=None) as batch_op:
        batch_op.create_index("ix_key_correction_first_at", ["city_id", "first_at"], unique=False)
        batch_op.create_index("ix_key_correction_item", ["city_id", "item_id", "first_at"], unique=False)

    op.create_table(
        "ledger_cosignature",
        sa.Column("witness_id", sa.Uuid(), nullable=False),
        sa.Column("ledger_id", sa.Uuid(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("line", sa.String(length=400), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "ledger_id"],
            ["ledger.city_id", "ledger.id"],
            name=op.f("fk_ledger_cosignature_city_id_ledger_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "witness_id"],
            ["ledger_witness.city_id", "ledger_witness.id"],
            name=op.f("fk_ledger_cosignature_city_id_witness_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_ledger_cosignature")),
        sa.UniqueConstraint(
            "city_id",
            "witness_id",
            "ledger_id",
            "size",
            name=op.f("uq_ledger_cosignature_city_id_witness_id_ledger_id_size"),
        ),
    )
    with op.batch_alter_table("ledger_cosignature", schema=None) as batch_op:
        batch_op.create_index("ix_ledger_cosignature_ledger", ["city_id", "ledger_id", "size"], unique=False)

    op.create_table(
        "lesson",
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("classroom_id", sa.Uuid(), nullable=False),
        sa.Column("trainer_id", sa.Uuid(), nullable=False),
        sa.Column(
            "area",
            sa.Enum(
                "law",
                "knowledge",
                "skills",
                name="subjectarea_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("roll_call_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_by_id", sa.Uuid(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by_id", sa.Uuid(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_because", sa.String(length=200), nullable=False),
        sa.Column("training_unit_id", sa.Uuid(), nullable=True),
        sa.Column("guard_unit_id", sa.Uuid(), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(cancelled_at IS NULL) = (cancelled_by_id IS NULL)", name=op.f("ck_lesson_cancelled_by_somebody")
        ),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name=op.f("ck_lesson_confirmed_by_somebody")
        ),
        sa.CheckConstraint("(training_unit_id IS NULL) <> (guard_unit_id IS NULL)", name=op.f("ck_lesson_of_one_unit")),
        sa.CheckConstraint(
            "confirmed_at IS NULL OR cancelled_at IS NULL", name=op.f("ck_lesson_confirmed_or_cancelled")
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_lesson_times_in_order")),
        sa.CheckConstraint("hours BETWEEN 1 AND 6", name=op.f("ck_lesson_hours_possible")),
        sa.ForeignKeyConstraint(
            ["city_id", "cancelled_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_lesson_city_id_cancelled_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "classroom_id"],
            ["classroom.city_id", "classroom.id"],
            name=op.f("fk_lesson_city_id_classroom_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "confirmed_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_lesson_city_id_confirmed_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "course_id"], ["course.city_id", "course.id"], name=op.f("fk_lesson_city_id_course_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "guard_unit_id"],
            ["guard_unit.city_id", "guard_unit.id"],
            name=op.f("fk_lesson_city_id_guard_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "planned_by_id"], ["person.city_id", "person.id"], name=op.f("fk_lesson_city_id_planned_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "trainer_id"], ["trainer.city_id", "trainer.id"], name=op.f("fk_lesson_city_id_trainer_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "training_unit_id"],
            ["training_unit.city_id", "training_unit.id"],
            name=op.f("fk_lesson_city_id_training_unit_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_lesson")),
    )
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.create_index("ix_lesson_classroom_id", ["city_id", "classroom_id"], unique=False)
        batch_op.create_index("ix_lesson_course", ["city_id", "course_id", "starts_at"], unique=False)
        batch_op.create_index("ix_lesson_guard_unit", ["city_id", "guard_unit_id", "starts_at"], unique=False)
        batch_op.create_index("ix_lesson_trainer", ["city_id", "trainer_id", "starts_at"], unique=False)
        batch_op.create_index("ix_lesson_unit", ["city_id", "training_unit_id", "starts_at"], unique=False)

    op.create_table(
        "level_nomination",
        sa.Column("training_unit_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "junior",
                "intermediate",
                "senior",
                "technician",
                "senior_technician",
                name="outlinelevel_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "route",
            sa.Enum(
                "trade",
                "ex_conscript",
                "lower_level",
                "related",
                name="levelroute_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("nominated_on", sa.Date(), nullable=False),
        sa.Column("eligible_on", sa.Date(), nullable=False),
        sa.Column("days_worked", sa.Integer(), nullable=False),
        sa.Column("stated_from", sa.Date(), nullable=True),
        sa.Column("stated_to", sa.Date(), nullable=True),
        sa.Column("paper", sa.String(length=120), nullable=False),
        sa.Column("previous_number", sa.String(length=40), nullable=True),
        sa.Column("previous_on", sa.Date(), nullable=True),
        sa.Column("theory_hours", sa.Integer(), nullable=False),
        sa.Column("skill_hours", sa.Integer(), nullable=False),
        sa.Column("outline_hours", sa.Integer(), nullable=False),
        sa.Column("hours_needed", sa.Boolean(), nullable=False),
        sa.Column("nominated_by_id", sa.Uuid(), nullable=False),
        sa.Column("nominated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(previous_number IS NULL) = (previous_on IS NULL) AND (route = 'lower_level') = (previous_number IS NOT NULL)",
            name=op.f("ck_level_nomination_the_level_below_with_number_and_day"),
        ),
        sa.CheckConstraint(
            "(stated_from IS NULL) OR paper <> ''", name=op.f("ck_level_nomination_stated_work_is_shown_by_a_paper")
        ),
        sa.CheckConstraint(
            "days_worked >= 0 AND theory_hours >= 0 AND skill_hours >= 0",
            name=op.f("ck_level_nomination_figures_possible"),
        ),
        sa.CheckConstraint("eligible_on <= nominated_on", name=op.f("ck_level_nomination_not_before_its_day")),
        sa.CheckConstraint(
            "stated_to IS NULL OR stated_to >= stated_from", name=op.f("ck_level_nomination_stated_work_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "course_id"],
            ["course.city_id", "course.id"],
            name=op.f("fk_level_nomination_city_id_course_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "nominated_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_level_nomination_city_id_nominated_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_level_nomination_city_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "training_unit_id"],
            ["training_unit.city_id", "training_unit.id"],
            name=op.f("fk_level_nomination_city_id_training_unit_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_level_nomination")),
        sa.UniqueConstraint(
            "city_id", "course_id", "person_id", name=op.f("uq_level_nomination_city_id_course_id_person_id")
        ),
    )
    with op.batch_alter_table("level_nomination", schema=None) as batch_op:
        batch_op.create_index("ix_level_nomination_day", ["city_id", "nominated_on"], unique=False)
        batch_op.create_index("ix_level_nomination_person", ["city_id", "person_id"], unique=False)
        batch_op.create_index("ix_level_nomination_unit", ["city_id", "training_unit_id", "nominated_on"], unique=False)

    op.create_table(
        "notice_step",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column(
            "act",
            sa.Enum(
                "hand_over",
                "deliver",
                "fail",
                "again",
                name="noticeact_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "gateway",
                "letters",
                "clerk",
                name="noticechannel_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("act <> 'fail' OR words <> ''", name=op.f("ck_notice_step_failure_says_why")),
        sa.CheckConstraint("(batch_id IS NULL) = (place IS NULL)", name=op.f("ck_notice_step_a_batch_with_its_place")),
        sa.ForeignKeyConstraint(
            ["city_id", "batch_id"],
            ["notice_batch.city_id", "notice_batch.id"],
            name=op.f("fk_notice_step_city_id_batch_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "by_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_notice_step_city_id_by_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "notice_id"], ["notice.city_id", "notice.id"], name=op.f("fk_notice_step_city_id_notice_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_notice_step")),
        sa.UniqueConstraint("city_id", "batch_id", "place", name=op.f("uq_notice_step_city_id_batch_id_place")),
    )
    with op.batch_alter_table("notice_step", schema=None) as batch_op:
        batch_op.create_index("ix_notice_step_notice", ["city_id", "notice_id", "at"], unique=False)

    op.create_table(
        "payroll_line",
        sa.Column("county_id", sa.Uuid(), nullable=False),
        sa.Column("guard_unit_id", sa.Uuid(), nullable=False),
        sa.Column("payroll_id", sa.Uuid(), nullable=False),
        sa.Column("number_index", sa.LargeBinary(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "county_id"],
            ["authority.city_id", "authority.id"],
            name=op.f("fk_payroll_line_city_id_county_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "guard_unit_id"],
            ["guard_unit.city_id", "guard_unit.id"],
            name=op.f("fk_payroll_line_city_id_guard_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "payroll_id"],
            ["payroll_month.city_id", "payroll_month.id"],
            name=op.f("fk_payroll_line_city_id_payroll_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_payroll_line")),
        sa.UniqueConstraint(
            "city_id", "payroll_id", "number_index", name=op.f("uq_payroll_line_city_id_payroll_id_number_index")
        ),
    )
    with op.batch_alter_table("payroll_line", schema=None) as batch_op:
        batch_op.create_index("ix_payroll_line_number", ["city_id", "number_index", "payroll_id"], unique=False)

    op.create_table(
        "pre_registration",
        sa.Column("county_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=8), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id_number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id_number_index", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bring_by", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "taken_up",
                "withdrawn",
                "replaced",
                "void",
                name="preregistrationstate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("registration_id", sa.Uuid(), nullable=True),
        sa.Column("taken_up_by_id", sa.Uuid(), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(state = 'taken_up') = (person_id IS NOT NULL)", name=op.f("ck_pre_registration_taken_up_for_a_person")
        ),
        sa.CheckConstraint(
            "(state = 'taken_up') = (registration_id IS NOT NULL)",
            name=op.f("ck_pre_registration_taken_up_into_an_application"),
        ),
        sa.CheckConstraint(
            "(state = 'taken_up') = (taken_up_by_id IS NOT NULL)", name=op.f("ck_pre_registration_taken_up_by_somebody")
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (settled_at IS NULL)", name=op.f("ck_pre_registration_an_end_has_its_moment")
        ),
        sa.CheckConstraint(
            "state <> 'waiting' OR name_sealed IS NOT NULL", name=op.f("ck_pre_registration_who_waits_has_a_name")
        ),
        sa.CheckConstraint(
            "(name_sealed IS NULL) = (id_number_index IS NULL)", name=op.f("ck_pre_registration_wiped_with_its_index")
        ),
        sa.CheckConstraint(
            "(name_sealed IS NULL) = (id_number_sealed IS NULL)", name=op.f("ck_pre_registration_wiped_as_a_whole")
        ),
        sa.CheckConstraint(
            "(name_sealed IS NULL) = (phone_sealed IS NULL)", name=op.f("ck_pre_registration_wiped_with_its_telephone")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "county_id"],
            ["authority.city_id", "authority.id"],
            name=op.f("fk_pre_registration_city_id_county_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_pre_registration_city_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "registration_id"],
            ["registration.city_id", "registration.id"],
            name=op.f("fk_pre_registration_city_id_registration_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "taken_up_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_pre_registration_city_id_taken_up_by_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_pre_registration")),
        sa.UniqueConstraint("city_id", "number", name=op.f("uq_pre_registration_city_id_number")),
    )
    with op.batch_alter_table("pre_registration", schema=None) as batch_op:
        batch_op.create_index(
            "ix_pre_registration_due",
            ["city_id", "bring_by"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.create_index(
            "ix_pre_registration_kept",
            ["city_id", "settled_at"],
            unique=False,
            sqlite_where=sa.text("name_sealed IS NOT NULL"),
            postgresql_where=sa.text("name_sealed IS NOT NULL"),
        )
        batch_op.create_index("ix_pre_registration_made", ["city_id", "county_id", "made_at"], unique=False)
        batch_op.create_index("ix_pre_registration_number", ["number"], unique=False)
        batch_op.create_index("ix_pre_registration_person_id", ["city_id", "person_id"], unique=False)
        batch_op.create_index("ix_pre_registration_queue", ["city_id", "county_id", "state", "bring_by"], unique=False)
        batch_op.create_index(
            "uq_pre_registration_waiting",
            ["city_id", "id_number_index"],
            unique=True,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "registration_step",
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "act",
            sa.Enum(
                "submit",
                "return",
                "county_pass",
                "approve",
                "refuse",
                "complete",
                "end",
                name="reviewact_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "by_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_registration_step_city_id_by_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "registration_id"],
            ["registration.city_id", "registration.id"],
            name=op.f("fk_registration_step_city_id_registration_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_registration_step")),
        sa.UniqueConstraint(
            "city_id", "registration_id", "number", name=op.f("uq_registration_step_city_id_registration_id_number")
        ),
    )
    with op.batch_alter_table("registration_step", schema=None) as batch_op:
        batch_op.create_index("ix_registration_step_by_person_id", ["city_id", "by_person_id"], unique=False)

    op.create_table(
        "requirement_check",
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("checked_by_id", sa.Uuid(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "checked_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_requirement_check_city_id_checked_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "registration_id"],
            ["registration.city_id", "registration.id"],
            name=op.f("fk_requirement_check_city_id_registration_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_requirement_check")),
        sa.UniqueConstraint(
            "city_id", "registration_id", "number", name=op.f("uq_requirement_check_city_id_registration_id_number")
        ),
    )
    op.create_table(
        "review_extension",
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "by_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_review_extension_city_id_by_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "registration_id"],
            ["registration.city_id", "registration.id"],
            name=op.f("fk_review_extension_city_id_registration_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_review_extension")),
    )
    with op.batch_alter_table("review_extension", schema=None) as batch_op:
        batch_op.create_index("ix_review_extension_registration", ["city_id", "registration_id", "at"], unique=False)

    op.create_table(
        "role_grant",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "administrator",
                "training_clerk",
                "trainer",
                "employer_clerk",
                "county_reviewer",
                "city_exam_officer",
                "issuer",
                "invigilator",
                "candidate",
                "guard",
                "concerned",
                "applicant",
                "patrol_officer",
                "auditor",
                "public",
                "gate",
                "clerkless",
                "ingest",
                name="role_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("authority_id", sa.Uuid(), nullable=True),
        sa.Column("training_unit_id", sa.Uuid(), nullable=True),
        sa.Column("guard_unit_id", sa.Uuid(), nullable=True),
        sa.Column("centre_id", sa.Uuid(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_role_grant_dates_in_order")),
        sa.ForeignKeyConstraint(
            ["city_id", "account_id"], ["account.city_id", "account.id"], name=op.f("fk_role_grant_city_id_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "authority_id"],
            ["authority.city_id", "authority.id"],
            name=op.f("fk_role_grant_city_id_authority_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "centre_id"],
            ["exam_centre.city_id", "exam_centre.id"],
            name=op.f("fk_role_grant_city_id_centre_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "guard_unit_id"],
            ["guard_unit.city_id", "guard_unit.id"],
            name=op.f("fk_role_grant_city_id_guard_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "training_unit_id"],
            ["training_unit.city_id", "training_unit.id"],
            name=op.f("fk_role_grant_city_id_training_unit_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_role_grant")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index("ix_role_grant_account_id", ["city_id", "account_id"], unique=False)
        batch_op.create_index("ix_role_grant_authority_id", ["city_id", "authority_id"], unique=False)
        batch_op.create_index("ix_role_grant_centre_id", ["city_id", "centre_id"], unique=False)
        batch_op.create_index("ix_role_grant_guard_unit_id", ["city_id", "guard_unit_id"], unique=False)
        batch_op.create_index("ix_role_grant_training_unit_id", ["city_id", "training_unit_id"], unique=False)

    op.create_table(
        "roster_draft",
        sa.Column(
            "kind",
            sa.Enum(
                "trainee",
                "guard",
                "payroll",
                "labour",
                name="rowkind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("training_unit_id", sa.Uuid(), nullable=True),
        sa.Column("course_id", sa.Uuid(), nullable=True),
        sa.Column("guard_unit_id", sa.Uuid(), nullable=True),
        sa.Column("month", sa.Date(), nullable=True),
        sa.Column("payroll_id", sa.Uuid(), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("written", sa.Integer(), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'payroll') = (month IS NOT NULL)", name=op.f("ck_roster_draft_a_payroll_has_its_month")
        ),
        sa.CheckConstraint(
            "(kind = 'trainee') = (course_id IS NOT NULL)", name=op.f("ck_roster_draft_trainees_for_a_course")
        ),
        sa.CheckConstraint(
            "(course_id IS NULL) <> (guard_unit_id IS NULL)", name=op.f("ck_roster_draft_for_a_course_or_a_guard_unit")
        ),
        sa.CheckConstraint(
            "(course_id IS NULL) = (training_unit_id IS NULL)", name=op.f("ck_roster_draft_a_course_with_its_unit")
        ),
        sa.CheckConstraint(
            "(month IS NULL) = (payroll_id IS NULL)", name=op.f("ck_roster_draft_a_month_with_its_list")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "course_id"], ["course.city_id", "course.id"], name=op.f("fk_roster_draft_city_id_course_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "created_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_roster_draft_city_id_created_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "guard_unit_id"],
            ["guard_unit.city_id", "guard_unit.id"],
            name=op.f("fk_roster_draft_city_id_guard_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "training_unit_id"],
            ["training_unit.city_id", "training_unit.id"],
            name=op.f("fk_roster_draft_city_id_training_unit_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_roster_draft")),
    )
    with op.batch_alter_table("roster_draft", schema=None) as batch_op:
        batch_op.create_index("ix_roster_draft_course_id", ["city_id", "course_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_roster_draft_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index("ix_roster_draft_guard_unit_id", ["city_id", "guard_unit_id"], unique=False)
        batch_op.create_index("ix_roster_draft_training_unit_id", ["city_id", "training_unit_id"], unique=False)

    op.create_table(
        "training_plan",
        sa.Column("guard_unit_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("law_hours", sa.Integer(), nullable=False),
        sa.Column("knowledge_hours", sa.Integer(), nullable=False),
        sa.Column("skill_hours", sa.Integer(), nullable=False),
        sa.Column("every_months", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("planned_by_id", sa.Uuid(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_training_plan_ended_by_somebody")
        ),
        sa.CheckConstraint("every_months BETWEEN 1 AND 36", name=op.f("ck_training_plan_rhythm_possible")),
        sa.CheckConstraint(
            "law_hours BETWEEN 0 AND 300 AND knowledge_hours BETWEEN 0 AND 300 AND skill_hours BETWEEN 0 AND 300 AND law_hours + knowledge_hours + skill_hours > 0",
            name=op.f("ck_training_plan_hours_possible"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "ended_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_training_plan_city_id_ended_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "guard_unit_id"],
            ["guard_unit.city_id", "guard_unit.id"],
            name=op.f("fk_training_plan_city_id_guard_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "planned_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_training_plan_city_id_planned_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "post_id"], ["post.city_id", "post.id"], name=op.f("fk_training_plan_city_id_post_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_training_plan")),
    )
    with op.batch_alter_table("training_plan", schema=None) as batch_op:
        batch_op.create_index("ix_training_plan_guard_unit_id", ["city_id", "guard_unit_id"], unique=False)
        batch_op.create_index("ix_training_plan_post_id", ["city_id", "post_id"], unique=False)
        batch_op.create_index(
            "uq_training_plan_standing",
            ["city_id", "post_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "assessment",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("guard_unit_id", sa.Uuid(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column(
            "follow_up",
            sa.Enum(
                "trained_again",
                "other_duties",
                "contract_ended",
                "no_measure",
                name="followup_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("repeat_by", sa.Date(), nullable=True),
        sa.Column("followed_up_by_id", sa.Uuid(), nullable=True),
        sa.Column("followed_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("paper_digests", sa.JSON(), nullable=False),
        sa.Column("paper_seed", sa.LargeBinary(), nullable=False),
        sa.Column("cut_score", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("head_seq", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(length=64), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("raw", sa.Integer(), nullable=True),
        sa.Column("by_topic", sa.JSON(), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(follow_up IS NOT NULL AND follow_up IN ('trained_again', 'other_duties')) = (repeat_by IS NOT NULL)",
            name=op.f("ck_assessment_repeated_by_a_day"),
        ),
        sa.CheckConstraint(
            "follow_up <> 'no_measure' OR note <> ''", name=op.f("ck_assessment_no_measure_has_a_reason")
        ),
        sa.CheckConstraint("(closed_at IS NULL) = (closed_on IS NULL)", name=op.f("ck_assessment_closed_on_a_day")),
        sa.CheckConstraint("(closed_at IS NULL) = (raw IS NULL)", name=op.f("ck_assessment_closed_papers_are_marked")),
        sa.CheckConstraint(
            "(follow_up IS NULL) = (followed_up_at IS NULL) AND (follow_up IS NULL) = (followed_up_by_id IS NULL)",
            name=op.f("ck_assessment_followed_up_by_somebody"),
        ),
        sa.CheckConstraint(
            "follow_up IS NULL OR raw < cut_score", name=op.f("ck_assessment_only_failures_are_followed_up")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "followed_up_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_assessment_city_id_followed_up_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "guard_unit_id"],
            ["guard_unit.city_id", "guard_unit.id"],
            name=op.f("fk_assessment_city_id_guard_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_assessment_city_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "plan_id"],
            ["assessment_plan.city_id", "assessment_plan.id"],
            name=op.f("fk_assessment_city_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "post_id"], ["post.city_id", "post.id"], name=op.f("fk_assessment_city_id_post_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_assessment")),
    )
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.create_index("ix_assessment_person", ["city_id", "person_id", "started_at"], unique=False)
        batch_op.create_index("ix_assessment_plan_id", ["city_id", "plan_id"], unique=False)
        batch_op.create_index(
            "ix_assessment_unit_person", ["city_id", "guard_unit_id", "person_id", "started_at"], unique=False
        )
        batch_op.create_index(
            "uq_assessment_open",
            ["city_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "attendance_proof",
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "arrived",
                "left",
                "roll_call",
                "trainer",
                name="proofkind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("device", sa.LargeBinary(), nullable=True),
        sa.Column("network", sa.LargeBinary(), nullable=True),
        sa.Column("by_person_id", sa.Uuid(), nullable=True),
        sa.Column("training_unit_id", sa.Uuid(), nullable=True),
        sa.Column("guard_unit_id", sa.Uuid(), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(kind IN ('arrived', 'left')) = (device IS NOT NULL)",
            name=op.f("ck_attendance_proof_codes_are_scanned_by_a_device"),
        ),
        sa.CheckConstraint(
            "(training_unit_id IS NULL) <> (guard_unit_id IS NULL)", name=op.f("ck_attendance_proof_of_one_unit")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "by_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_attendance_proof_city_id_by_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "guard_unit_id"],
            ["guard_unit.city_id", "guard_unit.id"],
            name=op.f("fk_attendance_proof_city_id_guard_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "lesson_id"],
            ["lesson.city_id", "lesson.id"],
            name=op.f("fk_attendance_proof_city_id_lesson_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_attendance_proof_city_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "training_unit_id"],
            ["training_unit.city_id", "training_unit.id"],
            name=op.f("fk_attendance_proof_city_id_training_unit_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_attendance_proof")),
        sa.UniqueConstraint(
            "city_id",
            "lesson_id",
            "person_id",
            "kind",
            name=op.f("uq_attendance_proof_city_id_lesson_id_person_id_kind"),
        ),
    )
    with op.batch_alter_table("attendance_proof", schema=None) as batch_op:
        batch_op.create_index("ix_attendance_proof_guard_unit", ["city_id", "guard_unit_id", "at"], unique=False)
        batch_op.create_index("ix_attendance_proof_person", ["city_id", "person_id", "at"], unique=False)
        batch_op.create_index("ix_attendance_proof_unit", ["city_id", "training_unit_id", "at"], unique=False)

    op.create_table(
        "booking",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column("seat_id", sa.Uuid(), nullable=True),
        sa.Column("ticket_number", sa.String(length=14), nullable=True),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("components", sa.JSON(), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(room_id IS NULL) = (seat_id IS NULL)", name=op.f("ck_booking_a_seat_is_in_a_room")),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_booking_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_booking_city_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "registration_id"],
            ["registration.city_id", "registration.id"],
            name=op.f("fk_booking_city_id_registration_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "room_id", "seat_id"],
            ["seat.city_id", "seat.room_id", "seat.id"],
            name=op.f("fk_booking_city_id_room_id_seat_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "room_id"], ["room.city_id", "room.id"], name=op.f("fk_booking_city_id_room_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "seat_id"], ["seat.city_id", "seat.id"], name=op.f("fk_booking_city_id_seat_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_booking")),
        sa.UniqueConstraint(
            "city_id", "exam_session_id", "person_id", name=op.f("uq_booking_city_id_exam_session_id_person_id")
        ),
        sa.UniqueConstraint(
            "city_id", "exam_session_id", "seat_id", name=op.f("uq_booking_city_id_exam_session_id_seat_id")
        ),
        sa.UniqueConstraint("city_id", "ticket_number", name=op.f("uq_booking_city_id_ticket_number")),
    )
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.create_index("ix_booking_person_id", ["city_id", "person_id"], unique=False)
        batch_op.create_index("ix_booking_registration_id", ["city_id", "registration_id"], unique=False)
        batch_op.create_index("ix_booking_room_id", ["city_id", "room_id"], unique=False)

    op.create_table(
        "booklet_count",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("printed", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("destroyed", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("missing = 0 OR note <> ''", name=op.f("ck_booklet_count_missing_copies_are_explained")),
        sa.CheckConstraint(
            "returned + destroyed + missing = printed", name=op.f("ck_booklet_count_every_copy_is_accounted_for")
        ),
        sa.CheckConstraint(
            "returned >= 0 AND destroyed >= 0 AND missing >= 0", name=op.f("ck_booklet_count_no_negative_copies")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "by_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_booklet_count_city_id_by_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_booklet_count_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "room_id"], ["room.city_id", "room.id"], name=op.f("fk_booklet_count_city_id_room_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_booklet_count")),
        sa.UniqueConstraint(
            "city_id",
            "exam_session_id",
            "room_id",
            "number",
            name=op.f("uq_booklet_count_city_id_exam_session_id_room_id_number"),
        ),
    )
    op.create_table(
        "booklet_print",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("is_again", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("booking_ids", sa.JSON(), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("NOT is_again OR reason <> ''", name=op.f("ck_booklet_print_again_for_a_reason")),
        sa.CheckConstraint("copies >= 1", name=op.f("ck_booklet_print_something_was_printed")),
        sa.ForeignKeyConstraint(
            ["city_id", "by_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_booklet_print_city_id_by_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_booklet_print_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "room_id"], ["room.city_id", "room.id"], name=op.f("fk_booklet_print_city_id_room_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_booklet_print")),
        sa.UniqueConstraint(
            "city_id",
            "exam_session_id",
            "room_id",
            "number",
            name=op.f("uq_booklet_print_city_id_exam_session_id_room_id_number"),
        ),
    )
    op.create_table(
        "conformance_report",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("note", sa.String(length=600), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_conformance_report_city_id_exam_session_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_conformance_report")),
        sa.UniqueConstraint("city_id", "exam_session_id", name=op.f("uq_conformance_report_city_id_exam_session_id")),
    )
    op.create_table(
        "drawn_lot",
        sa.Column("county_id", sa.Uuid(), nullable=False),
        sa.Column("draw_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(lesson_id IS NULL) <> (person_id IS NULL)", name=op.f("ck_drawn_lot_a_lesson_or_a_person")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "county_id"], ["authority.city_id", "authority.id"], name=op.f("fk_drawn_lot_city_id_county_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "draw_id"],
            ["training_draw.city_id", "training_draw.id"],
            name=op.f("fk_drawn_lot_city_id_draw_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "lesson_id"], ["lesson.city_id", "lesson.id"], name=op.f("fk_drawn_lot_city_id_lesson_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_drawn_lot_city_id_person_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_drawn_lot")),
        sa.UniqueConstraint("city_id", "draw_id", "place", name=op.f("uq_drawn_lot_city_id_draw_id_place")),
    )
    op.create_table(
        "exam_component",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "theory",
                "skills",
                "physical",
                name="componentkind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("full_mark", sa.Integer(), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=False),
        sa.Column("limit_percent", sa.Integer(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind <> 'theory'", name=op.f("ck_exam_component_theory_is_the_sitting")),
        sa.CheckConstraint("full_mark BETWEEN 1 AND 1000", name=op.f("ck_exam_component_full_mark_possible")),
        sa.CheckConstraint("limit_percent BETWEEN 0 AND 100", name=op.f("ck_exam_component_limit_possible")),
        sa.CheckConstraint("pass_mark BETWEEN 1 AND full_mark", name=op.f("ck_exam_component_pass_mark_possible")),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_exam_component_city_id_exam_session_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_exam_component")),
        sa.UniqueConstraint(
            "city_id", "exam_session_id", "kind", name=op.f("uq_exam_component_city_id_exam_session_id_kind")
        ),
    )
    op.create_table(
        "fee_record",
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("county_id", sa.Uuid(), nullable=False),
        sa.Column("training_unit_id", sa.Uuid(), nullable=True),
        sa.Column("exam_session_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "theory",
                "skills",
                "physical",
                "theory_resit",
                "skills_resit",
                "physical_resit",
                "certificate",
                "replacement",
                name="feekind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column("is_made_up", sa.Boolean(), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "owed",
                "free",
                "paid",
                "waived",
                "refunded",
                "dropped",
                name="feestate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("receipt_id", sa.Uuid(), nullable=True),
        sa.Column("charged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('dropped', 'refunded')) = (ended_at IS NOT NULL)", name=op.f("ck_fee_record_ended_has_its_day")
        ),
        sa.CheckConstraint(
            "(state IN ('paid', 'refunded')) = (receipt_id IS NOT NULL)",
            name=op.f("ck_fee_record_paid_has_its_receipt"),
        ),
        sa.CheckConstraint(
            "state = 'dropped' OR (state = 'free') = (amount_fen = 0)", name=op.f("ck_fee_record_free_is_nothing")
        ),
        sa.CheckConstraint("amount_fen BETWEEN 0 AND 1000000", name=op.f("ck_fee_record_amount_possible")),
        sa.CheckConstraint("attempt BETWEEN 1 AND 999", name=op.f("ck_fee_record_attempt_possible")),
        sa.ForeignKeyConstraint(
            ["city_id", "county_id"],
            ["authority.city_id", "authority.id"],
            name=op.f("fk_fee_record_city_id_county_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_fee_record_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_fee_record_city_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "receipt_id"],
            ["fee_receipt.city_id", "fee_receipt.id"],
            name=op.f("fk_fee_record_city_id_receipt_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "registration_id"],
            ["registration.city_id", "registration.id"],
            name=op.f("fk_fee_record_city_id_registration_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "rule_id"],
            ["own_fee_rule.city_id", "own_fee_rule.id"],
            name=op.f("fk_fee_record_city_id_rule_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "training_unit_id"],
            ["training_unit.city_id", "training_unit.id"],
            name=op.f("fk_fee_record_city_id_training_unit_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_fee_record")),
    )
    with op.batch_alter_table("fee_record", schema=None) as batch_op:
        batch_op.create_index("ix_fee_record_county", ["city_id", "county_id", "state", "charged_at"], unique=False)
        batch_op.create_index("ix_fee_record_person_id", ["city_id", "person_id"], unique=False)
        batch_op.create_index("ix_fee_record_receipt_id", ["city_id", "receipt_id"], unique=False)
        batch_op.create_index("ix_fee_record_session", ["city_id", "exam_session_id", "state"], unique=False)
        batch_op.create_index("ix_fee_record_state", ["city_id", "state", "charged_at"], unique=False)
        batch_op.create_index("ix_fee_record_unit", ["city_id", "training_unit_id", "state"], unique=False)
        batch_op.create_index(
            "uq_fee_record_attempt",
            ["city_id", "registration_id", "kind", "attempt"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "inspector_duty",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_inspector_duty_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_inspector_duty_city_id_person_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_inspector_duty")),
        sa.UniqueConstraint(
            "city_id", "exam_session_id", "person_id", name=op.f("uq_inspector_duty_city_id_exam_session_id_person_id")
        ),
    )
    with op.batch_alter_table("inspector_duty", schema=None) as batch_op:
        batch_op.create_index("ix_inspector_duty_person_id", ["city_id", "person_id"], unique=False)

    op.create_table(
        "invigilation",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_chief", sa.Boolean(), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_invigilation_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_invigilation_city_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "room_id"], ["room.city_id", "room.id"], name=op.f("fk_invigilation_city_id_room_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_invigilation")),
        sa.UniqueConstraint(
            "city_id",
            "exam_session_id",
            "room_id",
            "person_id",
            name=op.f("uq_invigilation_city_id_exam_session_id_room_id_person_id"),
        ),
    )
    with op.batch_alter_table("invigilation", schema=None) as batch_op:
        batch_op.create_index("ix_invigilation_person_id", ["city_id", "person_id"], unique=False)
        batch_op.create_index("ix_invigilation_room_id", ["city_id", "room_id"], unique=False)
        batch_op.create_index(
            "uq_invigilation_chief",
            ["city_id", "exam_session_id", "room_id"],
            unique=True,
            sqlite_where=sa.text("is_chief"),
            postgresql_where=sa.text("is_chief"),
        )
        batch_op.create_index("uq_invigilation_person", ["city_id", "exam_session_id", "person_id"], unique=True)

    op.create_table(
        "late_entry",
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("attendance", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("first_person_id", sa.Uuid(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_person_id", sa.Uuid(), nullable=True),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("training_unit_id", sa.Uuid(), nullable=True),
        sa.Column("guard_unit_id", sa.Uuid(), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(second_person_id IS NULL) = (second_at IS NULL) AND (second_at IS NULL) = (accepted IS NULL)",
            name=op.f("ck_late_entry_signed_by_somebody"),
        ),
        sa.CheckConstraint(
            "(training_unit_id IS NULL) <> (guard_unit_id IS NULL)", name=op.f("ck_late_entry_of_one_unit")
        ),
        sa.CheckConstraint("first_person_id <> second_person_id", name=op.f("ck_late_entry_two_people")),
        sa.ForeignKeyConstraint(
            ["city_id", "first_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_late_entry_city_id_first_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "guard_unit_id"],
            ["guard_unit.city_id", "guard_unit.id"],
            name=op.f("fk_late_entry_city_id_guard_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "lesson_id"], ["lesson.city_id", "lesson.id"], name=op.f("fk_late_entry_city_id_lesson_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "second_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_late_entry_city_id_second_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "training_unit_id"],
            ["training_unit.city_id", "training_unit.id"],
            name=op.f("fk_late_entry_city_id_training_unit_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_late_entry")),
    )
    with op.batch_alter_table("late_entry", schema=None) as batch_op:
        batch_op.create_index("ix_late_entry_guard_unit", ["city_id", "guard_unit_id", "first_at"], unique=False)
        batch_op.create_index("ix_late_entry_lesson_id", ["city_id", "lesson_id"], unique=False)
        batch_op.create_index("ix_late_entry_unit", ["city_id", "training_unit_id", "first_at"], unique=False)
        batch_op.create_index(
            "uq_late_entry_standing",
            ["city_id", "lesson_id"],
            unique=True,
            sqlite_where=sa.text("accepted IS NULL OR accepted"),
            postgresql_where=sa.text("accepted IS NULL OR accepted"),
        )

    op.create_table(
        "objection",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("exam_session_id", sa.Uuid(), nullable=True),
        sa.Column(
            "about",
            sa.Enum(
                "refusal", "result", name="objectionabout_known", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.String(length=2000), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "stands", "changed", name="objectionoutcome_known", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("answer", sa.String(length=2000), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(about = 'result') = (exam_session_id IS NOT NULL)", name=op.f("ck_objection_a_result_has_its_examination")
        ),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answered_by_id IS NULL)", name=op.f("ck_objection_an_answer_names_its_person")
        ),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (outcome IS NULL)", name=op.f("ck_objection_an_answer_has_an_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "answered_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_objection_city_id_answered_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_objection_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_objection_city_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "registration_id"],
            ["registration.city_id", "registration.id"],
            name=op.f("fk_objection_city_id_registration_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_objection")),
        sa.UniqueConstraint(
            "city_id",
            "registration_id",
            "about",
            "decided_at",
            name=op.f("uq_objection_city_id_registration_id_about_decided_at"),
        ),
    )
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.create_index("ix_objection_person_id", ["city_id", "person_id"], unique=False)
        batch_op.create_index("ix_objection_queue", ["city_id", "filed_at"], unique=False)

    op.create_table(
        "organiser_lead",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_organiser_lead_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "room_id"], ["room.city_id", "room.id"], name=op.f("fk_organiser_lead_city_id_room_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_organiser_lead")),
        sa.UniqueConstraint(
            "city_id",
            "exam_session_id",
            "step",
            "room_id",
            name=op.f("uq_organiser_lead_city_id_exam_session_id_step_room_id"),
        ),
    )
    with op.batch_alter_table("organiser_lead", schema=None) as batch_op:
        batch_op.create_index("ix_organiser_lead_opened_at", ["city_id", "opened_at"], unique=False)

    op.create_table(
        "outage_credit",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("silent", sa.Integer(), nullable=False),
        sa.Column("answering", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("began_at < ended_at", name=op.f("ck_outage_credit_in_order")),
        sa.CheckConstraint("silent BETWEEN 2 AND answering", name=op.f("ck_outage_credit_an_outage_of_a_room")),
        sa.ForeignKeyConstraint(
            ["city_id", "confirmed_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_outage_credit_city_id_confirmed_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_outage_credit_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "room_id"], ["room.city_id", "room.id"], name=op.f("fk_outage_credit_city_id_room_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_outage_credit")),
    )
    with op.batch_alter_table("outage_credit", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outage_credit_room", ["city_id", "exam_session_id", "room_id", "began_at"], unique=False
        )

    op.create_table(
        "outage_refusal",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("silent", sa.Integer(), nullable=False),
        sa.Column("answering", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("refused_by_id", sa.Uuid(), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("began_at < ended_at", name=op.f("ck_outage_refusal_in_order")),
        sa.CheckConstraint("silent BETWEEN 2 AND answering", name=op.f("ck_outage_refusal_an_outage_of_a_room")),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_outage_refusal_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "refused_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_outage_refusal_city_id_refused_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "room_id"], ["room.city_id", "room.id"], name=op.f("fk_outage_refusal_city_id_room_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_outage_refusal")),
        sa.UniqueConstraint(
            "city_id",
            "exam_session_id",
            "room_id",
            "began_at",
            name=op.f("uq_outage_refusal_city_id_exam_session_id_room_id_began_at"),
        ),
    )
    op.create_table(
        "rehearsal",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "seats", "power_cut", name="rehearsalkind_known", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("saved", sa.Integer(), nullable=False),
        sa.Column("spare", sa.Integer(), nullable=False),
        sa.Column("clock_seconds", sa.Integer(), nullable=False),
        sa.Column("tried_by", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("saved BETWEEN 0 AND reached", name=op.f("ck_rehearsal_saved_by_who_reached")),
        sa.CheckConstraint("spare >= 0 AND clock_seconds >= 0", name=op.f("ck_rehearsal_no_negative_figures")),
        sa.ForeignKeyConstraint(
            ["city_id", "by_person_id"], ["person.city_id", "person.id"], name=op.f("fk_rehearsal_city_id_by_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_rehearsal_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "room_id"], ["room.city_id", "room.id"], name=op.f("fk_rehearsal_city_id_room_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_rehearsal")),
    )
    with op.batch_alter_table("rehearsal", schema=None) as batch_op:
        batch_op.create_index("ix_rehearsal_room", ["city_id", "exam_session_id", "room_id", "at"], unique=False)

    op.create_table(
        "result_release",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("first_person_id", sa.Uuid(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_person_id", sa.Uuid(), nullable=True),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(second_person_id IS NULL) = (second_at IS NULL)", name=op.f("ck_result_release_second_signature_whole")
        ),
        sa.CheckConstraint(
            "second_person_id IS NULL OR second_person_id <> first_person_id", name=op.f("ck_result_release_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_result_release_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "first_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_result_release_city_id_first_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "second_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_result_release_city_id_second_person_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_result_release")),
        sa.UniqueConstraint("city_id", "exam_session_id", name=op.f("uq_result_release_city_id_exam_session_id")),
    )
    op.create_table(
        "roll_call",
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("picture_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("taken_by_id", sa.Uuid(), nullable=False),
        sa.Column("training_unit_id", sa.Uuid(), nullable=True),
        sa.Column("guard_unit_id", sa.Uuid(), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(training_unit_id IS NULL) <> (guard_unit_id IS NULL)", name=op.f("ck_roll_call_of_one_unit")
        ),
        sa.CheckConstraint("taken_at >= asked_at", name=op.f("ck_roll_call_answered_when_asked")),
        sa.ForeignKeyConstraint(
            ["city_id", "guard_unit_id"],
            ["guard_unit.city_id", "guard_unit.id"],
            name=op.f("fk_roll_call_city_id_guard_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "lesson_id"], ["lesson.city_id", "lesson.id"], name=op.f("fk_roll_call_city_id_lesson_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "taken_by_id"], ["person.city_id", "person.id"], name=op.f("fk_roll_call_city_id_taken_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "training_unit_id"],
            ["training_unit.city_id", "training_unit.id"],
            name=op.f("fk_roll_call_city_id_training_unit_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_roll_call")),
        sa.UniqueConstraint("city_id", "lesson_id", name=op.f("uq_roll_call_city_id_lesson_id")),
    )
    with op.batch_alter_table("roll_call", schema=None) as batch_op:
        batch_op.create_index("ix_roll_call_guard_unit", ["city_id", "guard_unit_id"], unique=False)
        batch_op.create_index("ix_roll_call_unit", ["city_id", "training_unit_id"], unique=False)

    op.create_table(
        "room_key_pair",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_seed", sa.LargeBinary(), nullable=True),
        sa.Column("statement", sa.String(length=600), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_statement", sa.String(length=600), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (last_statement IS NULL)", name=op.f("ck_room_key_pair_end_is_stated")
        ),
        sa.CheckConstraint(
            "(sealed_seed IS NULL) = (ended_at IS NOT NULL)",
            name=op.f("ck_room_key_pair_private_half_ends_with_the_key"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_room_key_pair_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "room_id"], ["room.city_id", "room.id"], name=op.f("fk_room_key_pair_city_id_room_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_room_key_pair")),
        sa.UniqueConstraint(
            "city_id", "exam_session_id", "room_id", name=op.f("uq_room_key_pair_city_id_exam_session_id_room_id")
        ),
    )
    op.create_table(
        "room_moment",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "opened",
                "started",
                "closed",
                name="roommomentkind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("by_person_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(length=600), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "by_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_room_moment_city_id_by_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_room_moment_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "room_id"], ["room.city_id", "room.id"], name=op.f("fk_room_moment_city_id_room_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_room_moment")),
        sa.UniqueConstraint(
            "city_id",
            "exam_session_id",
            "room_id",
            "kind",
            name=op.f("uq_room_moment_city_id_exam_session_id_room_id_kind"),
        ),
    )
    op.create_table(
        "room_move",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("old_starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("new_starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("new_room_id", sa.Uuid(), nullable=False),
        sa.Column("new_session_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("tickets_out", sa.Boolean(), nullable=False),
        sa.Column("first_person_id", sa.Uuid(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_person_id", sa.Uuid(), nullable=True),
        sa.Column("in_force_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(in_force_at IS NULL) = (new_session_id IS NULL)", name=op.f("ck_room_move_in_force_somewhere")
        ),
        sa.CheckConstraint(
            "NOT tickets_out OR in_force_at IS NULL OR second_person_id IS NOT NULL",
            name=op.f("ck_room_move_two_once_tickets_are_out"),
        ),
        sa.CheckConstraint("in_force_at IS NULL OR dropped_at IS NULL", name=op.f("ck_room_move_in_force_or_dropped")),
        sa.CheckConstraint(
            "room_id <> new_room_id OR old_starts_at <> new_starts_at", name=op.f("ck_room_move_it_moves")
        ),
        sa.CheckConstraint(
            "second_person_id IS NULL OR second_person_id <> first_person_id", name=op.f("ck_room_move_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_room_move_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "first_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_room_move_city_id_first_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "new_room_id"], ["room.city_id", "room.id"], name=op.f("fk_room_move_city_id_new_room_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "new_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_room_move_city_id_new_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "room_id"], ["room.city_id", "room.id"], name=op.f("fk_room_move_city_id_room_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "second_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_room_move_city_id_second_person_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_room_move")),
    )
    with op.batch_alter_table("room_move", schema=None) as batch_op:
        batch_op.create_index("ix_room_move_new_session", ["city_id", "new_session_id", "new_room_id"], unique=False)
        batch_op.create_index("ix_room_move_session", ["city_id", "exam_session_id", "first_at"], unique=False)
        batch_op.create_index(
            "uq_room_move_open",
            ["city_id", "exam_session_id", "room_id"],
            unique=True,
            sqlite_where=sa.text("in_force_at IS NULL AND dropped_at IS NULL"),
            postgresql_where=sa.text("in_force_at IS NULL AND dropped_at IS NULL"),
        )

    op.create_table(
        "room_pulse",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard", sa.JSON(), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_room_pulse_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "room_id"], ["room.city_id", "room.id"], name=op.f("fk_room_pulse_city_id_room_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_room_pulse")),
    )
    with op.batch_alter_table("room_pulse", schema=None) as batch_op:
        batch_op.create_index("ix_room_pulse_room", ["city_id", "exam_session_id", "room_id", "at"], unique=False)

    op.create_table(
        "room_signature",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_room_signature_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_room_signature_city_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "room_id"], ["room.city_id", "room.id"], name=op.f("fk_room_signature_city_id_room_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_room_signature")),
        sa.UniqueConstraint(
            "city_id",
            "exam_session_id",
            "room_id",
            "person_id",
            name=op.f("uq_room_signature_city_id_exam_session_id_room_id_person_id"),
        ),
    )
    op.create_table(
        "room_visit",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column("defects", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("nonce", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "by_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_room_visit_city_id_by_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_room_visit_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "room_id"], ["room.city_id", "room.id"], name=op.f("fk_room_visit_city_id_room_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_room_visit")),
        sa.UniqueConstraint("city_id", "nonce", name=op.f("uq_room_visit_city_id_nonce")),
    )
    with op.batch_alter_table("room_visit", schema=None) as batch_op:
        batch_op.create_index("ix_room_visit_room", ["city_id", "exam_session_id", "room_id", "at"], unique=False)

    op.create_table(
        "screening",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("method_version", sa.String(length=60), nullable=False),
        sa.Column("inputs_digest", sa.String(length=64), nullable=False),
        sa.Column("screening_only", sa.Boolean(), nullable=False),
        sa.Column("candidates", sa.Integer(), nullable=False),
        sa.Column("pairs", sa.Integer(), nullable=False),
        sa.Column("leads", sa.JSON(), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("rooms", sa.JSON(), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "by_person_id"], ["person.city_id", "person.id"], name=op.f("fk_screening_city_id_by_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_screening_city_id_exam_session_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_screening")),
        sa.UniqueConstraint(
            "city_id", "exam_session_id", "number", name=op.f("uq_screening_city_id_exam_session_id_number")
        ),
    )
    op.create_table(
        "session_change",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "move", "withdraw", name="sessionchangekind_known", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("old_starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("new_starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("tickets_out", sa.Boolean(), nullable=False),
        sa.Column("first_person_id", sa.Uuid(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_person_id", sa.Uuid(), nullable=True),
        sa.Column("in_force_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'move') = (new_starts_at IS NOT NULL)", name=op.f("ck_session_change_a_move_has_its_new_start")
        ),
        sa.CheckConstraint(
            "NOT tickets_out OR in_force_at IS NULL OR second_person_id IS NOT NULL",
            name=op.f("ck_session_change_two_once_tickets_are_out"),
        ),
        sa.CheckConstraint(
            "in_force_at IS NULL OR dropped_at IS NULL", name=op.f("ck_session_change_in_force_or_dropped")
        ),
        sa.CheckConstraint(
            "second_person_id IS NULL OR second_person_id <> first_person_id", name=op.f("ck_session_change_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_session_change_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "first_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_session_change_city_id_first_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "second_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_session_change_city_id_second_person_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_session_change")),
    )
    with op.batch_alter_table("session_change", schema=None) as batch_op:
        batch_op.create_index("ix_session_change_session", ["city_id", "exam_session_id", "first_at"], unique=False)
        batch_op.create_index(
            "uq_session_change_open",
            ["city_id", "exam_session_id"],
            unique=True,
            sqlite_where=sa.text("in_force_at IS NULL AND dropped_at IS NULL"),
            postgresql_where=sa.text("in_force_at IS NULL AND dropped_at IS NULL"),
        )

    op.create_table(
        "training_record",
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column(
            "area",
            sa.Enum(
                "law",
                "knowledge",
                "skills",
                name="subjectarea_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("training_unit_id", sa.Uuid(), nullable=True),
        sa.Column("guard_unit_id", sa.Uuid(), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(corrects_id IS NULL) = (reason IS NULL)", name=op.f("ck_training_record_a_correction_gives_its_reason")
        ),
        sa.CheckConstraint(
            "(training_unit_id IS NULL) <> (guard_unit_id IS NULL)", name=op.f("ck_training_record_of_one_unit")
        ),
        sa.CheckConstraint("hours BETWEEN 0 AND 6", name=op.f("ck_training_record_hours_possible")),
        sa.ForeignKeyConstraint(
            ["city_id", "corrects_id"],
            ["training_record.city_id", "training_record.id"],
            name=op.f("fk_training_record_city_id_corrects_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "course_id"], ["course.city_id", "course.id"], name=op.f("fk_training_record_city_id_course_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "guard_unit_id"],
            ["guard_unit.city_id", "guard_unit.id"],
            name=op.f("fk_training_record_city_id_guard_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "lesson_id"], ["lesson.city_id", "lesson.id"], name=op.f("fk_training_record_city_id_lesson_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_training_record_city_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "recorded_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_training_record_city_id_recorded_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "training_unit_id"],
            ["training_unit.city_id", "training_unit.id"],
            name=op.f("fk_training_record_city_id_training_unit_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_training_record")),
        sa.UniqueConstraint("city_id", "corrects_id", name=op.f("uq_training_record_city_id_corrects_id")),
    )
    with op.batch_alter_table("training_record", schema=None) as batch_op:
        batch_op.create_index("ix_training_record_course_id", ["city_id", "course_id"], unique=False)
        batch_op.create_index(
            "ix_training_record_day",
            ["city_id", "person_id", "held_on", "area", "hours", "recorded_at", "guard_unit_id", "id"],
            unique=False,
        )
        batch_op.create_index("ix_training_record_guard_unit", ["city_id", "guard_unit_id", "held_on"], unique=False)
        batch_op.create_index("ix_training_record_lesson_id", ["city_id", "lesson_id"], unique=False)
        batch_op.create_index("ix_training_record_unit_day", ["city_id", "training_unit_id", "held_on"], unique=False)
        batch_op.create_index(
            "uq_training_record_first",
            ["city_id", "lesson_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("corrects_id IS NULL"),
            postgresql_where=sa.text("corrects_id IS NULL"),
        )

    op.create_table(
        "alert_settlement",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column(
            "cause",
            sa.Enum(
                "second_browser",
                "equivocated",
                "silent",
                "doubtful",
                "late",
                "replaced",
                "left_window",
                name="alertcause_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column(
            "found",
            sa.Enum(
                "nothing",
                "technical",
                "admonished",
                "incident",
                name="alertfound_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("times >= 1", name=op.f("ck_alert_settlement_settles_something")),
        sa.ForeignKeyConstraint(
            ["city_id", "booking_id"],
            ["booking.city_id", "booking.id"],
            name=op.f("fk_alert_settlement_city_id_booking_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "by_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_alert_settlement_city_id_by_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_alert_settlement_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "room_id"], ["room.city_id", "room.id"], name=op.f("fk_alert_settlement_city_id_room_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_alert_settlement")),
        sa.UniqueConstraint(
            "city_id", "booking_id", "cause", "times", name=op.f("uq_alert_settlement_city_id_booking_id_cause_times")
        ),
    )
    with op.batch_alter_table("alert_settlement", schema=None) as batch_op:
        batch_op.create_index("ix_alert_settlement_room", ["city_id", "exam_session_id", "room_id"], unique=False)

    op.create_table(
        "booklet",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("paper_digests", sa.JSON(), nullable=False),
        sa.Column("paper_seed", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "booking_id"], ["booking.city_id", "booking.id"], name=op.f("fk_booklet_city_id_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_booklet_city_id_exam_session_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_booklet")),
        sa.UniqueConstraint("city_id", "booking_id", name=op.f("uq_booklet_city_id_booking_id")),
    )
    with op.batch_alter_table("booklet", schema=None) as batch_op:
        batch_op.create_index("ix_booklet_exam_session_id", ["city_id", "exam_session_id"], unique=False)

    op.create_table(
        "case_file",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column(
            "about",
            sa.Enum(
                "candidate",
                "pair",
                "invigilator",
                "room",
                "unit",
                name="caseabout_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("about_id", sa.Uuid(), nullable=True),
        sa.Column("screening_id", sa.Uuid(), nullable=True),
        sa.Column("lead_number", sa.Integer(), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "being_read",
                "to_decide",
                "decided",
                name="casestate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("readers_filed", sa.Integer(), nullable=False),
        sa.Column("opened_by_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(about = 'pair') = (lead_number IS NOT NULL) AND (about = 'pair') = (about_id IS NULL)",
            name=op.f("ck_case_file_a_pair_by_its_lead"),
        ),
        sa.CheckConstraint(
            "lead_number IS NULL OR screening_id IS NOT NULL", name=op.f("ck_case_file_a_lead_of_a_screening")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_case_file_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "opened_by_id"], ["person.city_id", "person.id"], name=op.f("fk_case_file_city_id_opened_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "screening_id"],
            ["screening.city_id", "screening.id"],
            name=op.f("fk_case_file_city_id_screening_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_case_file")),
        sa.UniqueConstraint(
            "city_id",
            "exam_session_id",
            "about",
            "about_id",
            name=op.f("uq_case_file_city_id_exam_session_id_about_about_id"),
        ),
        sa.UniqueConstraint(
            "city_id", "screening_id", "lead_number", name=op.f("uq_case_file_city_id_screening_id_lead_number")
        ),
        sa.UniqueConstraint("city_id", "year", "serial", name=op.f("uq_case_file_city_id_year_serial")),
    )
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.create_index("ix_case_file_exam_session_id", ["city_id", "exam_session_id"], unique=False)
        batch_op.create_index("ix_case_file_queue", ["city_id", "state", "opened_at"], unique=False)

    op.create_table(
        "check_in",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.String(length=36), nullable=False),
        sa.Column(
            "way",
            sa.Enum(
                "ticket",
                "number",
                "list",
                name="checkinway_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("late_minutes", sa.Integer(), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("at <= received_at", name=op.f("ck_check_in_noted_before_received")),
        sa.CheckConstraint("late_minutes >= 0", name=op.f("ck_check_in_no_negative_minutes")),
        sa.ForeignKeyConstraint(
            ["city_id", "booking_id"], ["booking.city_id", "booking.id"], name=op.f("fk_check_in_city_id_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "by_person_id"], ["person.city_id", "person.id"], name=op.f("fk_check_in_city_id_by_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_check_in_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "room_id"], ["room.city_id", "room.id"], name=op.f("fk_check_in_city_id_room_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_check_in")),
        sa.UniqueConstraint("city_id", "booking_id", name=op.f("uq_check_in_city_id_booking_id")),
        sa.UniqueConstraint("city_id", "client_id", name=op.f("uq_check_in_city_id_client_id")),
    )
    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.create_index("ix_check_in_room", ["city_id", "exam_session_id", "room_id"], unique=False)

    op.create_table(
        "component_examiner",
        sa.Column("component_id", sa.Uuid(), nullable=False),
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("place BETWEEN 1 AND 3", name=op.f("ck_component_examiner_place_possible")),
        sa.ForeignKeyConstraint(
            ["city_id", "component_id"],
            ["exam_component.city_id", "exam_component.id"],
            name=op.f("fk_component_examiner_city_id_component_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_component_examiner_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_component_examiner_city_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_component_examiner")),
        sa.UniqueConstraint(
            "city_id", "component_id", "person_id", name=op.f("uq_component_examiner_city_id_component_id_person_id")
        ),
        sa.UniqueConstraint(
            "city_id", "component_id", "place", name=op.f("uq_component_examiner_city_id_component_id_place")
        ),
    )
    with op.batch_alter_table("component_examiner", schema=None) as batch_op:
        batch_op.create_index("ix_component_examiner_duty", ["city_id", "person_id", "exam_session_id"], unique=False)

    op.create_table(
        "component_mark",
        sa.Column("component_id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("examiner_id", sa.Uuid(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("was_absent", sa.Boolean(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("NOT was_absent OR points = 0", name=op.f("ck_component_mark_no_points_for_the_absent")),
        sa.CheckConstraint("points >= 0", name=op.f("ck_component_mark_no_negative_points")),
        sa.ForeignKeyConstraint(
            ["city_id", "booking_id"],
            ["booking.city_id", "booking.id"],
            name=op.f("fk_component_mark_city_id_booking_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "component_id"],
            ["exam_component.city_id", "exam_component.id"],
            name=op.f("fk_component_mark_city_id_component_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "examiner_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_component_mark_city_id_examiner_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_component_mark_city_id_person_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_component_mark")),
        sa.UniqueConstraint(
            "city_id",
            "component_id",
            "booking_id",
            "examiner_id",
            name=op.f("uq_component_mark_city_id_component_id_booking_id_examiner_id"),
        ),
    )
    with op.batch_alter_table("component_mark", schema=None) as batch_op:
        batch_op.create_index("ix_component_mark_booking_id", ["city_id", "booking_id"], unique=False)
        batch_op.create_index("ix_component_mark_person_id", ["city_id", "person_id"], unique=False)

    op.create_table(
        "drawn_result",
        sa.Column("county_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "as_recorded",
                "differs",
                "not_reached",
                name="drawnoutcome_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.String(length=600), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "by_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_drawn_result_city_id_by_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "county_id"],
            ["authority.city_id", "authority.id"],
            name=op.f("fk_drawn_result_city_id_county_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "lot_id"], ["drawn_lot.city_id", "drawn_lot.id"], name=op.f("fk_drawn_result_city_id_lot_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_drawn_result")),
    )
    with op.batch_alter_table("drawn_result", schema=None) as batch_op:
        batch_op.create_index("ix_drawn_result_lot", ["city_id", "lot_id", "at"], unique=False)

    op.create_table(
        "entry_refusal",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "ground",
            sa.Enum(
                "identity",
                "no_card",
                "forbidden",
                "conduct",
                "other",
                name="entryground_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("evidence_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("nonce", sa.String(length=36), nullable=False),
        sa.Column("first_person_id", sa.Uuid(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_person_id", sa.Uuid(), nullable=True),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ground <> 'other' OR words <> ''", name=op.f("ck_entry_refusal_another_reason_is_written")),
        sa.CheckConstraint(
            "(second_person_id IS NULL) = (second_at IS NULL AND declined_at IS NULL)",
            name=op.f("ck_entry_refusal_settled_by_somebody"),
        ),
        sa.CheckConstraint(
            "second_at IS NULL OR declined_at IS NULL", name=op.f("ck_entry_refusal_signed_or_declined")
        ),
        sa.CheckConstraint(
            "second_person_id IS NULL OR second_person_id <> first_person_id", name=op.f("ck_entry_refusal_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "booking_id"],
            ["booking.city_id", "booking.id"],
            name=op.f("fk_entry_refusal_city_id_booking_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_entry_refusal_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "first_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_entry_refusal_city_id_first_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_entry_refusal_city_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "room_id"], ["room.city_id", "room.id"], name=op.f("fk_entry_refusal_city_id_room_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "second_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_entry_refusal_city_id_second_person_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_entry_refusal")),
        sa.UniqueConstraint("city_id", "nonce", name=op.f("uq_entry_refusal_city_id_nonce")),
    )
    with op.batch_alter_table("entry_refusal", schema=None) as batch_op:
        batch_op.create_index("ix_entry_refusal_person_id", ["city_id", "person_id"], unique=False)
        batch_op.create_index(
            "ix_entry_refusal_room", ["city_id", "exam_session_id", "room_id", "first_at"], unique=False
        )
        batch_op.create_index(
            "uq_entry_refusal_stands",
            ["city_id", "booking_id"],
            unique=True,
            sqlite_where=sa.text("declined_at IS NULL"),
            postgresql_where=sa.text("declined_at IS NULL"),
        )

    op.create_table(
        "fee_relief",
        sa.Column("county_id", sa.Uuid(), nullable=False),
        sa.Column("fee_id", sa.Uuid(), nullable=False),
        sa.Column("receipt_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "waiver",
                "refund",
                "mistake",
                name="feereliefkind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("first_person_id", sa.Uuid(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_person_id", sa.Uuid(), nullable=True),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'mistake') = (receipt_id IS NOT NULL)", name=op.f("ck_fee_relief_a_mistake_is_of_a_receipt")
        ),
        sa.CheckConstraint(
            "(second_person_id IS NULL) = (second_at IS NULL)", name=op.f("ck_fee_relief_second_signature_whole")
        ),
        sa.CheckConstraint("dropped_at IS NULL OR second_at IS NULL", name=op.f("ck_fee_relief_dropped_or_signed")),
        sa.CheckConstraint(
            "second_person_id IS NULL OR second_person_id <> first_person_id", name=op.f("ck_fee_relief_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "county_id"],
            ["authority.city_id", "authority.id"],
            name=op.f("fk_fee_relief_city_id_county_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "fee_id"], ["fee_record.city_id", "fee_record.id"], name=op.f("fk_fee_relief_city_id_fee_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "first_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_fee_relief_city_id_first_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "receipt_id"],
            ["fee_receipt.city_id", "fee_receipt.id"],
            name=op.f("fk_fee_relief_city_id_receipt_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "second_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_fee_relief_city_id_second_person_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_fee_relief")),
    )
    with op.batch_alter_table("fee_relief", schema=None) as batch_op:
        batch_op.create_index("ix_fee_relief_fee_id", ["city_id", "fee_id"], unique=False)
        batch_op.create_index("ix_fee_relief_receipt_id", ["city_id", "receipt_id"], unique=False)
        batch_op.create_index(
            "ix_fee_relief_waiting",
            ["city_id", "first_at"],
            unique=False,
            sqlite_where=sa.text("second_at IS NULL AND dropped_at IS NULL"),
            postgresql_where=sa.text("second_at IS NULL AND dropped_at IS NULL"),
        )

    op.create_table(
        "identity_check",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "same", "doubtful", name="identityoutcome_known", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "booking_id"],
            ["booking.city_id", "booking.id"],
            name=op.f("fk_identity_check_city_id_booking_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "by_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_identity_check_city_id_by_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_identity_check_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "room_id"], ["room.city_id", "room.id"], name=op.f("fk_identity_check_city_id_room_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_identity_check")),
        sa.UniqueConstraint(
            "city_id", "booking_id", "number", name=op.f("uq_identity_check_city_id_booking_id_number")
        ),
    )
    op.create_table(
        "incident",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "equipment",
                "conduct",
                "material",
                "impersonation",
                "illness",
                "disturbance",
                "other",
                name="incidentkind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "severity",
            sa.Enum(
                "minor", "serious", "grave", name="severity_known", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("nonce", sa.String(length=36), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("at <= received_at", name=op.f("ck_incident_noted_before_received")),
        sa.ForeignKeyConstraint(
            ["city_id", "booking_id"], ["booking.city_id", "booking.id"], name=op.f("fk_incident_city_id_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "by_person_id"], ["person.city_id", "person.id"], name=op.f("fk_incident_city_id_by_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_incident_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "room_id"], ["room.city_id", "room.id"], name=op.f("fk_incident_city_id_room_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_incident")),
        sa.UniqueConstraint("city_id", "nonce", name=op.f("uq_incident_city_id_nonce")),
    )
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.create_index("ix_incident_booking_id", ["city_id", "booking_id"], unique=False)
        batch_op.create_index("ix_incident_room", ["city_id", "exam_session_id", "room_id", "at"], unique=False)

    op.create_table(
        "lead_answer",
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f("ck_lead_answer_has_its_words")),
        sa.ForeignKeyConstraint(
            ["city_id", "by_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_lead_answer_city_id_by_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "lead_id"],
            ["organiser_lead.city_id", "organiser_lead.id"],
            name=op.f("fk_lead_answer_city_id_lead_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_lead_answer")),
    )
    with op.batch_alter_table("lead_answer", schema=None) as batch_op:
        batch_op.create_index("ix_lead_answer_lead_id", ["city_id", "lead_id"], unique=False)

    op.create_table(
        "on_paper",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "no_screen",
                "power",
                "computers",
                "other",
                name="paperreason_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("is_large", sa.Boolean(), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_by_id", sa.Uuid(), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(taken_back_by_id IS NULL) = (taken_back_at IS NULL)", name=op.f("ck_on_paper_taken_back_whole")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "booking_id"], ["booking.city_id", "booking.id"], name=op.f("fk_on_paper_city_id_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "by_person_id"], ["person.city_id", "person.id"], name=op.f("fk_on_paper_city_id_by_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_on_paper_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_on_paper_city_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "taken_back_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_on_paper_city_id_taken_back_by_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_on_paper")),
    )
    with op.batch_alter_table("on_paper", schema=None) as batch_op:
        batch_op.create_index("ix_on_paper_session", ["city_id", "exam_session_id"], unique=False)
        batch_op.create_index(
            "uq_on_paper_booking",
            ["city_id", "booking_id"],
            unique=True,
            sqlite_where=sa.text("taken_back_at IS NULL"),
            postgresql_where=sa.text("taken_back_at IS NULL"),
        )

    op.create_table(
        "sitting",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("paper_digests", sa.JSON(), nullable=False),
        sa.Column("paper_seed", sa.LargeBinary(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "in_progress",
                "paused",
                "held_back",
                "collected",
                "submitted",
                "timed_out",
                name="sittingstate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paper_epoch", sa.Integer(), nullable=True),
        sa.Column("final_state_hash", sa.String(length=64), nullable=True),
        sa.Column("taken_in", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(state = 'held_back') = (held_back_at IS NOT NULL)", name=op.f("ck_sitting_held_back_since_when")
        ),
        sa.CheckConstraint(
            "(state = 'paused') = (paused_at IS NOT NULL)", name=op.f("ck_sitting_paused_sittings_say_since_when")
        ),
        sa.CheckConstraint(
            "(state IN ('in_progress', 'paused', 'held_back')) = (closed_at IS NULL)",
            name=op.f("ck_sitting_closed_sittings_say_when"),
        ),
        sa.CheckConstraint(
            "state <> 'collected' OR paper_epoch IS NOT NULL", name=op.f("ck_sitting_collected_on_paper")
        ),
        sa.CheckConstraint(
            "state <> 'held_back' OR paper_epoch IS NULL", name=op.f("ck_sitting_paper_is_not_held_back")
        ),
        sa.CheckConstraint(
            "state <> 'timed_out' OR paper_epoch IS NULL", name=op.f("ck_sitting_no_clock_closes_paper")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "booking_id"], ["booking.city_id", "booking.id"], name=op.f("fk_sitting_city_id_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_sitting_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_sitting_city_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "room_id"], ["room.city_id", "room.id"], name=op.f("fk_sitting_city_id_room_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_sitting")),
        sa.UniqueConstraint("city_id", "booking_id", name=op.f("uq_sitting_city_id_booking_id")),
    )
    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.create_index("ix_sitting_deadline", ["city_id", "state", "deadline_at"], unique=False)
        batch_op.create_index("ix_sitting_exam_session_id", ["city_id", "exam_session_id"], unique=False)
        batch_op.create_index("ix_sitting_person_id", ["city_id", "person_id"], unique=False)
        batch_op.create_index("ix_sitting_room_id", ["city_id", "room_id"], unique=False)

    op.create_table(
        "third_call",
        sa.Column("component_id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "booking_id"], ["booking.city_id", "booking.id"], name=op.f("fk_third_call_city_id_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "component_id"],
            ["exam_component.city_id", "exam_component.id"],
            name=op.f("fk_third_call_city_id_component_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_third_call_city_id_exam_session_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_third_call")),
        sa.UniqueConstraint(
            "city_id", "component_id", "booking_id", name=op.f("uq_third_call_city_id_component_id_booking_id")
        ),
    )
    op.create_table(
        "answer_import",
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("first_seq", sa.Integer(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("slots", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "counted + held + late = last_seq - first_seq + 1", name=op.f("ck_answer_import_every_change_has_a_level")
        ),
        sa.CheckConstraint("counted >= 0 AND held >= 0 AND late >= 0", name=op.f("ck_answer_import_counts_possible")),
        sa.CheckConstraint("first_seq <= last_seq", name=op.f("ck_answer_import_in_order")),
        sa.ForeignKeyConstraint(
            ["city_id", "by_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_answer_import_city_id_by_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_answer_import_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_answer_import_city_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "sitting_id"],
            ["sitting.city_id", "sitting.id"],
            name=op.f("fk_answer_import_city_id_sitting_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_answer_import")),
        sa.UniqueConstraint(
            "city_id",
            "sitting_id",
            "epoch",
            "first_seq",
            name=op.f("uq_answer_import_city_id_sitting_id_epoch_first_seq"),
        ),
    )
    with op.batch_alter_table("answer_import", schema=None) as batch_op:
        batch_op.create_index("ix_answer_import_exam_session_id", ["city_id", "exam_session_id"], unique=False)
        batch_op.create_index("ix_answer_import_person_id", ["city_id", "person_id"], unique=False)

    op.create_table(
        "answer_sheet",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("handed_out_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_out_by_id", sa.Uuid(), nullable=False),
        sa.Column("taken_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_in_by_id", sa.Uuid(), nullable=True),
        sa.Column("seconds_over", sa.Integer(), nullable=False),
        sa.Column("first_person_id", sa.Uuid(), nullable=True),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_person_id", sa.Uuid(), nullable=True),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(first_done_at IS NULL OR first_at IS NOT NULL) AND (second_done_at IS NULL OR second_at IS NOT NULL)",
            name=op.f("ck_answer_sheet_done_after_beginning"),
        ),
        sa.CheckConstraint(
            "(first_person_id IS NULL) = (first_at IS NULL) AND (second_person_id IS NULL) = (second_at IS NULL)",
            name=op.f("ck_answer_sheet_who_types_since_when"),
        ),
        sa.CheckConstraint(
            "(taken_in_at IS NULL) = (taken_in_by_id IS NULL)", name=op.f("ck_answer_sheet_taken_in_whole")
        ),
        sa.CheckConstraint(
            "first_person_id IS NULL OR taken_in_at IS NOT NULL", name=op.f("ck_answer_sheet_typed_after_taking_in")
        ),
        sa.CheckConstraint("second_person_id <> first_person_id", name=op.f("ck_answer_sheet_two_people")),
        sa.CheckConstraint("seconds_over >= 0", name=op.f("ck_answer_sheet_seconds_over_possible")),
        sa.CheckConstraint("taken_in_at >= handed_out_at", name=op.f("ck_answer_sheet_taken_in_after_handing_out")),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_answer_sheet_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "first_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_answer_sheet_city_id_first_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "handed_out_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_answer_sheet_city_id_handed_out_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_answer_sheet_city_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "room_id"], ["room.city_id", "room.id"], name=op.f("fk_answer_sheet_city_id_room_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "second_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_answer_sheet_city_id_second_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "sitting_id"],
            ["sitting.city_id", "sitting.id"],
            name=op.f("fk_answer_sheet_city_id_sitting_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "taken_in_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_answer_sheet_city_id_taken_in_by_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_answer_sheet")),
        sa.UniqueConstraint("city_id", "sitting_id", name=op.f("uq_answer_sheet_city_id_sitting_id")),
    )
    with op.batch_alter_table("answer_sheet", schema=None) as batch_op:
        batch_op.create_index("ix_answer_sheet_room", ["city_id", "exam_session_id", "room_id"], unique=False)

    op.create_table(
        "appeal",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Uuid(), nullable=True),
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("county_id", sa.Uuid(), nullable=False),
        sa.Column("result_number", sa.Integer(), nullable=True),
        sa.Column(
            "channel",
            sa.Enum(
                "own_page",
                "in_person",
                name="appealchannel_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("taken_by_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.String(length=2000), nullable=False),
        sa.Column("known_on", sa.Date(), nullable=False),
        sa.Column("ask_until", sa.Date(), nullable=False),
        sa.Column("decide_by", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "appealed",
                "remarked",
                "proposed",
                "final",
                name="appealstate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(channel = 'in_person') = (taken_by_id IS NOT NULL)", name=op.f("ck_appeal_who_took_it_down")
        ),
        sa.CheckConstraint("(state = 'final') = (decided_at IS NOT NULL)", name=op.f("ck_appeal_final_says_when")),
        sa.CheckConstraint(
            "(sitting_id IS NULL) = (result_number IS NULL) AND (result_number IS NULL OR result_number >= 1)",
            name=op.f("ck_appeal_a_marking_is_appealed"),
        ),
        sa.CheckConstraint("known_on <= ask_until", name=op.f("ck_appeal_period_in_order")),
        sa.ForeignKeyConstraint(
            ["city_id", "booking_id"], ["booking.city_id", "booking.id"], name=op.f("fk_appeal_city_id_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "county_id"], ["authority.city_id", "authority.id"], name=op.f("fk_appeal_city_id_county_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_appeal_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_appeal_city_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "sitting_id"], ["sitting.city_id", "sitting.id"], name=op.f("fk_appeal_city_id_sitting_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "taken_by_id"], ["person.city_id", "person.id"], name=op.f("fk_appeal_city_id_taken_by_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("city_id", "booking_id", name=op.f("uq_appeal_city_id_booking_id")),
        sa.UniqueConstraint("city_id", "year", "serial", name=op.f("uq_appeal_city_id_year_serial")),
    )
    with op.batch_alter_table("appeal", schema=None) as batch_op:
        batch_op.create_index("ix_appeal_asked_at", ["city_id", "asked_at"], unique=False)
        batch_op.create_index("ix_appeal_county_id", ["city_id", "county_id"], unique=False)
        batch_op.create_index("ix_appeal_exam_session_id", ["city_id", "exam_session_id"], unique=False)
        batch_op.create_index(
            "ix_appeal_open",
            ["city_id", "decide_by"],
            unique=False,
            sqlite_where=sa.text("state <> 'final'"),
            postgresql_where=sa.text("state <> 'final'"),
        )
        batch_op.create_index("ix_appeal_person_id", ["city_id", "person_id"], unique=False)

    op.create_table(
        "case_decision",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "explained",
                "unproven",
                "upheld",
                name="caseoutcome_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reasons", sa.String(length=2000), nullable=False),
        sa.Column("first_person_id", sa.Uuid(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_person_id", sa.Uuid(), nullable=True),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(second_person_id IS NULL) = (second_at IS NULL)", name=op.f("ck_case_decision_second_signature_whole")
        ),
        sa.CheckConstraint(
            "second_person_id IS NULL OR second_person_id <> first_person_id", name=op.f("ck_case_decision_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "case_id"], ["case_file.city_id", "case_file.id"], name=op.f("fk_case_decision_city_id_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "first_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_case_decision_city_id_first_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "second_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_case_decision_city_id_second_person_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_case_decision")),
    )
    with op.batch_alter_table("case_decision", schema=None) as batch_op:
        batch_op.create_index("ix_case_decision_case_id", ["city_id", "case_id"], unique=False)
        batch_op.create_index(
            "uq_case_decision_standing",
            ["city_id", "case_id"],
            unique=True,
            sqlite_where=sa.text("sent_back_at IS NULL"),
            postgresql_where=sa.text("sent_back_at IS NULL"),
        )

    op.create_table(
        "case_review",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("reader_id", sa.Uuid(), nullable=False),
        sa.Column(
            "view",
            sa.Enum(
                "explained",
                "not_enough",
                "convincing",
                name="readerview_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reasons", sa.String(length=1000), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "case_id"], ["case_file.city_id", "case_file.id"], name=op.f("fk_case_review_city_id_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "reader_id"], ["person.city_id", "person.id"], name=op.f("fk_case_review_city_id_reader_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_case_review")),
        sa.UniqueConstraint("city_id", "case_id", "reader_id", name=op.f("uq_case_review_city_id_case_id_reader_id")),
    )
    op.create_table(
        "case_slip",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("representative", sa.String(length=60), nullable=True),
        sa.Column("last_four_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("number", sa.String(length=10), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("reply_until", sa.Date(), nullable=False),
        sa.Column("issued_by_id", sa.Uuid(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(person_id IS NULL) = (representative IS NOT NULL) AND (representative IS NULL) = (last_four_sealed IS NULL)",
            name=op.f("ck_case_slip_a_person_or_a_representative"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "case_id"], ["case_file.city_id", "case_file.id"], name=op.f("fk_case_slip_city_id_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "issued_by_id"], ["person.city_id", "person.id"], name=op.f("fk_case_slip_city_id_issued_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_case_slip_city_id_person_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_case_slip")),
        sa.UniqueConstraint("city_id", "case_id", "person_id", name=op.f("uq_case_slip_city_id_case_id_person_id")),
        sa.UniqueConstraint("city_id", "number", name=op.f("uq_case_slip_city_id_number")),
    )
    with op.batch_alter_table("case_slip", schema=None) as batch_op:
        batch_op.create_index("ix_case_slip_number", ["number"], unique=False)
        batch_op.create_index("ix_case_slip_person_id", ["city_id", "person_id"], unique=False)

    op.create_table(
        "case_subject",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "case_id"], ["case_file.city_id", "case_file.id"], name=op.f("fk_case_subject_city_id_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_case_subject_city_id_person_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_case_subject")),
        sa.UniqueConstraint("city_id", "case_id", "person_id", name=op.f("uq_case_subject_city_id_case_id_person_id")),
    )
    with op.batch_alter_table("case_subject", schema=None) as batch_op:
        batch_op.create_index("ix_case_subject_person_id", ["city_id", "person_id"], unique=False)

    op.create_table(
        "entered_sheet",
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("first_person_id", sa.Uuid(), nullable=False),
        sa.Column("second_person_id", sa.Uuid(), nullable=False),
        sa.Column("third_person_id", sa.Uuid(), nullable=True),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("settled", sa.JSON(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("second_person_id <> first_person_id", name=op.f("ck_entered_sheet_two_people")),
        sa.CheckConstraint(
            "third_person_id IS NULL OR (third_person_id <> first_person_id AND third_person_id <> second_person_id)",
            name=op.f("ck_entered_sheet_a_third_person"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_entered_sheet_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "first_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_entered_sheet_city_id_first_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "second_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_entered_sheet_city_id_second_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "sitting_id"],
            ["sitting.city_id", "sitting.id"],
            name=op.f("fk_entered_sheet_city_id_sitting_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "third_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_entered_sheet_city_id_third_person_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_entered_sheet")),
        sa.UniqueConstraint("city_id", "sitting_id", name=op.f("uq_entered_sheet_city_id_sitting_id")),
    )
    with op.batch_alter_table("entered_sheet", schema=None) as batch_op:
        batch_op.create_index("ix_entered_sheet_exam_session_id", ["city_id", "exam_session_id"], unique=False)

    op.create_table(
        "held_decision",
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("first_seq", sa.Integer(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("first_person_id", sa.Uuid(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_person_id", sa.Uuid(), nullable=True),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_held_decision_a_reason_is_given")),
        sa.CheckConstraint(
            "(second_person_id IS NULL) = (second_at IS NULL)", name=op.f("ck_held_decision_second_signature_whole")
        ),
        sa.CheckConstraint("dropped_at IS NULL OR second_at IS NULL", name=op.f("ck_held_decision_dropped_or_signed")),
        sa.CheckConstraint("first_seq <= last_seq", name=op.f("ck_held_decision_in_order")),
        sa.CheckConstraint(
            "second_person_id IS NULL OR second_person_id <> first_person_id", name=op.f("ck_held_decision_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_held_decision_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "first_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_held_decision_city_id_first_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_held_decision_city_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "second_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_held_decision_city_id_second_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "sitting_id"],
            ["sitting.city_id", "sitting.id"],
            name=op.f("fk_held_decision_city_id_sitting_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_held_decision")),
    )
    with op.batch_alter_table("held_decision", schema=None) as batch_op:
        batch_op.create_index("ix_held_decision_exam_session_id", ["city_id", "exam_session_id"], unique=False)
        batch_op.create_index("ix_held_decision_first_at", ["city_id", "first_at"], unique=False)
        batch_op.create_index("ix_held_decision_person_id", ["city_id", "person_id"], unique=False)
        batch_op.create_index("ix_held_decision_sitting", ["city_id", "sitting_id", "epoch"], unique=False)
        batch_op.create_index(
            "uq_held_decision_open",
            ["city_id", "sitting_id", "epoch"],
            unique=True,
            sqlite_where=sa.text("second_at IS NULL AND dropped_at IS NULL"),
            postgresql_where=sa.text("second_at IS NULL AND dropped_at IS NULL"),
        )

    op.create_table(
        "incident_amendment",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("nonce", sa.String(length=36), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "by_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_incident_amendment_city_id_by_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_incident_amendment_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "incident_id"],
            ["incident.city_id", "incident.id"],
            name=op.f("fk_incident_amendment_city_id_incident_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "room_id"], ["room.city_id", "room.id"], name=op.f("fk_incident_amendment_city_id_room_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_incident_amendment")),
        sa.UniqueConstraint("city_id", "nonce", name=op.f("uq_incident_amendment_city_id_nonce")),
    )
    with op.batch_alter_table("incident_amendment", schema=None) as batch_op:
        batch_op.create_index("ix_incident_amendment_incident", ["city_id", "incident_id", "at"], unique=False)

    op.create_table(
        "incident_file",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "photo", "voice", name="incidentfilekind_known", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("media_type", sa.String(length=20), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sent_digest", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "media_type IN ('image/jpeg', 'audio/webm', 'audio/ogg', 'audio/mp4')",
            name=op.f("ck_incident_file_media_known"),
        ),
        sa.CheckConstraint("at <= received_at", name=op.f("ck_incident_file_noted_before_received")),
        sa.CheckConstraint("seconds BETWEEN 0 AND 60", name=op.f("ck_incident_file_at_most_a_minute")),
        sa.ForeignKeyConstraint(
            ["city_id", "by_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_incident_file_city_id_by_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_incident_file_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "incident_id"],
            ["incident.city_id", "incident.id"],
            name=op.f("fk_incident_file_city_id_incident_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "room_id"], ["room.city_id", "room.id"], name=op.f("fk_incident_file_city_id_room_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_incident_file")),
        sa.UniqueConstraint(
            "city_id", "incident_id", "sent_digest", name=op.f("uq_incident_file_city_id_incident_id_sent_digest")
        ),
    )
    op.create_table(
        "lead_closing",
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("answered_by_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_lead_closing_a_reason_is_given")),
        sa.CheckConstraint("by_person_id <> answered_by_id", name=op.f("ck_lead_closing_two_people")),
        sa.ForeignKeyConstraint(
            ["city_id", "answer_id"],
            ["lead_answer.city_id", "lead_answer.id"],
            name=op.f("fk_lead_closing_city_id_answer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "answered_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_lead_closing_city_id_answered_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "by_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_lead_closing_city_id_by_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "lead_id"],
            ["organiser_lead.city_id", "organiser_lead.id"],
            name=op.f("fk_lead_closing_city_id_lead_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_lead_closing")),
        sa.UniqueConstraint("city_id", "lead_id", name=op.f("uq_lead_closing_city_id_lead_id")),
    )
    op.create_table(
        "lease",
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("head_seq", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(length=64), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "sitting_id"], ["sitting.city_id", "sitting.id"], name=op.f("fk_lease_city_id_sitting_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_lease")),
        sa.UniqueConstraint("city_id", "sitting_id", "epoch", name=op.f("uq_lease_city_id_sitting_id_epoch")),
    )
    op.create_table(
        "make_up",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column("booking_id", sa.Uuid(), nullable=True),
        sa.Column(
            "ground",
            sa.Enum(
                "outage",
                "excused",
                "annulled",
                name="makeupground_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=True),
        sa.Column("document", sa.String(length=120), nullable=False),
        sa.Column("first_person_id", sa.Uuid(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_person_id", sa.Uuid(), nullable=True),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("incident_id IS NOT NULL OR document <> ''", name=op.f("ck_make_up_evidence_is_named")),
        sa.CheckConstraint(
            "(second_person_id IS NULL) = (second_at IS NULL)", name=op.f("ck_make_up_second_signature_whole")
        ),
        sa.CheckConstraint("dropped_at IS NULL OR second_at IS NULL", name=op.f("ck_make_up_dropped_or_signed")),
        sa.CheckConstraint("room_id IS NULL OR booking_id IS NULL", name=op.f("ck_make_up_a_room_or_a_person")),
        sa.CheckConstraint(
            "second_person_id IS NULL OR second_person_id <> first_person_id", name=op.f("ck_make_up_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "booking_id"], ["booking.city_id", "booking.id"], name=op.f("fk_make_up_city_id_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_make_up_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "first_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_make_up_city_id_first_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "incident_id"], ["incident.city_id", "incident.id"], name=op.f("fk_make_up_city_id_incident_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "room_id"], ["room.city_id", "room.id"], name=op.f("fk_make_up_city_id_room_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "second_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_make_up_city_id_second_person_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_make_up")),
    )
    with op.batch_alter_table("make_up", schema=None) as batch_op:
        batch_op.create_index("ix_make_up_booking_id", ["city_id", "booking_id"], unique=False)
        batch_op.create_index("ix_make_up_exam_session", ["city_id", "exam_session_id", "first_at"], unique=False)

    op.create_table(
        "outage_hold",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("outage_began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outage_ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "credited",
                "refused",
                "lapsed",
                name="holdend_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(outcome IS NULL) = (ended_at IS NULL)", name=op.f("ck_outage_hold_ended_in_a_way")),
        sa.CheckConstraint(
            "due_at < until AND outage_began_at < outage_ended_at", name=op.f("ck_outage_hold_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_outage_hold_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "room_id"], ["room.city_id", "room.id"], name=op.f("fk_outage_hold_city_id_room_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "sitting_id"], ["sitting.city_id", "sitting.id"], name=op.f("fk_outage_hold_city_id_sitting_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_outage_hold")),
    )
    with op.batch_alter_table("outage_hold", schema=None) as batch_op:
        batch_op.create_index("ix_outage_hold_room", ["city_id", "exam_session_id", "room_id"], unique=False)
        batch_op.create_index("ix_outage_hold_sitting_id", ["city_id", "sitting_id"], unique=False)
        batch_op.create_index(
            "uq_outage_hold_open",
            ["city_id", "sitting_id"],
            unique=True,
            sqlite_where=sa.text("outcome IS NULL"),
            postgresql_where=sa.text("outcome IS NULL"),
        )

    op.create_table(
        "outage_share",
        sa.Column("credit_id", sa.Uuid(), nullable=False),
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("since < until", name=op.f("ck_outage_share_in_order")),
        sa.ForeignKeyConstraint(
            ["city_id", "credit_id"],
            ["outage_credit.city_id", "outage_credit.id"],
            name=op.f("fk_outage_share_city_id_credit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "sitting_id"],
            ["sitting.city_id", "sitting.id"],
            name=op.f("fk_outage_share_city_id_sitting_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_outage_share")),
        sa.UniqueConstraint("city_id", "sitting_id", "since", name=op.f("uq_outage_share_city_id_sitting_id_since")),
        sa.UniqueConstraint("city_id", "sitting_id", "until", name=op.f("uq_outage_share_city_id_sitting_id_until")),
    )
    with op.batch_alter_table("outage_share", schema=None) as batch_op:
        batch_op.create_index("ix_outage_share_credit_id", ["city_id", "credit_id"], unique=False)

    op.create_table(
        "pause",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column("sitting_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("nonce", sa.String(length=36), nullable=False),
        sa.Column("begun_by_id", sa.Uuid(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(ended_by_id IS NULL) = (ended_at IS NULL)", name=op.f("ck_pause_ended_by_somebody")),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= begun_at", name=op.f("ck_pause_ends_after_its_begin")),
        sa.CheckConstraint("sitting_id IS NULL OR room_id IS NOT NULL", name=op.f("ck_pause_a_seat_is_in_a_room")),
        sa.ForeignKeyConstraint(
            ["city_id", "begun_by_id"], ["person.city_id", "person.id"], name=op.f("fk_pause_city_id_begun_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "ended_by_id"], ["person.city_id", "person.id"], name=op.f("fk_pause_city_id_ended_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_pause_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "room_id"], ["room.city_id", "room.id"], name=op.f("fk_pause_city_id_room_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "sitting_id"], ["sitting.city_id", "sitting.id"], name=op.f("fk_pause_city_id_sitting_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_pause")),
        sa.UniqueConstraint("city_id", "nonce", name=op.f("uq_pause_city_id_nonce")),
    )
    with op.batch_alter_table("pause", schema=None) as batch_op:
        batch_op.create_index("ix_pause_session", ["city_id", "exam_session_id", "begun_at"], unique=False)
        batch_op.create_index("ix_pause_sitting_id", ["city_id", "sitting_id"], unique=False)
        batch_op.create_index(
            "uq_pause_open_room",
            ["city_id", "exam_session_id", "room_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL AND sitting_id IS NULL AND room_id IS NOT NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND sitting_id IS NULL AND room_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_pause_open_session",
            ["city_id", "exam_session_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL AND room_id IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND room_id IS NULL"),
        )
        batch_op.create_index(
            "uq_pause_open_sitting",
            ["city_id", "sitting_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL AND sitting_id IS NOT NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND sitting_id IS NOT NULL"),
        )

    op.create_table(
        "response",
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("set", "mark", name="eventkind_known", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=8), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("mono_ms", sa.BigInteger(), nullable=False),
        sa.Column("wall_ms", sa.BigInteger(), nullable=False),
        sa.Column("beacon", sa.String(length=32), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "in_time",
                "drained",
                "written",
                "held",
                "late",
                name="evidencelevel_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "sitting_id"], ["sitting.city_id", "sitting.id"], name=op.f("fk_response_city_id_sitting_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_response")),
        sa.UniqueConstraint(
            "city_id", "sitting_id", "epoch", "seq", name=op.f("uq_response_city_id_sitting_id_epoch_seq")
        ),
    )
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.create_index(
            "ix_response_held",
            ["city_id", "sitting_id", "epoch"],
            unique=False,
            sqlite_where=sa.text("level = 'held'"),
            postgresql_where=sa.text("level = 'held'"),
        )

    op.create_table(
        "seat_move",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("to_room_id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("sitting_id", sa.Uuid(), nullable=True),
        sa.Column("from_seat_id", sa.Uuid(), nullable=False),
        sa.Column("to_seat_id", sa.Uuid(), nullable=False),
        sa.Column("old_epoch", sa.Integer(), nullable=True),
        sa.Column("new_epoch", sa.Integer(), nullable=True),
        sa.Column(
            "reason",
            sa.Enum(
                "computer",
                "power",
                "started_anew",
                "place",
                "other",
                name="seatmovereason_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("nonce", sa.String(length=36), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(sitting_id IS NULL) = (old_epoch IS NULL) AND (sitting_id IS NULL) = (new_epoch IS NULL)",
            name=op.f("ck_seat_move_a_sitting_has_its_epochs"),
        ),
        sa.CheckConstraint("new_epoch = old_epoch + 1", name=op.f("ck_seat_move_the_next_epoch")),
        sa.ForeignKeyConstraint(
            ["city_id", "booking_id"], ["booking.city_id", "booking.id"], name=op.f("fk_seat_move_city_id_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "by_person_id"], ["person.city_id", "person.id"], name=op.f("fk_seat_move_city_id_by_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_seat_move_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "from_seat_id"], ["seat.city_id", "seat.id"], name=op.f("fk_seat_move_city_id_from_seat_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "room_id", "from_seat_id"],
            ["seat.city_id", "seat.room_id", "seat.id"],
            name=op.f("fk_seat_move_city_id_room_id_from_seat_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "room_id"], ["room.city_id", "room.id"], name=op.f("fk_seat_move_city_id_room_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "sitting_id"], ["sitting.city_id", "sitting.id"], name=op.f("fk_seat_move_city_id_sitting_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "to_room_id", "to_seat_id"],
            ["seat.city_id", "seat.room_id", "seat.id"],
            name=op.f("fk_seat_move_city_id_to_room_id_to_seat_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "to_room_id"], ["room.city_id", "room.id"], name=op.f("fk_seat_move_city_id_to_room_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "to_seat_id"], ["seat.city_id", "seat.id"], name=op.f("fk_seat_move_city_id_to_seat_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_seat_move")),
        sa.UniqueConstraint("city_id", "nonce", name=op.f("uq_seat_move_city_id_nonce")),
        sa.UniqueConstraint(
            "city_id", "sitting_id", "new_epoch", name=op.f("uq_seat_move_city_id_sitting_id_new_epoch")
        ),
    )
    with op.batch_alter_table("seat_move", schema=None) as batch_op:
        batch_op.create_index("ix_seat_move_booking_id", ["city_id", "booking_id"], unique=False)
        batch_op.create_index("ix_seat_move_room", ["city_id", "exam_session_id", "room_id", "moved_at"], unique=False)
        batch_op.create_index(
            "ix_seat_move_to_room", ["city_id", "exam_session_id", "to_room_id", "moved_at"], unique=False
        )

    op.create_table(
        "seat_warning",
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column(
            "cause",
            sa.Enum(
                "second_browser",
                "equivocated",
                "silent",
                "doubtful",
                "late",
                "replaced",
                "left_window",
                name="alertcause_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "sitting_id"],
            ["sitting.city_id", "sitting.id"],
            name=op.f("fk_seat_warning_city_id_sitting_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_seat_warning")),
    )
    with op.batch_alter_table("seat_warning", schema=None) as batch_op:
        batch_op.create_index("ix_seat_warning_sitting_id", ["city_id", "sitting_id"], unique=False)

    op.create_table(
        "sheet_entry",
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_sheet_entry_city_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "sitting_id"], ["sitting.city_id", "sitting.id"], name=op.f("fk_sheet_entry_city_id_sitting_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_sheet_entry")),
        sa.UniqueConstraint(
            "city_id", "sitting_id", "person_id", name=op.f("uq_sheet_entry_city_id_sitting_id_person_id")
        ),
    )
    op.create_table(
        "sheet_photo",
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_sheet_photo_number_possible")),
        sa.ForeignKeyConstraint(
            ["city_id", "by_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_sheet_photo_city_id_by_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "sitting_id"], ["sitting.city_id", "sitting.id"], name=op.f("fk_sheet_photo_city_id_sitting_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_sheet_photo")),
        sa.UniqueConstraint("city_id", "sitting_id", "digest", name=op.f("uq_sheet_photo_city_id_sitting_id_digest")),
        sa.UniqueConstraint("city_id", "sitting_id", "number", name=op.f("uq_sheet_photo_city_id_sitting_id_number")),
    )
    op.create_table(
        "signal",
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "focus_lost",
                "reconnected",
                "second_tab",
                "reloaded",
                name="signalkind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("seconds >= 0", name=op.f("ck_signal_no_negative_length")),
        sa.ForeignKeyConstraint(
            ["city_id", "sitting_id"], ["sitting.city_id", "sitting.id"], name=op.f("fk_signal_city_id_sitting_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_signal")),
        sa.UniqueConstraint(
            "city_id", "sitting_id", "epoch", "number", name=op.f("uq_signal_city_id_sitting_id_epoch_number")
        ),
    )
    op.create_table(
        "sitting_receipt",
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("note", sa.String(length=1024), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_sitting_receipt_city_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "sitting_id"],
            ["sitting.city_id", "sitting.id"],
            name=op.f("fk_sitting_receipt_city_id_sitting_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_sitting_receipt")),
        sa.UniqueConstraint("city_id", "sitting_id", name=op.f("uq_sitting_receipt_city_id_sitting_id")),
    )
    with op.batch_alter_table("sitting_receipt", schema=None) as batch_op:
        batch_op.create_index("ix_sitting_receipt_person_id", ["city_id", "person_id"], unique=False)

    op.create_table(
        "time_extension",
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("sitting_id", sa.Uuid(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("nonce", sa.String(length=36), nullable=False),
        sa.Column("first_person_id", sa.Uuid(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_person_id", sa.Uuid(), nullable=True),
        sa.Column("in_force_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(minutes <= 15) OR (in_force_at IS NULL) = (second_person_id IS NULL)",
            name=op.f("ck_time_extension_long_needs_two"),
        ),
        sa.CheckConstraint("minutes BETWEEN 1 AND 120", name=op.f("ck_time_extension_minutes_possible")),
        sa.CheckConstraint(
            "second_person_id IS NULL OR second_person_id <> first_person_id", name=op.f("ck_time_extension_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_time_extension_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "first_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_time_extension_city_id_first_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "room_id"], ["room.city_id", "room.id"], name=op.f("fk_time_extension_city_id_room_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "second_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_time_extension_city_id_second_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "sitting_id"],
            ["sitting.city_id", "sitting.id"],
            name=op.f("fk_time_extension_city_id_sitting_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_time_extension")),
        sa.UniqueConstraint("city_id", "nonce", name=op.f("uq_time_extension_city_id_nonce")),
    )
    with op.batch_alter_table("time_extension", schema=None) as batch_op:
        batch_op.create_index("ix_time_extension_room", ["city_id", "exam_session_id", "room_id"], unique=False)
        batch_op.create_index("ix_time_extension_sitting_id", ["city_id", "sitting_id"], unique=False)

    op.create_table(
        "appeal_call",
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("component_id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "appeal_id"], ["appeal.city_id", "appeal.id"], name=op.f("fk_appeal_call_city_id_appeal_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "booking_id"], ["booking.city_id", "booking.id"], name=op.f("fk_appeal_call_city_id_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "component_id"],
            ["exam_component.city_id", "exam_component.id"],
            name=op.f("fk_appeal_call_city_id_component_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_appeal_call_city_id_exam_session_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_appeal_call")),
        sa.UniqueConstraint(
            "city_id", "appeal_id", "component_id", name=op.f("uq_appeal_call_city_id_appeal_id_component_id")
        ),
    )
    with op.batch_alter_table("appeal_call", schema=None) as batch_op:
        batch_op.create_index("ix_appeal_call_component_id", ["city_id", "component_id"], unique=False)

    op.create_table(
        "appeal_decision",
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "upheld", "changed", name="appealoutcome_known", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("raw", sa.Integer(), nullable=True),
        sa.Column("maximum", sa.Integer(), nullable=True),
        sa.Column("cut_score", sa.Integer(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("reasons", sa.String(length=2000), nullable=False),
        sa.Column("first_person_id", sa.Uuid(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_person_id", sa.Uuid(), nullable=True),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_back_by_id", sa.Uuid(), nullable=True),
        sa.Column("sent_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(maximum IS NULL) = (raw IS NULL) AND (cut_score IS NULL) = (raw IS NULL) AND (passed IS NULL) = (raw IS NULL)",
            name=op.f("ck_appeal_decision_points_whole"),
        ),
        sa.CheckConstraint(
            "(second_person_id IS NULL) = (second_at IS NULL)", name=op.f("ck_appeal_decision_second_signature_whole")
        ),
        sa.CheckConstraint(
            "(sent_back_at IS NULL) = (sent_back_by_id IS NULL)", name=op.f("ck_appeal_decision_who_sent_it_back")
        ),
        sa.CheckConstraint(
            "second_person_id IS NULL OR second_person_id <> first_person_id",
            name=op.f("ck_appeal_decision_two_people"),
        ),
        sa.CheckConstraint(
            "sent_back_at IS NULL OR second_at IS NULL", name=op.f("ck_appeal_decision_sent_back_or_signed")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "appeal_id"], ["appeal.city_id", "appeal.id"], name=op.f("fk_appeal_decision_city_id_appeal_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "first_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_appeal_decision_city_id_first_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "second_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_appeal_decision_city_id_second_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "sent_back_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_appeal_decision_city_id_sent_back_by_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_appeal_decision")),
    )
    with op.batch_alter_table("appeal_decision", schema=None) as batch_op:
        batch_op.create_index("ix_appeal_decision_appeal", ["city_id", "appeal_id", "first_at"], unique=False)

    op.create_table(
        "appeal_remark",
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("marker_id", sa.Uuid(), nullable=False),
        sa.Column("release_first_id", sa.Uuid(), nullable=False),
        sa.Column("release_second_id", sa.Uuid(), nullable=False),
        sa.Column("recount_raw", sa.Integer(), nullable=True),
        sa.Column("recount_maximum", sa.Integer(), nullable=True),
        sa.Column("recount_passed", sa.Boolean(), nullable=True),
        sa.Column("recount_agrees", sa.Boolean(), nullable=True),
        sa.Column("sum_agrees", sa.Boolean(), nullable=True),
        sa.Column("chain_holds", sa.Boolean(), nullable=True),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("summary", sa.String(length=1000), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(recount_maximum IS NULL) = (recount_raw IS NULL) AND (recount_passed IS NULL) = (recount_raw IS NULL) AND (recount_agrees IS NULL) = (recount_raw IS NULL) AND (sum_agrees IS NULL) = (recount_raw IS NULL) AND (chain_holds IS NULL) = (recount_raw IS NULL)",
            name=op.f("ck_appeal_remark_recount_whole"),
        ),
        sa.CheckConstraint(
            "marker_id <> release_first_id AND marker_id <> release_second_id",
            name=op.f("ck_appeal_remark_somebody_who_released_nothing"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "appeal_id"], ["appeal.city_id", "appeal.id"], name=op.f("fk_appeal_remark_city_id_appeal_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "marker_id"], ["person.city_id", "person.id"], name=op.f("fk_appeal_remark_city_id_marker_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "release_first_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_appeal_remark_city_id_release_first_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "release_second_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_appeal_remark_city_id_release_second_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_appeal_remark")),
        sa.UniqueConstraint("city_id", "appeal_id", name=op.f("uq_appeal_remark_city_id_appeal_id")),
    )
    op.create_table(
        "case_consequence",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "annul_result",
                "annul_room",
                "bar_from_duty",
                "interview",
                "criticism",
                name="consequencekind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("slip_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("barred_until", sa.Date(), nullable=True),
        sa.Column("first_person_id", sa.Uuid(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_person_id", sa.Uuid(), nullable=True),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'bar_from_duty') = (barred_until IS NOT NULL)",
            name=op.f("ck_case_consequence_a_bar_has_its_last_day"),
        ),
        sa.CheckConstraint(
            "(second_person_id IS NULL) = (second_at IS NULL)", name=op.f("ck_case_consequence_second_signature_whole")
        ),
        sa.CheckConstraint(
            "dropped_at IS NULL OR second_at IS NULL", name=op.f("ck_case_consequence_dropped_or_carried_out")
        ),
        sa.CheckConstraint(
            "second_person_id IS NULL OR second_person_id <> first_person_id",
            name=op.f("ck_case_consequence_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "case_id"],
            ["case_file.city_id", "case_file.id"],
            name=op.f("fk_case_consequence_city_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "first_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_case_consequence_city_id_first_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "second_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_case_consequence_city_id_second_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "slip_id"],
            ["case_slip.city_id", "case_slip.id"],
            name=op.f("fk_case_consequence_city_id_slip_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_case_consequence")),
    )
    with op.batch_alter_table("case_consequence", schema=None) as batch_op:
        batch_op.create_index("ix_case_consequence_case_id", ["city_id", "case_id"], unique=False)
        batch_op.create_index(
            "uq_case_consequence_standing",
            ["city_id", "case_id", "kind", "slip_id"],
            unique=True,
            sqlite_where=sa.text("dropped_at IS NULL"),
            postgresql_where=sa.text("dropped_at IS NULL"),
        )

    op.create_table(
        "case_reply",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("slip_id", sa.Uuid(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "online",
                "in_person",
                "on_paper",
                name="replychannel_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.String(length=2000), nullable=False),
        sa.Column("entered_by_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(channel = 'online') = (entered_by_id IS NULL)", name=op.f("ck_case_reply_entered_by_an_officer")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "case_id"], ["case_file.city_id", "case_file.id"], name=op.f("fk_case_reply_city_id_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "entered_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_case_reply_city_id_entered_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "slip_id"], ["case_slip.city_id", "case_slip.id"], name=op.f("fk_case_reply_city_id_slip_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_case_reply")),
    )
    with op.batch_alter_table("case_reply", schema=None) as batch_op:
        batch_op.create_index("ix_case_reply_case", ["city_id", "case_id", "at"], unique=False)
        batch_op.create_index("ix_case_reply_slip_id", ["city_id", "slip_id"], unique=False)

    op.create_table(
        "result_reason",
        sa.Column(
            "kind",
            sa.Enum(
                "key_correction",
                "held_answers",
                "appeal",
                name="markedagainfor_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("key_correction_id", sa.Uuid(), nullable=True),
        sa.Column("held_decision_id", sa.Uuid(), nullable=True),
        sa.Column("appeal_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(kind = 'appeal') = (appeal_id IS NOT NULL)", name=op.f("ck_result_reason_appeal_named")),
        sa.CheckConstraint(
            "(kind = 'held_answers') = (held_decision_id IS NOT NULL)",
            name=op.f("ck_result_reason_held_decision_named"),
        ),
        sa.CheckConstraint(
            "(kind = 'key_correction') = (key_correction_id IS NOT NULL)",
            name=op.f("ck_result_reason_key_correction_named"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "appeal_id"], ["appeal.city_id", "appeal.id"], name=op.f("fk_result_reason_city_id_appeal_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "held_decision_id"],
            ["held_decision.city_id", "held_decision.id"],
            name=op.f("fk_result_reason_city_id_held_decision_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "key_correction_id"],
            ["key_correction.city_id", "key_correction.id"],
            name=op.f("fk_result_reason_city_id_key_correction_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_result_reason")),
        sa.UniqueConstraint("city_id", "appeal_id", name=op.f("uq_result_reason_city_id_appeal_id")),
        sa.UniqueConstraint("city_id", "held_decision_id", name=op.f("uq_result_reason_city_id_held_decision_id")),
        sa.UniqueConstraint("city_id", "key_correction_id", name=op.f("uq_result_reason_city_id_key_correction_id")),
    )
    op.create_table(
        "web_session",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("grant_id", sa.Uuid(), nullable=True),
        sa.Column("booking_id", sa.Uuid(), nullable=True),
        sa.Column("study_card_id", sa.Uuid(), nullable=True),
        sa.Column("case_slip_id", sa.Uuid(), nullable=True),
        sa.Column("applicant_slip_id", sa.Uuid(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "CASE WHEN grant_id IS NULL THEN 0 ELSE 1 END + CASE WHEN booking_id IS NULL THEN 0 ELSE 1 END + CASE WHEN study_card_id IS NULL THEN 0 ELSE 1 END + CASE WHEN case_slip_id IS NULL THEN 0 ELSE 1 END + CASE WHEN applicant_slip_id IS NULL THEN 0 ELSE 1 END = 1",
            name=op.f("ck_web_session_one_kind_of_sign_in"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "account_id"], ["account.city_id", "account.id"], name=op.f("fk_web_session_city_id_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "applicant_slip_id"],
            ["applicant_slip.city_id", "applicant_slip.id"],
            name=op.f("fk_web_session_city_id_applicant_slip_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "booking_id"], ["booking.city_id", "booking.id"], name=op.f("fk_web_session_city_id_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "case_slip_id"],
            ["case_slip.city_id", "case_slip.id"],
            name=op.f("fk_web_session_city_id_case_slip_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "grant_id"],
            ["role_grant.city_id", "role_grant.id"],
            name=op.f("fk_web_session_city_id_grant_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "study_card_id"],
            ["study_card.city_id", "study_card.id"],
            name=op.f("fk_web_session_city_id_study_card_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_web_session")),
        sa.UniqueConstraint("token_hash", "city_id", name=op.f("uq_web_session_token_hash_city_id")),
    )
    with op.batch_alter_table("web_session", schema=None) as batch_op:
        batch_op.create_index("ix_web_session_account_id", ["city_id", "account_id"], unique=False)
        batch_op.create_index("ix_web_session_applicant_slip_id", ["city_id", "applicant_slip_id"], unique=False)
        batch_op.create_index("ix_web_session_booking_id", ["city_id", "booking_id"], unique=False)
        batch_op.create_index("ix_web_session_case_slip_id", ["city_id", "case_slip_id"], unique=False)
        batch_op.create_index("ix_web_session_grant_id", ["city_id", "grant_id"], unique=False)
        batch_op.create_index("ix_web_session_study_card_id", ["city_id", "study_card_id"], unique=False)

    op.create_table(
        "appeal_mark",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("component_id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("examiner_id", sa.Uuid(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("points >= 0", name=op.f("ck_appeal_mark_no_negative_points")),
        sa.ForeignKeyConstraint(
            ["city_id", "appeal_id"], ["appeal.city_id", "appeal.id"], name=op.f("fk_appeal_mark_city_id_appeal_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "booking_id"], ["booking.city_id", "booking.id"], name=op.f("fk_appeal_mark_city_id_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "call_id"],
            ["appeal_call.city_id", "appeal_call.id"],
            name=op.f("fk_appeal_mark_city_id_call_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "component_id"],
            ["exam_component.city_id", "exam_component.id"],
            name=op.f("fk_appeal_mark_city_id_component_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "examiner_id"], ["person.city_id", "person.id"], name=op.f("fk_appeal_mark_city_id_examiner_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_appeal_mark")),
        sa.UniqueConstraint("city_id", "call_id", name=op.f("uq_appeal_mark_city_id_call_id")),
    )
    with op.batch_alter_table("appeal_mark", schema=None) as batch_op:
        batch_op.create_index("ix_appeal_mark_appeal_id", ["city_id", "appeal_id"], unique=False)
        batch_op.create_index("ix_appeal_mark_component", ["city_id", "component_id", "booking_id"], unique=False)

    op.create_table(
        "duty_bar",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("consequence_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "consequence_id"],
            ["case_consequence.city_id", "case_consequence.id"],
            name=op.f("fk_duty_bar_city_id_consequence_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_duty_bar_city_id_person_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_duty_bar")),
        sa.UniqueConstraint("city_id", "consequence_id", name=op.f("uq_duty_bar_city_id_consequence_id")),
    )
    with op.batch_alter_table("duty_bar", schema=None) as batch_op:
        batch_op.create_index("ix_duty_bar_person_id", ["city_id", "person_id"], unique=False)

    op.create_table(
        "result",
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("raw", sa.Integer(), nullable=False),
        sa.Column("maximum", sa.Integer(), nullable=False),
        sa.Column("cut_score", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("by_topic", sa.JSON(), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("reason_id", sa.Uuid(), nullable=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(number = 1) = (reason_id IS NULL)", name=op.f("ck_result_marked_again_for_a_reason")),
        sa.CheckConstraint("key_version >= 0", name=op.f("ck_result_key_version_possible")),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_result_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_result_city_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "reason_id"],
            ["result_reason.city_id", "result_reason.id"],
            name=op.f("fk_result_city_id_reason_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "sitting_id"], ["sitting.city_id", "sitting.id"], name=op.f("fk_result_city_id_sitting_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_result")),
        sa.UniqueConstraint("city_id", "sitting_id", "number", name=op.f("uq_result_city_id_sitting_id_number")),
    )
    with op.batch_alter_table("result", schema=None) as batch_op:
        batch_op.create_index("ix_result_exam_session_id", ["city_id", "exam_session_id"], unique=False)
        batch_op.create_index("ix_result_marked_again", ["city_id", "number"], unique=False)
        batch_op.create_index("ix_result_person_id", ["city_id", "person_id"], unique=False)
        batch_op.create_index("ix_result_reason_id", ["city_id", "reason_id"], unique=False)

    op.create_table(
        "result_annulment",
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("exam_session_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("consequence_id", sa.Uuid(), nullable=False),
        sa.Column("case_number", sa.String(length=12), nullable=False),
        sa.Column("annulled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "consequence_id"],
            ["case_consequence.city_id", "case_consequence.id"],
            name=op.f("fk_result_annulment_city_id_consequence_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "exam_session_id"],
            ["exam_session.city_id", "exam_session.id"],
            name=op.f("fk_result_annulment_city_id_exam_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_result_annulment_city_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "sitting_id"],
            ["sitting.city_id", "sitting.id"],
            name=op.f("fk_result_annulment_city_id_sitting_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_result_annulment")),
        sa.UniqueConstraint("city_id", "sitting_id", name=op.f("uq_result_annulment_city_id_sitting_id")),
    )
    with op.batch_alter_table("result_annulment", schema=None) as batch_op:
        batch_op.create_index("ix_result_annulment_consequence_id", ["city_id", "consequence_id"], unique=False)
        batch_op.create_index("ix_result_annulment_exam_session_id", ["city_id", "exam_session_id"], unique=False)
        batch_op.create_index("ix_result_annulment_person_id", ["city_id", "person_id"], unique=False)

    op.create_table(
        "certificate",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("result_id", sa.Uuid(), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(length=6), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("status_index", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=1000), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("expires_after", sa.Date(), nullable=True),
        sa.Column("approved_by_id", sa.Uuid(), nullable=False),
        sa.Column("signed_by_id", sa.Uuid(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("signed_by_id <> approved_by_id", name=op.f("ck_certificate_signer_is_not_approver")),
        sa.ForeignKeyConstraint(
            ["city_id", "approved_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_certificate_city_id_approved_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"], ["person.city_id", "person.id"], name=op.f("fk_certificate_city_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "photo_id"], ["photo.city_id", "photo.id"], name=op.f("fk_certificate_city_id_photo_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "result_id"], ["result.city_id", "result.id"], name=op.f("fk_certificate_city_id_result_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "signed_by_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_certificate_city_id_signed_by_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_certificate")),
        sa.UniqueConstraint(
            "city_id", "issuer", "status_index", name=op.f("uq_certificate_city_id_issuer_status_index")
        ),
        sa.UniqueConstraint("city_id", "number", name=op.f("uq_certificate_city_id_number")),
        sa.UniqueConstraint("city_id", "result_id", name=op.f("uq_certificate_city_id_result_id")),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index("ix_certificate_day", ["city_id", "issued_on", "number"], unique=False)
        batch_op.create_index("ix_certificate_person", ["city_id", "person_id", "number"], unique=False)

    op.create_table(
        "certificate_delivery",
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("county_id", sa.Uuid(), nullable=False),
        sa.Column("training_unit_id", sa.Uuid(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("ready_on", sa.Date(), nullable=True),
        sa.Column("handed_on", sa.Date(), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "handed_on IS NULL OR ready_on IS NOT NULL",
            name=op.f("ck_certificate_delivery_handed_over_when_it_is_there"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "certificate_id"],
            ["certificate.city_id", "certificate.id"],
            name=op.f("fk_certificate_delivery_city_id_certificate_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "county_id"],
            ["authority.city_id", "authority.id"],
            name=op.f("fk_certificate_delivery_city_id_county_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_certificate_delivery_city_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "training_unit_id"],
            ["training_unit.city_id", "training_unit.id"],
            name=op.f("fk_certificate_delivery_city_id_training_unit_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_certificate_delivery")),
        sa.UniqueConstraint("city_id", "certificate_id", name=op.f("uq_certificate_delivery_city_id_certificate_id")),
    )
    with op.batch_alter_table("certificate_delivery", schema=None) as batch_op:
        batch_op.create_index(
            "ix_certificate_delivery_county_waiting",
            ["city_id", "county_id", "issued_on", "id"],
            unique=False,
            sqlite_where=sa.text("handed_on IS NULL"),
            postgresql_where=sa.text("handed_on IS NULL"),
        )
        batch_op.create_index("ix_certificate_delivery_person_id", ["city_id", "person_id"], unique=False)
        batch_op.create_index(
            "ix_certificate_delivery_waiting",
            ["city_id", "issued_on", "id"],
            unique=False,
            sqlite_where=sa.text("handed_on IS NULL"),
            postgresql_where=sa.text("handed_on IS NULL"),
        )

    op.create_table(
        "certificate_handover",
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("county_id", sa.Uuid(), nullable=False),
        sa.Column(
            "reading",
            sa.Enum("read", "not_read", name="cardreading_known", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "receiver",
            sa.Enum(
                "holder",
                "representative",
                "unit",
                name="handoverto_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("receiver_name", sa.String(length=64), nullable=False),
        sa.Column("letter", sa.String(length=80), nullable=False),
        sa.Column("words", sa.String(length=120), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(reading = 'read') = (receiver IS NOT NULL)", name=op.f("ck_certificate_handover_who_took_what_was_read")
        ),
        sa.CheckConstraint("reading = 'read' OR words <> ''", name=op.f("ck_certificate_handover_unread_says_why")),
        sa.CheckConstraint(
            "receiver <> 'representative' OR letter <> ''",
            name=op.f("ck_certificate_handover_a_representative_has_a_letter"),
        ),
        sa.CheckConstraint(
            "receiver = 'holder' OR receiver_name <> ''", name=op.f("ck_certificate_handover_another_has_a_name")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "by_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_certificate_handover_city_id_by_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "certificate_id"],
            ["certificate.city_id", "certificate.id"],
            name=op.f("fk_certificate_handover_city_id_certificate_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "county_id"],
            ["authority.city_id", "authority.id"],
            name=op.f("fk_certificate_handover_city_id_county_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_certificate_handover")),
    )
    with op.batch_alter_table("certificate_handover", schema=None) as batch_op:
        batch_op.create_index("ix_certificate_handover_certificate", ["city_id", "certificate_id", "at"], unique=False)
        batch_op.create_index(
            "uq_certificate_handover_done",
            ["city_id", "certificate_id"],
            unique=True,
            sqlite_where=sa.text("reading = 'read'"),
            postgresql_where=sa.text("reading = 'read'"),
        )

    op.create_table(
        "post_check",
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=True),
        sa.Column("county_id", sa.Uuid(), nullable=True),
        sa.Column("certificate_id", sa.Uuid(), nullable=True),
        sa.Column("typed", sa.Boolean(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("status_age", sa.String(length=10), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("shown_verdict", sa.String(length=20), nullable=True),
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "certificate_id"],
            ["certificate.city_id", "certificate.id"],
            name=op.f("fk_post_check_city_id_certificate_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "county_id"],
            ["authority.city_id", "authority.id"],
            name=op.f("fk_post_check_city_id_county_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "officer_id"], ["person.city_id", "person.id"], name=op.f("fk_post_check_city_id_officer_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "post_id"], ["post.city_id", "post.id"], name=op.f("fk_post_check_city_id_post_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_post_check")),
        sa.UniqueConstraint("city_id", "nonce", name=op.f("uq_post_check_city_id_nonce")),
    )
    with op.batch_alter_table("post_check", schema=None) as batch_op:
        batch_op.create_index("ix_post_check_certificate_id", ["city_id", "certificate_id"], unique=False)
        batch_op.create_index("ix_post_check_county_id", ["city_id", "county_id"], unique=False)
        batch_op.create_index("ix_post_check_post_id", ["city_id", "post_id"], unique=False)

    op.create_table(
        "status_change",
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column(
            "new_status",
            sa.Enum(
                "valid",
                "revoked",
                "withdrawn",
                "cancelled",
                "replaced",
                name="certificatestatus_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("legal_basis", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("by_deceit", sa.Boolean(), nullable=False),
        sa.Column("first_person_id", sa.Uuid(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_person_id", sa.Uuid(), nullable=True),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_id", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "NOT by_deceit OR new_status = 'withdrawn'", name=op.f("ck_status_change_what_deceit_got_is_withdrawn")
        ),
        sa.CheckConstraint("new_status <> 'valid'", name=op.f("ck_status_change_an_end_is_final")),
        sa.CheckConstraint(
            "(second_person_id IS NULL) = (second_at IS NULL)", name=op.f("ck_status_change_second_signature_whole")
        ),
        sa.CheckConstraint(
            "second_person_id IS NULL OR second_person_id <> first_person_id", name=op.f("ck_status_change_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "certificate_id"],
            ["certificate.city_id", "certificate.id"],
            name=op.f("fk_status_change_city_id_certificate_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "first_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_status_change_city_id_first_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "second_person_id"],
            ["person.city_id", "person.id"],
            name=op.f("fk_status_change_city_id_second_person_id"),
        ),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_status_change")),
    )
    with op.batch_alter_table("status_change", schema=None) as batch_op:
        batch_op.create_index("ix_status_change_certificate_id", ["city_id", "certificate_id"], unique=False)
        batch_op.create_index(
            "uq_status_change_open",
            ["city_id", "certificate_id"],
            unique=True,
            sqlite_where=sa.text("dropped_at IS NULL"),
            postgresql_where=sa.text("dropped_at IS NULL"),
        )
    guard_tables()


def downgrade() -> None:
    with op.batch_alter_table("status_change", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_status_change_open",
            sqlite_where=sa.text("dropped_at IS NULL"),
            postgresql_where=sa.text("dropped_at IS NULL"),
        )
        batch_op.drop_index("ix_status_change_certificate_id")

    op.drop_table("status_change")
    with op.batch_alter_table("post_check", schema=None) as batch_op:
        batch_op.drop_index("ix_post_check_post_id")
        batch_op.drop_index("ix_post_check_county_id")
        batch_op.drop_index("ix_post_check_certificate_id")

    op.drop_table("post_check")
    with op.batch_alter_table("certificate_handover", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_certificate_handover_done",
            sqlite_where=sa.text("reading = 'read'"),
            postgresql_where=sa.text("reading = 'read'"),
        )
        batch_op.drop_index("ix_certificate_handover_certificate")

    op.drop_table("certificate_handover")
    with op.batch_alter_table("certificate_delivery", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_certificate_delivery_waiting",
            sqlite_where=sa.text("handed_on IS NULL"),
            postgresql_where=sa.text("handed_on IS NULL"),
        )
        batch_op.drop_index("ix_certificate_delivery_person_id")
        batch_op.drop_index(
            "ix_certificate_delivery_county_waiting",
            sqlite_where=sa.text("handed_on IS NULL"),
            postgresql_where=sa.text("handed_on IS NULL"),
        )

    op.drop_table("certificate_delivery")
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_index("ix_certificate_person")
        batch_op.drop_index("ix_certificate_day")

    op.drop_table("certificate")
    with op.batch_alter_table("result_annulment", schema=None) as batch_op:
        batch_op.drop_index("ix_result_annulment_person_id")
        batch_op.drop_index("ix_result_annulment_exam_session_id")
        batch_op.drop_index("ix_result_annulment_consequence_id")

    op.drop_table("result_annulment")
    with op.batch_alter_table("result", schema=None) as batch_op:
        batch_op.drop_index("ix_result_reason_id")
        batch_op.drop_index("ix_result_person_id")
        batch_op.drop_index("ix_result_marked_again")
        batch_op.drop_index("ix_result_exam_session_id")

    op.drop_table("result")
    with op.batch_alter_table("duty_bar", schema=None) as batch_op:
        batch_op.drop_index("ix_duty_bar_person_id")

    op.drop_table("duty_bar")
    with op.batch_alter_table("appeal_mark", schema=None) as batch_op:
        batch_op.drop_index("ix_appeal_mark_component")
        batch_op.drop_index("ix_appeal_mark_appeal_id")

    op.drop_table("appeal_mark")
    with op.batch_alter_table("web_session", schema=None) as batch_op:
        batch_op.drop_index("ix_web_session_study_card_id")
        batch_op.drop_index("ix_web_session_grant_id")
        batch_op.drop_index("ix_web_session_case_slip_id")
        batch_op.drop_index("ix_web_session_booking_id")
        batch_op.drop_index("ix_web_session_applicant_slip_id")
        batch_op.drop_index("ix_web_session_account_id")

    op.drop_table("web_session")
    op.drop_table("result_reason")
    with op.batch_alter_table("case_reply", schema=None) as batch_op:
        batch_op.drop_index("ix_case_reply_slip_id")
        batch_op.drop_index("ix_case_reply_case")

    op.drop_table("case_reply")
    with op.batch_alter_table("case_consequence", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_case_consequence_standing",
            sqlite_where=sa.text("dropped_at IS NULL"),
            postgresql_where=sa.text("dropped_at IS NULL"),
        )
        batch_op.drop_index("ix_case_consequence_case_id")

    op.drop_table("case_consequence")
    op.drop_table("appeal_remark")
    with op.batch_alter_table("appeal_decision", schema=None) as batch_op:
        batch_op.drop_index("ix_appeal_decision_appeal")

    op.drop_table("appeal_decision")
    with op.batch_alter_table("appeal_call", schema=None) as batch_op:
        batch_op.drop_index("ix_appeal_call_component_id")

    op.drop_table("appeal_call")
    with op.batch_alter_table("time_extension", schema=None) as batch_op:
        batch_op.drop_index("ix_time_extension_sitting_id")
        batch_op.drop_index("ix_time_extension_room")

    op.drop_table("time_extension")
    with op.batch_alter_table("sitting_receipt", schema=None) as batch_op:
        batch_op.drop_index("ix_sitting_receipt_person_id")

    op.drop_table("sitting_receipt")
    op.drop_table("signal")
    op.drop_table("sheet_photo")
    op.drop_table("sheet_entry")
    with op.batch_alter_table("seat_warning", schema=None) as batch_op:
        batch_op.drop_index("ix_seat_warning_sitting_id")

    op.drop_table("seat_warning")
    with op.batch_alter_table("seat_move", schema=None) as batch_op:
        batch_op.drop_index("ix_seat_move_to_room")
        batch_op.drop_index("ix_seat_move_room")
        batch_op.drop_index("ix_seat_move_booking_id")

    op.drop_table("seat_move")
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_response_held", sqlite_where=sa.text("level = 'held'"), postgresql_where=sa.text("level = 'held'")
        )

    op.drop_table("response")
    with op.batch_alter_table("pause", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_pause_open_sitting",
            sqlite_where=sa.text("ended_at IS NULL AND sitting_id IS NOT NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND sitting_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_pause_open_session",
            sqlite_where=sa.text("ended_at IS NULL AND room_id IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND room_id IS NULL"),
        )
        batch_op.drop_index(
            "uq_pause_open_room",
            sqlite_where=sa.text("ended_at IS NULL AND sitting_id IS NULL AND room_id IS NOT NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND sitting_id IS NULL AND room_id IS NOT NULL"),
        )
        batch_op.drop_index("ix_pause_sitting_id")
        batch_op.drop_index("ix_pause_session")

    op.drop_table("pause")
    with op.batch_alter_table("outage_share", schema=None) as batch_op:
        batch_op.drop_index("ix_outage_share_credit_id")

    op.drop_table("outage_share")
    with op.batch_alter_table("outage_hold", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_outage_hold_open", sqlite_where=sa.text("outcome IS NULL"), postgresql_where=sa.text("outcome IS NULL")
        )
        batch_op.drop_index("ix_outage_hold_sitting_id")
        batch_op.drop_index("ix_outage_hold_room")

    op.drop_table("outage_hold")
    with op.batch_alter_table("make_up", schema=None) as batch_op:
        batch_op.drop_index("ix_make_up_exam_session")
        batch_op.drop_index("ix_make_up_booking_id")

    op.drop_table("make_up")
    op.drop_table("lease")
    op.drop_table("lead_closing")
    op.drop_table("incident_file")
    with op.batch_alter_table("incident_amendment", schema=None) as batch_op:
        batch_op.drop_index("ix_incident_amendment_incident")

    op.drop_table("incident_amendment")
    with op.batch_alter_table("held_decision", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_held_decision_open",
            sqlite_where=sa.text("second_at IS NULL AND dropped_at IS NULL"),
            postgresql_where=sa.text("second_at IS NULL AND dropped_at IS NULL"),
        )
        batch_op.drop_index("ix_held_decision_sitting")
        batch_op.drop_index("ix_held_decision_person_id")
        batch_op.drop_index("ix_held_decision_first_at")
        batch_op.drop_index("ix_held_decision_exam_session_id")

    op.drop_table("held_decision")
    with op.batch_alter_table("entered_sheet", schema=None) as batch_op:
        batch_op.drop_index("ix_entered_sheet_exam_session_id")

    op.drop_table("entered_sheet")
    with op.batch_alter_table("case_subject", schema=None) as batch_op:
        batch_op.drop_index("ix_case_subject_person_id")

    op.drop_table("case_subject")
    with op.batch_alter_table("case_slip", schema=None) as batch_op:
        batch_op.drop_index("ix_case_slip_person_id")
        batch_op.drop_index("ix_case_slip_number")

    op.drop_table("case_slip")
    op.drop_table("case_review")
    with op.batch_alter_table("case_decision", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_case_decision_standing",
            sqlite_where=sa.text("sent_back_at IS NULL"),
            postgresql_where=sa.text("sent_back_at IS NULL"),
        )
        batch_op.drop_index("ix_case_decision_case_id")

    op.drop_table("case_decision")
    with op.batch_alter_table("appeal", schema=None) as batch_op:
        batch_op.drop_index("ix_appeal_person_id")
        batch_op.drop_index(
            "ix_appeal_open", sqlite_where=sa.text("state <> 'final'"), postgresql_where=sa.text("state <> 'final'")
        )
        batch_op.drop_index("ix_appeal_exam_session_id")
        batch_op.drop_index("ix_appeal_county_id")
        batch_op.drop_index("ix_appeal_asked_at")

    op.drop_table("appeal")
    with op.batch_alter_table("answer_sheet", schema=None) as batch_op:
        batch_op.drop_index("ix_answer_sheet_room")

    op.drop_table("answer_sheet")
    with op.batch_alter_table("answer_import", schema=None) as batch_op:
        batch_op.drop_index("ix_answer_import_person_id")
        batch_op.drop_index("ix_answer_import_exam_session_id")

    op.drop_table("answer_import")
    op.drop_table("third_call")
    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.drop_index("ix_sitting_room_id")
        batch_op.drop_index("ix_sitting_person_id")
        batch_op.drop_index("ix_sitting_exam_session_id")
        batch_op.drop_index("ix_sitting_deadline")

    op.drop_table("sitting")
    with op.batch_alter_table("on_paper", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_on_paper_booking",
            sqlite_where=sa.text("taken_back_at IS NULL"),
            postgresql_where=sa.text("taken_back_at IS NULL"),
        )
        batch_op.drop_index("ix_on_paper_session")

    op.drop_table("on_paper")
    with op.batch_alter_table("lead_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_lead_answer_lead_id")

    op.drop_table("lead_answer")
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.drop_index("ix_incident_room")
        batch_op.drop_index("ix_incident_booking_id")

    op.drop_table("incident")
    op.drop_table("identity_check")
    with op.batch_alter_table("fee_relief", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_fee_relief_waiting",
            sqlite_where=sa.text("second_at IS NULL AND dropped_at IS NULL"),
            postgresql_where=sa.text("second_at IS NULL AND dropped_at IS NULL"),
        )
        batch_op.drop_index("ix_fee_relief_receipt_id")
        batch_op.drop_index("ix_fee_relief_fee_id")

    op.drop_table("fee_relief")
    with op.batch_alter_table("entry_refusal", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_entry_refusal_stands",
            sqlite_where=sa.text("declined_at IS NULL"),
            postgresql_where=sa.text("declined_at IS NULL"),
        )
        batch_op.drop_index("ix_entry_refusal_room")
        batch_op.drop_index("ix_entry_refusal_person_id")

    op.drop_table("entry_refusal")
    with op.batch_alter_table("drawn_result", schema=None) as batch_op:
        batch_op.drop_index("ix_drawn_result_lot")

    op.drop_table("drawn_result")
    with op.batch_alter_table("component_mark", schema=None) as batch_op:
        batch_op.drop_index("ix_component_mark_person_id")
        batch_op.drop_index("ix_component_mark_booking_id")

    op.drop_table("component_mark")
    with op.batch_alter_table("component_examiner", schema=None) as batch_op:
        batch_op.drop_index("ix_component_examiner_duty")

    op.drop_table("component_examiner")
    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.drop_index("ix_check_in_room")

    op.drop_table("check_in")
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.drop_index("ix_case_file_queue")
        batch_op.drop_index("ix_case_file_exam_session_id")

    op.drop_table("case_file")
    with op.batch_alter_table("booklet", schema=None) as batch_op:
        batch_op.drop_index("ix_booklet_exam_session_id")

    op.drop_table("booklet")
    with op.batch_alter_table("alert_settlement", schema=None) as batch_op:
        batch_op.drop_index("ix_alert_settlement_room")

    op.drop_table("alert_settlement")
    with op.batch_alter_table("training_record", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_training_record_first",
            sqlite_where=sa.text("corrects_id IS NULL"),
            postgresql_where=sa.text("corrects_id IS NULL"),
        )
        batch_op.drop_index("ix_training_record_unit_day")
        batch_op.drop_index("ix_training_record_lesson_id")
        batch_op.drop_index("ix_training_record_guard_unit")
        batch_op.drop_index("ix_training_record_day")
        batch_op.drop_index("ix_training_record_course_id")

    op.drop_table("training_record")
    with op.batch_alter_table("session_change", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_session_change_open",
            sqlite_where=sa.text("in_force_at IS NULL AND dropped_at IS NULL"),
            postgresql_where=sa.text("in_force_at IS NULL AND dropped_at IS NULL"),
        )
        batch_op.drop_index("ix_session_change_session")

    op.drop_table("session_change")
    op.drop_table("screening")
    with op.batch_alter_table("room_visit", schema=None) as batch_op:
        batch_op.drop_index("ix_room_visit_room")

    op.drop_table("room_visit")
    op.drop_table("room_signature")
    with op.batch_alter_table("room_pulse", schema=None) as batch_op:
        batch_op.drop_index("ix_room_pulse_room")

    op.drop_table("room_pulse")
    with op.batch_alter_table("room_move", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_room_move_open",
            sqlite_where=sa.text("in_force_at IS NULL AND dropped_at IS NULL"),
            postgresql_where=sa.text("in_force_at IS NULL AND dropped_at IS NULL"),
        )
        batch_op.drop_index("ix_room_move_session")
        batch_op.drop_index("ix_room_move_new_session")

    op.drop_table("room_move")
    op.drop_table("room_moment")
    op.drop_table("room_key_pair")
    with op.batch_alter_table("roll_call", schema=None) as batch_op:
        batch_op.drop_index("ix_roll_call_unit")
        batch_op.drop_index("ix_roll_call_guard_unit")

    op.drop_table("roll_call")
    op.drop_table("result_release")
    with op.batch_alter_table("rehearsal", schema=None) as batch_op:
        batch_op.drop_index("ix_rehearsal_room")

    op.drop_table("rehearsal")
    op.drop_table("outage_refusal")
    with op.batch_alter_table("outage_credit", schema=None) as batch_op:
        batch_op.drop_index("ix_outage_credit_room")

    op.drop_table("outage_credit")
    with op.batch_alter_table("organiser_lead", schema=None) as batch_op:
        batch_op.drop_index("ix_organiser_lead_opened_at")

    op.drop_table("organiser_lead")
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.drop_index("ix_objection_queue")
        batch_op.drop_index("ix_objection_person_id")

    op.drop_table("objection")
    with op.batch_alter_table("late_entry", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_late_entry_standing",
            sqlite_where=sa.text("accepted IS NULL OR accepted"),
            postgresql_where=sa.text("accepted IS NULL OR accepted"),
        )
        batch_op.drop_index("ix_late_entry_unit")
        batch_op.drop_index("ix_late_entry_lesson_id")
        batch_op.drop_index("ix_late_entry_guard_unit")

    op.drop_table("late_entry")
    with op.batch_alter_table("invigilation", schema=None) as batch_op:
        batch_op.drop_index("uq_invigilation_person")
        batch_op.drop_index(
            "uq_invigilation_chief", sqlite_where=sa.text("is_chief"), postgresql_where=sa.text("is_chief")
        )
        batch_op.drop_index("ix_invigilation_room_id")
        batch_op.drop_index("ix_invigilation_person_id")

    op.drop_table("invigilation")
    with op.batch_alter_table("inspector_duty", schema=None) as batch_op:
        batch_op.drop_index("ix_inspector_duty_person_id")

    op.drop_table("inspector_duty")
    with op.batch_alter_table("fee_record", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_fee_record_attempt",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_fee_record_unit")
        batch_op.drop_index("ix_fee_record_state")
        batch_op.drop_index("ix_fee_record_session")
        batch_op.drop_index("ix_fee_record_receipt_id")
        batch_op.drop_index("ix_fee_record_person_id")
        batch_op.drop_index("ix_fee_record_county")

    op.drop_table("fee_record")
    op.drop_table("exam_component")
    op.drop_table("drawn_lot")
    op.drop_table("conformance_report")
    op.drop_table("booklet_print")
    op.drop_table("booklet_count")
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_index("ix_booking_room_id")
        batch_op.drop_index("ix_booking_registration_id")
        batch_op.drop_index("ix_booking_person_id")

    op.drop_table("booking")
    with op.batch_alter_table("attendance_proof", schema=None) as batch_op:
        batch_op.drop_index("ix_attendance_proof_unit")
        batch_op.drop_index("ix_attendance_proof_person")
        batch_op.drop_index("ix_attendance_proof_guard_unit")

    op.drop_table("attendance_proof")
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_assessment_open",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index("ix_assessment_unit_person")
        batch_op.drop_index("ix_assessment_plan_id")
        batch_op.drop_index("ix_assessment_person")

    op.drop_table("assessment")
    with op.batch_alter_table("training_plan", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_training_plan_standing",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_training_plan_post_id")
        batch_op.drop_index("ix_training_plan_guard_unit_id")

    op.drop_table("training_plan")
    with op.batch_alter_table("roster_draft", schema=None) as batch_op:
        batch_op.drop_index("ix_roster_draft_training_unit_id")
        batch_op.drop_index("ix_roster_draft_guard_unit_id")
        batch_op.drop_index(batch_op.f("ix_roster_draft_expires_at"))
        batch_op.drop_index("ix_roster_draft_course_id")

    op.drop_table("roster_draft")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index("ix_role_grant_training_unit_id")
        batch_op.drop_index("ix_role_grant_guard_unit_id")
        batch_op.drop_index("ix_role_grant_centre_id")
        batch_op.drop_index("ix_role_grant_authority_id")
        batch_op.drop_index("ix_role_grant_account_id")

    op.drop_table("role_grant")
    with op.batch_alter_table("review_extension", schema=None) as batch_op:
        batch_op.drop_index("ix_review_extension_registration")

    op.drop_table("review_extension")
    op.drop_table("requirement_check")
    with op.batch_alter_table("registration_step", schema=None) as batch_op:
        batch_op.drop_index("ix_registration_step_by_person_id")

    op.drop_table("registration_step")
    with op.batch_alter_table("pre_registration", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_pre_registration_waiting",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index("ix_pre_registration_queue")
        batch_op.drop_index("ix_pre_registration_person_id")
        batch_op.drop_index("ix_pre_registration_number")
        batch_op.drop_index("ix_pre_registration_made")
        batch_op.drop_index(
            "ix_pre_registration_kept",
            sqlite_where=sa.text("name_sealed IS NOT NULL"),
            postgresql_where=sa.text("name_sealed IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_pre_registration_due",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.drop_table("pre_registration")
    with op.batch_alter_table("payroll_line", schema=None) as batch_op:
        batch_op.drop_index("ix_payroll_line_number")

    op.drop_table("payroll_line")
    with op.batch_alter_table("notice_step", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_step_notice")

    op.drop_table("notice_step")
    with op.batch_alter_table("level_nomination", schema=None) as batch_op:
        batch_op.drop_index("ix_level_nomination_unit")
        batch_op.drop_index("ix_level_nomination_person")
        batch_op.drop_index("ix_level_nomination_day")

    op.drop_table("level_nomination")
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.drop_index("ix_lesson_unit")
        batch_op.drop_index("ix_lesson_trainer")
        batch_op.drop_index("ix_lesson_guard_unit")
        batch_op.drop_index("ix_lesson_course")
        batch_op.drop_index("ix_lesson_classroom_id")

    op.drop_table("lesson")
    with op.batch_alter_table("ledger_cosignature", schema=None) as batch_op:
        batch_op.drop_index("ix_ledger_cosignature_ledger")

    op.drop_table("ledger_cosignature")
    with op.batch_alter_table("key_correction", schema=None) as batch_op:
        batch_op.drop_index("ix_key_correction_item")
        batch_op.drop_index("ix_key_correction_first_at")

    op.drop_table("key_correction")
    op.drop_table("item_publication")
    with op.batch_alter_table("identity_question", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_identity_question_training_unit",
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_identity_question_guard_unit",
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )
        batch_op.drop_index("ix_identity_question_training_unit_id")
        batch_op.drop_index("ix_identity_question_person_id")
        batch_op.drop_index("ix_identity_question_guard_unit_id")
        batch_op.drop_index("ix_identity_question_course_id")
        batch_op.drop_index("ix_identity_question_county_id")

    op.drop_table("identity_question")
    with op.batch_alter_table("flag_note", schema=None) as batch_op:
        batch_op.drop_index("ix_flag_note_flag_id")

    op.drop_table("flag_note")
    with op.batch_alter_table("flag_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_flag_answer_flag_id")

    op.drop_table("flag_answer")
    with op.batch_alter_table("filing_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_filing_answer_training_unit_id")
        batch_op.drop_index("ix_filing_answer_guard_unit_id")
        batch_op.drop_index("ix_filing_answer_county")

    op.drop_table("filing_answer")
    with op.batch_alter_table("exam_session", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_exam_session_moment",
            sqlite_where=sa.text("state <> 'withdrawn'"),
            postgresql_where=sa.text("state <> 'withdrawn'"),
        )
        batch_op.drop_index("ix_exam_session_starts_at")
        batch_op.drop_index("ix_exam_session_centre_id")
        batch_op.drop_index("ix_exam_session_calendar")

    op.drop_table("exam_session")
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_index("ix_enrolment_unit_person")
        batch_op.drop_index("ix_enrolment_person_id")
        batch_op.drop_index("ix_enrolment_guard_unit")
        batch_op.drop_index("ix_enrolment_course_id")

    op.drop_table("enrolment")
    with op.batch_alter_table("employment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_employment_open", sqlite_where=sa.text("left_on IS NULL"), postgresql_where=sa.text("left_on IS NULL")
        )
        batch_op.drop_index("ix_employment_unit_person")
        batch_op.drop_index("ix_employment_post_id")
        batch_op.drop_index("ix_employment_person")

    op.drop_table("employment")
    with op.batch_alter_table("eligibility_override", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_eligibility_override_waiting",
            sqlite_where=sa.text("second_at IS NULL AND dropped_at IS NULL"),
            postgresql_where=sa.text("second_at IS NULL AND dropped_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_eligibility_override_to_sign",
            sqlite_where=sa.text("second_at IS NULL AND dropped_at IS NULL"),
            postgresql_where=sa.text("second_at IS NULL AND dropped_at IS NULL"),
        )
        batch_op.drop_index("ix_eligibility_override_registration_id")

    op.drop_table("eligibility_override")
    with op.batch_alter_table("eligibility_finding", schema=None) as batch_op:
        batch_op.drop_index("ix_eligibility_finding_person")

    op.drop_table("eligibility_finding")
    with op.batch_alter_table("contract_post", schema=None) as batch_op:
        batch_op.drop_index("ix_contract_post_post_id")

    op.drop_table("contract_post")
    with op.batch_alter_table("background_fact", schema=None) as batch_op:
        batch_op.drop_index("ix_background_fact_person_id")

    op.drop_table("background_fact")
    with op.batch_alter_table("assessment_plan", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_assessment_plan_standing",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_assessment_plan_post_id")
        batch_op.drop_index("ix_assessment_plan_guard_unit_id")

    op.drop_table("assessment_plan")
    with op.batch_alter_table("accommodation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_accommodation_kind",
            sqlite_where=sa.text("approved IS NULL OR approved"),
            postgresql_where=sa.text("approved IS NULL OR approved"),
        )
        batch_op.drop_index("ix_accommodation_registration_id")
        batch_op.drop_index("ix_accommodation_person_id")

    op.drop_table("accommodation")
    with op.batch_alter_table("unit_table_draft", schema=None) as batch_op:
        batch_op.drop_index("ix_unit_table_draft_expires_at")
        batch_op.drop_index("ix_unit_table_draft_county_id")

    op.drop_table("unit_table_draft")
    with op.batch_alter_table("unit_document", schema=None) as batch_op:
        batch_op.drop_index("ix_unit_document_unit")
        batch_op.drop_index("ix_unit_document_county_id")

    op.drop_table("unit_document")
    with op.batch_alter_table("unit_detail", schema=None) as batch_op:
        batch_op.drop_index("ix_unit_detail_training_unit_id")
        batch_op.drop_index("ix_unit_detail_guard_unit_id")
        batch_op.drop_index("ix_unit_detail_county")

    op.drop_table("unit_detail")
    with op.batch_alter_table("training_flag", schema=None) as batch_op:
        batch_op.drop_index("ix_training_flag_raised")

    op.drop_table("training_flag")
    op.drop_table("training_draw")
    with op.batch_alter_table("trainer", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_trainer_teaching_at_guard_unit",
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
        batch_op.drop_index(
            "uq_trainer_teaching", sqlite_where=sa.text("until IS NULL"), postgresql_where=sa.text("until IS NULL")
        )
        batch_op.drop_index("ix_trainer_person_id")

    op.drop_table("trainer")
    with op.batch_alter_table("study_card", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_study_card_in_force",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_study_card_person_id")
        batch_op.drop_index("ix_study_card_number")

    op.drop_table("study_card")
    with op.batch_alter_table("service_contract", schema=None) as batch_op:
        batch_op.drop_index("ix_service_contract_guard_unit_id")

    op.drop_table("service_contract")
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.drop_index("ix_seat_room_id")

    op.drop_table("seat")
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_registration_open",
            sqlite_where=sa.text("state NOT IN ('refused', 'ended')"),
            postgresql_where=sa.text("state NOT IN ('refused', 'ended')"),
        )
        batch_op.drop_index("ix_registration_training_unit_id")
        batch_op.drop_index("ix_registration_queue")
        batch_op.drop_index("ix_registration_person")
        batch_op.drop_index("ix_registration_city_queue")

    op.drop_table("registration")
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.drop_index("ix_referral_training_unit_id")
        batch_op.drop_index("ix_referral_guard_unit_id")
        batch_op.drop_index("ix_referral_county")

    op.drop_table("referral")
    with op.batch_alter_table("pre_registration_limit", schema=None) as batch_op:
        batch_op.drop_index("ix_pre_registration_limit_newest")

    op.drop_table("pre_registration_limit")
    with op.batch_alter_table("practice_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_practice_answer_topic")

    op.drop_table("practice_answer")
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_index("ix_post_guard_unit_id")
        batch_op.drop_index("ix_post_county_id")

    op.drop_table("post")
    with op.batch_alter_table("person_paper", schema=None) as batch_op:
        batch_op.drop_index("ix_person_paper_training_unit_id")
        batch_op.drop_index("ix_person_paper_person")

    op.drop_table("person_paper")
    with op.batch_alter_table("payroll_month", schema=None) as batch_op:
        batch_op.drop_index("ix_payroll_month_unit")
        batch_op.drop_index("ix_payroll_month_county_id")

    op.drop_table("payroll_month")
    op.drop_table("own_resit_rule")
    op.drop_table("own_fee_rule")
    op.drop_table("own_appeal_rule")
    with op.batch_alter_table("notice_rules", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_rules_set_at")

    op.drop_table("notice_rules")
    with op.batch_alter_table("notice_batch", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_batch_made_at")
        batch_op.drop_index("ix_notice_batch_county_id")

    op.drop_table("notice_batch")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_unit")
        batch_op.drop_index(
            "ix_notice_text",
            sqlite_where=sa.text("text_sealed IS NOT NULL"),
            postgresql_where=sa.text("text_sealed IS NOT NULL"),
        )
        batch_op.drop_index("ix_notice_queue")
        batch_op.drop_index("ix_notice_person")
        batch_op.drop_index("ix_notice_county_queue")

    op.drop_table("notice")
    with op.batch_alter_table("mock_paper", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_mock_paper_open",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index("ix_mock_paper_person")

    op.drop_table("mock_paper")
    with op.batch_alter_table("mapping_version", schema=None) as batch_op:
        batch_op.drop_index("ix_mapping_version_newest")

    op.drop_table("mapping_version")
    with op.batch_alter_table("level_hours_rule", schema=None) as batch_op:
        batch_op.drop_index("ix_level_hours_rule_unit")

    op.drop_table("level_hours_rule")
    op.drop_table("ledger_witness")
    with op.batch_alter_table("labour_contract", schema=None) as batch_op:
        batch_op.drop_index("ix_labour_contract_person_id")
        batch_op.drop_index("ix_labour_contract_person")

    op.drop_table("labour_contract")
    op.drop_table("journal_text")
    with op.batch_alter_table("item_version", schema=None) as batch_op:
        batch_op.drop_index("ix_item_version_pool")

    op.drop_table("item_version")
    with op.batch_alter_table("filing", schema=None) as batch_op:
        batch_op.drop_index("ix_filing_training_unit_id")
        batch_op.drop_index("ix_filing_guard_unit_id")
        batch_op.drop_index("ix_filing_county")

    op.drop_table("filing")
    with op.batch_alter_table("fee_receipt", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_fee_receipt_number",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.drop_table("fee_receipt")
    op.drop_table("course")
    with op.batch_alter_table("correction_request", schema=None) as batch_op:
        batch_op.drop_index("ix_correction_request_queue")
        batch_op.drop_index("ix_correction_request_person_id")

    op.drop_table("correction_request")
    op.drop_table("classroom")
    op.drop_table("blueprint_version")
    with op.batch_alter_table("biometrics_receipt", schema=None) as batch_op:
        batch_op.drop_index("ix_biometrics_receipt_number")

    op.drop_table("biometrics_receipt")
    with op.batch_alter_table("applicant_slip", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_applicant_slip_in_force",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_applicant_slip_person_id")
        batch_op.drop_index("ix_applicant_slip_number")

    op.drop_table("applicant_slip")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index("ix_account_person_id")

    op.drop_table("account")
    with op.batch_alter_table("training_unit", schema=None) as batch_op:
        batch_op.drop_index("ix_training_unit_county_id")

    op.drop_table("training_unit")
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.drop_index("ix_room_centre_id")

    op.drop_table("room")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index("ix_person_photo_id")
        batch_op.drop_index("ix_person_city_id_name")

    op.drop_table("person")
    op.drop_table("ledger_checkpoint")
    with op.batch_alter_table("journal_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_journal_entry_subject")
        batch_op.drop_index("ix_journal_entry_person")
        batch_op.drop_index("ix_journal_entry_at")

    op.drop_table("journal_entry")
    with op.batch_alter_table("guard_unit", schema=None) as batch_op:
        batch_op.drop_index("ix_guard_unit_county_id")

    op.drop_table("guard_unit")
    with op.batch_alter_table("training_look", schema=None) as batch_op:
        batch_op.drop_index("ix_training_look_until")

    op.drop_table("training_look")
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_attempt_name")
        batch_op.drop_index("ix_sign_in_attempt_address")

    op.drop_table("sign_in_attempt")
    with op.batch_alter_table("published_list", schema=None) as batch_op:
        batch_op.drop_index("ix_published_list_newest")

    op.drop_table("published_list")
    op.drop_table("published_key")
    op.drop_table("photo")
    with op.batch_alter_table("ledger", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_ledger_unsigned",
            sqlite_where=sa.text("signed_size < size"),
            postgresql_where=sa.text("signed_size < size"),
        )

    op.drop_table("ledger")
    op.drop_table("exam_centre")
    op.drop_table("certificate_series")
    with op.batch_alter_table("authority", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_authority_parent_id"))

    op.drop_table("authority")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
