"""Pages of tasks."""

from django.urls import path

from tasks.views import commitments, handing_down, lists

urlpatterns = [
    path("danh-muc-viec/", lists.tasks, name="tasks"),
    path("danh-muc-viec/excel/", lists.tasks_excel, name="tasks_excel"),
    path("danh-muc-viec/phu-luc-excel/", lists.annex_excel, name="annex_excel"),
    path("danh-muc-viec/phu-luc-word/", lists.annex_word, name="annex_word"),
    path("viec/<int:pk>/", lists.task, name="task"),
    # signing
    path("cam-ket/", commitments.commitments, name="commitments"),
    path("cam-ket/excel/", commitments.commitments_excel, name="commitments_excel"),
    path("cam-ket/<int:pk>/", commitments.commitment, name="commitment"),
    path("cam-ket/<int:pk>/word/", commitments.commitment_word, name="commitment_word"),
    path("cam-ket/<int:pk>/thay-doi/", commitments.commitment_changes, name="commitment_changes"),
    path("cam-ket/ky/<int:campaign>/<slug:kind>/<int:pk>/", commitments.commitment_prepare, name="commitment_prepare"),
    path("cam-ket/ky/<int:campaign>/<slug:kind>/<int:pk>/ky/", commitments.commitment_sign, name="commitment_sign"),
    path("viec/<int:pk>/giao-xuong/", handing_down.hand_down, name="hand_down"),
]
