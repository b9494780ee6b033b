"""Pages of tasks."""

from django.urls import path

from tasks.views import campaigns, carrying, lists

urlpatterns = [
    path("danh-muc-viec/", lists.tasks, name="tasks"),
    path("danh-muc-viec/excel/", lists.tasks_excel, name="tasks_excel"),
    path("danh-muc-viec/phu-luc-excel/", lists.annex_excel, name="annex_excel"),
    path("danh-muc-viec/phu-luc-word/", lists.annex_word, name="annex_word"),
    path("viec/<int:pk>/", lists.task, name="task"),
    # campaigns and carrying over
    path("dot-giao-viec/", campaigns.campaigns, name="campaigns"),
    path("dot-giao-viec/moi/", campaigns.campaign_new, name="campaign_new"),
    path("dot-giao-viec/<int:pk>/", campaigns.campaign, name="campaign"),
    path("dot-giao-viec/<int:pk>/sua/", campaigns.campaign_edit, name="campaign_edit"),
    path("dot-giao-viec/<int:pk>/mo-khep/", campaigns.campaign_move, name="campaign_move"),
    path("dot-giao-viec/<int:pk>/huong-dan/", campaigns.campaign_file, name="campaign_file"),
    path("dot-giao-viec/<int:pk>/bang/", campaigns.campaign_board, name="campaign_board"),
    path("dot-giao-viec/<int:pk>/bang/excel/", campaigns.campaign_board_excel, name="campaign_board_excel"),
    path("dot-giao-viec/<int:pk>/chuyen-tiep/", carrying.carry_over, name="carry_over"),
]
