"""Which words are found in a text, and what is highlighted."""

from hypothesis import given
from hypothesis import strategies as st

from services.triage.decisions.reading import Written, found, pieces


def words_in(text: str, *words: str) -> tuple[str, ...]:
    return found(Written(text), words)


def marked(text: str, *words: str) -> list[str]:
    return [piece.text for piece in pieces(text, words) if piece.mattered]


def test_a_chinese_word_is_found_anywhere() -> None:
    assert words_in("这家店的食品变质了", "变质", "过期") == ("变质",)


def test_an_english_word_is_found_only_as_a_whole() -> None:
    assert words_in("My default browser was crude.", "fault", "rude") == ()
    assert words_in("It is at fault; how rude!", "fault", "rude") == ("fault", "rude")


def test_an_english_word_beside_chinese_stands_alone() -> None:
    assert words_in("店员很rude又慢", "rude") == ("rude",)


def test_case_and_width_make_no_difference() -> None:
    assert words_in("ＲＵＤＥ Staff, Ａ股", "rude", "A股") == ("rude", "A股")


def test_a_later_whole_word_is_found_behind_a_part_of_another() -> None:
    assert words_in("defaulted again: your fault", "fault") == ("fault",)


def test_what_mattered_is_marked_in_the_text_as_it_was_written() -> None:
    assert marked("食品ＦＯＯＤ变质,Food! foodie", "food", "变质") == ["ＦＯＯＤ变质", "Food"]


def test_nothing_is_marked_without_words() -> None:
    assert pieces("食品", ()) == pieces("食品", ("过期",))
    assert pieces("", ("过期",)) == []


@given(st.text(), st.lists(st.text(min_size=1, max_size=5), max_size=5))
def test_the_pieces_are_the_text(text: str, words: list[str]) -> None:
    assert "".join(piece.text for piece in pieces(text, words)) == text
