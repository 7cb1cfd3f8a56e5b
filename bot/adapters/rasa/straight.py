"""Rasa's graph, run without what it would do besides for every message and every training."""

from __future__ import annotations

from functools import cache
from graphlib import TopologicalSorter
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.storage import ModelStorage


class StraightRunner(DaskGraphRunner):
    """Runs node after node in an order found once: the same results, a millisecond sooner."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._order = cache(self._order_to)

    def run(
        self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
    ) -> dict[str, Any]:
        wanted = tuple(targets or self._graph_schema.target_names)
        # A node takes and gives pairs of a node's name and its output.
        outputs = {name: (name, value) for name, value in (inputs or {}).items()}
        for name in self._order(wanted):
            needs = self._graph_schema.nodes[name].needs.values()
            outputs[name] = self._instantiated_nodes[name](*(outputs[need] for need in needs))
        return dict(outputs[target] for target in wanted)

    @property
    def components(self) -> list[Any]:
        """What the nodes of the graph do their work with."""
        return [node._component for node in self._instantiated_nodes.values()]

    def _order_to(self, targets: tuple[str, ...]) -> tuple[str, ...]:
        """The nodes that lead to the targets, each after those it needs."""
        nodes = self._graph_schema.minimal_graph_schema(list(targets)).nodes
        before = {
            name: [need for need in node.needs.values() if need in nodes]
            for name, node in nodes.items()
        }
        return tuple(TopologicalSorter(before).static_order())


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
