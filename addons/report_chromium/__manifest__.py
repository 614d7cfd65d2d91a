{
    "name": "PDF Reports by Chromium",
    "summary": "Prints Odoo's PDF reports with a headless Chromium, without wkhtmltopdf",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tools",
    "author": "Client Contour",
    "license": "LGPL-3",
    "depends": ["base_setup"],
    "data": [
        "views/res_config_settings_views.xml",
    ],
}
