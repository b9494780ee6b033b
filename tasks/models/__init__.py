"""What: campaigns, breakthrough tasks, their versions and events, commitments, requests to change."""

from tasks.models.campaign import Campaign, CampaignFocus, CampaignPosition, CampaignPost, TaskField
from tasks.models.paper import ChangeRequest, Commitment, CommitmentTask, TaskImport
from tasks.models.task import (
    BreakthroughTask,
    Indicator,
    Milestone,
    ProgressReport,
    TaskCoordinator,
    TaskOwner,
    TaskPlace,
)
from tasks.models.trace import TaskEvent, TaskVersion

__all__ = [
    "BreakthroughTask",
    "Campaign",
    "CampaignFocus",
    "CampaignPosition",
    "CampaignPost",
    "ChangeRequest",
    "Commitment",
    "CommitmentTask",
    "Indicator",
    "Milestone",
    "ProgressReport",
    "TaskCoordinator",
    "TaskEvent",
    "TaskField",
    "TaskImport",
    "TaskOwner",
    "TaskPlace",
    "TaskVersion",
]
