"""Pages of tasks."""

from django.urls import path

from tasks import views

urlpatterns = [
    path("danh-muc-viec/", views.tasks, name="tasks"),
    path("viec/<int:pk>/", views.task, name="task"),
]
