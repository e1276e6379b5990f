"""A worker's Prometheus metrics, served over HTTP while it works."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from harvester.crawl.fleet_options import Listening
from harvester.fleet.worker import Worker

#: Counters: the worker's name for each figure, and its description.
_FIGURES = {
    "articles": "Lines of articles written since the worker began.",
    "requests": "Requests made since the worker began.",
    "failures": "Pages that could not be fetched or read since the worker began.",
}


class WorkerMetrics(Collector):
    """The metrics of a worker, read on request."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker

    def collect(self) -> Iterator[Metric]:
        """The current metrics."""
        worker, term = self.worker, self.worker.term
        yield GaugeMetricFamily("harvester_worker_sites", "Sites in hand.", len(worker.in_hand))
        yield GaugeMetricFamily("harvester_worker_places", "Sites that can be crawled at once.", worker.setup.places)
        figures = worker.figures()
        for name, about in _FIGURES.items():
            yield CounterMetricFamily(f"harvester_worker_{name}", about, figures.get(name, 0))
        slices = CounterMetricFamily("harvester_worker_slices", "Slices that ended, by the reason.", labels=["reason"])
        for reason, count in dict(worker.ended).items():
            slices.add_metric([reason], count)
        yield slices
        yield CounterMetricFamily("harvester_worker_outages", "Times the database did not answer.", worker.outages)
        left = term.left if term is not None else 0.0
        yield GaugeMetricFamily("harvester_worker_lease_seconds", "Seconds that the lease lasts yet.", left)
        ahead = term.ahead if term is not None else 0.0
        yield GaugeMetricFamily("harvester_worker_clock_ahead_seconds", "Wall clock minus the database's.", ahead)


def serve(worker: Worker, where: Listening) -> Callable[[], None]:
    """Serve a worker's metrics; returns a function that stops that. Raises :class:`OSError` if the port is taken."""
    registry = CollectorRegistry()
    registry.register(WorkerMetrics(worker))
    server, _ = start_http_server(where.port, where.host, registry)
    return server.shutdown
