"""What may change in a published event: something may be added, nothing may be taken away or turned into something else."""

from typing import Any


def breaks(published: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Sentences on how the schema `now` would break those who read or write by the schema `published`."""
    return _objects(published, now, published, now, "")


def _objects(old: dict[str, Any], new: dict[str, Any], old_root: dict[str, Any], new_root: dict[str, Any], where: str) -> list[str]:
    found = []
    for name, part in old.get("properties", {}).items():
        if name not in new.get("properties", {}):
            found.append(f"{where}/{name} is gone")
        else:
            found += _parts(part, new["properties"][name], old_root, new_root, f"{where}/{name}")
    found += [f"{where}/{name} is required now" for name in new.get("required", []) if name not in old.get("required", [])]
    return found


def _parts(old: dict[str, Any], new: dict[str, Any], old_root: dict[str, Any], new_root: dict[str, Any], where: str) -> list[str]:
    old, new = _resolved(old, old_root), _resolved(new, new_root)
    if "properties" in old and "properties" in new:
        return _objects(old, new, old_root, new_root, where)
    if "anyOf" in old and "anyOf" in new and len(old["anyOf"]) == len(new["anyOf"]):
        return [line for a, b in zip(old["anyOf"], new["anyOf"], strict=True) for line in _parts(a, b, old_root, new_root, where)]
    if "items" in old and "items" in new:
        return _parts(old["items"], new["items"], old_root, new_root, where)
    if "enum" in old:
        return [f"{where} no longer says {word!r}" for word in old["enum"] if word not in new.get("enum", [])]
    same = all(old.get(key) == new.get(key) for key in ("type", "format", "const", "anyOf"))
    return [] if same else [f"{where} is something else now"]


def _resolved(part: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    reference = part.get("$ref")
    return root["$defs"][reference.rsplit("/", 1)[1]] if reference else part
