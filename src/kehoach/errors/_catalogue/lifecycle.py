"""What can be wrong with lifecycles."""

from __future__ import annotations

from kehoach.errors._catalogue._entry import Entry

TEXTS: dict[str, Entry] = {
    "KH400": Entry(
        name="unknown-lifecycle-name",
        en="no {kind} {name!r}",
        vi="không có {kind} {name!r}",
        remedy_en="did you mean {nearest}?",
        remedy_vi="có phải là {nearest}?",
    ),
    "KH401": Entry(
        name="unreachable-state",
        en="no transition leads to the state {name!r}",
        vi="không có bước nào dẫn đến trạng thái {name!r}",
        remedy_en="add a transition with dest = {name!r}, or take the state out",
        remedy_vi="thêm bước có dest = {name!r}, hoặc bỏ trạng thái",
    ),
    "KH402": Entry(
        name="dead-end",
        en="no transition leaves the state {name!r}",
        vi="không có bước nào rời trạng thái {name!r}",
        remedy_en="add one, or say final = true",
        remedy_vi="thêm một bước, hoặc ghi final = true",
    ),
    "KH403": Entry(
        name="shadowed-transition",
        en="{trigger!r} from {source!r} always takes transition {first}; transition {second} is never tried",
        vi="{trigger!r} từ {source!r} luôn theo bước {first}; bước {second} không bao giờ được xét",
        remedy_en="give transition {first} a condition, or take one of them out",
        remedy_vi="đặt điều kiện cho bước {first}, hoặc bỏ một trong hai",
    ),
    "KH406": Entry(
        name="initial-not-draft",
        en="the initial state {name!r} has the role {role!r}",
        vi="trạng thái đầu {name!r} có vai trò {role!r}",
        remedy_en="a report begins in a state of the role 'draft'",
        remedy_vi="báo cáo phải bắt đầu ở trạng thái có vai trò 'draft'",
    ),
    "KH407": Entry(
        name="unknown-lifecycle-key",
        en="unknown key {key!r}",
        vi="không có khoá {key!r}",
        remedy_en="known are: {known}",
        remedy_vi="các khoá: {known}",
    ),
    "KH408": Entry(
        name="guard-answer",
        en="the guard {guard} answered {answer}",
        vi="điều kiện {guard} trả lời {answer}",
        remedy_en="a guard answers None, True, False, a Blocker or several",
        remedy_vi="điều kiện trả lời None, True, False, một hoặc nhiều Blocker",
    ),
    "KH409": Entry(
        name="not-an-identifier",
        en="{name!r} is no name for a state or trigger",
        vi="{name!r} không thể là tên trạng thái hay việc",
        remedy_en="use letters a to z, figures and _; labels may say it in any language",
        remedy_vi="dùng chữ a đến z, chữ số và _; nhãn có thể bằng ngôn ngữ bất kỳ",
    ),
    "KH410": Entry(
        name="state-twice",
        en="the state {name!r} stands twice",
        vi="trạng thái {name!r} có hai lần",
        remedy_en="take one of them out",
        remedy_vi="bỏ một trong hai",
    ),
}
