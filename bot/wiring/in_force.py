"""The dispatch catalogue in force, for who looks once: the edited one that is live, or the file."""

from bot.adapters.catalogue import load_catalogue
from bot.adapters.knowledge.dispatching import CATALOGUE, catalogue_of
from bot.adapters.store import Database, SqlReleases, SqlRevisions
from bot.domain.dispatch import Catalogue
from bot.services.knowledge.library import Library
from bot.settings import Settings
from bot.settings.environment import department_secrets
from bot.wiring.ground import now


async def catalogue_in_force(settings: Settings, db: Database) -> Catalogue:
    """As a running gateway has it. Raises BadFile and StoreAway."""
    own, _ = load_catalogue(settings.departments_file, department_secrets())
    library = Library(SqlRevisions(db), SqlReleases(db), now)
    release = await library.releases.live()
    if release is None:
        return own
    revision = await library.revisions.revision(release.revision)
    if CATALOGUE not in revision.files or not await library.is_edited(revision, CATALOGUE):
        return own
    return catalogue_of(await library.files(revision))
