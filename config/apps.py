from django.apps import AppConfig


class HouseConfig(AppConfig):
    """The settings package as an app: it joins the apps and holds the commands that need all of them."""

    name = "config"
    verbose_name = "toàn hệ thống"
