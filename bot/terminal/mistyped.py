"""What is wrong with a command line, in the words of whoever typed it."""

import re
from collections.abc import Mapping

import typer
from pydantic import ValidationError

from bot.settings.mistakes import wrong

UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""What typer raises for every such mistake; it gives this one no name of its own."""

_SENTENCES: Mapping[re.Pattern[str], str] = {
    re.compile(r"No such command '(.*?)'"): "没有“{}”这个命令",
    re.compile(r"No such option:? '?(-[^ ']*)"): "没有 {} 这个选项",
    re.compile(r"Missing command"): "还要写一个子命令",
    re.compile(r"Missing (?:argument|option) '?([^'. ]*)"): "少写了 {}",
    re.compile(
        r"unexpected extra argument\S* \((.*)\)"
    ): "多写了“{}”；一句话里有空格时请用引号括起来",
    re.compile(r"Option '?(-[^ ']*)'? requires"): "{} 后面少写了内容",
    re.compile(r"Option '?(-[^ ']*)'? does not take"): "{} 后面不用写内容",
}
"""What typer says, and what it means."""


def sentence(error: Exception) -> str:
    """One sentence with the remedy."""
    context = getattr(error, "ctx", None)
    where = getattr(context, "command_path", "huiying")
    return f"{_problem(error)}。用法见：{where} --help"


def _problem(error: Exception) -> str:
    said = getattr(error, "format_message", error.__str__)()
    for pattern, meaning in _SENTENCES.items():
        if found := pattern.search(said):
            return meaning.format(*found.groups())
    if isinstance(error, typer.BadParameter):
        return f"{_named(error)}{_value(error)}"
    return "这条命令写得不对"


def _named(error: typer.BadParameter) -> str:
    options = getattr(error.param, "opts", ())
    return f"{options[0]}：" if options else ""


def _value(error: typer.BadParameter) -> str:
    if isinstance(error.__cause__, ValidationError):
        return wrong(error.__cause__.errors(include_url=False)[0])
    return str(error) if not str(error).isascii() else "写法不对"
