"""The request's place in a trace: continued from `traceparent`, begun here otherwise."""

from collections.abc import Iterator
from contextlib import contextmanager
from secrets import randbits

from opentelemetry import context, trace
from opentelemetry.trace import NonRecordingSpan, Span, SpanContext, SpanKind, TraceFlags
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.types import Scope

TRACE_ID = "shared.web.trace_id"
_PROPAGATOR = TraceContextTextMapPropagator()


@contextmanager
def traced(scope: Scope) -> Iterator[Span]:
    """Run the request inside a server span; without a tracing SDK inside a silent one, so that ids still travel with the events."""
    parent = _PROPAGATOR.extract(_carrier(scope))
    if not trace.get_current_span(parent).get_span_context().is_valid:
        parent = trace.set_span_in_context(NonRecordingSpan(_begun()), parent)
    span = trace.get_tracer("shared.web").start_span("request", context=parent, kind=SpanKind.SERVER, record_exception=False)
    scope[TRACE_ID] = format(span.get_span_context().trace_id, "032x")
    token = context.attach(trace.set_span_in_context(span, parent))
    try:
        yield span
    finally:
        context.detach(token)
        span.end()


def _carrier(scope: Scope) -> dict[str, str]:
    """Only the two headers of W3C Trace Context: baggage may carry anything."""
    wanted = (b"traceparent", b"tracestate")
    return {name.decode(): value.decode("latin-1") for name, value in scope["headers"] if name in wanted}


def _begun() -> SpanContext:
    return SpanContext(randbits(128) or 1, randbits(64) or 1, is_remote=False, trace_flags=TraceFlags(TraceFlags.SAMPLED))
