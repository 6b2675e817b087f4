from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.utils import compute_checksum

from coursegrader import plain
from coursegrader.authoring import copies, metadata, source

from .. import samples


def test_nbgrader_accepts_the_copies_and_computes_the_same_checksums(tmp_path):
    exercise = source.read(samples.write(tmp_path))
    for notebook in (copies.student(exercise), copies.instructor(exercise)):
        MetadataValidator().validate_nb(notebook)
        marked = [cell for cell in notebook.cells if "nbgrader" in cell.metadata]
        assert len(marked) == 5
        for cell in marked:
            assert plain.checksum(cell) == compute_checksum(cell)


def test_cells_are_locked_as_nbgrader_locks_them(tmp_path):
    notebook = copies.student(source.read(samples.write(tmp_path)))
    cells = {cell.id: cell for cell in notebook.cells}
    assert cells["test_gap"].metadata["editable"] is False
    assert cells["test_gap"].metadata["deletable"] is False
    assert "editable" not in cells["gap"].metadata
    assert "editable" not in cells["mind"].metadata
    assert cells["gap"].metadata["deletable"] is False


def test_cell_ids_come_from_grade_ids_and_stay(tmp_path):
    exercise = source.read(samples.write(tmp_path))
    ids = [cell.id for cell in copies.student(exercise).cells]
    assert ids == ["cell-001", "cell-002", "gap", "test_gap", "shares", "test_shares", "mind"]
    assert ids == [cell.id for cell in copies.instructor(exercise).cells]
    assert len(metadata.cell_id("x" * 99)) == 64
