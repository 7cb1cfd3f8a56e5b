"""Stand-ins for the parts of Rasa's surroundings that Huiying does not install, or does not need.

Rasa imports TensorFlow, a dozen chat platforms' libraries, clients of databases and names that
newer releases of its dependencies dropped, although the engine itself uses none of them. `install`
must run before the first import of `rasa`; whoever then uses an absent component is told so.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
import warnings
from collections.abc import Callable, Iterable, Sequence
from types import ModuleType
from typing import Any

_COMPONENTS = {
    "rasa.core.policies.ted_policy": "TEDPolicy",
    "rasa.core.policies.unexpected_intent_policy": "UnexpecTEDIntentPolicy",
    "rasa.nlu.classifiers.diet_classifier": "DIETClassifier",
    "rasa.nlu.featurizers.dense_featurizer.convert_featurizer": "ConveRTFeaturizer",
    "rasa.nlu.featurizers.dense_featurizer.lm_featurizer": "LanguageModelFeaturizer",
    "rasa.nlu.selectors.response_selector": "ResponseSelector",
}
_CHANNELS = {
    "botframework": "BotFrameworkInput",
    "callback": "CallbackInput",
    "console": "CmdlineInput",
    "facebook": "FacebookInput",
    "hangouts": "HangoutsInput",
    "mattermost": "MattermostInput",
    "rasa_chat": "RasaChatInput",
    "rest": "RestInput",
    "rocketchat": "RocketChatInput",
    "slack": "SlackInput",
    "socketio": "SocketIOInput",
    "telegram": "TelegramInput",
    "twilio": "TwilioInput",
    "twilio_voice": "TwilioVoiceInput",
    "webexteams": "WebexTeamsInput",
}
_HELPERS = {
    "rasa.telemetry": (),
    "rasa.utils.plotting": (),
    "rasa.utils.tensorflow.callback": ("RasaTrainingLogger", "RasaModelCheckpoint"),
    "rasa.utils.tensorflow.data_generator": ("RasaBatchDataGenerator",),
    "rasa.utils.tensorflow.environment": (),
    "rasa.utils.tensorflow.model_data": (
        *("Data", "FeatureArray", "RasaModelData", "ragged_array_to_ndarray"),
    ),
}
"""What only absent components call, and Rasa's own commands."""
_LIBRARIES = {
    "boto3": (),
    "boto3.dynamodb": (),
    "boto3.dynamodb.conditions": ("Key",),
    "pymongo": (),
    "pymongo.collection": ("Collection",),
    "sanic": ("Sanic", "Blueprint"),
    "sanic.request": ("Request",),
}
"""What Rasa imports for servers and stores that nobody starts here: a second of every start."""
_LATER = ("aiormq", "jwt", "scipy.stats")
"""Imported by Rasa and by scikit-learn, used hardly ever: read when somebody uses them."""


class ComponentAbsent(RuntimeError):
    """A part of Rasa was asked for that this installation leaves out."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} 没有安装：这里的 Rasa 不带 TensorFlow，也不带它自己的聊天平台和数据库。"
            f"请从 config.yml 去掉它；一定要用的话，在 pyproject.toml 的 dependency-metadata 里"
            f"加上它的库，并改 {__name__}。"
        )


def install() -> None:
    """Put every stand-in in place; calling it again changes nothing."""
    if any(isinstance(finder, _AbsentFinder) for finder in sys.meta_path):
        return
    if "rasa.core" in sys.modules or "rasa.engine" in sys.modules:
        raise RuntimeError(f"{__name__}.install() must run before Rasa is imported")
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    _restore_dropped_names()
    _ignore_old_habits()
    sys.meta_path.insert(0, _AbsentFinder())


def _restore_dropped_names() -> None:
    """numpy 2 and packaging 22 dropped two names that Rasa reads at import."""
    import numpy
    import packaging.version

    if not hasattr(numpy, "VisibleDeprecationWarning"):
        numpy.VisibleDeprecationWarning = UserWarning  # type: ignore[attr-defined]
    if not hasattr(packaging.version, "LegacyVersion"):
        packaging.version.LegacyVersion = type("LegacyVersion", (), {})  # type: ignore[attr-defined]


def _ignore_old_habits() -> None:
    """Rasa 3.6 is frozen: its own deprecation warnings will never be mended upstream."""
    for module in (r"rasa\b.*", r"rasa_sdk\b.*", r"pkg_resources\b.*", r"sanic.*", r"dask\b.*"):
        warnings.filterwarnings("ignore", category=DeprecationWarning, module=module)
    warnings.filterwarnings("ignore", message="pkg_resources is deprecated", category=UserWarning)
    # pykwalify loads Rasa's schema extensions this way
    warnings.filterwarnings("ignore", message="the load_module", category=DeprecationWarning)


class _AbsentFinder(importlib.abc.MetaPathFinder):
    """Answers for the modules that are left out, before their real files are looked for."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        fill = _filling(fullname)
        if fill is not None:
            package = fullname in _LIBRARIES
            return importlib.machinery.ModuleSpec(fullname, _AbsentLoader(fill), is_package=package)
        return _put_off(fullname, path) if fullname in _LATER else None


def _put_off(fullname: str, path: Sequence[str] | None) -> importlib.machinery.ModuleSpec | None:
    """The real module, which is read at the first use of anything in it."""
    spec = importlib.machinery.PathFinder.find_spec(fullname, path)
    if spec and spec.loader:
        spec.loader = importlib.util.LazyLoader(spec.loader)
    return spec


class _AbsentLoader(importlib.abc.Loader):
    def __init__(self, fill: Callable[[ModuleType], None]) -> None:
        self._fill = fill

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        self._fill(module)


def _filling(fullname: str) -> Callable[[ModuleType], None] | None:
    if fullname in _COMPONENTS:
        return _fill_component
    if fullname in _HELPERS or fullname in _LIBRARIES:
        return _fill_names
    package, _, channel = fullname.rpartition(".")
    if package == "rasa.core.channels" and channel in _CHANNELS:
        return _fill_channel
    return None


def refused(names: Iterable[str]) -> str | None:
    """Why the first of these components that is absent cannot be used."""
    return next((str(ComponentAbsent(n)) for n in names if n in _COMPONENTS.values()), None)


def _fill_component(module: ModuleType) -> None:
    from rasa.engine.graph import GraphComponent
    from rasa.engine.recipes.default_recipe import DefaultV1Recipe

    name = _COMPONENTS[module.__name__]
    stand_in = type(
        name, (GraphComponent,), {"create": classmethod(_refuse), "__module__": module.__name__}
    )
    kind = DefaultV1Recipe.ComponentType
    kinds = [kind.POLICY_WITHOUT_END_TO_END_SUPPORT if "Policy" in name else kind.INTENT_CLASSIFIER]
    DefaultV1Recipe.register(kinds, is_trainable=False)(stand_in)
    setattr(module, name, stand_in)


def _fill_channel(module: ModuleType) -> None:
    from rasa.core.channels.channel import InputChannel

    channel = module.__name__.rpartition(".")[2]
    name = _CHANNELS[channel]
    members = {
        "name": classmethod(lambda cls: channel),
        "from_credentials": classmethod(_refuse),
        "__module__": module.__name__,
    }
    setattr(module, name, type(name, (InputChannel,), members))


def _fill_names(module: ModuleType) -> None:
    for name in (_HELPERS | _LIBRARIES)[module.__name__]:
        setattr(module, name, type(name, (), {"__init__": _refuse, "__module__": module.__name__}))


def _refuse(self_or_class: Any, *_: Any, **__: Any) -> Any:
    owner = self_or_class if isinstance(self_or_class, type) else type(self_or_class)
    raise ComponentAbsent(owner.__name__)
