"""Figures about requests for Prometheus, by route template and class of status."""

from prometheus_client import CollectorRegistry, Counter, Histogram

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class RequestMetrics:
    """Two families: `http_requests_total{method, route, status}` and `http_request_seconds{method, route}`."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._count = Counter("http_requests_total", "Requests answered", ["method", "route", "status"], registry=registry)
        self._seconds = Histogram("http_request_seconds", "Time to answer", ["method", "route"], registry=registry, buckets=_BUCKETS)
        self._counters: dict[tuple[str, str, int], Counter] = {}
        self._timers: dict[tuple[str, str], Histogram] = {}

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request; looking a label up costs more than counting, so the series are kept."""
        key = (method, route, status // 100)
        if key not in self._counters:
            self._counters[key] = self._count.labels(method, route, f"{status // 100}xx")
            self._timers[key[:2]] = self._seconds.labels(method, route)
        self._counters[key].inc()
        self._timers[key[:2]].observe(seconds)
