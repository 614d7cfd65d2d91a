"""Rules as text in the database, as lists without ids in the file."""

import ast

from .part import Conflict, every

OPERATORS = ("&", "|", "!")
REF = "ref"
SUBDOMAIN = ("any", "not any")


class Domains:
    """Translates texts of domains.

    :param references: :class:`References`
    """

    def __init__(self, env, references):
        self.env = env
        self.references = references

    # -------------------------------------------------------------------- export
    def dump(self, text, model):
        """A list for the file, without ids; the text itself where it is an expression
        (``uid``) or no domain."""
        if not text:
            return None
        try:
            items = ast.literal_eval(text.strip())
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return text
        if not isinstance(items, list | tuple):
            return text
        return [self._dump_item(item, self.env[model]) for item in items]

    def _dump_item(self, item, model):
        if not isinstance(item, list | tuple) or len(item) != 3:
            return item if isinstance(item, str) else repr(item)
        path, operator, value = item
        target = self._target(path, model)
        if target is not None and operator in SUBDOMAIN:
            return [path, operator, [self._dump_item(one, target) for one in value]]
        return [path, operator, self._dump_value(value, target)]

    def _dump_value(self, value, target):
        if isinstance(value, list | tuple | set):
            return [self._dump_value(one, target) for one in value]
        is_id = isinstance(value, int) and not isinstance(value, bool)
        if target is not None and is_id and value:
            name = self.references.name(target._name, value)
            return {REF: name} if name else value
        if isinstance(value, str | int | float | bool) or value is None:
            return value
        return str(value)

    def _target(self, path, model):
        """The model that a path leads to; None for a path to a value."""
        if not isinstance(path, str):
            return None
        names = path.split(".")
        for index, name in enumerate(names):
            field = model._fields.get(name)
            if name == "id" and index == len(names) - 1:
                return model
            if field is None or not field.relational:
                return None
            model = self.env[field.comodel_name]
        return model

    # -------------------------------------------------------------------- import
    def load(self, items, model):
        """The text of a domain of the file.

        :raise Conflict: where a field or a record of it is not here
        """
        if items is None or isinstance(items, str):
            return items or False
        if not isinstance(items, list):
            raise Conflict(self.references.reader._("A rule is a list of conditions."))
        return repr(every(lambda item: self._load_item(item, self.env[model]), items))

    def _load_item(self, item, model):
        if isinstance(item, str):
            if item in OPERATORS:
                return item
            return ast.literal_eval(item) if item in ("True", "False") else item
        if item in ([1, "=", 1], [0, "=", 1]):
            return tuple(item)
        if not isinstance(item, list) or len(item) != 3 or not isinstance(item[0], str):
            raise Conflict(
                self.references.reader._(
                    "A condition of a rule has a field, an operator and a value: "
                    "%(item)s is none.",
                    item=str(item)[:80],
                )
            )
        path, operator, value = item
        self._check_path(path, model)
        target = self._target(path, model)
        if target is not None and operator in SUBDOMAIN and isinstance(value, list):
            return (
                path,
                operator,
                every(lambda one: self._load_item(one, target), value),
            )
        return (path, operator, self._load_value(value, target))

    def _load_value(self, value, target):
        if isinstance(value, list):
            return every(lambda one: self._load_value(one, target), value)
        if isinstance(value, dict):
            if set(value) != {REF} or target is None:
                raise Conflict(
                    self.references.reader._(
                        "A rule has a value that is not known: %s", dict(value)
                    )
                )
            return self.references.find(target._name, str(value[REF]))
        return value

    def _check_path(self, path, model):
        """Each field of the path is there; an attribute is known, here or in the
        file."""
        names = path.split(".")
        for index, name in enumerate(names):
            field = model._fields.get(name)
            if field is None:
                raise Conflict(
                    self.references.reader._(
                        "The rule asks for the field “%(field)s” of %(model)s, which "
                        "is not here.",
                        field=name,
                        model=self.references.label(model._name),
                    )
                )
            if field.type == "properties":
                self._check_attribute(names[index + 1 : index + 2])
                return
            if not field.relational:
                return
            model = self.env[field.comodel_name]

    def _check_attribute(self, names):
        if names and "client.attribute" in self.references.parts:
            self.references.find("client.attribute", names[0])
