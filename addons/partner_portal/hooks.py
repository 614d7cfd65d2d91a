from odoo.addons.client_accounting import forget_parents


def uninstall_hook(env):
    """Leave nothing behind that the uninstallation does not find by itself."""
    ours = [
        name
        for name, model in env.registry.items()
        if model._original_module == "partner_portal"
    ]
    forget_parents(env, ours, "partner_portal")
