"""The script for the external peer says what it needs when it is not there."""

import pytest

from benchmarks.lab_matlab_peer import SOLVER, main


def test_without_a_toolkit():
    with pytest.raises(SystemExit, match="No toolkit given. Get a copy of MRRH2018-toolkit"):
        main([])


def test_with_the_wrong_folder(tmp_path):
    with pytest.raises(SystemExit, match="there is no .*counterFactsTK.m in it"):
        main(["--toolkit", str(tmp_path)])


def test_without_octave(tmp_path):
    (tmp_path / SOLVER).parent.mkdir()
    (tmp_path / SOLVER).write_text("% stands for the toolkit\n", "utf-8")
    with pytest.raises(SystemExit, match="no-such-octave: no such program. Install GNU Octave"):
        main(["--toolkit", str(tmp_path), "--octave", "no-such-octave"])
