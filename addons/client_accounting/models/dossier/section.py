"""The parts that a dossier is made of. They hold no state and no records."""

from dataclasses import dataclass

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

#: said instead of "everything is paid" to who sees his own documents only
OWN_EMPTY = _lt("Nothing among your own documents.")
#: rows that a table of the dossier shows; the rest is one click away
TABLE_LIMIT = 8


@dataclass(frozen=True)
class Section:
    """One part of the dossier: rows found by SQL, shown by a generic component.

    A subclass gives `query` and `render`; an addon lists its objects in
    ``client.dossier._dossier_sections()``.

    :ivar str key: name of the part, unique in the dossier
    :ivar title: heading, a lazy translation
    :ivar str kind: component that shows it: figures, chart, table, facts, people
        or timeline
    :ivar int sequence: order on the screen, on the phone and on paper
    :ivar str area: ``top``, ``main`` or ``side`` of the wide screen
    :ivar tuple models: models that the reader must have the right to read
    :ivar str groups: comma separated groups, one of which the reader must have
    :ivar str icon: Font Awesome class of the heading
    :ivar empty: sentence shown when there is nothing, a lazy translation
    :ivar bool personal: whether a salesperson may see but his own documents in it
    :ivar more: word for the way to all documents of `action`, a lazy translation
    """

    key: str
    title: object
    kind: str
    sequence: int = 100
    area: str = "main"
    models: tuple = ()
    groups: str = ""
    icon: str = ""
    empty: object = _lt("Nothing here yet.")
    more: object = _lt("All")
    personal: bool = False

    def visible(self, scope):
        """Whether the reader of the scope is shown this part at all."""
        if self.groups and not scope.env.user.has_groups(self.groups):
            return False
        return all(scope.can_read(model) for model in self.models)

    def query(self, scope):
        """Return the SQL of the rows: a SELECT whose columns `render` reads."""
        raise NotImplementedError

    def depends(self, scope):
        """Return whatever else the text of `query` stands on, as something hashable.

        The text is kept for the reader: his companies, groups, language, rates, the
        day and the rules of the models that ``scope.search`` looked into are known;
        a part that puts more into its text, for instance settings, names it here.
        """
        return ()

    def render(self, scope, rows):
        """Return the JSON-able ``data`` of the part from its rows (dicts)."""
        raise NotImplementedError

    def action(self, scope, params):
        """Return the action to all documents of the part, or None.

        :param dict params: what was clicked on; comes from the browser, so it
            is checked here
        """
        return None

    def _note(self, scope):
        """Return the sentence that says why the reader may miss documents here."""
        if self.personal and scope.own_documents_only:
            return scope.env._("Only your own documents: others are not shown to you.")
        return ""

    @property
    def has_action(self):
        """Whether there is a way to all documents of the part."""
        return type(self).action is not Section.action

    def as_dict(self, scope, rows):
        """Return the part as the client action and the report read it."""
        note = self._note(scope)
        empty = OWN_EMPTY if note else self.empty
        return {
            "key": self.key,
            "title": scope.env._(self.title),
            "kind": self.kind,
            "area": self.area,
            "icon": self.icon,
            "empty": scope.env._(empty),
            "more": scope.env._(self.more) if self.has_action else "",
            "note": note,
            "data": self.render(scope, rows),
        }


def column(name, label, kind="char", **options):
    """Describe a column of a table.

    :param str kind: char, date, datetime, monetary (in the dossier's currency),
        number, integer or badge (``{"label", "tone"}``)
    """
    return {"name": name, "label": label, "type": kind, **options}


def row(model, record_id, values, tone=""):
    """Describe a row of a table that opens its document.

    :param str tone: danger, warning, success, muted or nothing
    """
    return {
        "key": f"{model},{record_id}",
        "res_model": model,
        "res_id": record_id,
        "values": values,
        "tone": tone,
    }


def badge(label, tone="muted"):
    """Describe a word in a coloured pill."""
    return {"label": label, "tone": tone}


def table(columns, rows, total=0, footer=None):
    """Describe a table.

    :param int total: how many rows there are beside those shown
    :param dict footer: values under the columns, over all rows
    """
    return {
        "columns": columns,
        "rows": rows,
        "total": max(total, len(rows)),
        "footer": footer or {},
    }


def window(env, name, model, domain, views="list,form", **values):
    """Return a window action to the documents of a domain."""
    return {
        "type": "ir.actions.act_window",
        "name": name,
        "res_model": model,
        "domain": domain,
        "views": [(False, view) for view in views.split(",")],
        "target": "current",
        **values,
    }
