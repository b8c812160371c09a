"""The OpenAPI document: FastAPI's, with our problem document as the answer to every failure and the bodies that are read by hand."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from shared.web.problems.document import MEDIA_TYPE, ProblemDocument

_REF = "#/components/schemas/{model}"
_PROBLEM = {
    "description": "What went wrong and what to do about it (RFC 9457)",
    "content": {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model="ProblemDocument")}}},
}


def takes(model: type[BaseModel], *, example: object = None) -> dict[str, Any]:
    """`openapi_extra` of an operation that reads its body with `read_json(request, model)`."""
    media: dict[str, Any] = {"schema": model.model_json_schema(ref_template=_REF)}
    if example is not None:
        media["example"] = example
    return {"requestBody": {"required": True, "content": {"application/json": media}}}


def describe(app: FastAPI) -> None:
    """Give the application its OpenAPI 3.1 document, made when it is first asked for."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title, version=app.version, openapi_version="3.1.0", description=app.description or None, routes=app.routes
    )
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for operations in document["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("422", None)
            operation["responses"]["default"] = _PROBLEM
            _lift_definitions(operation, schemas)
    _lift(ProblemDocument.model_json_schema(ref_template=_REF), "ProblemDocument", schemas)
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    document["components"]["schemas"] = dict(sorted(schemas.items()))
    return document


def _lift_definitions(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Move the model of a body, and those it is made of, to where references point."""
    for media in operation.get("requestBody", {}).get("content", {}).values():
        schema = media["schema"]
        if "title" in schema and "properties" in schema:
            name = schema["title"]
            _lift(dict(schema), name, schemas)
            media["schema"] = {"$ref": _REF.format(model=name)}


def _lift(schema: dict[str, Any], name: str, schemas: dict[str, Any]) -> None:
    schemas.update(schema.pop("$defs", {}))
    schemas[name] = schema
