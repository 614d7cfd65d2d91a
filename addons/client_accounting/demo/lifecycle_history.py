"""How the demo clients came to their stages: (client, (stage, days ago when it began),
...), the last stay going on."""

STAYS = (
    (
        "client_foundry",
        ("attraction", 760),
        ("interest", 745),
        ("evaluation", 720),
        ("purchase", 696),
        ("loyalty", 516),
    ),
    (
        "client_chain",
        ("interest", 730),
        ("evaluation", 711),
        ("purchase", 686),
        ("loyalty", 536),
    ),
    (
        "client_dealer",
        ("interest", 720),
        ("evaluation", 700),
        ("purchase", 676),
        ("loyalty", 496),
        ("purchase", 12),
    ),
    (
        "client_person",
        ("attraction", 340),
        ("evaluation", 324),
        ("purchase", 316),
    ),
    (
        "client_school",
        ("attraction", 640),
        ("interest", 610),
        ("evaluation", 580),
        ("purchase", 556),
        ("loyalty", 371),
        ("sleeping", 104),
    ),
    (
        "client_brewery",
        ("interest", 760),
        ("purchase", 716),
        ("loyalty", 581),
        ("sleeping", 446),
        ("lost", 176),
    ),
    (
        "client_hotel",
        ("evaluation", 670),
        ("purchase", 646),
        ("loyalty", 536),
        ("sleeping", 424),
        ("lost", 204),
        ("won_back", 16),
    ),
    (
        "client_joinery",
        ("evaluation", 215),
        ("purchase", 196),
        ("sleeping", 15),
    ),
)

#: (client, code of the reason, what happened, code of the offer)
WINBACK = (
    (
        "client_school",
        "price",
        "The new purchasing rules ask for three offers.",
        "first_order",
    ),
    (
        "client_brewery",
        "delivery",
        "The cabinets came two weeks late before the season.",
        "reserved",
    ),
    ("client_joinery", False, False, False),
)
