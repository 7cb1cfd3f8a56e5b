"""What known questions are about, and what their fields are called, in Chinese."""

from collections.abc import Mapping
from pathlib import PurePosixPath

from bot.domain.entries import FaqEntry
from bot.services.faq import Change

FOLDER = "nlu/faq"
TOPICS: Mapping[str, str] = {
    "assistance": "社会救助",
    "birth_and_elderly": "生育与养老",
    "bus": "公交",
    "business": "企业开办与许可",
    "consumer": "消费维权",
    "employment": "就业与劳动",
    "exit_entry": "出入境",
    "garbage": "垃圾",
    "heating": "供暖",
    "household_registration": "户籍户口",
    "housing_fund": "公积金",
    "id_card": "身份证",
    "imported": "导入的问答",
    "legal": "法律服务",
    "marriage": "婚姻登记",
    "medical_insurance": "医保",
    "noise": "噪音",
    "other": "其他",
    "pets_and_city": "养犬与市容",
    "real_estate": "不动产与住房",
    "residence_permit": "居住证",
    "safety": "防骗与安全",
    "school": "入学、转学、考试",
    "service": "政务服务",
    "social_security": "社保",
    "street_lights_and_roads": "路灯、井盖、道路",
    "tax": "税务",
    "traffic": "交管",
    "water_power_gas": "水、电、燃气",
}
"""Names of the files in FOLDER. One that is not here is shown as it is called."""
OTHER = "other"
FIELDS: Mapping[str, str] = {
    "question": "标准问法",
    "answer": "答案",
    "source": "来源",
    "url": "网址",
    "owner": "负责单位",
    "updated": "核对日期",
    "valid_until": "有效期",
    "sample": "示例答案",
    "ways": "问法",
}
"""What an editor may change."""
CHANGES: Mapping[Change, str] = {
    Change.NEW: "新增，未发布",
    Change.CHANGED: "有改动未发布",
    Change.RETIRED: "已撤下，未发布",
}


def topic_of(entry: FaqEntry) -> str:
    """The name of the file that holds it."""
    return PurePosixPath(entry.path).stem


def topic_name(topic: str) -> str:
    """A topic in Chinese."""
    return TOPICS.get(topic, topic)


def path_of(topic: str) -> str:
    """The file of a topic; that of all others for what cannot be one."""
    right = topic.isascii() and topic.replace("_", "").replace("-", "").isalnum()
    return f"{FOLDER}/{topic if right else OTHER}.yml"
