from odoo import fields, models


class ClientSegmentState(models.Model):
    """How far the segments have read. One row, written by SQL only."""

    _name = "client.segment.state"
    _description = "State of Client Segments"
    _log_access = False

    watermark = fields.Datetime(
        readonly=True, help="Everything written before this time is in the segments."
    )
    day = fields.Date(
        readonly=True, help="The day for which all clients were evaluated last."
    )


class ClientSegmentDirty(models.Model):
    """Clients to evaluate again. Rows are only ever inserted and deleted: who marks a
    client never waits for who evaluates it."""

    _name = "client.segment.dirty"
    _description = "Client Segments to Evaluate"
    _log_access = False

    #: no foreign key: the partner may be gone
    client_id = fields.Integer(required=True, index=True, readonly=True)
