"""Pages of tasks."""

from django.urls import path

from tasks import views

urlpatterns = [
    path("danh-muc-viec/", views.tasks, name="tasks"),
    path("danh-muc-viec/excel/", views.tasks_excel, name="tasks_excel"),
    path("viec/<int:pk>/", views.task, name="task"),
]
