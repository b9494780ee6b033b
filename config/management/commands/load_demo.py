"""`manage.py load_demo`: the demo year, one account for every role, all rounds rated, and the campaign to come."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cadre.models import Committee
from config import interchange
from config.demo import accounts, campaign
from config.demo.build import YEAR
from scoring.compute import rate
from scoring.models import EvaluationRound

OWN_MARK = "TQM"  # a committee every demo database has


class Command(BaseCommand):
    help = "Nạp năm mẫu, tạo tài khoản xem thử của từng vai trò và tính mọi đợt đánh giá."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="không nạp vào cơ sở dữ liệu đã có số liệu")
        parser.add_argument("--force", action="store_true", help="nạp cả khi DEMO và DEBUG đều tắt")

    def handle(self, *, if_empty, force, **options):
        if not (settings.DEMO or settings.DEBUG or force):
            raise CommandError("Năm mẫu chỉ nạp khi đặt DEMO=1 (hoặc thêm --force).")
        empty = not Committee.objects.exists()
        ours = Committee.objects.filter(code=OWN_MARK).exists()
        if not empty and not ours:
            if if_empty:
                self.stdout.write("Cơ sở dữ liệu đã có số liệu khác: không nạp năm mẫu.")
                return
            if not force:
                raise CommandError("Cơ sở dữ liệu đã có số liệu khác. Dùng cơ sở dữ liệu trống, hoặc thêm --force.")
        if empty or not if_empty:
            self.load()
        self.rate_all()
        accounts.create()
        with transaction.atomic():
            campaign.make()
        self.show_accounts()

    def load(self):
        self.stdout.write("Nạp năm mẫu…")
        try:
            interchange.load(YEAR, actor="load_demo")
        except interchange.LoadErrors as errors:
            raise CommandError(str(errors)) from errors

    def rate_all(self):
        """Rounds never computed; one that was is left as it is."""
        for round_ in EvaluationRound.objects.filter(runs=None).order_by("code"):
            report = rate(round_, actor="load_demo")
            self.stdout.write(f"Đợt {round_.code}: {report.total} hồ sơ.")

    def show_accounts(self):
        rows = [("Tài khoản", "Mật khẩu", "Vai trò", "Đơn vị"), *accounts.table()]
        widths = [max(len(row[column]) for row in rows) for column in range(4)]
        self.stdout.write("")
        for row in rows:
            self.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        self.stdout.write("Mọi số liệu có mã bắt đầu bằng MP- là số liệu mô phỏng, không phản ánh đơn vị có thật.")
