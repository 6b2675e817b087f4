"""Who may import whom: the contracts stand in pyproject.toml, import-linter holds them."""

from pathlib import Path

from importlinter.api import use_cases


def test_import_arrows(monkeypatch, capsys):
    monkeypatch.chdir(Path(__file__).parents[1])
    kept = use_cases.lint_imports(config_filename="pyproject.toml", cache_dir=None)
    assert kept == use_cases.SUCCESS, capsys.readouterr().out
