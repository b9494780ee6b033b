"""Registering in a campaign: when it is open, how many each may send. Asked by the form and by the step itself."""

from collections import Counter, defaultdict

from django.utils import timezone

from cadre.naming import post_words
from cadre.templatetags.vi import ngay, so
from tasks.enums import CampaignState, TaskKind, TaskState
from tasks.models import Campaign, TaskOwner

NOT_SENT = (TaskState.DRAFT, TaskState.CANCELLED)
NAMED_MAX = 3  # titles named in one sentence


def closed_words(campaign, today):
    """Why registration is not open to those it asks; "" while it is."""
    name, unit = campaign.name, campaign.committee.name
    if campaign.state == CampaignState.DRAFT:
        return f"Đợt “{name}” còn đang chuẩn bị. Chờ {unit} mở đợt; bản đang soạn vẫn giữ được."
    if campaign.state == CampaignState.CLOSED:
        return f"Đợt “{name}” đã khép. Chọn đợt khác, hoặc nhờ Ban Tổ chức của {unit} nhập giúp."
    if today < campaign.opens_on:
        return f"Đợt “{name}” nhận đăng ký từ {ngay(campaign.opens_on)}. Cứ soạn và giữ lại, đến ngày ấy thì gửi."
    if today > campaign.closes_on:
        return f"Hạn đăng ký của đợt “{name}” là {ngay(campaign.closes_on)}. Nhờ Ban Tổ chức của {unit} nhập giúp."
    return ""


def registered(campaigns, posts):
    """{(campaign id, post id): (sent, drafts)}; one statement. An order counts for nobody."""
    rows = TaskOwner.objects.filter(task__campaign__in=campaigns, appointment__in=posts)
    rows = rows.exclude(task__kind=TaskKind.ORDER).exclude(task__state=TaskState.CANCELLED)
    found = Counter(
        (campaign, post, state == TaskState.DRAFT)
        for campaign, post, state in rows.values_list("task__campaign", "appointment", "task__state")
    )
    return {
        (campaign, post): (found[campaign, post, False], found[campaign, post, True]) for campaign, post, _ in found
    }


def hold(tasks):
    """Lock the campaigns of tasks about to be sent, so that two sent at once do not both pass the limit."""
    ids = sorted({task.campaign_id for task in tasks if task.campaign_id})
    list(Campaign.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk").values_list("pk"))


def refusals(tasks, stands):
    """{task id: why it may not be sent now, by the dates and the numbers of its campaign}; three statements for any
    number of tasks. A task that was returned may come back after the last day; organisers enter at any time."""
    asked = [task for task in tasks if task.campaign_id and task.kind != TaskKind.ORDER]
    if not asked:
        return {}
    today, found = timezone.localdate(), {}
    campaigns = Campaign.objects.select_related("committee").in_bulk({task.campaign_id for task in asked})
    owners, sent = owners_of(asked), sent_by(asked)
    for task in asked:
        campaign = campaigns[task.campaign_id]
        late = "" if stands[task.pk].organises or task.state == TaskState.RETURNED else closed_words(campaign, today)
        words = late or over_the_limit(campaign, owners[task.pk], sent, task)
        if words:
            found[task.pk] = words
        for post in owners[task.pk]:
            sent[campaign.pk, post.pk].setdefault(task.pk, task.title)
    return found


def owners_of(tasks):
    found = defaultdict(list)
    links = TaskOwner.objects.filter(task__in=tasks).select_related("appointment__cadre").order_by("id")
    for link in links:
        found[link.task_id].append(link.appointment)
    return found


def sent_by(tasks):
    """{(campaign, post): {task id: title}} of what the holders of these tasks have sent in their campaigns."""
    posts = TaskOwner.objects.filter(task__in=tasks).values("appointment")
    rows = TaskOwner.objects.filter(appointment__in=posts, task__campaign__in={task.campaign_id for task in tasks})
    rows = rows.exclude(task__state__in=NOT_SENT).exclude(task__kind=TaskKind.ORDER).order_by("task__code")
    found = defaultdict(dict)
    for campaign, post, task, title in rows.values_list("task__campaign", "appointment", "task", "task__title"):
        found[campaign, post][task] = title
    return found


def over_the_limit(campaign, posts, sent, task):
    """Who would have more tasks than the campaign allows, with which; "" if nobody."""
    most = campaign.max_per_person
    for post in posts if most is not None else ():
        titles = [title for pk, title in sent[campaign.pk, post.pk].items() if pk != task.pk]
        if len(titles) >= most:
            listed = "; ".join(f"“{title[:80]}”" for title in titles[:NAMED_MAX])
            more = " …" if len(titles) > NAMED_MAX else ""
            return (
                f"{post_words(post.title, post.cadre.full_name)} đã đăng ký {so(len(titles))} việc trong đợt này, "
                f"nhiều nhất là {so(most)}: {listed}{more}. "
                "Lưu bản soạn này lại, rồi rút một việc đã gửi nếu muốn thay."
            )
    return ""
