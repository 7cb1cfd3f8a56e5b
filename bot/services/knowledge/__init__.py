"""The knowledge base: drafts of it, trials, releases, and what it could not answer."""
