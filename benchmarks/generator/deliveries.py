"""Deliveries on time, late, waiting and owed; returns; the stock that they leave."""

from .products import OPENING_STOCK


def fill(stage):
    _stage_pickings(stage)
    _stage_moves(stage)
    _insert_pickings(stage)
    _insert_references(stage)
    _insert_moves(stage)
    _insert_quants(stage)


def _stage_pickings(stage):
    for kind in ("done", "return"):
        (name,) = stage.prototypes["picking_" + kind]["name"].params
        prefix = name.rstrip("0123456789")
        stage.params |= {f"{kind}_prefix": prefix, "width": len(name) - len(prefix)}
    # Kinds: `done` and `waiting` to the client, `owed` is the backorder, `return` back.
    stage.table(
        "picking",
        """
    SELECT %(picking)s + row_number() OVER (ORDER BY entered, n, kind) AS id, parts.*,
           CASE WHEN kind = 'return' THEN %(return_prefix)s ELSE %(done_prefix)s END
           || bench.pad(row_number() OVER (PARTITION BY kind = 'return'
                                           ORDER BY entered, n, kind),
                        %(width)s) AS name
      FROM (
        SELECT CASE WHEN delivered THEN 'done' ELSE 'waiting' END AS kind, n,
               ordered AS entered, deadline, done, deadline AS scheduled
          FROM bench.so WHERE kind <> 'quote'
        UNION ALL
        SELECT 'owed', n, done, today + interval '3 days', NULL,
               today + CASE WHEN so.late THEN -4 ELSE 3 END * interval '1 day'
          FROM bench.so, (SELECT %(today)s AS today) now WHERE owing
        UNION ALL
        SELECT 'return', n, refund_date + interval '9 hours', NULL,
               refund_date + interval '10 hours', refund_date + interval '10 hours'
          FROM bench.so WHERE refund_doc IS NOT NULL
      ) parts
    """,
        key="n,kind",
        picking=stage.last_id("stock_picking"),
    )


def _stage_moves(stage):
    stage.table(
        "picking_move",
        """
        SELECT %(move)s + row_number() OVER (ORDER BY picking.id, sol.k) AS id,
               picking.id AS picking_id, picking.kind, picking.name, picking.n, sol.k,
               sol.id AS sale_line_id, sol.product_id, sol.cost,
               CASE WHEN picking.kind = 'return' THEN returned ELSE qty END AS qty
          FROM bench.picking JOIN bench.sol USING (n)
         WHERE CASE picking.kind WHEN 'return' THEN returned > 0
                                 WHEN 'owed' THEN owed
                                 ELSE NOT owed END
        """,
        key="n,k,kind",
        move=stage.last_id("stock_move") + stage.sizes.products,
    )


def _insert_pickings(stage):
    common = {
        "id": "picking.id",
        "name": "picking.name",
        "partner_id": "addressee_id",
        "sale_id": "so.id",
        "origin": "so.name",
        "user_id": "NULL",
        "scheduled_date": "picking.scheduled",
        "date_deadline": "picking.deadline",
        "date_done": "picking.done",
        "create_date": "picking.entered",
        "write_date": "coalesce(picking.done, picking.entered)",
    }
    owed = common | {
        "backorder_id": """(SELECT first.id FROM bench.picking first
                             WHERE first.n = picking.n AND first.kind = 'done')""",
    }
    back = common | {
        "origin": "'Return of ' || first.name",
        "return_id": "first.id",
        "date_deadline": "NULL",
    }
    source = "bench.picking JOIN bench.so USING (n) "
    first = "JOIN bench.picking first ON first.n = so.n AND first.kind = 'done' "
    stage.insert(
        "stock_picking",
        [
            ("picking_done", common, source + "WHERE picking.kind = 'done'"),
            ("picking_waiting", common, source + "WHERE picking.kind = 'waiting'"),
            ("picking_waiting", owed, source + "WHERE picking.kind = 'owed'"),
            ("picking_return", back, source + first + "WHERE picking.kind = 'return'"),
        ],
        order="id",
    )


def _insert_references(stage):
    stage.params["reference"] = stage.last_id("stock_reference")
    stage.insert(
        "stock_reference",
        [
            (
                "reference",
                {
                    "id": "%(reference)s + so_n",
                    "name": "name",
                    "create_date": "ordered",
                    "write_date": "ordered",
                },
                "bench.so WHERE kind <> 'quote'",
            )
        ],
        order="id",
    )
    stage.insert(
        "stock_reference_sale_rel",
        [
            (
                None,
                {"reference_id": "%(reference)s + so_n", "sale_id": "id"},
                "bench.so WHERE kind <> 'quote'",
            )
        ],
    )
    stage.insert(
        "stock_reference_move_rel",
        [
            (
                None,
                {"reference_id": "%(reference)s + so_n", "move_id": "picking_move.id"},
                "bench.picking_move JOIN bench.so USING (n)",
            )
        ],
    )


def _insert_moves(stage):
    move = {
        "id": "picking_move.id",
        "picking_id": "picking_id",
        "partner_id": "addressee_id",
        "product_id": "product_id",
        "sale_line_id": "sale_line_id",
        "sequence": "10 + k",
        "reference": "picking_move.name",
        "origin": "so.name",
        "product_uom_qty": "qty",
        "product_qty": "qty",
        "quantity": "qty",
        "packaging_uom_qty": "qty",
        "value": "CASE WHEN picking.done IS NOT NULL THEN cost * qty END",
        "date": "coalesce(picking.done, picking.scheduled)",
        "date_deadline": "picking.deadline",
        "reservation_date": "picking.entered::date",
        "origin_returned_move_id": "NULL",
        "create_date": "picking.entered",
        "write_date": "coalesce(picking.done, picking.entered)",
    }
    back = move | {
        "origin_returned_move_id": """(SELECT sent.id FROM bench.picking_move sent
            WHERE sent.n = picking_move.n AND sent.k = picking_move.k
              AND sent.kind = 'done')""",
    }
    opening = {
        "id": "opening.id",
        "product_id": "product.id",
        "product_uom_qty": "%(opening)s",
        "product_qty": "%(opening)s",
        "quantity": "%(opening)s",
        "packaging_uom_qty": "%(opening)s",
        "value": "cost * %(opening)s",
        "date": "%(first_date)s::timestamp",
        "create_date": "%(first_date)s::timestamp",
        "write_date": "%(first_date)s::timestamp",
    }
    stage.params |= {
        "opening": OPENING_STOCK,
        "first_move": stage.last_id("stock_move"),
        "first_move_line": stage.last_id("stock_move_line"),
    }
    moves = """bench.picking_move JOIN bench.so USING (n)
               JOIN bench.picking ON picking.id = picking_id WHERE picking_move.kind """
    openings = """bench.product
        CROSS JOIN LATERAL (SELECT %(first_move)s + i AS id) opening"""
    branches = [
        ("inventory_move", opening, openings),
        ("move_done", move, moves + "= 'done'"),
        ("move_waiting", move, moves + "IN ('waiting', 'owed')"),
        ("move_return", back, moves + "= 'return'"),
    ]
    stage.insert("stock_move", branches, order="id")
    line_id = "%(first_move_line)s - %(first_move)s + "
    of_line = ("product_id", "quantity", "date", "create_date", "write_date")
    lines = []
    for prototype, values, source in branches:
        of_move = {name: values[name] for name in of_line}
        lines.append(
            (
                prototype.replace("move", "move_line"),
                of_move
                | {
                    "id": line_id + values["id"],
                    "move_id": values["id"],
                    "picking_id": values.get("picking_id", "NULL"),
                    "quantity_product_uom": values["quantity"],
                },
                source,
            )
        )
    stage.insert("stock_move_line", lines, order="id")
    stage.insert(
        "stock_move_move_rel",
        [
            (
                None,
                {"move_orig_id": "sent.id", "move_dest_id": "back.id"},
                """bench.picking_move sent
                   JOIN bench.picking_move back USING (n, k)
                   WHERE sent.kind = 'done' AND back.kind = 'return'""",
            )
        ],
    )


def _insert_quants(stage):
    stage.table(
        "moved",
        """
        SELECT product.id, sum(qty) FILTER (WHERE kind = 'done') AS sent,
               sum(qty) FILTER (WHERE kind = 'return') AS back,
               sum(qty) FILTER (WHERE kind IN ('waiting', 'owed')) AS reserved
          FROM bench.product LEFT JOIN bench.picking_move ON product_id = product.id
         GROUP BY product.id
        """,
        key="id",
    )
    away = "coalesce(sent, 0) - coalesce(back, 0)"
    common = {
        "product_id": "moved.id",
        "in_date": "%(first_date)s::timestamp",
        "create_date": "%(first_date)s::timestamp",
        "write_date": "%(today)s::timestamp",
    }
    quant = stage.last_id("stock_quant")
    count = stage.sizes.products
    branches = []
    for place, prototype, values in (
        (
            0,
            "quant_stock",
            {
                "quantity": f"%(opening)s - ({away})",
                "reserved_quantity": "coalesce(reserved, 0)",
            },
        ),
        (1, "quant_loss", {"quantity": "-%(opening)s"}),
        (2, "quant_customer", {"quantity": away}),
    ):
        identity = {"id": f"{quant + place * count} + row_number() OVER (ORDER BY id)"}
        where = f"bench.moved WHERE {away} <> 0" if place == 2 else "bench.moved"
        branches.append((prototype, common | identity | values, where))
    stage.insert("stock_quant", branches, order="id")
