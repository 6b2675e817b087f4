"""Errors of the build."""

from coursebook.errors import LessonError


def test_an_error_survives_a_process_boundary():
    import pickle

    error = LessonError("a.md", 2, "x = 1", 14, "ValueError: no", "\x1b[31mtrace\x1b[0m")
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error) and "\x1b" not in str(again)
    assert str(error).startswith("lesson failed: a.md, line 14\n  code cell 2, which begins `x = 1`\n  ValueError: no")
