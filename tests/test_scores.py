"""The extraction keeps the figures that `scores.json` records; a change on purpose rewrites the file."""

from __future__ import annotations

import pytest
import record_scores as scores

#: how far F1 of a kind may fall below the recorded figure
SLACK = 0.01
MEND = "If that is meant, record it: python tests/record_scores.py"


def fallen(before: dict[str, float], now: dict[str, float]) -> list[str]:
    """The kinds that fell too far."""
    return [kind for kind, f1 in before.items() if now.get(kind, 0.0) < f1 - SLACK - 1e-9]


def table(name: str, before: dict[str, float], now: dict[str, float]) -> str:
    """The figures side by side, the fallen marked."""
    marked = fallen(before, now)
    lines = [f"{name:14} recorded    now"]
    for kind, f1 in before.items():
        lines.append(f"{kind:14}    {f1:.3f}  {now.get(kind, 0.0):.3f}{'  ← fell' if kind in marked else ''}")
    return "\n".join(lines)


def test_every_set_is_recorded_with_every_kind() -> None:
    recorded = scores.recorded()
    assert set(recorded) == set(scores.SETS), MEND
    for name, record in recorded.items():
        assert len(record["f1"]) >= 9, f"{name}: {MEND}"
        assert all(0 < f1 <= 1 for f1 in record["f1"].values()), name


def test_the_readme_shows_what_is_recorded() -> None:
    shown = scores.README.read_text(encoding="utf-8").partition(scores.OPEN)[2].partition(scores.CLOSE)[0]
    assert shown == scores.table(scores.recorded()), MEND


@pytest.mark.parametrize("name", scores.SETS)
def test_no_kind_falls(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    if not scores.present(name):
        pytest.skip(f"the gold of {name} is not here")
    record = scores.recorded()[name]
    held = scores.texts(name)
    assert held == record["texts"], f"{name} holds {held} texts, the figures are of {record['texts']}. {MEND}"
    before = record["f1"]
    now = scores.figures(scores.measure(name))
    shown = table(name, before, now)
    with capsys.disabled():  # for the log of every run
        print(f"\n{shown}")
    assert not fallen(before, now), f"\n{shown}\n{MEND}"


def test_a_fall_is_found_and_told() -> None:
    before, now = {"outcomes": 0.9, "awards": 0.8, "posts": 0.7}, {"outcomes": 0.889, "awards": 0.79}
    assert fallen(before, now) == ["outcomes", "posts"]
    assert "outcomes          0.900  0.889  ← fell" in table("dev", before, now)
