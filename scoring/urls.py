"""Pages of scoring."""

from django.urls import path

from scoring import views

urlpatterns = [
    path("dot-danh-gia/", views.rounds, name="rounds"),
    path("dot-danh-gia/<int:pk>/", views.round, name="round"),
    path("dot-danh-gia/<int:pk>/tinh/", views.round_compute, name="round_compute"),
    path("dot-danh-gia/<int:pk>/xep-loai/", views.ratings, name="ratings"),
    path("dot-danh-gia/<int:pk>/xep-loai/excel/", views.ratings_excel, name="ratings_excel"),
    path("ho-so/<int:pk>/", views.why, name="why"),
    path("bang-xep-hang/", views.ranking_latest, name="ranking_latest"),
    path("dot-danh-gia/<int:pk>/bang-xep-hang/", views.ranking, name="ranking"),
    path("dot-danh-gia/<int:pk>/bang-xep-hang/excel/", views.ranking_excel, name="ranking_excel"),
]
