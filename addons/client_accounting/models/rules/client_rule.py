from odoo import api, models
from odoo.fields import Domain
from odoo.orm.domains import OptimizationLevel
from odoo.tools import SQL, Query

from ..res_partner_figures import COMPARISONS, DERIVED, FIGURES

#: table of the figures in the statement, one row for a client
FIGURES_ALIAS = "client_rule_figures"
PARTNER = "res_partner"
#: aggregates that are the column itself where a client has one row
SINGLE_ROW = frozenset(("SUM", "MIN", "MAX", "AVG"))


class ClientRule(models.AbstractModel):
    """Rules over clients, evaluated in sets: many domains, one pass over the clients.

    A rule is a domain over ``res.partner``: its fields, its attributes
    (``client_attributes.<code>``), its figures (``client_turnover_12m``), documents
    (``("sale_order_ids", "any", [...])``), days counted from today (``"today -90d"``).
    It means what the same filter of a list of clients means.
    """

    _name = "client.rule"
    _description = "Rules over Clients"

    @api.model
    def _population(self, company=None):
        """``SELECT id`` of all clients: active commercial partners that are neither
        companies of ours nor people who work here.

        :param company: only clients that this company may deal with
        """
        partners = self.env["res.partner"].sudo()
        partners.flush_model(["active", "commercial_partner_id", "company_id"])
        self.env["res.users"].flush_model(["partner_id", "share"])
        return SQL(
            "SELECT res_partner.id FROM res_partner WHERE %s",
            self._population_condition(company),
        )

    @api.model
    def _population_condition(self, company=None):
        """What tells a client among the rows of ``res_partner``."""
        condition = SQL(
            """
            -- told as a plain equality the planner would expect a handful of clients
            COALESCE(res_partner.commercial_partner_id = res_partner.id, FALSE)
            AND res_partner.active
            AND res_partner.id NOT IN (
                SELECT own.partner_id FROM res_company own
                 WHERE own.partner_id IS NOT NULL)
            AND res_partner.id NOT IN (
                SELECT people.partner_id FROM res_users people
                 WHERE people.share IS NOT TRUE)
            """
        )
        if company:
            root_ids = company.sudo().parent_ids.ids
            condition = SQL(
                "%s AND (res_partner.company_id IS NULL"
                " OR res_partner.company_id = ANY(%s))",
                condition,
                root_ids,
            )
        return condition

    @api.model
    def _flags(self, domains, company=None, clients=None, first_of=()):
        """One statement that evaluates all the domains for all clients.

        Pending writes are flushed. The domains are evaluated for everybody, without
        the rights of the reader: who saves a rule is checked by `_check_rule`.

        :param domains: list of domains over ``res.partner``
        :param company: whose figures count, in its currency; without one those of all
            companies, converted to the currency of the main one
        :param clients: only these: a list of ids or the SQL of a select of ids
        :param first_of: lists of indexes of which only the first that holds counts
        :return: ``SQL`` of ``SELECT partner_id, flags``; flags is an ``integer[]`` of
            the indexes of the domains that hold, empty where none does
        """
        self = self.sudo()
        partners = self._rule_partners(company)
        partners.env.flush_all()
        query = Query(partners.env, PARTNER, SQL.identifier(PARTNER))
        used = set()
        conditions = [
            self._compile(partners, domain, query, used) for domain in domains
        ]
        where = self._population_condition(company)
        if clients is not None:
            where = SQL("%s AND res_partner.id %s", where, self._among(clients))
        if used:
            query.add_join(
                "LEFT JOIN",
                FIGURES_ALIAS,
                self._figures_table(partners, sorted(used), clients),
                SQL("%s = res_partner.id", SQL.identifier(FIGURES_ALIAS, "partner_id")),
            )
        return SQL(
            "SELECT res_partner.id AS partner_id, %s AS flags FROM %s WHERE %s",
            self._flags_term(conditions, first_of),
            query.from_clause,
            where,
        )

    @api.model
    def _flags_term(self, conditions, first_of):
        """The array of the indexes of the conditions that hold."""
        follows = {index for group in first_of for index in group}
        groups = [
            *first_of,
            *([index] for index in range(len(conditions)) if index not in follows),
        ]
        flags = [
            SQL(
                "CASE %s END",
                SQL(" ").join(
                    SQL("WHEN %s THEN %s", conditions[index], index) for index in group
                ),
            )
            for group in groups
            if group
        ]
        if not flags:
            return SQL("'{}'::integer[]")
        return SQL("ARRAY_REMOVE(ARRAY[%s]::integer[], NULL)", SQL(", ").join(flags))

    @api.model
    def _rule_partners(self, company=None):
        """The model of partners in the environment that rules are evaluated in: all
        rights, the companies asked for, the day of the figures."""
        companies = company
        if not company:
            everywhere = self.env["res.company"].sudo().search([])
            companies = self._main_company() | everywhere
        return (
            self.env["res.partner"]
            .sudo()
            .with_context(
                active_test=True,
                allowed_company_ids=companies.ids,
                tz=self.env["client.figures"]._figures_scope().tz,
            )
        )

    @api.model
    def _main_company(self):
        """The company in whose currency the figures of all companies are added."""
        main = self.env.ref("base.main_company", raise_if_not_found=False)
        return (main or self.env["res.company"].sudo().search([], limit=1)).sudo()

    @api.model
    def _compile(self, partners, domain, query, used):
        """The SQL condition of one domain; its joins go to the query.

        :param set used: the figures that the condition reads are added here
        """
        domain = Domain(domain)._optimize(partners, OptimizationLevel.DYNAMIC_VALUES)
        figures = {f"client_{name}": name for name in (*FIGURES, *DERIVED)}

        def read_column(condition):
            name = figures.get(condition.field_expr)
            if not name:
                return condition
            sql = self._figure_condition(name, condition.operator, condition.value)
            if sql is None:
                return condition
            used.add(name)
            return Domain.custom(to_sql=lambda model, alias, query: sql)

        domain = domain.map_conditions(read_column).optimize_full(partners)
        return domain._to_sql(partners, PARTNER, query)

    @api.model
    def _figure_condition(self, name, operator, value):
        """A condition on a figure, on the column of the joined figures; None for an
        operator that only the search of the field knows."""
        nullable = self.env["res.partner"]._figure_nullable(name)
        column = SQL.identifier(FIGURES_ALIAS, name)
        if not nullable:
            column = SQL("COALESCE(%s, 0)", column)
        if operator in ("in", "not in"):
            if isinstance(value, SQL | Query | Domain):
                return None
            empty = None if nullable else 0
            values = [
                empty if item is False or item is None else item for item in value
            ]
            given = [item for item in values if item is not None]
            condition = SQL("%s = ANY(%s)", column, given) if given else SQL("FALSE")
            if None in values:
                condition = SQL("(%s OR %s IS NULL)", condition, column)
            if operator == "not in":
                condition = SQL("NOT COALESCE(%s, FALSE)", condition)
            return condition
        if operator in COMPARISONS:
            if nullable and (value is False or value is None):
                return SQL("FALSE")
            condition = SQL("%s %s %s", column, SQL(operator), value or 0)
            return SQL("COALESCE(%s, FALSE)", condition) if nullable else condition
        return None

    @api.model
    def _figures_table(self, partners, names, clients=None):
        """Subquery of one row for a client with the figures asked for."""
        companies = partners.env.companies
        where = SQL("TRUE")
        if clients is not None:
            where = SQL("f.partner_id %s", self._among(clients))
        is_single = len(companies) == 1 and all(
            name in DERIVED or FIGURES[name] in SINGLE_ROW for name in names
        )
        if is_single:
            return SQL(
                "(SELECT f.partner_id, %s FROM client_figures f"
                # a term of several figures is computed once, not in each condition
                " WHERE f.company_id = %s AND %s OFFSET 0)",
                SQL(", ").join(
                    SQL(
                        "%s AS %s",
                        partners._figure_sql(name, single=True),
                        SQL.identifier(name),
                    )
                    for name in names
                ),
                companies.id,
                where,
            )
        return SQL(
            "(SELECT f.partner_id, %s FROM %s WHERE %s GROUP BY f.partner_id)",
            SQL(", ").join(
                SQL("%s AS %s", partners._figure_sql(name), SQL.identifier(name))
                for name in names
            ),
            partners._client_figures_rows(),
            where,
        )

    @api.model
    def _among(self, clients):
        """Right side of a condition: among these clients."""
        if isinstance(clients, SQL):
            return SQL("IN (%s)", clients)
        return SQL("= ANY(%s)", list(clients))
