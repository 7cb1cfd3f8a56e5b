"""How well the bot understands, section by section of one report."""
