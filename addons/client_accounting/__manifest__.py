{
    "name": "Client Accounting",
    "summary": "Client figures and dossier on the documents of record of the ERP",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Client Contour",
    "license": "LGPL-3",
    "depends": [
        "account",
        "calendar",
        "contacts",
        "crm",
        "sale_crm",
        "sale_management",
        "sale_margin",
        "sale_stock",
    ],
    "data": [
        "security/client_accounting_groups.xml",
        "security/ir.model.access.csv",
        "security/client_figures_security.xml",
        "data/ir_cron_data.xml",
        "views/client_accounting_menus.xml",
        "report/client_dossier_report.xml",
        "views/client_figures_views.xml",
        "views/client_dossier_views.xml",
        "views/res_partner_views.xml",
    ],
    "demo": [
        "demo/product_product_demo.xml",
        "demo/res_partner_demo.xml",
        "demo/crm_lead_demo.xml",
        "demo/calendar_event_demo.xml",
        "demo/mail_activity_demo.xml",
        "demo/mail_message_demo.xml",
        "demo/res_company_demo.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "client_accounting/static/src/**/*",
        ],
        "web.report_assets_common": [
            "client_accounting/static/report/**/*",
        ],
        "web.assets_tests": [
            "client_accounting/static/tests/tours/**/*",
        ],
        "web.assets_unit_tests": [
            "client_accounting/static/tests/**/*.test.js",
        ],
    },
    "post_init_hook": "_post_init_hook",
    "application": True,
}
