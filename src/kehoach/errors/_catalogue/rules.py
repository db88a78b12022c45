"""What can go wrong with rules of policy, with what silences them, and with the files of both."""

from __future__ import annotations

from kehoach.errors._catalogue._entry import Entry

TEXTS: dict[str, Entry] = {
    "KH780": Entry(
        name="rule-raised",
        en="the rule {rule} ({title}) failed on {subject}: {error}",
        vi="quy tắc {rule} ({title}) bị lỗi khi xét {subject}: {error}",
        remedy_en="mend the rule; the others have run",
        remedy_vi="sửa quy tắc đó; các quy tắc khác vẫn đã chạy",
    ),
    "KH781": Entry(
        name="rule-answer",
        en="the rule {rule} ({title}) yields {given}, which is no finding",
        vi="quy tắc {rule} ({title}) trả về {given}, không phải là phát hiện",
        remedy_en="yield a Finding, a text, or a pair of subject and text; yield nothing where all is well",
        remedy_vi="trả về Finding, một câu, hoặc cặp (đối tượng, câu); không có gì thì không trả về",
    ),
    "KH782": Entry(
        name="another-rules-code",
        en="the rule {rule} yields a finding of the code {given}",
        vi="quy tắc {rule} trả về phát hiện mang mã {given}",
        remedy_en="yield {rule}, or make {given} a rule of its own",
        remedy_vi="dùng mã {rule}, hoặc tách {given} thành quy tắc riêng",
    ),
    "KH783": Entry(
        name="not-a-rule-code",
        en="{given} is no code of a rule",
        vi="{given} không phải mã quy tắc",
        remedy_en="write one to eight capital letters and two to five figures, such as X001",
        remedy_vi="viết một đến tám chữ in hoa và hai đến năm chữ số, ví dụ X001",
    ),
    "KH784": Entry(
        name="reserved-rule-code",
        en="{given!r}: codes of KH and figures are the library's own",
        vi="{given!r}: mã KH kèm chữ số dành riêng cho thư viện",
        remedy_en="begin the code of a rule of yours with other letters, such as X001",
        remedy_vi="bắt đầu mã quy tắc của mình bằng chữ khác, ví dụ X001",
    ),
    "KH785": Entry(
        name="rule-option",
        en="{key} = {value} is nothing that a rule can be",
        vi="{key} = {value} không dùng được cho quy tắc",
        remedy_en="write one of: {known}",
        remedy_vi="chọn một trong: {known}",
    ),
    "KH786": Entry(
        name="rule-code-twice",
        en="two rules have the code {code}: {first} and {second}",
        vi="hai quy tắc cùng mã {code}: {first} và {second}",
        remedy_en="give one of them another code",
        remedy_vi="đổi mã một trong hai",
    ),
    "KH787": Entry(
        name="no-rules-there",
        en="{name} holds no rule",
        vi="{name} không có quy tắc nào",
        remedy_en="write functions under @rule(code, title) there, at the top of the module",
        remedy_vi="viết hàm dưới @rule(mã, tiêu đề) ở cấp ngoài cùng của mô-đun",
    ),
    "KH788": Entry(
        name="rules-not-loaded",
        en="the rules of {name} cannot be loaded: {error}",
        vi="không nạp được quy tắc của {name}: {error}",
        remedy_en="name a Python file, or a module that Python can import from here",
        remedy_vi="ghi tệp Python, hoặc mô-đun mà Python nạp được từ đây",
    ),
    "KH789": Entry(
        name="nothing-to-check",
        en="{value} is neither a plan nor a campaign nor a progress",
        vi="{value} không phải kế hoạch, đợt báo cáo hay tiến độ",
        remedy_en="give one of the three",
        remedy_vi="đưa vào một trong ba loại đó",
    ),
    "KH790": Entry(
        name="ignore-silences-nothing",
        en="this comment ignores {code}, and {code} is not found here",
        vi="chú thích này bỏ qua {code}, nhưng ở đây không có {code}",
        remedy_en="delete it: what it was for has been mended, or stands elsewhere",
        remedy_vi="xoá đi: điều cần bỏ qua đã được sửa, hoặc nằm ở chỗ khác",
    ),
    "KH791": Entry(
        name="ignore-of-no-rule",
        en="this comment ignores {code!r}, which is no rule",
        vi="chú thích này bỏ qua {code!r}, không phải quy tắc nào",
        remedy_en="{hint}",
        remedy_vi="{hint_vi}",
    ),
    "KH792": Entry(
        name="ignore-without-reason",
        en="this comment ignores {codes} and does not say why",
        vi="chú thích này bỏ qua {codes} mà không ghi lý do",
        remedy_en="write the reason behind the bracket: # kehoach: ignore[{codes}] agreed with the districts",
        remedy_vi="ghi lý do sau dấu ngoặc: # kehoach: ignore[{codes}] đã thống nhất với các huyện",
    ),
    "KH793": Entry(
        name="not-a-baseline",
        en="{file!r} is no baseline: {problem}",
        vi="{file!r} không phải tệp đối chiếu: {problem_vi}",
        remedy_en="write it anew with --update-baseline",
        remedy_vi="ghi lại bằng --update-baseline",
    ),
}
