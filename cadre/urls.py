"""Pages of cadre."""

from django.urls import path

from cadre import views

urlpatterns = [
    path("lam-viec-voi-tu-cach/", views.act_as, name="act_as"),
    path("chon/<slug:kind>/", views.pick, name="pick"),
    path("suc-khoe/", views.health, name="health"),
]
