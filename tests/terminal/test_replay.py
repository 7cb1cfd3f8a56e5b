"""The figures of a replay."""

from bot.terminal.replay import Became, figures


def became(outcome: str = "ticket", **more: object) -> Became:
    """A complaint about heating that went where the archive says."""
    values: dict[str, object] = {
        "letter": "1",
        "outcome": outcome,
        "reply": "已受理",
        "filed_type": "complaint",
        "filed_bureau": "heating",
        "type": "complaint" if outcome == "ticket" else None,
        "department": "heating" if outcome == "ticket" else None,
    }
    return Became(**{**values, **more})  # type: ignore[arg-type]


def test_every_outcome_is_counted_with_its_share():
    """Also those that never happened."""
    told = figures([became(), became(), became("faq"), became("asked")])

    assert "共 4 封信" in told
    assert "开了工单\t2\t50.0%" in told
    assert "当场回答（知识库）\t1\t25.0%" in told
    assert "没有答复\t0\t0.0%" in told


def test_tickets_are_compared_with_what_the_archive_says():
    """Type and unit, each by itself; a letter without one is not counted."""
    told = figures(
        [
            became(),
            became(type="help"),
            became(department="housing"),
            became(filed_type=None, filed_bureau=None),
        ]
    )

    assert "与原档案类型一致\t2\t66.7%" in told
    assert "与原档案承办单位一致\t2\t66.7%" in told


def test_figures_without_any_ticket_compare_nothing():
    """And divide by nothing."""
    assert "与原档案" not in figures([became("none")])
