"""Sign-ins of the demo world, and the table that is printed when it is ready."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exam_app.demo.staff import PIN


@dataclass(frozen=True)
class SignIn:
    """What to type at which page, and who then acts where."""

    page: str
    name: str
    secret: str
    role: str
    who: str


def table(sign_ins: Sequence[SignIn]) -> Iterator[str]:
    """The lines of the table: members of staff, the candidate, the further candidates in one line, the guard."""
    staff = [each for each in sign_ins if each.page == "/sign-in"]
    candidate, *others = [each for each in sign_ins if each.page == "/seat"]
    guards = [each for each in sign_ins if each.page == "/study/sign-in"]
    yield ""
    yield f"Members of staff sign in at /sign-in, password {staff[0].secret}; invigilators sign rooms with PIN {PIN}"
    for each in staff:
        yield f"  {each.name:<6}{each.role.replace('_', ' '):<22}{each.who}"
    yield "The candidate signs in at /seat with ticket number and last four of the ID number"
    yield f"  {candidate.name}  {candidate.secret}    {candidate.who}"
    yield "  others: " + ", ".join(f"{each.name} {each.secret}" for each in others)
    for each in guards:
        yield "A guard practises from /study/sign-in with card number and last four of the ID number"
        yield f"  {each.name}  {each.secret}    {each.who}"
    for each in sign_ins:
        if each.page == "/slip/sign-in":
            yield "Somebody a case concerns replies from /slip/sign-in with slip number and last four of the ID number"
            yield f"  {each.name}  {each.secret}    {each.who}"
    for each in sign_ins:
        if each.page == "/application/sign-in":
            yield "An applicant signs in at /application/sign-in with slip number and last four of the ID number"
            yield f"  {each.name}  {each.secret}    {each.who}"
    for each in sign_ins:
        if each.page == "/register/look-up":
            yield "Who registered from home looks it up at /register/look-up with number and last four of the ID number"
            yield f"  {each.name}  {each.secret}    {each.who}"
    yield ""
