"""Pages of tasks."""

from django.urls import path

from tasks.views import judging, lists, writing

urlpatterns = [
    path("danh-muc-viec/", lists.tasks, name="tasks"),
    path("danh-muc-viec/excel/", lists.tasks_excel, name="tasks_excel"),
    path("danh-muc-viec/phu-luc-excel/", lists.annex_excel, name="annex_excel"),
    path("danh-muc-viec/phu-luc-word/", lists.annex_word, name="annex_word"),
    path("viec/<int:pk>/", lists.task, name="task"),
    # Thẩm định, phê duyệt
    path("tham-dinh/", judging.proposals, name="proposals"),
    path("tham-dinh/excel/", judging.proposals_excel, name="proposals_excel"),
    path("tham-dinh/lam/", judging.proposals_act, name="proposals_act"),
    path("tham-dinh/<int:pk>/", judging.proposal, name="proposal"),
    path("viec/<int:pk>/buoc/", judging.task_move, name="task_move"),
    path("viec/<int:pk>/phien-ban/", judging.task_versions, name="task_versions"),
    path("viec/<int:pk>/quyet-dinh/", judging.task_decide, name="task_decide"),
    path("van-ban/<int:pk>/tep/", judging.document_file, name="document_file"),
    # writing
    path("viec/moi/", writing.task_choose, name="task_choose"),
    path("viec/moi/nguoi/<int:pk>/", writing.task_new, name="task_new"),
    path("viec/moi/tap-the/<int:pk>/", writing.task_new_committee, name="task_new_committee"),
    path("viec/<int:pk>/sua/", writing.task_edit, name="task_edit"),
    path("viec/kiem-tra/", writing.task_check, name="task_check"),
    path("dat-hang/", writing.order_new, name="order_new"),
    path("ban-dang-soan/", writing.task_drafts, name="drafts"),
    path("ban-dang-soan/giu/", writing.task_draft_save, name="task_draft_save"),
    path("ban-dang-soan/<uuid:key>/bo/", writing.task_draft_drop, name="draft_drop"),
]
