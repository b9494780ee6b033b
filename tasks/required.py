"""Who must register in a campaign: posts in force below its committee, by their position or by name."""

import datetime as dt

from django.db.models import Count, IntegerField, Q, Value

from cadre.models import Appointment, Placement
from cadre.queries import in_force
from tasks.enums import ASSIGNED_STATES, TaskState
from tasks.models import CampaignPosition, CampaignPost, TaskOwner

# A task counts as registered from the moment it is sent; one that was stopped or taken back does not.
SENT = (TaskState.PROPOSED, *ASSIGNED_STATES)


def day_of(campaign, today):
    """The day posts and units are looked at: today while registration runs, before and after it its nearest day.

    So a post taken over in the middle asks its new holder, and what is closed stays as it was."""
    return min(max(today, campaign.opens_on), campaign.closes_on)


def tops(campaigns, today):
    """{campaign id: path of its committee on its day}; one statement, nothing for a committee that did not exist."""
    days = {campaign.pk: day_of(campaign, today) for campaign in campaigns}
    places = {}
    rows = Placement.objects.filter(committee__in={campaign.committee_id for campaign in campaigns})
    for committee, path, start, end in rows.values_list("committee", "path", "valid_from", "valid_to"):
        places.setdefault(committee, []).append((start, end, path))
    return {
        campaign.pk: path
        for campaign in campaigns
        for start, end, path in places.get(campaign.committee_id, ())
        if start <= days[campaign.pk] <= end
    }


def below(path, day):
    """Committees that stood at the path or under it on the day."""
    if not path:
        return Placement.objects.none().values("committee")
    inside = Placement.objects.filter(path__gte=path, path__lt=path + "A", valid_from__lte=day, valid_to__gte=day)
    return inside.values("committee")


def must_register(campaign, top, today):
    """The posts, each once. top: the path of the campaign's committee (`tops`)."""
    day = day_of(campaign, today)
    positions = CampaignPosition.objects.filter(campaign=campaign.pk).values("position")
    named = CampaignPost.objects.filter(campaign=campaign.pk).values("appointment")
    asked = Q(position__in=positions, committee__in=below(top, day)) | Q(pk__in=named)
    return Appointment.objects.filter(in_force(day)).filter(asked)


def must_register_in(campaign, today):
    return must_register(campaign, tops([campaign], today).get(campaign.pk), today)


def least(campaign):
    return max(1, campaign.min_per_person)


def done(campaign):
    """Posts that have sent at least as many tasks of the campaign as it asks for."""
    sent = TaskOwner.objects.filter(task__campaign=campaign.pk, task__state__in=SENT).order_by().values("appointment")
    return sent.annotate(sent=Count("pk")).filter(sent__gte=least(campaign)).values("appointment")


def counts(campaigns, today):
    """{campaign id: (how many must register, how many have)}; two statements for any number of campaigns."""
    if not campaigns:
        return {}
    paths = tops(campaigns, today)
    parts = [
        must_register(each, paths.get(each.pk), today)
        .order_by()
        .annotate(of=Value(each.pk, IntegerField()))
        .values("of")
        .annotate(asked=Count("pk"), enough=Count("pk", filter=Q(pk__in=done(each))))
        .values_list("of", "asked", "enough")
        for each in campaigns
    ]
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    found = {pk: (asked, enough) for pk, asked, enough in rows}
    return {each.pk: found.get(each.pk, (0, 0)) for each in campaigns}


def is_half_over(campaign, today):
    return today >= campaign.opens_on + dt.timedelta(days=(campaign.closes_on - campaign.opens_on).days // 2)
