"""python manage.py clean_files [--dry-run]: take away stored files that nothing in the database knows.

A file is written before its row, so a server that stops in between leaves one. Those younger than a day stay: their
transaction may still be open. Old unsent form drafts go too."""

import datetime as dt

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand
from django.utils import timezone

from cadre.drafts import KEPT_DAYS
from cadre.models import FormDraft, StoredFile

YOUNG = dt.timedelta(days=1)


class Command(BaseCommand):
    help = "Xóa tệp tải lên dở dang và bản đang soạn đã quá cũ."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="chỉ đếm, không xóa")

    def handle(self, *, dry_run, **options):
        stray = [path for path in stored_paths() if is_stray(path)]
        old = FormDraft.objects.filter(saved_at__lt=timezone.now() - dt.timedelta(days=KEPT_DAYS))
        self.stdout.write(f"{len(stray)} tệp dở dang, {old.count()} bản đang soạn quá {KEPT_DAYS} ngày.")
        if dry_run:
            self.stdout.write("Chạy thử: chưa xóa gì.")
            return
        for path in stray:
            default_storage.delete(path)
        old.delete()


def stored_paths():
    if not default_storage.exists(""):
        return
    for folder in default_storage.listdir("")[0]:
        for name in default_storage.listdir(folder)[1]:
            yield f"{folder}/{name}"


def is_stray(path):
    folder, name = path.split("/")
    if default_storage.get_modified_time(path) > timezone.now() - YOUNG:
        return False
    return not StoredFile.objects.filter(key=folder + name).exists()
