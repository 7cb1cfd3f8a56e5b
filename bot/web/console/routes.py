"""Every page of the console, and who may open it. The navigation has their order."""

from collections.abc import Sequence

from bot.web.console import home, sign_in
from bot.web.console.page import Page, Policy

ROUTES: Sequence[Page] = (
    Page("GET", "/console", home.home, Policy.SIGNED_IN),
    Page("GET", "/console/sign-in", sign_in.form, Policy.ANYBODY),
    Page("POST", "/console/sign-in", sign_in.sign_in, Policy.ANYBODY),
    Page("POST", "/console/sign-out", sign_in.sign_out, Policy.HALF_SIGNED_IN),
    Page("GET", "/console/me", home.me, Policy.SIGNED_IN),
)
