"""Pages of tasks."""

from django.urls import path

from tasks.views import changes, lists

urlpatterns = [
    path("danh-muc-viec/", lists.tasks, name="tasks"),
    path("danh-muc-viec/excel/", lists.tasks_excel, name="tasks_excel"),
    path("danh-muc-viec/phu-luc-excel/", lists.annex_excel, name="annex_excel"),
    path("danh-muc-viec/phu-luc-word/", lists.annex_word, name="annex_word"),
    path("viec/<int:pk>/", lists.task, name="task"),
    # change requests
    path("viec/<int:pk>/dieu-chinh/", changes.change_new, name="change_new"),
    path("dieu-chinh/", changes.change_requests, name="change_requests"),
    path("dieu-chinh/excel/", changes.change_requests_excel, name="change_requests_excel"),
    path("dieu-chinh/quyet-dinh/", changes.change_decide_many, name="change_decide_many"),
    path("dieu-chinh/<int:pk>/", changes.change_request, name="change_request"),
    path("dieu-chinh/<int:pk>/quyet-dinh/", changes.change_decide, name="change_decide"),
    path("dieu-chinh/<int:pk>/gop-y/", changes.change_comment, name="change_comment"),
    path("dieu-chinh/<int:pk>/rut/", changes.change_withdraw, name="change_withdraw"),
    path("dieu-chinh/<int:pk>/tep/", changes.change_file, name="change_file"),
    path("dieu-chinh/<int:pk>/van-ban/", changes.change_document, name="change_document"),
    path("dieu-chinh/<int:pk>/in/", changes.change_print, name="change_print"),
]
