"""The list of lessons."""

from second_urbanization.plan import numbered


def test_lesson_numbers_are_read_from_file_names():
    assert numbered({"lessons/02_b", "lessons/10_c", "book/index"}) == {2: "lessons/02_b", 10: "lessons/10_c"}
