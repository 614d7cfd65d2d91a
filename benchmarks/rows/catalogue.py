"""A page of the catalogue of a channel partner, over 50,000 products."""

from odoo.fields import Domain
from odoo.tools import SQL

from ..registry import Row, register

PAGE = 24
PRODUCTS = 50_000
WORDS = "seal 77"


class CatalogueRow(Row):
    """As many products as a large wholesaler has, made for the row."""

    #: of the search; empty for a page deep in the catalogue
    text = ""
    offset = 0

    def ways(self, bench):
        cr = bench.env.cr
        cr.execute("SAVEPOINT bench_catalogue")
        self._fill(bench)
        bench.env.invalidate_all(flush=False)
        self.company = bench.env.company
        self.partner = bench.env["res.partner"].sudo().browse(bench.client_at(0.5))
        return {"ours": self._ours, "sql": self._by_hand, "usual": self._usual}

    def after(self, bench):
        bench.env.cr.execute("ROLLBACK TO SAVEPOINT bench_catalogue")
        bench.env.invalidate_all(flush=False)

    def _fill(self, bench):
        """Copies of a product of the base, with codes and names of their own."""
        cr = bench.env.cr
        [(template,)] = bench.rows(
            "SELECT min(id) FROM product_template WHERE default_code LIKE 'P%%'"
        )
        last = {}
        for table in ("product_template", "product_product"):
            [(last[table],)] = bench.rows(
                "SELECT max(id) FROM %(table)s", table=SQL.identifier(table)
            )
        names = {
            "product_template": {
                "id": SQL("%s + i", last["product_template"]),
                "name": SQL("jsonb_build_object('en_US', 'Sealed part ' || i::text)"),
                "default_code": SQL("'CAT-' || lpad(i::text, 6, '0')"),
            },
            "product_product": {
                "id": SQL("%s + i", last["product_product"]),
                "product_tmpl_id": SQL("%s + i", last["product_template"]),
                "default_code": SQL("'CAT-' || lpad(i::text, 6, '0')"),
                "barcode": SQL("NULL"),
            },
        }
        keys = {"product_template": "id", "product_product": "product_tmpl_id"}
        for table, values in names.items():
            columns = [
                name
                for (name,) in bench.rows(
                    "SELECT column_name FROM information_schema.columns"
                    " WHERE table_name = %(table)s AND table_schema = 'public'",
                    table=table,
                )
            ]
            cr.execute(
                SQL(
                    "INSERT INTO %s (%s) SELECT %s FROM %s source,"
                    " generate_series(1, %s) i WHERE source.%s = %s",
                    SQL.identifier(table),
                    SQL(", ").join(map(SQL.identifier, columns)),
                    SQL(", ").join(
                        values.get(name) or SQL.identifier("source", name)
                        for name in columns
                    ),
                    SQL.identifier(table),
                    PRODUCTS,
                    SQL.identifier(keys[table]),
                    template,
                )
            )
            cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))

    def _ours(self, bench):
        """Categories, number, page, prices, stock: all that the page asks for."""
        catalogue = bench.env["partner.catalogue"]
        catalogue._categories(self.company)
        products = catalogue._products_sudo(self.company)
        domain = catalogue._domain(self.company) & catalogue._search_domain(self.text)
        total = products.search_count(domain)
        found = products.search(
            domain, limit=PAGE, offset=self.offset, order="default_code, id"
        )
        rows = catalogue._rows(found, self.partner, self.company)
        return total, [row["code"] for row in rows]

    def _by_hand(self, bench):
        """The least: categories, number and codes of the page; no prices, no stock."""
        where = SQL(
            """FROM product_product p JOIN product_template t
                 ON t.id = p.product_tmpl_id
              WHERE p.active AND t.sale_ok AND t.partner_orderable
                AND t.type IN ('consu', 'service')
                AND (t.company_id IS NULL OR t.company_id = %s)""",
            self.company.id,
        )
        for word in self.text.split():
            like = f"%{word}%"
            where = SQL(
                "%s AND (p.default_code ILIKE %s OR t.name->>'en_US' ILIKE %s)",
                where,
                like,
                like,
            )
        bench.rows(
            """SELECT categ_id, count(*) FROM product_template
                WHERE active AND sale_ok AND partner_orderable GROUP BY 1"""
        )
        [(total,)] = bench.rows("SELECT count(*) %(where)s", where=where)
        codes = bench.rows(
            "SELECT p.default_code %(where)s ORDER BY p.default_code, p.id"
            " LIMIT %(limit)s OFFSET %(offset)s",
            where=where,
            limit=PAGE,
            offset=self.offset,
        )
        return total, [code or "" for (code,) in codes]

    def _usual(self, bench):
        """The ORM product by product: price of the price list, forecast of core."""
        catalogue = bench.env["partner.catalogue"]
        products = catalogue._products_sudo(self.company)
        domain = catalogue._domain(self.company) & catalogue._search_domain(self.text)
        categories = bench.env["product.category"].sudo().search([])
        for category in categories:
            products.search_count(domain & Domain("categ_id", "=", category.id))
        pricelist = self.partner.property_product_pricelist
        codes = []
        for product in products.search(
            domain, limit=PAGE, offset=self.offset, order="default_code, id"
        ):
            product = product.with_context(prefetch_fields=False).browse(product.id)
            pricelist._get_product_price(product, 1.0)
            codes.append((product.default_code or "", product.virtual_available)[0])
        return products.search_count(domain), codes

    def check(self, bench, results):
        if results["ours"] != results["sql"]:
            return f"another page than the query: {results['ours'][0]}"
        return ""


@register
class CatalogueDeep(CatalogueRow):
    """A page in the middle of the catalogue."""

    name = "catalogue-page"
    title = "catalogue: a page far in"
    offset = 24_000


@register
class CatalogueSearch(CatalogueRow):
    """The first page of a search for two words."""

    name = "catalogue-search"
    title = "catalogue: search, two words"
    text = WORDS
