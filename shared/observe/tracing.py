"""Traces from the submission to the letter: the context travels in the envelope and is stored with what waits to leave."""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_PROPAGATOR = TraceContextTextMapPropagator()
_TRACER = trace.get_tracer("redress")


def configure(*, service: str, endpoint: str | None) -> None:
    """Record spans, and send them to an OTLP/HTTP collector when there is one; without it only the context travels."""
    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    if endpoint:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - costs start time only where used

        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
    trace.set_tracer_provider(provider)


@contextmanager
def message_span(name: str, traceparent: str | None) -> Iterator[None]:
    """A span for handling one message, continuing the trace in which it was published."""
    context = _PROPAGATOR.extract({"traceparent": traceparent}) if traceparent else None
    with _TRACER.start_as_current_span(f"handle {name}", context=context, kind=trace.SpanKind.CONSUMER):
        yield
