"""What the merchant decides: roles, shares, declining, service floors, which costs count."""

from decimal import Decimal
from typing import Literal

from pydantic import Field

from codroute.scenario.fields import Days, Label, Row, Share, YesNo


class ServiceFloor(Row):
    """The volume-weighted mean quality that a value tier must get, everywhere or in one country."""

    value_tier: Label
    country: Label | None = None
    min_paid_rate: Share | None = None
    max_transit_days: Days | None = None


class Policy(Row):
    """The merchant's own rules. Every default is listed in docs/scenario-format.md."""

    roles: Literal["main_backup", "single", "free"] = "main_backup"
    role_scope: Literal["lane", "region", "country"] = "lane"
    share_scope: Literal["lane_horizon", "lane_period"] = "lane_horizon"
    main_share_min: Share = Decimal("0.5")
    main_share_max: Share = Decimal("0.8")
    backup_share_min: Share = Decimal("0.2")
    backup_share_max: Share = Decimal("0.5")
    decline: Literal["never", "no_capacity", "unprofitable"] = "no_capacity"
    count_goods_cost: YesNo = False
    goods_recovery_share: Share | None = None
    count_capital_cost: YesNo = False
    capital_rate_per_year: Share | None = None
    service: tuple[ServiceFloor, ...] = Field(default=())
