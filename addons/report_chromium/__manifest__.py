{
    "name": "PDF Reports by Chromium",
    "summary": "PDF reports by a headless Chromium, without wkhtmltopdf",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tools",
    "author": "Client Contour",
    "license": "LGPL-3",
    "depends": ["base_setup"],
    "data": [
        "views/res_config_settings_views.xml",
    ],
    "uninstall_hook": "uninstall_hook",
}
