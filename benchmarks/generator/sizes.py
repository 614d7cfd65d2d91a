"""How much is generated."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """Numbers of rows of a base of the given scale; 1.0 is 200,000 client companies."""

    scale: float = 1.0
    seed: int = 1
    years: int = 5
    products: int = 2000
    managers: int = 24
    teams: int = 4
    categories: int = 18
    tastes: int = 40

    def _scaled(self, count: int, least: int) -> int:
        return max(least, round(count * self.scale))

    @property
    def days(self) -> int:
        """Days of history, the last of which is yesterday."""
        return self.years * 365 + 1

    @property
    def clients(self) -> int:
        return self._scaled(200_000, 20)

    @property
    def deals(self) -> int:
        """Invoices, open orders and quotations together."""
        return self._scaled(530_000, 60)

    @property
    def leads(self) -> int:
        return self._scaled(50_000, 20)

    @property
    def messages(self) -> int:
        return self._scaled(600_000, 40)

    @property
    def activities(self) -> int:
        return self._scaled(250_000, 40)

    @property
    def meetings(self) -> int:
        return self._scaled(150_000, 20)
