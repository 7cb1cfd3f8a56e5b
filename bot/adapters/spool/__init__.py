"""Where calls wait on our own disk while the database is away."""

from bot.adapters.spool.folder import FolderSpool, open_spool

__all__ = ["FolderSpool", "open_spool"]
