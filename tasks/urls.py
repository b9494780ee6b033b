"""Pages of tasks."""

from django.urls import path

from tasks.views import lists

urlpatterns = [
    path("danh-muc-viec/", lists.tasks, name="tasks"),
    path("danh-muc-viec/excel/", lists.tasks_excel, name="tasks_excel"),
    path("danh-muc-viec/phu-luc-excel/", lists.annex_excel, name="annex_excel"),
    path("danh-muc-viec/phu-luc-word/", lists.annex_word, name="annex_word"),
    path("viec/<int:pk>/", lists.task, name="task"),
]
