"""Run in the environment of the house under test, after the demo year was loaded: says what the stories need.

Prints JSON {"people": {role: user name}, "password": the one of the demo accounts, "pages": {page: address}}, the pages
being those of the newest yearly round the organiser sees."""

import json
import os
import sys

import django


def people():
    """The first demo account of each role, and the secretary of a ward in office: {role: user name}."""
    from config.demo.accounts import ACCOUNTS

    return {account.role: account.username for account in reversed(ACCOUNTS)} | {"ward": "bithu.xa"}


def newest_round(user):
    from scoring.models import EvaluationRound

    return EvaluationRound.objects.visible_to(user).filter(period="year", assessments__isnull=False).first()


def pages(user):
    """{name: address} of one page of each kind with plenty on it."""
    from django.db.models import Count
    from django.urls import reverse

    from cadre.models import Cadre, Committee
    from scoring.models import Assessment
    from tasks.models import BreakthroughTask, Campaign, ChangeRequest, Commitment

    found = newest_round(user)
    campaign = Campaign.objects.visible_to(user).first()
    proposed = BreakthroughTask.objects.filter(campaign=campaign, state="proposed", appraised_at=None).first()
    tasks = BreakthroughTask.objects.visible_to(user).annotate(parts=Count("indicators") + Count("milestones"))
    dossiers = Assessment.objects.visible_to(user).filter(round=found)
    post = dossiers.filter(appointment__isnull=False, subject_type="leader").first()
    collective = dossiers.filter(committee__isnull=False).order_by("depth").last()
    committees = Committee.objects.visible_to(user)
    return {
        "home": reverse("home"),
        "tasks": reverse("tasks"),
        "task": reverse("task", args=[tasks.order_by("-parts", "pk").first().pk]),
        "committees": reverse("committees"),
        "committee": reverse("committee", args=[(collective.committee if collective else committees.first()).pk]),
        "cadre": reverse("cadre", args=[(post.appointment.cadre if post else Cadre.objects.first()).pk]),
        "rounds": reverse("rounds"),
        "round": reverse("round", args=[found.pk]),
        "ratings": reverse("ratings", args=[found.pk]),
        "why": reverse("why", args=[(post or collective).pk]),
        "ranking": reverse("ranking", args=[found.pk]),
        "campaigns": reverse("campaigns"),
        "campaign": reverse("campaign", args=[campaign.pk]),
        "campaign_board": reverse("campaign_board", args=[campaign.pk]),
        "carry_over": reverse("carry_over", args=[campaign.pk]),
        "campaign_new": reverse("campaign_new"),
        "proposals": reverse("proposals"),
        "proposal": reverse("proposal", args=[proposed.pk]),
        "choose": reverse("task_choose"),
        "write": reverse("task_edit", args=[proposed.pk]),
        "commitments": reverse("commitments"),
        "commitment": Commitment.objects.first().get_absolute_url(),
        "changes": reverse("change_requests"),
        "change": ChangeRequest.objects.first().get_absolute_url(),
        "import": reverse("import_new"),
        "password": reverse("account_change_password"),
        "missing": reverse("task", args=[999_999_999]),
    }


def main():
    from cadre.models import User
    from config.demo.accounts import PASSWORD

    found = people()
    organiser = User.objects.get(username=found["organiser"])
    json.dump({"people": found, "password": PASSWORD, "pages": pages(organiser)}, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    main()
