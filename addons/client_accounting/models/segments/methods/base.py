from odoo.tools import SQL


class Method:
    """How the clients of an axis are put into its segments. Without state.

    :ivar bool is_collective: evaluated for all clients at once or not at all, since the
        place of a client depends on the others
    :ivar bool uses_measure: the axis says which number counts
    """

    is_collective = False
    uses_measure = False

    def standard_segments(self, env, axis, clients=None):
        """Values of the segments that an axis of this method cannot do without."""
        return []

    def query(self, numbers, axis, segments):
        """``SELECT partner_id, segment_id, value``: at most one row for a client.

        :param Numbers numbers: gives the tables that the query reads, and says for
            which clients; for all of them where ``is_collective``
        :param segments: the active segments of the axis, in order
        """
        raise NotImplementedError


def by_key(segments, expression):
    """SQL of the id of the segment whose key the expression gives; NULL if none."""
    cases = [
        SQL("WHEN %s THEN %s", segment.key, segment.id)
        for segment in segments
        if segment.key
    ]
    if not cases:
        return SQL("NULL::integer")
    return SQL("CASE %s %s END", expression, SQL(" ").join(cases))
