"""Odoo's command line as a file: python FILE -c odoo.conf ...

With workers the server starts itself once more, for live updates, by the path that it
was started with. `python -m odoo` gives it a path inside the package, which does not
run: the process of live updates would die and be started again without end.
"""

from odoo.cli.command import main

if __name__ == "__main__":
    main()
