"""Figures of official papers: the annex in Word and in Excel, no database."""

import io
import time

from cadre.documents import document_bytes
from tasks.annex import AnnexHead, AnnexRow, annex_paper, write_annex_workbook

HEAD = AnnexHead(2026, "TỈNH ỦY TUYÊN QUANG", "Ban Thường vụ Tỉnh ủy Tuyên Quang")


def rows(count):
    for number in range(1, count + 1):
        yield AnnexRow(
            number,
            (f"Nguyễn Văn An - Bí thư Đảng ủy xã {number // 3}",),
            "Đột phá",
            "Kinh tế - xã hội",
            f"Giải phóng mặt bằng, bàn giao mặt bằng sạch dự án trọng điểm số {number} trên địa bàn",
            "Còn 583 hộ trong phạm vi thu hồi đất",
            "Biên bản bàn giao mặt bằng (Quyết định của Ủy ban nhân dân tỉnh)",
            ("Số hộ bàn giao mặt bằng: từ 92 lên ít nhất 491 hộ", "Khiếu nại chưa giải quyết: không quá 5 vụ"),
            "31/12/2026",
            "Sở Nông nghiệp và Môi trường; Công an tỉnh",
            "Tiếp tục từ năm 2025",
            f"Đảng ủy xã {number // 3}",
        )


def annex(count):
    """Seconds for each kind of file."""
    started = time.perf_counter()
    document_bytes(annex_paper(HEAD, rows(count)))
    written = time.perf_counter()
    write_annex_workbook(io.BytesIO(), HEAD, rows(count))
    return {"word": written - started, "excel": time.perf_counter() - written}
