"""Why something is late, read from the moves of stock and from nothing else.

Neither purchase nor production has to be installed: what is on its way from a supplier
or from production is an open move from such a location.
"""

from odoo.tools import SQL

OPEN = ("waiting", "confirmed", "partially_available", "assigned")


def delay_code(env, moves):
    """The code of a ``client.delay.reason``.

    Goods that wait for production or for a receipt, linked to them or not, are late for
    it; without either there is no stock. Goods that lie reserved are late by the
    carrier if one was chosen, else by us.

    :param SQL moves: ``SELECT id`` of the open moves that the goods wait for
    :return: SQL expression of one value; null without moves
    """
    carrier = SQL("FALSE")
    if "carrier_id" in env["stock.picking"]._fields:
        carrier = SQL("picking.carrier_id IS NOT NULL")
    return SQL(
        """(
        WITH RECURSIVE chain AS (
            SELECT base.id FROM (%(moves)s) base
             UNION
            SELECT link.move_orig_id
              FROM chain
              JOIN stock_move_move_rel link ON link.move_dest_id = chain.id
              JOIN stock_move orig ON orig.id = link.move_orig_id
             WHERE orig.state IN %(open)s
        )
        SELECT CASE
            WHEN bool_or(%(production)s) THEN 'production'
            WHEN bool_or(%(purchase)s) THEN 'purchase'
            WHEN bool_or(move.state IN ('confirmed', 'partially_available'))
            THEN 'no_stock'
            WHEN bool_or(%(carrier)s AND target.usage = 'customer') THEN 'carrier'
            WHEN count(*) > 0 THEN 'ours' END
          FROM chain
          JOIN stock_move move ON move.id = chain.id
          JOIN stock_location source ON source.id = move.location_id
          JOIN stock_location target ON target.id = move.location_dest_id
     LEFT JOIN stock_picking picking ON picking.id = move.picking_id
        )""",
        moves=moves,
        open=OPEN,
        production=_comes_from("production"),
        purchase=_comes_from("supplier"),
        carrier=carrier,
    )


def _comes_from(usage):
    """Condition: the move starts there, or waits for goods that are coming from there
    into the warehouse."""
    return SQL(
        """(source.usage = %(usage)s
            OR move.state IN ('confirmed', 'partially_available') AND EXISTS (
                SELECT FROM stock_move coming
                 WHERE coming.product_id = move.product_id
                   AND coming.company_id = move.company_id
                   AND coming.state IN %(open)s
                   AND coming.location_id = ANY(ARRAY(
                        SELECT place.id FROM stock_location place
                         WHERE place.usage = %(usage)s))))""",
        usage=usage,
        open=OPEN,
    )
