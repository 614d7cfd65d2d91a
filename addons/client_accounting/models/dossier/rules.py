"""Which record rules give the same SQL each time, so that a text may be kept."""

from collections.abc import Collection

from odoo.fields import Domain

#: operators that compare a column with values and look nothing up
PLAIN = {"in", "not in", "=", "!=", "<", ">", "<=", ">=", "like", "not like"}
PLAIN |= {"ilike", "not ilike", "=like", "not =like", "=ilike", "not =ilike"}
#: operators on a tree that is looked up when the SQL is composed
TREE = {"child_of", "parent_of"}


def rules(env, model):
    """Return the domain of the rules by which the user reads the model; the framework
    keeps it until rules, groups or users change."""
    return Domain.TRUE if env.su else env["ir.rule"]._compute_domain(model, "read")


def plain_rules(env, models):
    """Return the rules by model, also of the models that they look into; None where
    one of them is looked up in the database when its SQL is composed."""
    read = {}
    return read if all(_plain(env, model, read) for model in models) else None


def _plain(env, model, read):
    if model in read:
        return True
    read[model] = rules(env, model)
    return all(
        _plain_condition(env, env[model], condition, read)
        for condition in read[model].iter_conditions()
    )


def _plain_condition(env, records, condition, read):
    name, *path = condition.field_expr.split(".")
    field = records._fields.get(name)
    if field is None or not field.store or field.inherited:
        return False
    if path and field.type != "many2one":
        return False  # a part of a date, or a property
    if field.relational and (path or condition.operator in ("any", "not any")):
        return _plain_path(env, field, ".".join(path), condition, read)
    if condition.operator in TREE:
        # the tree of companies is settled when they are made, which clears caches
        return field.comodel_name == "res.company" or field.model_name == "res.company"
    if field.type in ("date", "datetime"):
        return False  # its value may be a word such as "now"
    return condition.operator in PLAIN and _constant(condition.value)


def _plain_path(env, field, path, condition, read):
    if field.type != "many2one" or not _plain(env, field.comodel_name, read):
        return False
    if path:
        inner = Domain(path, condition.operator, condition.value)
    elif isinstance(condition.value, Domain):
        inner = condition.value
    else:
        return False
    return all(
        _plain_condition(env, env[field.comodel_name], part, read)
        for part in inner.iter_conditions()
    )


def _constant(value):
    """Whether the value is written out, not a query."""
    if isinstance(value, (str, bytes, bool, int, float, type(None))):
        return True
    return isinstance(value, Collection) and all(map(_constant, value))
