"""What is logged by or because of our addons fails a test; the rest does not."""

import logging

import pytest

from conftest import ADDONS, OurComplaints


@pytest.fixture
def complaints():
    return OurComplaints()


def _record(name, path="/elsewhere/odoo/models.py", text="careful", error=None):
    info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord(name, logging.WARNING, path, 1, text, (), info)


@pytest.mark.parametrize(
    "record",
    [
        _record("odoo.addons.client_accounting.models.client_figures"),
        _record("py.warnings", path=str(ADDONS / "crm_reports/models/x.py")),
        _record("odoo.http", text=f'File "{ADDONS}/partner_portal/x.py", line 3'),
        _record("odoo.registry", text="Model attribute is no longer supported"),
        _record("odoo.models", text="no _rec_name"),
    ],
)
def test_ours(complaints, record):
    complaints.handle(record)
    (line,) = complaints.take()
    assert record.getMessage() in line
    assert complaints.take() == []


@pytest.mark.parametrize(
    "record",
    [
        _record("odoo.addons.crm.models.crm_lead"),
        _record("odoo.sql_db", text="bad query: SELECT"),
        _record("odoo.addons.base.models.ir_attachment"),
    ],
)
def test_not_ours(complaints, record):
    complaints.handle(record)
    assert complaints.take() == []


def test_traceback_through_our_code(complaints):
    code = compile("1 / 0", str(ADDONS / "client_accounting/models/x.py"), "exec")
    try:
        exec(code)
    except ZeroDivisionError as error:
        complaints.handle(_record("odoo.http", error=error))
    assert len(complaints.take()) == 1
