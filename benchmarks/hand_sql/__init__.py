"""The same work as plain SQL, as a good developer would write it for one database.

It knows what the addons may not suppose: one company, its time zone UTC, no rules of
access. So it is the least that the work costs.
"""
