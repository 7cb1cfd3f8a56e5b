"""Rasa's graph, run without what it would do besides for every message and every training."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from graphlib import TopologicalSorter
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphNode, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.storage import ModelStorage

Step = Callable[[Mapping[str, Any]], Any]
"""What a node makes of the outputs before it, by the names of their nodes."""


class StraightRunner(DaskGraphRunner):
    """Runs node after node in an order found once: the same results, a millisecond sooner."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._steps = cache(self._steps_to)

    def run(
        self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
    ) -> dict[str, Any]:
        wanted = tuple(targets or self._graph_schema.target_names)
        outputs = dict(inputs or {})
        for name, step in self._steps(wanted):
            outputs[name] = step(outputs)
        return {target: outputs[target] for target in wanted}

    @property
    def components(self) -> list[Any]:
        """What the nodes of the graph do their work with."""
        return [node._component for node in self._instantiated_nodes.values()]

    def with_part(self, part: Any, other: Any) -> StraightRunner:
        """The same runner with `other` in the place of one of its components."""
        twin = copy.copy(self)
        nodes = self._instantiated_nodes.items()
        twin._instantiated_nodes = {name: _exchanged(node, part, other) for name, node in nodes}
        twin._steps = cache(twin._steps_to)
        return twin

    def _steps_to(self, targets: tuple[str, ...]) -> Sequence[tuple[str, Step]]:
        nodes = self._instantiated_nodes
        return [(name, _step(nodes[name])) for name in self._order_to(targets)]

    def _order_to(self, targets: tuple[str, ...]) -> tuple[str, ...]:
        """The nodes that lead to the targets, each after those it needs."""
        nodes = self._graph_schema.minimal_graph_schema(list(targets)).nodes
        before = {
            name: [need for need in node.needs.values() if need in nodes]
            for name, node in nodes.items()
        }
        return tuple(TopologicalSorter(before).static_order())


def _exchanged(node: GraphNode, part: Any, other: Any) -> GraphNode:
    if node._component is not part:
        return node
    twin = copy.copy(node)
    twin._component = other
    return twin


def _step(node: GraphNode) -> Step:
    """As the node would call its component, which is there and watched by nobody once a model is
    loaded: without a look for hooks, and words for the log, before each of twenty."""
    work, component, inputs = node._fn, node._component, tuple(node._inputs.items())
    return lambda outputs: work(component, **{name: outputs[of] for name, of in inputs})


class TrainingRunner(DaskGraphRunner):
    """Runs a training without Rasa's hooks.

    They would take down every example's fingerprint before and after each step, for a cache that is
    not there.
    """

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: object = None,
    ) -> TrainingRunner:
        return cls(graph_schema, model_storage, execution_context)
