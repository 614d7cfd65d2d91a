"""Who of the demo clients bought what and when, days counted back from today.

Plain data: `res_company.py` makes the documents from it.
"""

from dataclasses import dataclass

FOUNDRY, CHAIN, DEALER, PERSON = (
    "client_foundry",
    "client_chain",
    "client_dealer",
    "client_person",
)
SCHOOL, BREWERY, HOTEL, JOINERY = (
    "client_school",
    "client_brewery",
    "client_hotel",
    "client_joinery",
)
BENCH, SHELF, CABINET, STOOL = (
    "product_workbench",
    "product_shelving",
    "product_tool_cabinet",
    "product_work_stool",
)


@dataclass(frozen=True)
class Order:
    """An order of `lines` (product, quantity), made `days` ago.

    delivered: share that left the warehouse; promised: days from the order to the
    promised delivery; paid: days from the invoice to the payment, None = open;
    returned: (product, quantity) that came back for a credit note.
    """

    client: str
    days: int
    lines: tuple
    delivered: float = 1.0
    promised: int = 7
    paid: int | None = None
    returned: tuple = ()
    address: str = ""


@dataclass(frozen=True)
class Quotation:
    """An offer, sent or still a draft; `valid` days from today."""

    client: str
    days: int
    lines: tuple
    valid: int
    sent: bool = True


ORDERS = (
    # The foundry grows; its last large order is half delivered and late.
    Order(FOUNDRY, 700, ((BENCH, 4), (SHELF, 10)), paid=28),
    Order(FOUNDRY, 610, ((CABINET, 20),), paid=30),
    Order(FOUNDRY, 520, ((BENCH, 5), (STOOL, 20)), paid=41),
    Order(FOUNDRY, 430, ((SHELF, 36),), paid=33),
    Order(FOUNDRY, 350, ((BENCH, 6), (CABINET, 6)), paid=29),
    Order(FOUNDRY, 290, ((STOOL, 30), (SHELF, 12)), paid=38),
    Order(FOUNDRY, 215, ((BENCH, 5),), paid=30),
    Order(FOUNDRY, 150, ((CABINET, 12), (SHELF, 20)), paid=45),
    Order(FOUNDRY, 95, ((BENCH, 8), (STOOL, 16))),
    Order(
        FOUNDRY,
        24,
        ((SHELF, 40), (BENCH, 6)),
        delivered=0.5,
        promised=14,
        address="client_foundry_yard",
    ),
    Order(FOUNDRY, 5, ((CABINET, 10),), delivered=0, promised=11),
    # The chain is the largest client. It pays late and sent four cabinets back.
    Order(CHAIN, 690, ((SHELF, 60),), paid=36),
    Order(CHAIN, 600, ((SHELF, 45), (STOOL, 10)), paid=40),
    Order(CHAIN, 540, ((SHELF, 80),), paid=44),
    Order(CHAIN, 460, ((SHELF, 90), (STOOL, 40)), paid=39),
    Order(CHAIN, 400, ((CABINET, 40), (SHELF, 40)), paid=48),
    Order(CHAIN, 330, ((SHELF, 80), (STOOL, 40)), paid=51),
    Order(CHAIN, 270, ((SHELF, 60), (CABINET, 10)), paid=47),
    Order(CHAIN, 200, ((SHELF, 90),), paid=55),
    Order(CHAIN, 160, ((STOOL, 60),), paid=58),
    Order(CHAIN, 110, ((SHELF, 70), (CABINET, 24)), paid=62, returned=((CABINET, 4),)),
    Order(CHAIN, 75, ((SHELF, 60),)),
    Order(CHAIN, 46, ((SHELF, 50), (CABINET, 15)), address="client_chain_store"),
    Order(CHAIN, 12, ((SHELF, 80),), promised=2),
    Order(CHAIN, 2, ((STOOL, 50),), delivered=0, address="client_chain_store"),
    # The dealer pays in time but buys less and less.
    Order(DEALER, 680, ((STOOL, 40), (CABINET, 10)), paid=18),
    Order(DEALER, 590, ((BENCH, 6),), paid=21),
    Order(DEALER, 500, ((STOOL, 60),), paid=17),
    Order(DEALER, 420, ((CABINET, 14),), paid=20),
    Order(DEALER, 380, ((BENCH, 8),), paid=22),
    Order(DEALER, 250, ((STOOL, 30),), paid=19),
    Order(DEALER, 140, ((CABINET, 6),), paid=20),
    # A person pays at once.
    Order(PERSON, 320, ((BENCH, 1),), paid=0),
    Order(PERSON, 60, ((CABINET, 1), (STOOL, 2)), paid=0),
    # The school bought each quarter and has been silent for three of them.
    Order(SCHOOL, 560, ((STOOL, 40),), paid=30),
    Order(SCHOOL, 470, ((SHELF, 30),), paid=28),
    Order(SCHOOL, 375, ((STOOL, 60),), paid=33),
    Order(SCHOOL, 290, ((SHELF, 24), (STOOL, 20)), paid=30),
    # The brewery left after late deliveries.
    Order(BREWERY, 720, ((CABINET, 8),), paid=25),
    Order(BREWERY, 650, ((CABINET, 10), (SHELF, 20)), promised=2, paid=40),
    Order(BREWERY, 585, ((CABINET, 12),), promised=1, paid=52),
    # The hotel came back.
    Order(HOTEL, 650, ((SHELF, 16),), paid=20),
    Order(HOTEL, 590, ((CABINET, 6),), paid=22),
    Order(HOTEL, 540, ((SHELF, 20), (STOOL, 8)), paid=19),
    Order(HOTEL, 20, ((CABINET, 9), (STOOL, 12))),
    # The joinery bought once.
    Order(JOINERY, 200, ((BENCH, 3),), paid=14),
)

QUOTATIONS = (
    Quotation(FOUNDRY, 4, ((BENCH, 24), (SHELF, 60), (CABINET, 40)), valid=26),
    Quotation(CHAIN, 1, ((SHELF, 220), (CABINET, 66)), valid=30, sent=False),
    Quotation(DEALER, 21, ((STOOL, 80),), valid=9),
)
