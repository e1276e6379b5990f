"""Setting a field of any item: in place, or in a copy if the item is frozen."""

from __future__ import annotations

import logging
from dataclasses import is_dataclass
from dataclasses import replace as dataclass_replaced
from typing import Any

from itemadapter import ItemAdapter

logger = logging.getLogger(__name__)


class Setter:
    """Sets fields of items; warns once for each class and field that cannot be set."""

    def __init__(self) -> None:
        self._warned: set[tuple[type, str]] = set()

    def put(self, item: Any, name: str, value: object) -> Any:  # noqa: ANN401 - whatever a project calls an item
        """``item`` with a field set: itself, a copy if it is frozen, or ``item`` unchanged if its class refuses."""
        try:
            return with_field(item, name, value)
        except Exception as error:  # noqa: BLE001 - no such field, or any check of the project's: no reason to lose it
            if (type(item), name) not in self._warned:
                self._warned.add((type(item), name))
                logger.warning("%s: the field %s stays as it was: %s", type(item).__name__, name, error)
            return item


def with_field(item: Any, name: str, value: object) -> Any:  # noqa: ANN401 - as above
    """``item`` with a field set, or a copy of it if it is frozen. Raises what its class raises.

    >>> with_field({"title": "a"}, "title", "b")
    {'title': 'b'}
    """
    try:
        ItemAdapter(item)[name] = value
    except AttributeError:  # raised by frozen dataclasses and attrs classes
        if is_dataclass(item) and not isinstance(item, type):
            return dataclass_replaced(item, **{name: value})
        if hasattr(type(item), "__attrs_attrs__"):
            import attrs  # noqa: PLC0415 - installed, because the item is one of its classes

            return attrs.evolve(item, **{name: value})
        raise
    except ValueError:
        if not _is_frozen_model(item, name):
            raise
        return item.model_copy(update={name: value})
    return item


def _is_frozen_model(item: Any, name: str) -> bool:  # noqa: ANN401 - as above
    """Whether ``item`` is a pydantic model in which this field is frozen."""
    field = getattr(type(item), "model_fields", {}).get(name)
    return field is not None and bool(field.frozen or item.model_config.get("frozen"))
