"""A rule in words: labels of fields instead of names, "and" between, brackets."""

from .domains import REF


class RuleReader:
    """Reads the list of a rule, as the file has it, to people in their language.

    :param codec: :class:`.codec.Codec`
    """

    def __init__(self, codec):
        self.codec = codec
        self.env = codec.env

    def tell(self, items, model):
        """The rule as one text; an expression that is no list stays as it is."""
        if not items:
            return self.env._("everybody") if items == [] else ""
        if isinstance(items, str):
            return items
        rest = list(items)
        terms = []
        while rest:
            terms.append(self._term(rest, self.env[model]))
        if len(terms) == 1:
            return terms[0][0]
        return self._join("&", terms)[0]

    def _term(self, rest, model):
        """(text, operator that joins it or None) of the next term."""
        item = rest.pop(0)
        if item == "!":
            text, joined = self._term(rest, model) if rest else ("", None)
            text = f"({text})" if joined else text
            return self.env._("not %(rule)s", rule=text), None
        if item in ("&", "|"):
            terms = [self._term(rest, model) for _count in (1, 2) if rest]
            return self._join(item, terms)
        return self._condition(item, model), None

    def _join(self, operator, terms):
        texts = [
            f"({text})" if joined and joined != operator else text
            for text, joined in terms
        ]
        word = self.env._(" and ") if operator == "&" else self.env._(" or ")
        return word.join(texts), operator

    def _condition(self, item, model):
        if not isinstance(item, list) or len(item) != 3 or not isinstance(item[0], str):
            return str(item)
        path, operator, value = item
        labels, target = self._labels(path, model)
        if operator in ("any", "not any") and target is not None:
            value = f"({self.tell(value, target._name)})"
        else:
            value = self._value(value)
        return f"{' › '.join(labels)} {self._operator(operator)} {value}"

    def _labels(self, path, model):
        labels = []
        for name in path.split("."):
            field = model._fields.get(name) if model is not None else None
            if field is None:
                labels.append(name)
                model = None
                continue
            labels.append(field.get_description(self.env, ["string"])["string"])
            model = self.env[field.comodel_name] if field.relational else None
        return labels, model

    def _operator(self, operator):
        words = {
            "=": "=",
            "!=": "≠",
            ">=": "≥",
            "<=": "≤",
            "in": self.env._("is one of"),
            "not in": self.env._("is none of"),
            "ilike": self.env._("contains"),
            "not ilike": self.env._("does not contain"),
            "any": self.env._("has one with"),
            "not any": self.env._("has none with"),
        }
        return words.get(operator, operator)

    def _value(self, value):
        if isinstance(value, list):
            return ", ".join(self._value(one) for one in value)
        if isinstance(value, dict):
            return str(value.get(REF, "")).removeprefix("name=")
        if isinstance(value, bool) or value is None:
            return self.env._("set") if value else self.env._("empty")
        return str(value)
