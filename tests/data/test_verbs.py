import pytest
from click.testing import CliRunner

from reformlab import data
from reformlab.data import seal
from reformlab.data.commands import data as verbs
from reformlab.data.manifest import using


@pytest.fixture
def run():
    return lambda *arguments: CliRunner().invoke(verbs, arguments)


def test_list_names_every_table_with_its_standings(run):
    done = run("list")
    assert done.exit_code == 0
    assert len(done.output.splitlines()) == len(data.tables()) + 1
    line = next(line for line in done.output.splitlines() if line.startswith("national "))
    assert line.split()[1:6] == [str(n) for n in (2827, *data.standing("national").values())]


def test_describe_prints_the_manifest_and_refuses_other_names(run):
    assert "## Sources" in run("describe", "province_budgets").output
    done = run("describe", "provinse_budgets")
    assert done.exit_code == 1
    assert done.output.startswith("Error: No table 'provinse_budgets'. Did you mean province_budgets, ")


def test_check_passes_on_the_shipped_tables(run):
    done = run("check")
    assert done.exit_code == 0, done.output
    assert "0 wrong rows, 0 cross-checks failed" in done.output
    assert "Hukou matrix: rows = in-movers of the census" in done.output


def test_check_reads_what_was_typed_in_and_says_what_to_do(run, small):
    seal.seal(small.path)
    with using(small.path, small.gather()):
        assert run("check", "--rows-only").exit_code == 0
        small.edit("province_budgets.csv", ",5081.26,", ",5081.27,")
        done = run("check", "--rows-only")
        assert done.exit_code == 1 and "reformlab data seal" in done.output and "0 wrong rows" in done.output
        small.edit("province_budgets.csv", ",5081.27,", ",many,")
        done = run("check")
        assert (
            done.exit_code == 1
            and "line 2, column value: 'many' is not allowed; a finite number is needed" in done.output
        )


def test_seal_says_what_it_wrote(run, small):
    with using(small.path, small.gather()):
        assert "wrote data/datapackage.json" in run("seal").output
        assert run("seal").output == "Nothing changed.\n"


def test_refresh_without_an_interface_keeps_the_shipped_table(run):
    before = (data.folder() / "world.csv").read_bytes()
    done = run("refresh", "world", "--endpoint", "http://127.0.0.1:9/v2", "--tries", "1", "--timeout", "0.3", "--write")
    assert done.exit_code == 1 and "The shipped table world stays as it is." in done.output
    assert (data.folder() / "world.csv").read_bytes() == before


def test_only_the_world_table_has_an_interface(run):
    assert run("refresh", "national").exit_code == 2


def test_pages_are_written_where_told(run, tmp_path):
    done = run("pages", str(tmp_path / "book"))
    assert done.exit_code == 0 and done.output.count("wrote ") == len(data.tables()) + 1
    assert run("pages", str(tmp_path / "book")).output == ""
