"""A screen that asks for what has changed sees what one sees that asks for everything."""

from hypothesis import given
from hypothesis import strategies as st

from exam_app.seat_films import Film

SEATS = st.integers(1, 6)
PICTURES = st.lists(st.dictionaries(SEATS, st.sampled_from("abc"), max_size=6), min_size=1, max_size=12)


@given(PICTURES, st.data())
def test_the_picture_put_together_from_deltas_is_the_whole_picture(pictures: list[dict[int, str]], data) -> None:
    film = Film[str]("film")
    screens: list[tuple[str, dict[int, str]]] = [("", {}) for _ in range(3)]
    for picture in pictures:
        film.add(picture)
        for place, (cursor, before) in enumerate(screens):
            if data.draw(st.booleans(), label=f"screen {place} looks"):
                delta = film.since(cursor)
                screens[place] = (delta.cursor, dict(delta.applied_to(before)))
                assert screens[place][1] == picture


@given(PICTURES)
def test_a_seat_that_stays_as_it_is_is_not_sent_again(pictures: list[dict[int, str]]) -> None:
    film = Film[str]("film")
    film.add(pictures[0])
    cursor, before = film.since("").cursor, pictures[0]
    for picture in pictures[1:]:
        film.add(picture)
        delta = film.since(cursor)
        assert not delta.is_whole
        assert set(delta.shown) == {number for number, shown in picture.items() if before.get(number) != shown}
        assert set(delta.gone) == before.keys() - picture.keys()
        cursor, before = delta.cursor, picture


@given(st.one_of(st.text(), st.from_regex(r"(film|other)\.[0-9]{1,20}", fullmatch=True)))
def test_a_cursor_that_is_not_of_this_film_gets_the_whole_picture(cursor: str) -> None:
    film = Film[str]("film")
    film.add({1: "a"})
    film.add({1: "b", 2: "a"})
    delta = film.since(cursor)
    assert delta.is_whole == (cursor not in ("film.1", "film.2"))
    if delta.is_whole:
        assert delta.shown == {1: "b", 2: "a"}
