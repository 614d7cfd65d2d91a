from odoo.tools import SQL

from .base import Method


class FieldOfClient(Method):
    """One segment for each value of a link of the client: country, state, industry.

    Segments come by themselves with the first client who has the value; an archived
    one stays archived, and its clients are in none.
    """

    def __init__(self, field):
        self.field = field

    def standard_segments(self, env, axis, clients=None):
        rule = env["client.rule"].sudo()
        column = SQL.identifier("res_partner", self.field)
        where = rule._population_condition(axis.company_id)
        if clients is not None:
            where = SQL("%s AND res_partner.id %s", where, rule._among(clients))
        rows = env.execute_query(
            SQL(
                "SELECT DISTINCT %s FROM res_partner WHERE %s AND %s IS NOT NULL",
                column,
                where,
                column,
            )
        )
        comodel = env["res.partner"]._fields[self.field].comodel_name
        values = env[comodel].sudo().browse(id_ for (id_,) in rows).sorted("name")
        return [
            {"key": str(value.id), "name": value.name, "sequence": 10}
            for value in values
        ]

    def translations(self, env, segment):
        """The record whose name the segment bears in all languages."""
        comodel = env["res.partner"]._fields[self.field].comodel_name
        return env[comodel].sudo().browse(int(segment.key)).exists()

    def query(self, numbers, axis, segments):
        rule = numbers.env["client.rule"].sudo()
        where = rule._population_condition(axis.company_id)
        if numbers.clients is not None:
            where = SQL("%s AND res_partner.id %s", where, rule._among(numbers.clients))
        pairs = [
            SQL("(%s, %s)", int(segment.key), segment.id)
            for segment in segments
            if segment.key and segment.key.isdigit()
        ] or [SQL("(0, 0)")]
        return SQL(
            "SELECT res_partner.id AS partner_id, seg.id AS segment_id,"
            " NULL::float AS value FROM res_partner"
            " JOIN (VALUES %s) seg (value, id) ON seg.value = %s WHERE %s",
            SQL(", ").join(pairs),
            SQL.identifier("res_partner", self.field),
            where,
        )
