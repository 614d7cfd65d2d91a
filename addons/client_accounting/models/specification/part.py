"""What a specification holds, said once for export, import and document."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Part:
    """The records of one model in a specification.

    :ivar str model: name of the model
    :ivar title: heading in the document, a lazy translation
    :ivar intro: one sentence under the heading, a lazy translation
    :ivar tuple fields: names in the order of the file, those of the key first
    :ivar tuple key: fields that name a record in every database; many2one fields of
        the key refer to earlier parts
    :ivar tuple sort: fields by which the records are ordered before their key
    :ivar tuple fixed: fields that an import must not change on a record that is there
    :ivar dict domains: {field with the text of a domain: model that it selects}
    :ivar dict id_texts: {field of text that may hold the id of a record: function of a
        record that gives the model of that id, or None}
    :ivar tuple only: domain of the records that are configuration
    :ivar tuple left_out_when_empty: fields that other addons brought: not in the file
        where they are empty, so that a database without the addon can read it
    :ivar bool numbered: whether several records may have the same key; they are
        told apart by a number
    :ivar str layout: ``cards`` or ``table`` in the document
    :ivar str icon: Font Awesome class of the section in the document
    """

    model: str
    title: object
    fields: tuple
    intro: object = ""
    key: tuple = ("code",)
    sort: tuple = ("sequence",)
    fixed: tuple = ()
    domains: dict = field(default_factory=dict)
    id_texts: dict = field(default_factory=dict)
    only: tuple = ()
    left_out_when_empty: tuple = ()
    numbered: bool = False
    layout: str = "cards"
    icon: str = "fa-list"

    def keyed(self, records):
        """Name records in a way that no two of them have the same name.

        :param records: values as the file has them
        :return: [(name, values)]
        """
        seen = {}
        named = []
        for values in records:
            name = self.name_of(values)
            seen[name] = seen.get(name, 0) + 1
            if self.numbered and seen[name] > 1:
                name = f"{name}#{seen[name]}"
            named.append((name, values))
        return named

    def name_of(self, values):
        """The key of a record in one text, from its values as the file has them."""
        return "/".join(str(values.get(name) or "") for name in self.key)

    def sort_key(self, values):
        """Orders records in the same way in every database."""
        numbers = []
        for name in self.sort:
            value = values.get(name)
            is_number = isinstance(value, int | float)
            numbers.append(
                (value if is_number else 0, "" if is_number else value or "")
            )
        return (*numbers, self.name_of(values))


class Conflict(Exception):
    """Why a value of the file has no place in this database: a sentence."""


class Pending(Exception):
    """A reference to a record that the same file brings and that is not there yet."""


def every(load, values):
    """Load each value; what can never be loaded is said before what has to wait.

    :raise Conflict: for the first value that has no place here
    :raise Pending: else, for the first that refers to a record of the file
    """
    loaded, pending = [], None
    for value in values:
        try:
            loaded.append(load(value))
        except Pending as reason:
            pending = pending or reason
    if pending:
        raise pending
    return loaded
