"""What the parts of the dossier about logistics have in common."""

from odoo.tools import SQL


def figures(scope):
    """The day and the time zone of the figures, looked up once for all sections."""
    return scope.once(
        "figures_scope", lambda scope: scope.env["client.figures"]._figures_scope()
    )


def settings(scope):
    """What the questions over order lines put into their text."""
    day = figures(scope)
    segments = scope.env["client.segment"]._importance_weights()
    return (day.today, day.tz, segments)


def product(scope):
    """Columns of a product: its code, name and unit."""
    return SQL(
        """product.default_code AS code, %(name)s AS name, %(unit)s AS unit""",
        name=scope.translated(SQL("template.name")),
        unit=scope.translated(SQL("unit.name")),
    )


def product_joins(table_name, unit):
    return SQL(
        """JOIN product_product product ON product.id = %(table)s.product_id
           JOIN product_template template ON template.id = product.product_tmpl_id
           JOIN uom_uom unit ON unit.id = %(unit)s""",
        table=SQL.identifier(table_name),
        unit=unit,
    )
