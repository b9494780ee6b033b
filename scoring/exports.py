"""The lists of scoring as workbooks: the same rows, order and filter as on the page, every page of it."""

from fractions import Fraction

from cadre.downloads import Column, workbook_response
from cadre.simulated import NOTE
from scoring import charts, pages, queries
from scoring.enums import SuggestedLevel

LEVEL_WORDS = dict(SuggestedLevel.choices)
CHUNK = 500

RATING_HEADS = (
    Column("Thứ tự", 8, "0"),
    Column("Đối tượng", 40),
    Column("Họ và tên", 26),
    Column("Đơn vị", 36),
    Column("Nhóm I", 9, "0.00"),
    Column("Nhóm II", 9, "0.00"),
    Column("Điểm", 9, "0.00"),
    Column("Xong %", 9, "0.0"),
    Column("Vượt %", 9, "0.0"),
    Column("Việc chậm", 8, "0"),
    Column("Khắc phục", 9),
    Column("Tự chấm", 9, "0.00"),
    Column("Đề xuất", 18),
    Column("Quyết định", 18),
    Column("Lý do", 70),
)


def hundredfold(share):
    return None if share is None else share * 100


def rating_cells(line, names):
    row = line.row
    return (
        row.rank,
        row.name,
        row.person,
        row.unit_name,
        row.points_common,
        row.points_results,
        row.total,
        hundredfold(row.done_share),
        hundredfold(row.exceeded_share),
        row.late,
        line.conditions[3].text,
        line.own.points if line.own else None,
        line.level_word,
        line.decided_word,
        pages.all_sentences(row.reason_codes, names),
    )


def quota_words(quota):
    """The quota line as one sentence, as it stands in the table."""
    percent = charts.percent_words(Fraction(quota.rules.quota_percent) / 100, 0)
    below = f" Dưới vạch còn {quota.below} {quota.noun} đủ điều kiện." if quota.below else ""
    return (
        f"Hạn mức Xuất sắc: {quota.allowance} {quota.noun}, đề xuất {quota.kept}. {percent} % của {quota.counted_on} "
        f"{quota.noun} {quota.counted_words}, làm tròn xuống ({quota.rules.clause}).{below}"
    )


def rating_rows(frame):
    """Every row of the filter, and the quota line where the table draws it; read in chunks."""
    draws = frame["quota"] is not None and frame["is_whole_list"]
    line_row = (None, quota_words(frame["quota"])) if draws else None
    if draws and not frame["group"].tally.line:
        yield line_row
    chunk = []
    for raw in frame["rows"].iterator(chunk_size=CHUNK):
        chunk.append(queries.rating_row(raw))
        if len(chunk) == CHUNK:
            yield from rating_chunk(chunk, frame, line_row)
            chunk = []
    yield from rating_chunk(chunk, frame, line_row)


def rating_chunk(rows, frame, line_row):
    for line in pages.rating_lines(rows, frame):
        yield rating_cells(line, frame["names"])
        if line.line_after:
            yield line_row


def note_of(frame, *words):
    """What the sheet stands on: the cutoff, whose part it is, and whether its figures are simulated."""
    said = [f"Số liệu chốt {frame['round'].cutoff:%d/%m/%Y}", *words]
    if frame["part"]:
        said.append(f"trong phạm vi {frame['part']}")
    if frame["simulated"]:
        said.append(NOTE)
    return "; ".join(said)


def ratings_workbook(user, round, chosen):
    frame = pages.ratings_frame(user, round, chosen)
    if frame["group"] is None:
        return workbook_response(f"xep-loai-{round.pk}.xlsx", "Xếp loại", RATING_HEADS, (), note_of(frame))
    words = [f"mức {LEVEL_WORDS.get(chosen['muc'], 'chưa xếp')}"] if chosen.get("muc") else []
    words += [f"tìm “{chosen['q']}”"] if chosen.get("q") else []
    return workbook_response(
        f"xep-loai-{round.pk}.xlsx",
        f"Xếp loại {frame['round_words']}: {frame['group'].words}",
        RATING_HEADS,
        rating_rows(frame),
        note_of(frame, *words),
    )


# ---- Bảng xếp hạng ------------------------------------------------------------------------------------------------

RANK_HEADS = (
    Column("Hạng", 8, "0"),
    Column("Kỳ trước", 9, "0"),
    Column("Đối tượng", 40),
    Column("Họ và tên", 26),
    Column("Đơn vị", 36),
    Column("Đề xuất", 18),
    Column("Điểm", 9, "0.00"),
)


def rank_chunks(rows):
    chunk = []
    for raw in rows.iterator(chunk_size=CHUNK):
        chunk.append(queries.RankRow(*raw))
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    yield chunk


def rank_rows(user, board, rows, fields):
    for chunk in rank_chunks(rows):
        standings = pages.standings_of(user, board, chunk)
        for row in chunk:
            yield (
                row.rank,
                standings.get(row.subject, (None, None))[0],
                row.name,
                row.person,
                row.unit,
                LEVEL_WORDS[row.level],
                row.total,
                *(int(text) if (text := charts.heat(row.fields.get(name)).text) else None for name in fields),
            )


def ranking_workbook(user, round, chosen):
    """The whole ranking of one subject type; read twice, first for the fields that make its columns."""
    frame = pages.frame_of(user, round)
    board = pages.board_of(user, round, chosen.get("doi_tuong", ""))
    name = f"bang-xep-hang-{round.pk}.xlsx"
    if board is None:
        return workbook_response(name, "Bảng xếp hạng", RANK_HEADS, (), note_of(frame))
    rows = queries.ranking(user, round, board.kind)
    fields = pages.fields_in(row for chunk in rank_chunks(rows) for row in chunk)
    return workbook_response(
        name,
        f"Bảng xếp hạng {frame['round_words']}: {pages.KINDS[board.kind]}",
        [*RANK_HEADS, *(Column(f"{field} %", 12, "0") for field in fields)],
        rank_rows(user, board, rows, fields),
        note_of(frame),
    )
