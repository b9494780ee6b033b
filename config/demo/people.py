"""Committees of both eras and the posts in them: facts of the public record, people named only by their position."""

import datetime as dt

from config.demo.tables import read

LAST_DAY, FIRST_DAY = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
MERGER = "Nghị quyết 202/2025/QH15 ngày 12/6/2025"
COMMUNES = "Nghị quyết 1684/NQ-UBTVQH15 ngày 16/6/2025"
END_OF_DISTRICTS = "Kết luận 157-KL/TW ngày 25/5/2025"

# Code of every committee whose facts we hold, by its name in the sources.
PROVINCES = {
    "Tuyên Quang": "TQ",
    "Vĩnh Phúc": "VP",
    "Lào Cai": "LC",
    "Thái Nguyên": "TN",
    "Hải Dương": "HD",
    "Đồng Nai": "DN",
    "Lâm Đồng": "LD",
    "Bình Thuận": "BT",
    "Bắc Giang": "BG",
    "Yên Bái": "YB",
}
OLD_DISTRICTS = {
    "thành phố Tuyên Quang": "TQ-TP",
    "huyện Chiêm Hóa": "TQ-CH",
    "huyện Hàm Yên": "TQ-HY",
    "huyện Lâm Bình": "TQ-LB",
    "huyện Na Hang": "TQ-NH",
    "huyện Sơn Dương": "TQ-SD",
    "huyện Yên Sơn": "TQ-YS",
    "thành phố Hà Giang": "HG-TP",
    "huyện Bắc Mê": "HG-BM",
    "huyện Bắc Quang": "HG-BQ",
    "huyện Đồng Văn": "HG-DV",
    "huyện Hoàng Su Phì": "HG-HSP",
    "huyện Mèo Vạc": "HG-MV",
    "huyện Quản Bạ": "HG-QB",
    "huyện Quang Bình": "HG-QBI",
    "huyện Vị Xuyên": "HG-VX",
    "huyện Xín Mần": "HG-XM",
    "huyện Yên Minh": "HG-YM",
}
VP_DISTRICTS = {
    "thành phố Vĩnh Yên": "VP-VY",
    "thành phố Phúc Yên": "VP-PY",
    "huyện Bình Xuyên": "VP-BX",
    "huyện Lập Thạch": "VP-LT",
    "huyện Sông Lô": "VP-SL",
    "huyện Tam Dương": "VP-TD",
    "huyện Tam Đảo": "VP-TDA",
    "huyện Yên Lạc": "VP-YL",
    "huyện Vĩnh Tường": "VP-VT",
}
OLD_COMMUNES = {  # xã: its new commune, by COMMUNES
    "Thanh Tương": "Xã Nà Hang",
    "Phù Lưu": "Xã Phù Lưu",
    "Minh Dân": "Xã Phù Lưu",
    "Trung Hòa": "Xã Chiêm Hóa",
    "Nhân Lý": "Xã Hòa An",
    "Thắng Quân": "Xã Yên Sơn",
    "Tứ Quận": "Xã Yên Sơn",
    "Tiến Bộ": "Xã Thái Bình",
    "Hợp Thành": "Xã Sơn Dương",
    "Thiện Kế": "Xã Sơn Thủy",
    "Hùng Mỹ": "Xã Tân Mỹ",
    "Bạch Xa": "Xã Bạch Xa",
    "Minh Khương": "Xã Bạch Xa",
    "Yên Phú": "Xã Yên Phú",
    "Nhữ Khê": "Xã Nhữ Khê",
    "Yên Nguyên": "Xã Yên Nguyên",
    "Đạo Viện": "Xã Trung Sơn",
}
# Agencies of the province before 1/7/2025: code, name, title of the head.
OLD_AGENCIES = [
    ("TQ-BTC", "Ban Tổ chức Tỉnh ủy", "Trưởng Ban Tổ chức Tỉnh ủy"),
    ("TQ-BTG", "Ban Tuyên giáo Tỉnh ủy", "Trưởng Ban Tuyên giáo Tỉnh ủy"),
    ("TQ-UBKT", "Ủy ban Kiểm tra Tỉnh ủy", "Chủ nhiệm Ủy ban Kiểm tra Tỉnh ủy"),
    ("TQ-SCT", "Sở Công Thương", "Giám đốc Sở Công Thương"),
    ("TQ-SNV", "Sở Nội vụ", "Giám đốc Sở Nội vụ"),
    ("TQ-STC", "Sở Tài chính", "Giám đốc Sở Tài chính"),
    ("TQ-SXD", "Sở Xây dựng", "Giám đốc Sở Xây dựng"),
    ("TQ-TTR", "Thanh tra tỉnh", "Chánh Thanh tra tỉnh"),
    ("TQ-MTTQ", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", "Chủ tịch Ủy ban MTTQ tỉnh"),
]
NEW_BODIES = [
    ("TQM-CQD", "Đảng bộ các cơ quan Đảng tỉnh", "Bí thư Đảng ủy các cơ quan Đảng tỉnh"),
    ("TQM-DUB", "Đảng bộ Ủy ban nhân dân tỉnh", "Bí thư Đảng ủy Ủy ban nhân dân tỉnh"),
    ("TQM-QS", "Đảng bộ Quân sự tỉnh", "Bí thư Đảng ủy Quân sự tỉnh"),
    ("TQM-CA", "Đảng bộ Công an tỉnh", "Bí thư Đảng ủy Công an tỉnh"),
]
NEW_AGENCIES = [
    ("TQM-BTC", "Ban Tổ chức Tỉnh ủy", "Trưởng Ban Tổ chức Tỉnh ủy"),
    ("TQM-UBKT", "Ủy ban Kiểm tra Tỉnh ủy", "Chủ nhiệm Ủy ban Kiểm tra Tỉnh ủy"),
    ("TQM-BTGDV", "Ban Tuyên giáo và Dân vận Tỉnh ủy", "Trưởng Ban Tuyên giáo và Dân vận Tỉnh ủy"),
    ("TQM-BNC", "Ban Nội chính Tỉnh ủy", "Trưởng Ban Nội chính Tỉnh ủy"),
    ("TQM-VPTU", "Văn phòng Tỉnh ủy", "Chánh Văn phòng Tỉnh ủy"),
    ("TQM-TCT", "Trường Chính trị tỉnh", "Hiệu trưởng Trường Chính trị tỉnh"),
    ("TQM-BAO", "Báo và phát thanh, truyền hình tỉnh", "Giám đốc Báo và phát thanh, truyền hình tỉnh"),
    ("TQM-MTTQ", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", "Chủ tịch Ủy ban MTTQ tỉnh"),
    ("TQM-LDLD", "Liên đoàn Lao động tỉnh", "Chủ tịch Liên đoàn Lao động tỉnh"),
    ("TQM-HND", "Hội Nông dân tỉnh", "Chủ tịch Hội Nông dân tỉnh"),
    ("TQM-HPN", "Hội Liên hiệp Phụ nữ tỉnh", "Chủ tịch Hội Liên hiệp Phụ nữ tỉnh"),
    ("TQM-CCB", "Hội Cựu chiến binh tỉnh", "Chủ tịch Hội Cựu chiến binh tỉnh"),
    ("TQM-TD", "Tỉnh đoàn", "Bí thư Tỉnh đoàn"),
    ("TQM-VPHD", "Văn phòng Đoàn ĐBQH và HĐND tỉnh", "Chánh Văn phòng Đoàn ĐBQH và HĐND tỉnh"),
    ("TQM-VPUB", "Văn phòng UBND tỉnh", "Chánh Văn phòng UBND tỉnh"),
    ("TQM-SNV", "Sở Nội vụ", "Giám đốc Sở Nội vụ"),
    ("TQM-STC", "Sở Tài chính", "Giám đốc Sở Tài chính"),
    ("TQM-SCT", "Sở Công Thương", "Giám đốc Sở Công Thương"),
    ("TQM-SXD", "Sở Xây dựng", "Giám đốc Sở Xây dựng"),
    ("TQM-SNNMT", "Sở Nông nghiệp và Môi trường", "Giám đốc Sở Nông nghiệp và Môi trường"),
    ("TQM-STP", "Sở Tư pháp", "Giám đốc Sở Tư pháp"),
    ("TQM-SKHCN", "Sở Khoa học và Công nghệ", "Giám đốc Sở Khoa học và Công nghệ"),
    ("TQM-SGD", "Sở Giáo dục và Đào tạo", "Giám đốc Sở Giáo dục và Đào tạo"),
    ("TQM-SYT", "Sở Y tế", "Giám đốc Sở Y tế"),
    ("TQM-SVH", "Sở Văn hóa, Thể thao và Du lịch", "Giám đốc Sở Văn hóa, Thể thao và Du lịch"),
    ("TQM-SDT", "Sở Dân tộc và Tôn giáo", "Giám đốc Sở Dân tộc và Tôn giáo"),
    ("TQM-SNG", "Sở Ngoại vụ", "Giám đốc Sở Ngoại vụ"),
    ("TQM-TTR", "Thanh tra tỉnh", "Chánh Thanh tra tỉnh"),
    ("TQM-BQLKKT", "Ban Quản lý Khu kinh tế tỉnh", "Trưởng Ban Quản lý Khu kinh tế tỉnh"),
    ("TQM-BQLDA", "Ban Quản lý dự án đầu tư xây dựng tỉnh", "Giám đốc Ban Quản lý dự án đầu tư xây dựng tỉnh"),
]

# Nhóm hạn mức: posts of similar role and function (Điều 12).
DISTRICT_SECRETARIES = "Bí thư huyện ủy, thành ủy, đảng ủy trực thuộc"
DISTRICT_CHAIRS = "Chủ tịch UBND huyện, thành phố"
AGENCY_HEADS = "Giám đốc sở, trưởng ban, ngành"
COMMUNE_SECRETARIES = "Bí thư đảng ủy xã, phường"
SPECIALISTS = "Chuyên viên cơ quan cấp tỉnh"
STANDING = "Thường trực Tỉnh ủy"


def committees(year, facts):
    """Both eras. Returns {name of a new commune: its code}."""
    _provinces(year, facts)
    _old_tree(year, facts)
    return _new_tree(year, facts)


def _provinces(year, facts):
    members = {row["committee"]: row["members"] for row in read(facts / "committees_real.csv")}
    for name, code in {**PROVINCES, "Hà Giang": "HG"}.items():
        label = f"Đảng bộ tỉnh {name}"
        year.add(
            "committees",
            code=code,
            name=f"{label} (đến 30/6/2025)" if code == "TQ" else label,
            kind="Đảng bộ tỉnh",
            level="province",
            valid_to=LAST_DAY,
            member_count=members.get(label),
        )
    for code, name, count in (("TQM", "Đảng bộ tỉnh Tuyên Quang", 136000), ("PTM", "Đảng bộ tỉnh Phú Thọ", None)):
        year.add(
            "committees",
            code=code,
            name=name,
            kind="Đảng bộ tỉnh",
            level="province",
            valid_from=FIRST_DAY,
            member_count=count,
        )
    for old, new in (("TQ", "TQM"), ("HG", "TQM"), ("VP", "PTM")):
        year.add("successions", predecessor_code=old, successor_code=new, kind="merge", date=FIRST_DAY, document=MERGER)


def _old(year, code, name, kind, level, parent, members=None, start=None, end=LAST_DAY):
    year.add(
        "committees",
        code=code,
        name=name,
        kind=kind,
        level=level,
        parent_code=parent,
        valid_from=start,
        valid_to=end,
        member_count=members,
    )


def _old_tree(year, facts):
    """Districts, blocks and communes up to 30/6/2025, and the agencies that gave or held a task in the sources."""
    rows = read(facts / "committees_real.csv")
    members = {row["committee"]: row["members"] for row in rows}
    for names in (OLD_DISTRICTS, VP_DISTRICTS):
        for name, code in names.items():
            label = f"Đảng bộ {name}"
            kind = "Đảng bộ thành phố" if name.startswith("thành phố") else "Đảng bộ huyện"
            _old(year, code, label, kind, "district", code.split("-")[0], members.get(label))
    for province in ("TQ", "VP"):
        name = "Tuyên Quang" if province == "TQ" else "Vĩnh Phúc"
        blocks = [("QS", f"Đảng bộ Quân sự tỉnh {name}"), ("CA", f"Đảng bộ Công an tỉnh {name}")]
        if province == "TQ":
            blocks.append(("KHOI", "Đảng bộ Khối các cơ quan và Doanh nghiệp tỉnh Tuyên Quang"))
        else:
            blocks += [
                ("KCQ", "Đảng bộ Khối các cơ quan tỉnh Vĩnh Phúc"),
                ("KDN", "Đảng bộ Khối doanh nghiệp tỉnh Vĩnh Phúc"),
            ]
        for suffix, label in blocks:
            _old(year, f"{province}-{suffix}", label, "Đảng bộ trực thuộc", "district", province, members.get(label))
    for row in rows:
        commune = row["committee"].removeprefix("Đảng bộ xã ")
        if row["level"] == "cơ sở" and row["province"] == "Tuyên Quang":
            parent = OLD_DISTRICTS[row["parent"].removeprefix("Đảng bộ ")]
            _old(year, old_commune(commune), row["committee"], "Đảng bộ xã", "commune", parent)
    _old(year, "VP-YL-ND", "Đảng bộ xã Nguyệt Đức", "Đảng bộ xã", "commune", "VP-YL")
    for code, name, _ in OLD_AGENCIES:
        _old(year, code, name, "Cơ quan cấp tỉnh", "agency", "TQ")
    for district, code in OLD_DISTRICTS.items():
        if code.startswith("TQ"):
            _old(year, f"{code}-UB", f"UBND {district}", "Ủy ban nhân dân", "agency", code)
    _old(year, "TQ-UB", "UBND tỉnh Tuyên Quang", "Ủy ban nhân dân", "agency", "TQ")
    _old(year, "TQ-HDND", "HĐND tỉnh Tuyên Quang", "Hội đồng nhân dân", "agency", "TQ")
    _old(
        year,
        "TQ-N10",
        "Nhóm 10 người được đặt hàng năm 2019",
        "Nhóm được giao việc",
        "agency",
        "TQ",
        10,
        dt.date(2019, 1, 1),
        dt.date(2019, 12, 31),
    )
    for code, name, kind, level, parent, members_ in OTHER_PLACES:
        _old(year, code, name, kind, level, parent, members_)
    year.add("committees", code="TTCP", name="Thanh tra Chính phủ", kind="Cơ quan Trung ương", level="agency")


OTHER_PLACES = [
    ("VP-VY-HD", "HĐND thành phố Vĩnh Yên", "Hội đồng nhân dân", "agency", "VP-VY", None),
    ("LC-UB", "UBND tỉnh Lào Cai", "Ủy ban nhân dân", "agency", "LC", None),
    ("TN-DH", "Đảng bộ huyện Định Hóa", "Đảng bộ huyện", "district", "TN", None),
    ("TN-TP", "Đảng bộ thành phố Thái Nguyên", "Đảng bộ thành phố", "district", "TN", None),
    ("TN-PY", "Đảng bộ thành phố Phổ Yên", "Đảng bộ thành phố", "district", "TN", None),
    ("TN-KCQ", "Đảng bộ Khối các cơ quan tỉnh Thái Nguyên", "Đảng bộ trực thuộc", "district", "TN", None),
    ("HD-CG", "Đảng bộ huyện Cẩm Giàng", "Đảng bộ huyện", "district", "HD", None),
    ("HD-BG", "Đảng bộ huyện Bình Giang", "Đảng bộ huyện", "district", "HD", None),
    ("HD-TH", "Đảng bộ huyện Thanh Hà", "Đảng bộ huyện", "district", "HD", None),
    ("HD-TP", "Đảng bộ thành phố Hải Dương", "Đảng bộ thành phố", "district", "HD", None),
    ("HD-CA", "Đảng bộ Công an tỉnh Hải Dương", "Đảng bộ trực thuộc", "district", "HD", None),
    ("DN-VC", "Đảng bộ huyện Vĩnh Cửu", "Đảng bộ huyện", "district", "DN", None),
    ("DN-TNH", "Đảng bộ huyện Thống Nhất", "Đảng bộ huyện", "district", "DN", None),
    ("DN-NT", "Đảng bộ huyện Nhơn Trạch", "Đảng bộ huyện", "district", "DN", None),
    ("DN-XL", "Đảng bộ huyện Xuân Lộc", "Đảng bộ huyện", "district", "DN", None),
    ("DN-BH", "Đảng bộ thành phố Biên Hòa", "Đảng bộ thành phố", "district", "DN", None),
    ("DN-CS", "Đảng bộ Tổng công ty Cao su Đồng Nai", "Đảng bộ trực thuộc", "district", "DN", None),
    ("DN-QS", "Đảng bộ Quân sự tỉnh Đồng Nai", "Đảng bộ trực thuộc", "district", "DN", None),
    ("DN-KCQ", "Đảng bộ Khối các cơ quan tỉnh Đồng Nai", "Đảng bộ trực thuộc", "district", "DN", None),
    ("DN-NT-CS", "Các tổ chức cơ sở đảng thuộc huyện Nhơn Trạch", "Tổ chức cơ sở đảng", "base", "DN-NT", None),
    ("LD-LD", "Đảng bộ huyện Lạc Dương", "Đảng bộ huyện", "district", "LD", None),
    ("BT-DL", "Đảng bộ huyện Đức Linh", "Đảng bộ huyện", "district", "BT", None),
]


def old_commune(name):
    """Code of an old commune of Tuyên Quang: the initials are not unique, so the folded name is used."""
    return "TQX-" + name.upper().translate(_PLAIN).replace(" ", "")


_PLAIN = str.maketrans(
    "ÀÁẠẢÃÂẦẤẬẨẪĂẰẮẶẲẴÈÉẸẺẼÊỀẾỆỂỄÌÍỊỈĨÒÓỌỎÕÔỒỐỘỔỖƠỜỚỢỞỠÙÚỤỦŨƯỪỨỰỬỮỲÝỴỶỸĐ",
    "AAAAAAAAAAAAAAAAAEEEEEEEEEEEIIIIIOOOOOOOOOOOOOOOOOUUUUUUUUUUUYYYYYD",
)


def _new_tree(year, facts):
    codes = {}
    for code, name, _ in NEW_BODIES:
        _old(year, code, name, "Đảng bộ trực thuộc", "commune", "TQM", None, FIRST_DAY, None)
    for code, name, _ in NEW_AGENCIES:
        _old(year, code, name, "Cơ quan cấp tỉnh", "agency", "TQM", None, FIRST_DAY, None)
    for row in read(facts / "communes_2025.csv"):
        code = codes[row["name"]] = f"X{row['code']}"
        kind = "Đảng bộ " + row["name"].split()[0].lower()
        label = "Đảng bộ " + row["name"][0].lower() + row["name"][1:]
        _old(year, code, label, kind, "commune", "TQM", None, FIRST_DAY, None)
        year.add(
            "successions",
            predecessor_code=OLD_DISTRICTS[row["old_district"]],
            successor_code=code,
            kind="split",
            date=FIRST_DAY,
            document=END_OF_DISTRICTS,
        )
    for old, new in OLD_COMMUNES.items():
        year.add(
            "successions",
            predecessor_code=old_commune(old),
            successor_code=codes[new],
            kind="merge",
            date=FIRST_DAY,
            document=COMMUNES,
        )
    for code in OLD_DISTRICTS.values():
        year.add(
            "successions",
            predecessor_code=code,
            successor_code="TQM",
            kind="end",
            date=LAST_DAY,
            document=END_OF_DISTRICTS,
        )
    return codes


def posts(year, communes):
    """One person per post, named by it; two people carry the cases of practice: one moved, one held two posts."""
    for district, code in OLD_DISTRICTS.items():
        if not code.startswith("TQ"):
            continue
        body = "Thành ủy" if code == "TQ-TP" else "Huyện ủy"
        place = district.removeprefix("huyện ").removeprefix("thành phố ")
        secretary, chair = f"Bí thư {body} {place}", f"Chủ tịch UBND {district}"
        if code == "TQ-NH":
            _moved(year, secretary)
        else:
            _post(year, code, "BT", secretary, DISTRICT_SECRETARIES, dt.date(2018, 1, 1), LAST_DAY)
        if code == "TQ-LB":  # from 2021 one person holds both posts
            _post(year, f"{code}-UB", "CT", chair, DISTRICT_CHAIRS, dt.date(2018, 1, 1), dt.date(2020, 12, 31))
            _post(
                year, f"{code}-UB", "CT2", chair, DISTRICT_CHAIRS, dt.date(2021, 1, 1), LAST_DAY, holder="CB-TQ-LB-BT"
            )
        else:
            _post(year, f"{code}-UB", "CT", chair, DISTRICT_CHAIRS, dt.date(2018, 1, 1), LAST_DAY)
    for code, title in (("TQ-QS", "Bí thư Đảng ủy Quân sự tỉnh"), ("TQ-CA", "Bí thư Đảng ủy Công an tỉnh")):
        _post(year, code, "BT", title, DISTRICT_SECRETARIES, dt.date(2018, 1, 1), LAST_DAY)
    for code, _, title in OLD_AGENCIES:
        if code == "TQ-SCT":
            _post(year, code, "TT", title, AGENCY_HEADS, dt.date(2018, 1, 1), dt.date(2020, 12, 31))
        else:
            _post(year, code, "TT", title, AGENCY_HEADS, dt.date(2018, 1, 1), LAST_DAY)
    _post(
        year,
        "TQ-KHOI",
        "BT",
        "Bí thư Đảng ủy Khối các cơ quan và Doanh nghiệp tỉnh",
        DISTRICT_SECRETARIES,
        dt.date(2018, 1, 1),
        LAST_DAY,
        holder="CB-TQ-BTC-TT",
    )
    _post(year, "TQ-UB", "CT", "Chủ tịch UBND tỉnh Tuyên Quang", STANDING, dt.date(2018, 1, 1), LAST_DAY, managed="TQ")
    _post(
        year,
        "VP-YL-ND",
        "BT",
        "Bí thư Đảng ủy, Chủ tịch HĐND xã Nguyệt Đức",
        "Bí thư đảng ủy xã",
        dt.date(2020, 7, 1),
        LAST_DAY,
    )
    for district, code in VP_DISTRICTS.items():
        body = "Thành ủy" if district.startswith("thành phố") else "Huyện ủy"
        place = district.removeprefix("huyện ").removeprefix("thành phố ")
        _post(year, code, "BT", f"Bí thư {body} {place}", DISTRICT_SECRETARIES, dt.date(2020, 7, 1), LAST_DAY)
    _post(year, "TQM", "PBT", "Phó Bí thư Thường trực Tỉnh ủy", STANDING, FIRST_DAY, None, head=False)
    for code, _, title in NEW_BODIES:
        _post(year, code, "BT", title, "Bí thư đảng ủy trực thuộc", FIRST_DAY, None)
    for code, _, title in NEW_AGENCIES:
        _post(year, code, "TT", title, AGENCY_HEADS, FIRST_DAY, None)
    for name, code in communes.items():
        title = f"Bí thư Đảng ủy {name[0].lower()}{name[1:]}"
        _post(year, code, "BT", title, COMMUNE_SECRETARIES, FIRST_DAY, None)


def _moved(year, secretary):
    """Bí thư Huyện ủy Na Hang until 2020, then Giám đốc Sở Công Thương, with a task in each post; a successor after."""
    year.add(
        "cadres",
        code="CB-TQ-NH-BT",
        full_name=f"{secretary} (đến 2020), Giám đốc Sở Công Thương (từ 2021)",
        managed_by_code="TQ",
    )
    _appoint(year, "CB-TQ-NH-BT", "TQ-NH", "BT", secretary, DISTRICT_SECRETARIES, "2018-01-01", "2020-12-31")
    _appoint(year, "CB-TQ-NH-BT", "TQ-SCT", "TT2", "Giám đốc Sở Công Thương", AGENCY_HEADS, "2021-01-01", LAST_DAY)
    year.add("cadres", code="CB-TQ-NH-BT2", full_name=secretary, managed_by_code="TQ")
    _appoint(year, "CB-TQ-NH-BT2", "TQ-NH", "BT2", secretary, DISTRICT_SECRETARIES, "2021-01-01", LAST_DAY)


def _post(year, committee, suffix, title, group, start, end, holder=None, head=True, managed=None):
    cadre = holder or f"CB-{committee}-{suffix}"
    if not holder:
        manager = managed or ("TQM" if start >= FIRST_DAY else committee.split("-")[0])
        year.add("cadres", code=cadre, full_name=title, managed_by_code=manager.replace("TQX", "TQ"))
    _appoint(year, cadre, committee, suffix, title, group, start, end, head)


def _appoint(year, cadre, committee, suffix, title, group, start, end, head=True):
    year.add(
        "appointments",
        code=f"{committee}-{suffix}",
        cadre_code=cadre,
        committee_code=committee,
        title=title,
        is_head=head,
        subject_type="leader",
        start=start,
        end=end,
        quota_group=group,
    )
