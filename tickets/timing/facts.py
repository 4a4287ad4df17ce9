"""What happened to a ticket, as far as its clocks are concerned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# Kinds of events that move clocks; all others pass them by.
RELEVANT = (
    "opened",
    "replied",
    "called",
    "understood",
    "moved",
    "workaround",
    "action_plan",
    "reclassified",
    "estimated",
    "merged",
)
# Acts of staff whose words to the customer are as good as a reply.
TELLING = ("moved", "workaround", "action_plan", "estimated")
# Of a ticket that is merged: what the other one has to know. Its promises end with it.
HANDED_ON = (
    "verb",
    "since",
    "to",
    "state",
    "policy",
    "understood",
    "reached",
    "reference",
    "start",
    "facts",
)


@dataclass(frozen=True)
class Fact:
    """An event: `told` when it carried words of staff to the customer."""

    kind: str
    at: dt.datetime
    data: Mapping[str, Any] = field(default_factory=dict)
    told: bool = False

    def as_json(self) -> dict[str, Any]:
        """As the event of a merger keeps it, for the ticket that lives on."""
        return {
            "kind": self.kind,
            "at": self.at.isoformat(),
            "told": self.told,
            "data": {key: self.data[key] for key in HANDED_ON if key in self.data},
        }

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Fact:
        """The fact that a merger's event keeps."""
        return cls(
            str(given.get("kind", "")),
            dt.datetime.fromisoformat(str(given["at"])),
            given.get("data") or {},
            bool(given.get("told")),
        )


@dataclass(frozen=True)
class Policy:
    """What the service level says of its clocks; blank where the guide is silent."""

    clock_starts: str = ""
    on_reclassification: str = ""
    on_reopening: str = ""
    third_party: bool = False  # the time of third parties is exempt

    def as_json(self) -> dict[str, Any]:
        """As the opening event keeps it."""
        return dict(self.__dict__)

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Policy:
        """The policy that the opening event keeps."""
        known = cls.__dataclass_fields__
        return cls(**{key: value for key, value in given.items() if key in known})
