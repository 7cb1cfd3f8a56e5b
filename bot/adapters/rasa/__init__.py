"""Rasa's engine as a library. Importing this package puts the stand-ins in place first."""

from bot.adapters.rasa import absent

absent.install()
