"""What the numbers were measured on."""

import os
import platform
from pathlib import Path

TABLES = (
    ("client companies", "res_partner WHERE is_company AND customer_rank > 0"),
    ("partners", "res_partner"),
    ("invoices and credit notes", "account_move WHERE move_type <> 'entry'"),
    ("journal lines", "account_move_line"),
    ("orders", "sale_order"),
    ("deliveries and returns", "stock_picking"),
    ("leads", "crm_lead"),
    ("messages, activities", "mail_message"),
)


def describe(cr) -> list[str]:
    """Return lines about machine, PostgreSQL and the size of the base."""
    cr.execute("SHOW server_version")
    version = cr.fetchone()[0]
    cr.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
    size = cr.fetchone()[0]
    settings = []
    for name in ("shared_buffers", "work_mem", "jit"):
        cr.execute(f"SHOW {name}")
        settings.append(f"{name} {cr.fetchone()[0]}")
    counts = []
    for label, source in TABLES:
        cr.execute(f"SELECT count(*) FROM {source}")  # noqa: S608 - constants
        counts.append(f"{cr.fetchone()[0]:,} {label}")
    load = os.getloadavg()[0]
    return [
        f"{_processor()}, {os.cpu_count()} cores, {_memory()} memory, load {load:.1f}",
        f"Python {platform.python_version()}, PostgreSQL {version}"
        f" ({', '.join(settings)}), database {size}",
        ", ".join(counts),
    ]


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _memory() -> str:
    try:
        pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return "unknown"
    return f"{pages * size / 2**30:.0f} GiB"
