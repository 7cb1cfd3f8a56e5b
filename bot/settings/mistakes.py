"""What is wrong with a value, in the words of whoever wrote it."""

from pydantic_core import ErrorDetails


def wrong(error: ErrorDetails) -> str:
    """What pydantic found, in words; its own would be in another language."""
    limits = error.get("ctx", {})
    match error["type"]:
        case "int_parsing" | "int_from_float" | "int_type":
            return "应是整数"
        case "float_parsing" | "float_type":
            return "应是数字"
        case "bool_parsing" | "bool_type":
            return "应写 true 或 false"
        case "literal_error":
            return f"只能是 {limits['expected'].replace(' or ', '、').replace(', ', '、')}"
        case "greater_than_equal":
            return f"不能小于 {limits['ge']}"
        case "less_than_equal":
            return f"不能大于 {limits['le']}"
        case "greater_than":
            return f"应大于 {limits['gt']}"
    return "写法不对"
