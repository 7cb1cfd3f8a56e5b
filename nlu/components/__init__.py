"""Huiying's own components of Rasa's graph, named in config.yml."""

from bot.adapters.rasa.absent import install

install()
