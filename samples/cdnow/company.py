"""The company of the sample: its books, its product, its journals."""

from odoo.fields import Command

NAME = "CDNOW"
COMPANY_XMLID = "__import__.sample_cdnow_company"
PRODUCT_XMLID = "__import__.sample_cdnow_product"
CHART = "generic_coa"
# The margin of the whole file is then 30 %.
UNIT_COST = 10.37
LIST_PRICE = 14.99


class SampleError(Exception):
    """The load cannot be done; the text says why and what to do. Nothing is written."""


def find_company(env):
    """The company of the sample, or an empty recordset before the first load."""
    company = env.ref(COMPANY_XMLID, raise_if_not_found=False)
    return company or env["res.company"]


def find_journal(company, kind):
    """The company's first journal of a type. Raises SampleError if it has none."""
    journal = company.env["account.journal"].search(
        [("company_id", "=", company.id), ("type", "=", kind)], limit=1
    )
    if not journal:
        raise SampleError(
            f"The company {NAME} has no {kind} journal any more. Make one "
            "(Invoicing, Configuration, Journals) and run this again."
        )
    return journal


def check_ready(env):
    """Raises SampleError where the sample cannot live."""
    if "client.figures" not in env:
        raise SampleError(
            f"Client Accounting is not installed in the database {env.cr.dbname}. "
            "Install it first: ./contour run does it."
        )
    taken = [("name", "=", NAME)]
    if not find_company(env) and env["res.company"].search_count(taken):
        raise SampleError(
            f"This database has a company {NAME} that the sample did not make. "
            "Rename it, or load the sample into another database (--database NAME)."
        )


def check_locks(company, dates, journal):
    """Raises SampleError if the books are locked on one of the dates to be posted."""
    if not dates:
        return
    locks = company._get_violated_lock_dates(min(dates), False, journal)
    if locks:
        raise SampleError(
            f"The books of {NAME} are locked: {company._format_lock_dates(locks)}. "
            f"What is still to be loaded begins on {min(dates)}. Nothing was changed."
        )


def set_up(env):
    """Finds or makes the company, its chart of accounts and its product.

    The administrator may then switch to the company; no other company is touched.

    :returns: (company, product), in an environment of that company alone
    """
    company = find_company(env) or _create_company(env)
    env = env(context=dict(env.context, allowed_company_ids=company.ids))
    company = company.with_env(env)
    if not company.chart_template:
        env["account.chart.template"].try_loading(CHART, company, install_demo=False)
    admin = env.ref("base.user_admin", raise_if_not_found=False)
    if admin and company not in admin.company_ids:
        admin.company_ids = [Command.link(company.id)]
    product = env.ref(PRODUCT_XMLID, raise_if_not_found=False)
    return company, product or _create_product(company)


def _create_company(env):
    # As at an installation: no localisation module is installed for the country.
    companies = env["res.company"].with_context(install_mode=True)
    company = companies.create(
        {
            "name": NAME,
            "currency_id": env.ref("base.USD").id,
            "country_id": env.ref("base.us").id,
        }
    ).with_env(env)
    _name(company, COMPANY_XMLID)
    return company


def _create_product(company):
    product = company.env["product.product"].create(
        {
            "name": "CD",
            "default_code": "CDNOW-CD",
            "type": "consu",
            "list_price": LIST_PRICE,
            "standard_price": UNIT_COST,
            "taxes_id": [Command.clear()],
            "supplier_taxes_id": [Command.clear()],
            "company_id": company.id,
        }
    )
    _name(product, PRODUCT_XMLID)
    return product


def _name(record, xmlid):
    record.env["ir.model.data"]._update_xmlids(
        [{"xml_id": xmlid, "record": record, "noupdate": True}]
    )
