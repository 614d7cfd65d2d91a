"""Products with a cost, and the goods in stock at the start."""

# Every product starts with more than it can ever sell.
OPENING_STOCK = 1_000_000

NAMES = {
    "kinds": ["Pump", "Valve", "Bearing", "Filter", "Cable", "Sensor", "Panel",
              "Motor", "Gasket", "Bracket", "Relay", "Lamp", "Hose", "Switch",
              "Насос", "Клапан"],
    "makes": ["compact", "industrial", "sealed", "modular", "heavy-duty", "low-noise",
              "stainless", "universal"],
}  # fmt: skip


def fill(stage):
    stage.table(
        "product",
        """
        SELECT i, %(product)s + i AS id, %(template)s + i AS template_id,
               'P' || bench.pad(i, 5) AS code,
               bench.pick(%(kinds)s, bench.rnd(i, 'product kind')) || ' '
                   || bench.pick(%(makes)s, bench.rnd(i, 'product make')) || ' '
                   || i AS name,
               bench.pick(%(categ_ids)s, bench.rnd(i, 'product category')) AS categ_id,
               price, round((price * (0.45 + 0.35 * bench.rnd(i, 'cost')))::numeric, 2)
                   AS cost
          FROM generate_series(1, %(products)s) i,
               LATERAL (SELECT %(price_step)s * greatest(1, round(
                   exp(2.1 + 4.4 * bench.rnd(i, 'price')) / %(price_step)s))::float8
                   AS price) drawn
        """,
        key="i",
        product=stage.last_id("product_product"),
        template=stage.last_id("product_template"),
        products=stage.sizes.products,
        **NAMES,
    )
    stage.insert(
        "product_template",
        [
            (
                "template",
                {
                    "id": "template_id",
                    "name": "jsonb_build_object('en_US', name)",
                    "default_code": "code",
                    "categ_id": "categ_id",
                    "list_price": "price",
                    "lot_sequence_id": "NULL",
                    "create_date": "%(first_date)s::timestamp",
                    "write_date": "%(first_date)s::timestamp",
                },
                "bench.product",
            )
        ],
        order="id",
    )
    stage.insert(
        "product_product",
        [
            (
                "product",
                {
                    "id": "id",
                    "product_tmpl_id": "template_id",
                    "default_code": "code",
                    "standard_price": "jsonb_build_object(%(company_id)s::text, cost)",
                    "create_date": "%(first_date)s::timestamp",
                    "write_date": "%(first_date)s::timestamp",
                },
                "bench.product",
            )
        ],
        order="id",
    )
    stage.insert(
        "product_taxes_rel",
        [(None, {"prod_id": "template_id", "tax_id": "%(tax_id)s"}, "bench.product")],
    )
