"""What can be typed, a module a topic; `bot/__main__.py` is the table of contents."""
