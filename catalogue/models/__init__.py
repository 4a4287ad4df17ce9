"""Models of the catalogue: what is offered, to whom, on what promise."""

from .calendar_wall import CalendarIsFixed
from .calendars import Calendar, CalendarVersion, Closure, Window
from .changes import Change, ChangeIsKept
from .customers import Contact, Customer, Subscription, SubscriptionMeasure
from .findings import Finding
from .idempotency import Submission
from .jobs import Job
from .keys import ApiKey
from .lenses import (
    ComponentScope,
    Duty,
    Exclusion,
    Limit,
    MacdScenario,
    MatrixActivity,
    Service,
)
from .mail import Mail
from .offers import MeteringRule, NoticePeriod, Offer, Quota, Rate, SpendBand
from .parts import RevisionPart
from .priorities import Escalation, Priority, PriorityExample, Target
from .providers import Guide, Provider, Revision, RevisionIsFixed
from .provisions import (
    Alias,
    Assignment,
    Component,
    Matrix,
    Provision,
)
from .questions import AnswerIndex, Question, SynonymGroup
from .sections import Footnote, Party, Section, Term
from .service_levels import Exemption, IntakeField, ServiceLevel
from .uploads import Upload
from .users import User

__all__ = [
    "Alias",
    "AnswerIndex",
    "ApiKey",
    "Assignment",
    "Calendar",
    "CalendarIsFixed",
    "CalendarVersion",
    "Change",
    "ChangeIsKept",
    "Closure",
    "Component",
    "ComponentScope",
    "Contact",
    "Customer",
    "Duty",
    "Escalation",
    "Exclusion",
    "Exemption",
    "Finding",
    "Footnote",
    "Guide",
    "IntakeField",
    "Job",
    "Limit",
    "MacdScenario",
    "Mail",
    "Matrix",
    "MatrixActivity",
    "MeteringRule",
    "NoticePeriod",
    "Offer",
    "Party",
    "Priority",
    "PriorityExample",
    "Provider",
    "Provision",
    "Question",
    "Quota",
    "Rate",
    "Revision",
    "RevisionIsFixed",
    "RevisionPart",
    "Section",
    "Service",
    "ServiceLevel",
    "SpendBand",
    "Submission",
    "Subscription",
    "SubscriptionMeasure",
    "SynonymGroup",
    "Target",
    "Term",
    "Upload",
    "User",
    "Window",
]
