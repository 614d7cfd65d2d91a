{
    "name": "Partner Portal",
    "summary": "Channel partners: their leads, turnover and a desk in the portal",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Client Contour",
    "license": "LGPL-3",
    "depends": [
        "client_accounting",
        "partnership",
        "website_crm_partner_assign",
        "website_slides_survey",
    ],
    "data": [
        "security/partner_portal_groups.xml",
        "security/ir.model.access.csv",
        "views/crm_lead_views.xml",
        "views/res_partner_views.xml",
        "views/partner_desk_templates.xml",
        "views/partner_portal_menus.xml",
    ],
    "demo": [
        "demo/res_partner_demo.xml",
        "demo/crm_lead_demo.xml",
        "demo/sale_order_demo.xml",
        "demo/account_move_demo.xml",
    ],
    "assets": {
        "web.assets_tests": [
            "partner_portal/static/tests/tours/**/*",
        ],
    },
    "application": True,
}
