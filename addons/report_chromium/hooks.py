def uninstall_hook(env):
    """Remove the system parameters of the addon."""
    params = env["ir.config_parameter"].sudo()
    params.search([("key", "=like", "report_chromium.%")]).unlink()
