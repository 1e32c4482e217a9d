"""The registry of units as the auditor reads it: the same pages as at the desks, without anything to change."""

from uuid import UUID

from flask.typing import ResponseReturnValue

from exam_app.operations import unit_documents
from exam_app.terms import N_
from exam_app.web import unit_pages
from exam_app.web.oversight import audience
from exam_app.web.unit_forms import handed_out
from exam_app.work import Work

PAGES = unit_pages.RegistryPages("oversight")


@audience.page("/units", menu=N_("Units"))
def units_registry(work: Work) -> ResponseReturnValue:
    return unit_pages.registry_list(work, PAGES)


@audience.page("/units/registry.xlsx", records=True)
def units_table(work: Work) -> ResponseReturnValue:
    return unit_pages.registry_workbook(work)


@audience.page("/units/leads")
def unit_leads(work: Work) -> ResponseReturnValue:
    return unit_pages.leads_list(work, PAGES)


@audience.page("/units/<uuid:unit_id>")
def unit(work: Work, unit_id: UUID) -> ResponseReturnValue:
    return unit_pages.unit_entry(work, PAGES, unit_id)


@audience.page("/units/training/<uuid:unit_id>")
def training_unit(work: Work, unit_id: UUID) -> ResponseReturnValue:
    return unit_pages.unit_entry(work, PAGES, unit_id)


@audience.page("/units/documents/<uuid:document_id>", records=True)
def unit_document(work: Work, document_id: UUID) -> ResponseReturnValue:
    return handed_out(unit_documents.open_document(work, document_id))
