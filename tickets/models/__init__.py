"""Models of tickets: what was asked, what was done, was the promise kept?"""

from .attachments import Attachment
from .clocks import Clock, Pause
from .events import Event, EventIsKept
from .inbound import InboundMail
from .people import Approval, NoticeDuty, Preference, Watcher
from .queues import EscalationContact, Queue
from .quotas import QuotaPeriod, Reservation
from .tickets import Ticket

__all__ = [
    "Approval",
    "Attachment",
    "Clock",
    "EscalationContact",
    "Event",
    "EventIsKept",
    "InboundMail",
    "NoticeDuty",
    "Pause",
    "Preference",
    "Queue",
    "QuotaPeriod",
    "Reservation",
    "Ticket",
    "Watcher",
]
