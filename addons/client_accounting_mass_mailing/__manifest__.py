{
    "name": "Client Accounting: Mailing Lists",
    "summary": "Clients who come into a segment or leave it are put on mailing lists",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Client Contour",
    "license": "LGPL-3",
    "depends": ["client_accounting", "mass_mailing"],
    "data": [
        "security/ir.model.access.csv",
        "views/client_segment_action_views.xml",
    ],
    "demo": [
        "demo/client_segment_action_demo.xml",
    ],
    "auto_install": True,
}
