"""Every address of the house. Of the account library only what is listed here is reachable."""

from allauth.account import views as account
from django.urls import include, path
from django.views.decorators.http import require_POST

from config.catalogues import committee_views, heir_views, list_views, post_views
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
    # catalogues
    path("danh-muc-chung/", list_views.catalogues, name="catalogues"),
    path("danh-muc-chung/chuc-danh/", list_views.positions, name="positions"),
    path("danh-muc-chung/chuc-danh/excel/", list_views.positions_excel, name="positions_excel"),
    path("danh-muc-chung/chuc-danh/moi/", list_views.position_new, name="position_new"),
    path("danh-muc-chung/chuc-danh/gan/", list_views.positions_place, name="positions_place"),
    path("danh-muc-chung/chuc-danh/<int:pk>/", list_views.position_edit, name="position_edit"),
    path("danh-muc-chung/linh-vuc/", list_views.fields, name="fields"),
    path("danh-muc-chung/linh-vuc/<int:pk>/", list_views.field_edit, name="field_edit"),
    path("danh-muc-chung/tap-the/moi/", committee_views.committee_new, name="committee_new"),
    path("danh-muc-chung/tap-the/<int:pk>/", committee_views.committee_edit, name="committee_edit"),
    path("danh-muc-chung/sap-xep/", committee_views.reorganise, name="reorganise"),
    path("danh-muc-chung/giao-lai/", heir_views.heirs, name="heirs"),
    path("danh-muc-chung/chuc-vu/moi/", post_views.post_new, name="post_new"),
    path("danh-muc-chung/chuc-vu/<int:pk>/", post_views.post_edit, name="post_edit"),
    path("danh-muc-chung/chuc-vu/<int:pk>/thoi-giu/", post_views.post_end, name="post_end"),
]
