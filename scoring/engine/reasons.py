"""Reason codes and their Vietnamese sentences (interchange.md; docs/ma-ly-do.md lists them)."""

LEVEL = {"XS": "Xuất sắc", "TOT": "Tốt", "HT": "Hoàn thành", "KHT": "Không hoàn thành"}

TRIGGERS = {
    "C1": "có kết luận sai phạm về cán bộ, mất đoàn kết, bè phái tại nơi phụ trách",
    "C2": "tập thể hoặc thành viên tập thể bị kỷ luật liên quan nhiệm vụ tại đơn vị",
    "C3": "có thành viên bị kết luận suy thoái",
    "C4": "hoàn thành nhiệm vụ dưới mức tối thiểu hoặc không đạt các chỉ tiêu kinh tế - xã hội",
    "L1": "lĩnh vực, đơn vị phụ trách dưới mức tối thiểu",
    "L2": "quá nửa số phiếu tín nhiệm thấp",
    "L3": "bị kỷ luật liên quan chức trách, nhiệm vụ trong kỳ",
    "L4": "bị kết luận suy thoái",
    "L5": "người hoặc đơn vị trực tiếp quản lý tham nhũng, lãng phí, tiêu cực, đã bị kỷ luật",
    "N1": "suy thoái, bị kỷ luật hoặc vi phạm điều đảng viên không được làm",
    "N2": "quá nửa nhiệm vụ không hoàn thành",
    "T1": "không đạt chỉ tiêu kinh tế - xã hội thứ nhất",
    "T2": "không đạt chỉ tiêu kinh tế - xã hội thứ hai",
    "T3": "không đạt chỉ tiêu kinh tế - xã hội thứ ba",
    "T4": "không đạt chỉ tiêu kinh tế - xã hội thứ tư",
    "T5": "không đạt chỉ tiêu kinh tế - xã hội thứ năm",
}

PLAIN = {
    "done_share": "Chưa hoàn thành mọi việc được giao.",
    "late_share": "Tỷ lệ việc chậm quá mức cho phép.",
    "late": "Có việc chậm.",
    "exceeded_share": "Tỷ lệ việc vượt yêu cầu chưa đủ.",
    "remediation": "Chưa khắc phục đủ tồn tại đã chỉ ra ở kỳ trước.",
    "discipline_unit": "Đơn vị cấp dưới hoặc thành viên tập thể lãnh đạo bị kỷ luật trong kỳ.",
    "no_tasks": "Không có việc nào được giao trong kỳ.",
    "quota": "Đủ điều kiện Xuất sắc nhưng ngoài hạn mức của nhóm.",
    "quota_tie": "Bằng nhau mọi tiêu chí ở suất Xuất sắc cuối cùng, cấp có thẩm quyền chọn.",
    "five_targets": "Có chỉ tiêu kinh tế - xã hội không đạt.",
}

LAW = {
    "band": "Điều 11",
    "done_share": "Điều 11",
    "late_share": "Điều 11 khoản 3",
    "late": "Điều 11 khoản 1, 2",
    "exceeded_share": "Điều 11 khoản 1",
    "remediation": "Điều 11 khoản 1",
    "discipline_unit": "Điều 11 khoản 1",
    "trigger": "Điều 11 khoản 4",
    "exception": "Điều 11 khoản 4",
    "quota": "Điều 12",
    "quota_tie": "Điều 12",
}


def sentence(code, names=None):
    """The Vietnamese sentence of a reason code. names: {criterion code or role: name} for missing_*."""
    if code in PLAIN:
        return PLAIN[code]
    kind, _, rest = code.partition("_")
    if kind == "band":
        return f"Điểm dưới mức {LEVEL[rest]}." if rest != "KHT" else "Điểm ở mức Không hoàn thành."
    if kind == "trigger":
        return f"Căn cứ {rest}: {TRIGGERS[rest]}."
    if kind == "exception":
        return f"Căn cứ {rest} được chấp nhận ngoại lệ: {TRIGGERS[rest]}."
    if kind == "missing":
        return f"Thiếu phiếu hoặc điểm: {(names or {}).get(rest, rest)}."
    raise KeyError(code)


def law(code):
    """The clause of Quy định 366 behind a reason code; empty for missing data."""
    return LAW.get(code) or LAW.get(code.partition("_")[0], "")
