from django.core.management.base import BaseCommand, CommandError

from scoring.compute import AlreadyRunning, NotComputable, rate
from scoring.enums import SuggestedLevel
from scoring.models import EvaluationRound


class Command(BaseCommand):
    help = "Tính đề xuất xếp loại của một đợt: số lượng theo mức và thời gian."

    def add_arguments(self, parser):
        parser.add_argument("round_code", metavar="ROUND_CODE", help="mã đợt đánh giá")
        parser.add_argument("--dry-run", action="store_true", help="tính và in kết quả, không ghi gì")

    def handle(self, *, round_code, dry_run, verbosity, **options):
        try:
            round = EvaluationRound.objects.get(code=round_code)
        except EvaluationRound.DoesNotExist:
            raise CommandError(f"Không có đợt đánh giá mã “{round_code}”. Kiểm tra lại mã đợt.") from None
        show = self.progress if verbosity > 0 else None
        try:
            report = rate(round, dry_run=dry_run, on_progress=show)
        except AlreadyRunning:
            raise CommandError("Đợt này đang được tính ở nơi khác. Đợi xong rồi chạy lại.") from None
        except NotComputable as error:
            raise CommandError(str(error)) from None
        for level in SuggestedLevel:
            self.stdout.write(f"{level.value} ({level.label}): {report.counts.get(level.value, 0)}")
        self.stdout.write(f"Tổng số: {report.total}; thời gian: {report.seconds:.2f} giây; mã băm: {report.digest}")
        if dry_run:
            self.stdout.write("Chạy thử: không ghi gì.")

    def progress(self, done, total):
        """A line for every tenth of the way, so a log stays short."""
        tenth = 10 * done // total if total else 10
        if tenth != getattr(self, "tenth", None):
            self.tenth = tenth
            self.stderr.write(f"Đã tính {done}/{total} hồ sơ")
