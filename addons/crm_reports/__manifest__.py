{
    "name": "CRM Reports",
    "summary": "Turnover and margin by client, reconciled with the ledger",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Client Contour",
    "license": "LGPL-3",
    "depends": [
        "client_accounting",
    ],
    "data": [
        "security/crm_reports_groups.xml",
        "security/ir.model.access.csv",
        "security/crm_fact_sales_security.xml",
        "report/crm_fact_sales_views.xml",
        "views/crm_reports_menus.xml",
    ],
    "assets": {
        "web.assets_tests": [
            "crm_reports/static/tests/tours/**/*",
        ],
    },
    "application": True,
}
