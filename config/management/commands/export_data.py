"""python manage.py export_data ROUND_CODE PATH: all a round needs and its ratings, as .csv files or one .xlsx."""

from django.core.management.base import BaseCommand, CommandError

from config.interchange import FileRefused, export
from scoring.models import EvaluationRound


class Command(BaseCommand):
    help = "Xuất một đợt đánh giá cùng mọi dữ liệu cần để tính lại, ra thư mục tệp .csv hoặc một tệp .xlsx."

    def add_arguments(self, parser):
        parser.add_argument("round_code", metavar="ROUND_CODE", help="mã đợt")
        parser.add_argument("path", metavar="PATH", help="tệp .xlsx hoặc thư mục sẽ ghi")

    def handle(self, *, round_code, path, **options):
        round = EvaluationRound.objects.filter(code=round_code).first()
        if round is None:
            raise CommandError(f"Không có đợt đánh giá mang mã “{round_code}”.")
        try:
            counts = export(round, path)
        except FileRefused as refused:
            raise CommandError(str(refused.errors[0])) from refused
        except OSError as error:
            raise CommandError(f"Không ghi được vào {path}: {error.strerror}.") from error
        for name, count in counts.items():
            self.stdout.write(f"{name}: {count}")
