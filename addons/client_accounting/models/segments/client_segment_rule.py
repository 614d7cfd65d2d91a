from odoo import models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.orm.domains import DomainCondition

#: fields of a partner that a rule refers to segments with
SEGMENT_FIELDS = ("client_segment_ids",)


class ClientSegment(models.Model):
    """Rules that refer to other segments: the order of evaluation, circles refused."""

    _inherit = "client.segment"

    def _check_circles(self):
        """Raise ValidationError where a rule refers to itself over others."""
        self.sudo()._levels(self.sudo()._all_active())

    def _all_active(self):
        """All active segments of active axes, of all companies."""
        return self.env["client.segment"].sudo().search([("axis_id.active", "=", True)])

    def _levels(self, segments):
        """The segments in the order of evaluation: a list of recordsets, each of which
        refers to earlier ones only.

        :raise ValidationError: that names the chain of a circle
        """
        nodes = {}
        for segment in segments:
            nodes.setdefault(segment._node(), self.browse())
            nodes[segment._node()] |= segment
        needs = {
            node: {
                other._node() for segment in members for other in segment._references()
            }
            & set(nodes)
            for node, members in nodes.items()
        }
        levels, done = [], set()
        while len(done) < len(nodes):
            ready = [node for node in nodes if node not in done and needs[node] <= done]
            if not ready:
                self._raise_circle(nodes, needs, done)
            done.update(ready)
            level = self.browse()
            for node in ready:
                level |= nodes[node]
            levels.append(level)
        return levels

    def _node(self):
        """What is evaluated at once: the whole of an axis whose segments exclude one
        another, else the segment."""
        if self.axis_id._is_exclusive():
            return ("axis", self.axis_id.id)
        return ("segment", self.id)

    def _raise_circle(self, nodes, needs, done):
        chain = [next(node for node in nodes if node not in done)]
        while True:
            after = min(node for node in needs[chain[-1]] if node not in done)
            if after in chain:
                chain = [*chain[chain.index(after) :], after]
                break
            chain.append(after)
        names = []
        for node in chain:
            members = nodes[node]
            names.append(
                members.axis_id.name if node[0] == "axis" else members.display_name
            )
        raise ValidationError(
            self.env._(
                "The rules refer to one another in a circle: %(chain)s. Who belongs to "
                "one would depend on himself. Take one of them out.",
                chain=" → ".join(names),
            )
        )

    def _references(self):
        """The segments that the rule of this one looks at."""
        self.ensure_one()
        if self.method != "rule" or "client_segment" not in (self.domain or ""):
            return self.browse()
        domain = self.env["client.rule"]._parse_rule(self.domain)
        return self._referred(domain, self.env["res.partner"].sudo())

    def _referred(self, domain, model):
        found = self.browse()
        for condition in domain.iter_conditions():
            if not isinstance(condition, DomainCondition):
                continue
            found |= self._referred_by(condition, model)
        return found

    def _referred_by(self, condition, model):
        """Segments that one condition refers to, over any number of links."""
        head, _dot, rest = condition.field_expr.partition(".")
        field = model._fields.get(head)
        if field is None or not field.relational:
            return self.browse()
        if model._name == "res.partner" and head in SEGMENT_FIELDS:
            return self._referred_segments(condition, rest)
        comodel = model.env[field.comodel_name]
        if rest:
            inner = Domain(rest, condition.operator, condition.value)
        elif "any" in condition.operator and not hasattr(condition.value, "select"):
            inner = Domain(condition.value)
        else:
            return self.browse()
        return self._referred(inner, comodel)

    def _referred_segments(self, condition, rest):
        """Segments of a condition on the segments of a client; all where it does not
        say which."""
        segments = self.with_context(active_test=False).sudo()
        value, operator = condition.value, condition.operator
        if rest:
            return segments.search(Domain(rest, operator, value))
        if "any" in operator:
            return segments.search(Domain(value))
        if "like" in operator:
            return segments.search(Domain("display_name", "ilike", value))
        values = value if isinstance(value, list | tuple | set) else [value]
        ids = [item for item in values if type(item) is int]
        names = [item for item in values if isinstance(item, str)]
        if len(ids) + len(names) < len(list(values)) or not (ids or names):
            return segments.search([])
        found = segments.browse(ids).exists()
        for name in names:
            found |= segments.search(Domain("display_name", "ilike", name))
        return found
