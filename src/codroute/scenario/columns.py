"""The columns of every table, read off its rows' classes: names, and what each one wants."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from codroute.scenario.fields import Among, Kind, Words
from codroute.scenario.scenario import TABLES, Scenario

_CONTAINERS = {tuple: "a list", dict: "an object with named values"}


@dataclass(frozen=True)
class Column:
    """One column as a table's file has it; ``required``: in every row, whatever its form.

    ``choices`` are all that a cell, or each name of its list, may be; empty where they are not
    listed.
    """

    name: str
    required: bool
    wanted: str
    kind: Kind
    choices: tuple[str, ...] = ()


def row_models(table: str) -> tuple[type[BaseModel], ...]:
    """Give the classes of a table's rows: several where the column ``form`` tells them apart."""
    return tuple(_models(get_args(Scenario.model_fields[table].annotation)[0]))


@cache
def variant_fields(table: str) -> tuple[str, ...]:
    """Name the fields that are fee variants, whose parts have a column each."""
    return tuple(
        name
        for model in row_models(table)
        for name, info in model.model_fields.items()
        if any(_models(info.annotation))
    )


@cache
def columns(table: str) -> dict[str, Column]:
    """Give a table's columns by name, as they stand in its CSV file."""
    return columns_of(*row_models(table))


def columns_of(*models: type[BaseModel]) -> dict[str, Column]:
    """Give the columns of rows of these classes by name."""
    return {column.name: column for column in _merged(models, "")}


def known_columns(name: str, table: str) -> str:
    """Say which columns a table has, the one probably meant first."""
    return one_of(name, columns(table))


def one_of(name: str, known: Any) -> str:
    """Say which names there are, and which of them was probably meant."""
    if not known:
        return "nothing: there are none"
    near = get_close_matches(name, known, n=1)
    return (f"perhaps '{near[0]}'; " if near else "") + "one of " + ", ".join(known)


def wanted_at(hint: Any, path: tuple[str | int, ...]) -> str:
    """Say what the field at a path of Pydantic's inside a type wants."""
    name = str(path[-1])
    models = _models_at(hint, path[:-1])
    if name == "form":
        return f"one of {', '.join(form for model in models for form in _variant_forms(model))}"
    infos = [fields[name] for fields in map(_fields, models) if name in fields]
    return _words(infos[0]) if infos else "a value"


def keys_at(hint: Any, path: tuple[str | int, ...]) -> tuple[str, ...]:
    """Give the names beside which a path of Pydantic's ends."""
    return tuple(name for model in _models_at(hint, path[:-1]) for name in _fields(model))


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Give a model's fields under the names that the user writes."""
    return {info.alias or name: info for name, info in model.model_fields.items()}


def _models_at(hint: Any, path: tuple[str | int, ...]) -> tuple[type[BaseModel], ...]:
    """Follow a path to the models it leads to; inside a union, Pydantic's path names the form."""
    models = tuple(_models(hint))
    for part in path:
        if len(models) > 1:
            models = tuple(model for model in models if part in _variant_forms(model))
        elif models and part in models[0].model_fields:
            models = tuple(_models(models[0].model_fields[str(part)].annotation))
    return models


def _merged(models: tuple[type[BaseModel], ...], prefix: str) -> Iterator[Column]:
    """Give the columns of all variants; required are those that every variant requires."""
    names = dict.fromkeys(name for model in models for name in model.model_fields)
    for name in names:
        infos = [model.model_fields[name] for model in models if name in model.model_fields]
        required = len(infos) == len(models) and all(info.is_required() for info in infos)
        variants = tuple(_models(infos[0].annotation))
        if variants:
            for part in _merged(variants, f"{prefix}{name}_"):
                yield replace(part, required=required and part.required)
        else:
            forms = tuple(dict.fromkeys(f for info in infos for f in _forms(info.annotation)))
            words = f"one of {', '.join(forms)}" if forms else _words(infos[0])
            stated = _stated(infos[0])
            kind = "form" if forms or stated is None else stated.kind
            choices = stated.names if isinstance(stated, Among) else forms
            yield Column(f"{prefix}{name}", required, words, kind, choices)


def _models(hint: Any) -> Iterator[type[BaseModel]]:
    """Give the models in a type: itself, or the members of a union."""
    origin = get_origin(hint)
    if origin in (Annotated, Union, UnionType, tuple):
        members = get_args(hint)[:1] if origin is Annotated else get_args(hint)
        for member in members:
            yield from _models(member)
    elif isinstance(hint, type) and issubclass(hint, BaseModel):
        yield hint


def _forms(hint: Any) -> tuple[str, ...]:
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return tuple(hint)
    return get_args(hint) if get_origin(hint) is Literal else ()


def _words(info: FieldInfo) -> str:
    """Say what a field wants, from its type."""
    variants = [form for m in _models(info.annotation) for form in _variant_forms(m)]
    if variants:
        return f"one of {', '.join(variants)}"
    stated = _stated(info)
    if stated is not None:
        return stated.words
    for member in _members(info):
        if get_origin(member) in _CONTAINERS:
            return _CONTAINERS[get_origin(member)]
        if _forms(member):
            listed = ", ".join(map(str, _forms(member)))
            return f"one of {listed}" if len(_forms(member)) > 1 else listed
    for model in _models(info.annotation):
        return f"values for {', '.join(_fields(model))}"
    return "a value"


def _stated(info: FieldInfo) -> Words | None:
    """Give the words that a field's type comes with."""
    for member in _members(info):
        stated = [part for part in get_args(member) if isinstance(part, Words)]
        if stated:
            return stated[-1]  # the narrower type's, which comes last
    return None


def _members(info: FieldInfo) -> tuple[Any, ...]:
    """Give a field's type with its annotations, and the members of a union; not what it holds."""
    hint: Any = Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
    held = get_origin(info.annotation) in _CONTAINERS
    return (hint,) if held else (hint, *get_args(info.annotation))


def _variant_forms(model: type[BaseModel]) -> tuple[str, ...]:
    return _forms(model.model_fields["form"].annotation) if "form" in model.model_fields else ()


VARIANT_FIELDS = {table: variant_fields(table) for table in TABLES if variant_fields(table)}
"""Fields that are fee variants; in CSV their parts stand in columns ``<field>_<part>``."""

TABLES_WITH_FORMS = tuple(table for table in TABLES if len(row_models(table)) > 1)
"""Tables whose rows are variants themselves, told apart by the column ``form``."""
