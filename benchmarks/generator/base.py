"""The few records that the rest refers to, made through the ORM."""

from fractions import Fraction

from odoo import Command
from odoo.exceptions import UserError

TERM_DAYS = (0, 15, 21, 30, 45)
COUNTRIES = ("US", "DE", "FR", "PL", "KZ", "RS", "TR", "AE")
# What one unit of the company's currency costs in the foreign one, month by month.
RATES = (0.88, 0.9, 0.91, 0.93, 0.92, 0.9, 0.89, 0.91, 0.94, 0.95, 0.93, 0.92)


def fill(stage):
    """Make users, teams, categories, tags, currency rates; find accounts and places."""
    env = stage.env(
        context=dict(stage.env.context, tracking_disable=True, no_reset_password=True)
    )
    stage.params |= (
        _people(env, stage.sizes)
        | _categories(env, stage.sizes)
        | _money(env, stage)
        | _places(env)
        | _sales(env)
    )
    env.flush_all()


def _people(env, sizes):
    salesman = env.ref("sales_team.group_sale_salesman_all_leads")
    users = env["res.users"].create(
        [
            {
                "name": f"Manager {number:02}",
                "login": f"bench.manager{number:02}",
                "email": f"manager{number:02}@company.example",
                "group_ids": [Command.link(salesman.id)],
            }
            for number in range(1, sizes.managers + 1)
        ]
    )
    # A whole round of every manager: user n is in team n modulo the number of teams.
    teams = env["crm.team"].create(
        [
            {
                "name": f"Team {n + 1}",
                "member_ids": [Command.set(users[n :: sizes.teams].ids)],
            }
            for n in range(sizes.teams)
        ]
    )
    numbers = range(sizes.managers)
    return {
        "user_ids": users.ids,
        "user_partner_ids": users.partner_id.ids,
        "team_of_user": [teams.ids[n % sizes.teams] for n in numbers],
    }


def _categories(env, sizes):
    roots = env["product.category"].create(
        [{"name": f"Range {n}"} for n in range(1, 4)]
    )
    categories = env["product.category"].create(
        [
            {"name": f"Family {n}", "parent_id": roots[n % 3].id}
            for n in range(1, sizes.categories + 1)
        ]
    )
    tags = env["res.partner.category"].create(
        [{"name": f"Tag {n}"} for n in range(1, 21)]
    )
    return {"categ_ids": categories.ids, "tag_ids": tags.ids}


def _money(env, stage):
    company = env.company
    tax = company.account_sale_tax_id
    journals = env["account.journal"]
    if not tax or tax.amount_type != "percent" or tax.price_include:
        raise UserError(
            "The company needs a default sales tax in per cent, not included."
        )
    code = "EUR" if company.currency_id.name != "EUR" else "USD"
    foreign = env["res.currency"].with_context(active_test=False)
    foreign = foreign.search([("name", "=", code)], limit=1)
    foreign.active = True
    months = stage.sizes.years * 12 + 1
    first = stage.today.replace(day=1)
    rates = []
    for back in range(months, -1, -1):
        year, month = divmod(first.year * 12 + first.month - 1 - back, 12)
        rates.append(
            {
                "currency_id": foreign.id,
                "company_id": company.id,
                "name": first.replace(year=year, month=month + 1),
                "rate": RATES[(months - back) % 12] + 0.002 * ((months - back) // 12),
            }
        )
    env["res.currency.rate"].search(
        [("currency_id", "=", foreign.id), ("company_id", "=", company.id)]
    ).unlink()
    env["res.currency.rate"].create(rates)
    share = Fraction(str(tax.amount)) / 100
    terms = {}
    for term in env["account.payment.term"].search([]):
        line = term.line_ids
        if (
            len(line) == 1
            and line.delay_type == "days_after"
            and not term.early_discount
        ):
            if line.nb_days in TERM_DAYS:
                terms.setdefault(line.nb_days, term.id)
    sale_journal = journals.search(
        [("type", "=", "sale"), ("company_id", "=", company.id)], limit=1
    )
    return {
        "company_id": company.id,
        "currency_id": company.currency_id.id,
        "foreign_id": foreign.id,
        "tax_id": tax.id,
        "tax_share": float(share),
        # Prices are multiples of this, so that every tax amount is a whole cent.
        "price_step": share.denominator / 100,
        "term_days": list(terms),
        "term_ids": list(terms.values()),
        "sale_journal_id": sale_journal.id,
    }


def _places(env):
    warehouse = env["stock.warehouse"].search(
        [("company_id", "=", env.company.id)], limit=1
    )
    countries = env["res.country"].search([("code", "in", COUNTRIES)], order="code")
    return {
        "warehouse_id": warehouse.id,
        "stock_location_id": warehouse.lot_stock_id.id,
        "country_ids": countries.ids,
    }


def _sales(env):
    stages = env["crm.stage"].search([], order="sequence, id")
    return {
        "open_stage_ids": stages.filtered(lambda stage: not stage.is_won).ids,
        "won_stage_id": stages.filtered("is_won")[:1].id,
        "lost_reason_ids": env["crm.lost.reason"].search([]).ids,
        "activity_type_ids": env["mail.activity.type"]
        .search([("category", "!=", "upload_file"), ("res_model", "=", False)])
        .ids,
        "activity_type_names": env["mail.activity.type"]
        .search([("category", "!=", "upload_file"), ("res_model", "=", False)])
        .mapped("name"),
        "partner_model_id": env["ir.model"]._get_id("res.partner"),
    }
