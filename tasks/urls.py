"""Pages of tasks."""

from django.urls import path

from tasks.views import lists

urlpatterns = [
    path("danh-muc-viec/", lists.tasks, name="tasks"),
    path("danh-muc-viec/excel/", lists.tasks_excel, name="tasks_excel"),
    path("viec/<int:pk>/", lists.task, name="task"),
]
