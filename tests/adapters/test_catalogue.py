"""A catalogue file becomes units, or one sentence says what is wrong with it and where."""

from pathlib import Path

import pytest

from bot.adapters.catalogue import load_catalogue
from bot.domain.dispatch import Clause, Delivery, Department
from bot.domain.errors import BadFile

SHIPPED = Path(__file__).resolve().parents[2] / "departments.yml"
GOOD = """\
version: "2026-11"
coordinating_centre: centre
departments:
- code: centre
  name: 协调中心
  parent: null
- code: heating
  name: 供热办
  parent: centre
  also_called: [供热公司]
  areas: [城东]
  clauses:
  - id: heating-1
    title: 供暖
    basis: 条例
    words: [暖气, 不热]
  deliver:
    kind: webhook
    url: https://oa.example.gov.cn/in
    secret: env:HEATING_SECRET
"""
ENVIRONMENT = {"HEATING_SECRET": "whsec_c2VjcmV0"}


@pytest.fixture
def write(tmp_path: Path):
    def to_file(text: str) -> Path:
        path = tmp_path / "departments.yml"
        path.write_text(text, encoding="utf-8")
        return path

    return to_file


def test_a_file_becomes_units_and_where_they_are_told(write):
    """Everything written in the file arrives; the secret comes from outside it."""
    catalogue, deliveries = load_catalogue(write(GOOD), ENVIRONMENT)

    assert (catalogue.version, catalogue.coordinating_centre) == ("2026-11", "centre")
    assert catalogue.units["heating"] == Department(
        "heating",
        "供热办",
        "centre",
        (Clause("heating-1", "供暖", "条例", ("暖气", "不热")),),
        ("供热公司",),
        ("城东",),
    )
    assert deliveries == {
        "heating": Delivery("webhook", "https://oa.example.gov.cn/in", "whsec_c2VjcmV0")
    }


def test_a_group_robot_needs_no_secret(write):
    """Its address is its secret."""
    text = GOOD.replace("kind: webhook", "kind: wecom").replace(
        "    secret: env:HEATING_SECRET\n", ""
    )

    assert load_catalogue(write(text), {})[1]["heating"].secret is None


@pytest.mark.parametrize(
    ("old", "new", "line", "hint"),
    [
        ('version: "2026-11"\n', "", 1, "version"),
        ('"2026-11"', "11", 1, "引号"),
        ("coordinating_centre: centre", "coordinating_centre: nowhere", 2, "nowhere"),
        ("version:", "verson: x\nversion:", 1, "verson"),
        ("  name: 供热办\n", "", 7, "name"),
        ("code: heating", "code: centre", 7, "第 4 行"),
        ("code: heating", "code: Heating Office", 7, "小写"),
        ("  parent: centre", "  parent: nobody", 9, "nobody"),
        ("  parent: null", "  parent: heating", 6, "自己的上级"),
        ("  areas: [城东]", "  areas: 城东", 11, "列表"),
        ("  areas: [城东]", "  area: [城东]", 11, "area"),
        ("    title: 供暖\n", "", 13, "title"),
        ("    words: [暖气, 不热]", "    words: [暖气, 热]", 16, "热"),
        ("    words: [暖气, 不热]", "    words: [暖气, 120]", 16, "120"),
        ("  - id: heating-1", "  - heating-1\n  - id: heating-1", 13, "名称: 内容"),
        ("kind: webhook", "kind: email", 18, "feishu"),
        ("https://oa.example.gov.cn/in", "oa.example.gov.cn", 19, "https://"),
        ("https://oa.example.gov.cn/in", "https://[", 19, "https://"),
        ("env:HEATING_SECRET", "whsec_c2VjcmV0", 20, "env:"),
        ("env:HEATING_SECRET", "env:MISSING", 20, "MISSING"),
        ("    secret: env:HEATING_SECRET\n", "", 18, "secret"),
        ("    kind: webhook", "    kind: webhook\n    kind: wecom", 19, "YAML"),
        ("departments:\n", "departments:\n\t", 4, "YAML"),
        ("    title: 供暖", "    title: !!python/object:os.system [x]", 14, "title"),
    ],
)
def test_every_mistake_is_named_by_its_line(write, old: str, new: str, line: int, hint: str):
    """File, line and what to change, so that an admin can repair it without asking."""
    assert old in GOOD
    path = write(GOOD.replace(old, new, 1))

    with pytest.raises(BadFile) as error:
        load_catalogue(path, ENVIRONMENT)

    assert error.value.line == line
    assert str(error.value).startswith(f"{path}:{line}: ")
    assert hint in str(error.value)


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        (None, "没有这个文件"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"", "名称: 内容"),
        (b"- a\n- b\n", "名称: 内容"),
    ],
)
def test_what_is_no_catalogue_at_all_is_refused(tmp_path: Path, content: bytes | None, hint: str):
    """A missing, binary, empty or foreign file."""
    path = tmp_path / "departments.yml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(BadFile, match=hint):
        load_catalogue(path, {})


def test_a_catalogue_without_units_is_refused(write):
    """Somebody must be there to take a ticket."""
    with pytest.raises(BadFile, match="没有一个单位"):
        load_catalogue(write('version: "1"\ncoordinating_centre: centre\ndepartments: []\n'), {})


def test_a_repeated_clause_is_refused(write):
    """A ticket's reason must point to one clause."""
    clause = "  - id: heating-1\n    title: 供暖\n    basis: 条例\n    words: [暖气, 不热]\n"

    with pytest.raises(BadFile, match="heating-1 与第 13 行重复"):
        load_catalogue(write(GOOD.replace(clause, clause * 2)), ENVIRONMENT)


def test_the_shipped_catalogue_is_sound():
    """Twenty-five units, each with matters of its own but the last, and nobody told yet."""
    catalogue, deliveries = load_catalogue(SHIPPED, {})

    assert len(catalogue.departments) == 25
    assert deliveries == {}
    assert [unit.code for unit in catalogue.departments if not unit.clauses] == ["other"]
    assert all(clause.words for unit in catalogue.departments for clause in unit.clauses)


@pytest.mark.parametrize(
    ("text", "department"),
    [
        ("暖气不热，供热公司没人管", "heating"),
        ("社保卡办了三个月还没下来，没人管", "social_security"),
        ("公积金贷款还清了还能再贷吗", "housing_fund"),
        ("路口的红绿灯坏了好几天", "traffic_police"),
        ("身份证丢了怎么补", "police"),
        ("我要举报有人贩毒", "police"),
        ("老板欠我工资三个月了", "social_security"),
        ("12月工资没发，老板跑了", "social_security"),
        ("二十三路公交车一个小时不来", "transport"),
        ("烧烤店占道经营", "urban_mgmt"),
        ("营业执照怎么办", "market_reg"),
        ("孩子上小学怎么划片", "education"),
        ("低保怎么申请", "civil_affairs"),
        ("工厂夜里排放废水", "environment"),
        ("天然气什么时候能通", "utilities"),
        ("房产证什么时候能办", "housing"),
    ],
)
def test_the_shipped_catalogue_knows_everyday_matters(text: str, department: str):
    """What citizens write every day reaches the unit they would expect."""
    assert load_catalogue(SHIPPED, {})[0].suggest(text)[0].department == department
