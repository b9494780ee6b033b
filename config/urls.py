"""Every address of the house. Of the account library only what is listed here is reachable."""

from allauth.account import views as account
from django.urls import include, path
from django.views.decorators.http import require_POST

from config.exchange import views as exchange
from config.home import home
from scoring import dossier_views

urlpatterns = [
    path("", home, name="home"),
    path("nhap-viec/", exchange.import_new, name="import_new"),
    path("nhap-viec/mau/", exchange.import_template, name="import_template"),
    path("nhap-viec/<int:pk>/", exchange.import_preview, name="import_preview"),
    path("nhap-viec/<int:pk>/luu/", exchange.import_confirm, name="import_confirm"),
    path("", include("cadre.urls")),
    path("", include("tasks.urls")),
    path("tap-the/", dossier_views.committees, name="committees"),
    path("tap-the/<int:pk>/", dossier_views.committee, name="committee"),
    path("can-bo/<int:pk>/", dossier_views.cadre, name="cadre"),
    path("", include("scoring.urls")),
    path("dang-nhap/", account.login, name="account_login"),
    path("dang-xuat/", require_POST(account.logout), name="account_logout"),
    path("doi-mat-khau/", account.password_change, name="account_change_password"),
    path("tai-khoan-bi-khoa/", account.account_inactive, name="account_inactive"),
]
