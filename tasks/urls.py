"""Pages of tasks."""

from django.urls import path

from tasks.views import judging, lists

urlpatterns = [
    path("danh-muc-viec/", lists.tasks, name="tasks"),
    path("danh-muc-viec/excel/", lists.tasks_excel, name="tasks_excel"),
    path("danh-muc-viec/phu-luc-excel/", lists.annex_excel, name="annex_excel"),
    path("danh-muc-viec/phu-luc-word/", lists.annex_word, name="annex_word"),
    path("viec/<int:pk>/", lists.task, name="task"),
    # Thẩm định, phê duyệt
    path("tham-dinh/", judging.proposals, name="proposals"),
    path("tham-dinh/lam/", judging.proposals_act, name="proposals_act"),
    path("tham-dinh/<int:pk>/", judging.proposal, name="proposal"),
    path("viec/<int:pk>/buoc/", judging.task_move, name="task_move"),
    path("viec/<int:pk>/phien-ban/", judging.task_versions, name="task_versions"),
    path("viec/<int:pk>/quyet-dinh/", judging.task_decide, name="task_decide"),
    path("van-ban/<int:pk>/tep/", judging.document_file, name="document_file"),
]
