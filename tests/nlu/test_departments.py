"""The promises of nlu/components/departments.py."""

from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.departments import DEPARTMENT, DepartmentHabits

MATTERS = {
    "heating": "供热公司的暖气片一点不热，室温只有十二度",
    "police": "派出所办身份证的窗口周末开不开门",
    "transport": "公交车半小时等不来一辆，司机还甩站",
}


def taught(folder: Path, letters: list[tuple[str, str]]) -> DepartmentHabits:
    storage, place = LocalModelStorage(folder), Resource("departments")
    context = ExecutionContext(GraphSchema({}))
    config = DepartmentHabits.get_default_config()
    messages = [Message({"text": text, DEPARTMENT: unit}) for text, unit in letters]
    DepartmentHabits.create(config, storage, place, context).train(TrainingData(messages))
    return DepartmentHabits.load(config, storage, place, context)


@pytest.fixture(scope="module")
def habits(tmp_path_factory: pytest.TempPathFactory) -> DepartmentHabits:
    letters = [
        (f"{number}号楼：{text}", unit) for number in range(40) for unit, text in MATTERS.items()
    ]
    return taught(tmp_path_factory.mktemp("archive"), [*letters, ("供电局停电", "utilities")])


def test_letters_go_where_such_letters_went(habits: DepartmentHabits) -> None:
    usual = habits.usual("家里暖气不热")

    assert max(usual, key=lambda unit: usual[unit]) == "heating"
    assert sum(usual.values()) == pytest.approx(1)


def test_the_words_that_decide_are_told(habits: DepartmentHabits) -> None:
    words = habits.words("家里暖气不热", "heating")

    assert "暖气" in words
    assert all(word in "家里暖气不热" for word in words)


def test_a_unit_that_got_hardly_a_letter_is_not_learned(habits: DepartmentHabits) -> None:
    assert "utilities" not in habits.usual("供电局停电")
    assert habits.words("供电局停电", "utilities") == ()


def test_without_an_archive_nothing_is_usual(tmp_path: Path) -> None:
    nothing = taught(tmp_path, [("暖气不热", "heating"), ("身份证", "police")])

    assert nothing.usual("暖气不热") == {}
    assert nothing.words("暖气不热", "heating") == ()
