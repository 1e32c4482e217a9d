"""What is shown of a person wherever one is shown."""

from exam_app.id_numbers import mask
from exam_app.models import Person
from exam_app.work import Work


def masked_number(work: Work, person: Person) -> str:
    """The ID number with its middle hidden, as every page shows it."""
    return mask(work.site.vault.open(person.id_number_sealed, "person", person.id))
