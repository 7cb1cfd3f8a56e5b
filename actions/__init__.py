"""Rasa's hands: slots in, one call of a service, an utterance out. One file a topic."""
