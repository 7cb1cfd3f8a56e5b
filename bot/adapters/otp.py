"""Authenticators: codes that change with time (RFC 6238), their secrets sealed with our key."""

import hmac
import re
from datetime import datetime

import pyotp
import segno

from bot.adapters.seal import Seal
from bot.domain.errors import SignInRefused
from bot.services.ports.credentials import Plate

ISSUER = "回应"
STEP_S = 30
NEIGHBOURS = (0, -1, 1)
"""Steps whose codes are taken: clocks differ, and typing takes time."""
CODE = re.compile(r"[0-9]{6}")
OTHER_KEY = "验证器的密钥和以前不一样了，不能核对验证码。请让管理员为您重置账号。"


class TimedAuthenticators:
    """The port `Authenticators`. `key` is this installation's, of any length."""

    def __init__(self, key: str) -> None:
        self._seal = Seal(key, "authenticators")

    def new(self) -> str:
        return self._seal.close(pyotp.random_base32())

    def plate(self, sealed: str, login: str) -> Plate:
        secret = self._opened(sealed)
        address = pyotp.TOTP(secret, interval=STEP_S).provisioning_uri(
            name=login, issuer_name=ISSUER
        )
        drawn = segno.make(address, error="m", micro=False)
        # its size is the page's business: a strict policy allows no style of its own
        svg = drawn.svg_inline(scale=4, border=4, omitsize=True, light="#fff", svgclass=None)
        return Plate(secret, svg)

    def step_of(self, sealed: str, code: str, at: datetime) -> int | None:
        codes = pyotp.TOTP(self._opened(sealed), interval=STEP_S)
        if not CODE.fullmatch(code):
            return None
        now = int(at.timestamp()) // STEP_S
        for step in (now + neighbour for neighbour in NEIGHBOURS):
            if hmac.compare_digest(codes.generate_otp(step), code):
                return step
        return None

    def _opened(self, sealed: str) -> str:
        secret = self._seal.open(sealed)
        if secret is None:
            raise SignInRefused(OTHER_KEY)
        return secret
