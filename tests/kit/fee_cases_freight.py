"""Orders priced by hand: chargeable weights and rate cards."""

from typing import Any

import build
from fee_case import FeeCase, Stated, band, case, per_kg, size, steps

PER_KG = build.flat_card(fee_per_kg="10")


def _weights(name: str, rule: Stated, *orders: tuple[str, int, str]) -> list[FeeCase]:
    """Weigh parcels of 20 × 20 × height at 10.00 per kg of chargeable weight."""
    return [
        case(
            f"{name}: {height} cm high, {weight_g} g",
            {"freight": freight},
            order=size("20", "20", height) | {"weight_g": weight_g},
            offer={"volumetric": rule},
            card=PER_KG,
        )
        for height, weight_g, freight in orders
    ]


CHARGEABLE = [
    *_weights(
        "never",
        {"form": "never"},
        ("10", 800, "8.00"),
        ("100", 800, "8.00"),  # 8 kg by volume
        ("100", 799, "7.99"),
    ),
    *_weights(
        "always",
        {"form": "always", "divisor": 5000},
        ("10", 800, "8.00"),  # 20 × 20 × 10 / 5000 = 0.8 kg
        ("9.9", 800, "7.92"),
        ("10.1", 800, "8.08"),
        ("10", 5000, "8.00"),  # however heavy
        ("10", 1, "8.00"),
    ),
    *_weights(
        "greater",
        {"form": "greater", "divisor": 5000},
        ("10", 800, "8.00"),  # 0.8 kg both
        ("9.9", 800, "8.00"),  # 0.792 < 0.8
        ("10.1", 800, "8.08"),
        ("15", 900, "12.00"),  # 6000 cm³ / 5000, as Tezz weighs (PK, /5000)
    ),
    *[
        case(
            f"by volume on a step: {height} cm high",
            {"freight": freight},
            order=size("10", "10", height) | {"weight_g": 1},
            offer={"volumetric": {"form": "greater", "divisor": 5000}},
            card=steps(500, "5", 500, "1.5"),
        )
        for height, freight in (("24.9", "5"), ("25", "5"), ("25.1", "6.5"))  # 498, 500, 502 g
    ],
    *_weights(
        "above_ratio",
        {"form": "above_ratio", "divisor": 5000, "ratio": "1.5"},
        ("15", 800, "8.00"),  # 1.2 kg is not more than 1.5 × 0.8
        ("14.9", 800, "8.00"),
        ("15.1", 800, "12.08"),  # 20 × 20 × 15.1 / 5000 = 1.208
    ),
    *_weights(
        "part_of_excess",
        {"form": "part_of_excess", "divisor": 5000, "share": "0.5"},
        ("10", 800, "8.00"),  # no excess
        ("9.9", 800, "8.00"),  # nor less than the scales
        ("10.1", 800, "8.04"),  # 0.8 + 0.5 × 0.008
        ("20", 800, "12.00"),  # 0.8 + 0.5 × (1.6 - 0.8)
    ),
    *_weights(
        "part_of_excess, all of it",
        {"form": "part_of_excess", "divisor": 8000, "share": "1"},
        ("20", 900, "10.00"),  # 8000 cm³ / 8000 = 1 kg
        ("20", 1000, "10.00"),
        ("20", 1001, "10.01"),
    ),
]


def _cards(
    name: str, card: Stated | list[Stated], *weights: tuple[int, str], **more: Any
) -> list[FeeCase]:
    """Price weights on a card."""
    return [
        case(
            f"{name}: {weight_g} g",
            {"freight": fee},
            order={"weight_g": weight_g},
            card=card,
            **more,
        )
        for weight_g, fee in weights
    ]


CARDS = [
    *_cards(
        "first_step",
        steps(500, "5", 500, "1.5"),
        (1, "5"),
        (499, "5"),
        (500, "5"),
        (501, "6.5"),
        (1000, "6.5"),
        (1001, "8"),  # 5 + 2 × 1.5
        (1500, "8"),
        (1501, "9.5"),
    ),
    *_cards(
        "first_step with a minimum weight",
        steps(500, "5", 500, "1.5", min_weight_g=1000),
        (400, "6.5"),  # billed as 1000 g: 5 + 1.5
        (1000, "6.5"),
        (1001, "8"),
    ),
    *_cards(
        "first_step with a minimum fee",
        steps(500, "5", 500, "1.5", minimum_fee="6.5"),
        (500, "6.5"),  # 5.00 lifted
        (501, "6.5"),  # 6.50 just so
        (1001, "8"),
    ),
    *_cards(
        "weight_band",
        [band(0, 1000, "3"), band(1000, 2000, "4")],
        (999, "3"),
        (1000, "3"),
        (1001, "4"),
        (2000, "4"),
    ),
    *_cards("per_kg by the gram", per_kg("10", "2"), (399, "5.99"), (400, "6"), (401, "6.01")),
    *_cards(
        "per_kg by the gram, rounded",
        per_kg("2", "1"),
        (2, "1"),  # 1.004
        (3, "1.01"),  # 1.006
        (1250, "3.5"),
    ),
    *_cards(
        # The operating fee and 10 g steps of lines out of China.
        "per_kg in steps of 10 g",
        per_kg("60", "20", step_weight_g=10),
        (400, "44"),  # 60 × 0.40 + 20
        (399, "44"),
        (401, "44.6"),  # 60 × 0.41 + 20
    ),
    *_cards(
        "per_kg with a minimum weight",
        per_kg("10", min_weight_g=500),
        (499, "5"),
        (500, "5"),
        (501, "5.01"),
    ),
    *_cards(
        "per_kg with a minimum weight that ends no step",
        per_kg("10", min_weight_g=450, step_weight_g=100),
        (1, "5"),  # 450 g are 5 steps of 100 g
        (500, "5"),
        (501, "6"),
    ),
    *_cards(
        "per_kg with a minimum fee",
        per_kg("10", "1", minimum_fee="5"),
        (399, "5"),  # 4.99
        (400, "5"),
        (401, "5.01"),
    ),
    *_cards(
        "rows of three forms in one zone",
        [
            per_kg("10", up_to_weight_g=500),
            band(500, 1000, "6"),
            steps(1000, "7", 250, "1.2", over_weight_g=1000),
        ],
        (499, "4.99"),
        (500, "5"),
        (501, "6"),
        (1000, "6"),
        (1001, "8.2"),  # the first 1000 g and a started step
        (1250, "8.2"),
        (1251, "9.4"),
    ),
    *_cards(
        # Star Express (IN, Mumbai/Thane): 250 g 20, 500 g 25, each further 500 g 20.
        "Star Express",
        [band(0, 250, "20"), steps(500, "25", 500, "20", over_weight_g=250)],
        (250, "20"),
        (251, "25"),
        (500, "25"),
        (501, "45"),
        (1000, "45"),
        (1001, "65"),
    ),
    *_cards(
        # Speedy (BG, 2024): 3 kg 4.43, 6 kg 6.16, 10 kg 7.58, 20 kg 13.55, above 13.55 + 0.58/kg,
        # here per started kg.
        "Speedy",
        [
            band(0, 3000, "4.43"),
            band(3000, 6000, "6.16"),
            band(6000, 10_000, "7.58"),
            band(10_000, 20_000, "13.55"),
            steps(20_000, "13.55", 1000, "0.58", over_weight_g=20_000),
        ],
        (3000, "4.43"),
        (3001, "6.16"),
        (6001, "7.58"),
        (10_001, "13.55"),
        (20_000, "13.55"),
        (20_001, "14.13"),
        (21_000, "14.13"),
        (21_001, "14.71"),
    ),
    *_cards(
        # Econt (BG, 2013): 4.00 up to 1 kg, 0.40 per further kg up to 20 kg.
        "Econt",
        steps(1000, "4.00", 1000, "0.40", up_to_weight_g=20_000),
        (1000, "4.00"),
        (1001, "4.40"),
        (19_001, "11.60"),  # 4.00 + 19 × 0.40
        (20_000, "11.60"),
    ),
    *_cards(
        # GHTK (VN): 0 to 500 g 30,000 between regions; a further half kg here 5,000.
        "amounts without decimals",
        steps(500, "30000", 500, "5000"),
        (500, "30000"),
        (501, "35000"),
        (1001, "40000"),
        offer={"rounding": "1"},
    ),
]
