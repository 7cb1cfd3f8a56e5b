"""The key that hides the names WeChat gives citizens, where nobody has set one."""

import contextlib
import os
import secrets
from pathlib import Path

from bot.domain.errors import BadSetting

SHORTEST_KEY = 32
"""Characters."""


def kept_key(folder: Path) -> str:
    """The key of this data folder: made once, readable by this user only. Raises BadSetting."""
    path = folder / "citizen.key"
    try:
        if not path.exists():
            _make_key(path)
        key = path.read_text().strip()
    except OSError as error:
        raise BadSetting(
            f"HUIYING_DATA_DIR：打不开 {folder}（{error.strerror}）。"
            "请换一个本用户能写的文件夹，或者改好它的权限。"
        ) from None
    if len(key) < SHORTEST_KEY:
        raise BadSetting(
            f"{path} 里没有密钥：请把 HUIYING_CITIZEN_KEY 设成以前用的那个；"
            "如果还没有市民写过信，删掉这个文件即可。"
        )
    return key


def _make_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_hex(32))
    with contextlib.suppress(FileExistsError):
        # gateway and worker start in the same moment: the second keeps what the first one made
        os.link(made, path)
    made.unlink()
