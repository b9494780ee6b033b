"""python manage.py load_data PATH [--dry-run]: import a workbook or a folder of .csv, all or nothing."""

import sys

from django.core.management.base import BaseCommand

from config.interchange import LoadErrors, load


class Command(BaseCommand):
    help = "Nhập một tệp .xlsx hoặc một thư mục tệp .csv: được tất cả hoặc không gì cả."

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="PATH", help="tệp .xlsx hoặc thư mục tệp .csv")
        parser.add_argument("--dry-run", action="store_true", help="chỉ kiểm tra và đếm, không lưu")

    def handle(self, *, path, dry_run, **options):
        try:
            report = load(path, actor="manage.py", dry_run=dry_run)
        except LoadErrors as refused:
            for error in refused.errors:
                self.stderr.write(str(error))
            sys.exit(1)
        for name, new in report.new.items():
            changed, unchanged = report.changed[name], report.unchanged[name]
            self.stdout.write(f"{name}: {new} mới, {changed} thay đổi, {unchanged} không đổi")
        if dry_run:
            self.stdout.write("Chạy thử: chưa lưu gì.")
