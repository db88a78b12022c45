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
        remedy_en="give transition {first} a condition that the other has not, or take one of them out",
        remedy_vi="đặt cho bước {first} một điều kiện mà bước kia không có, hoặc bỏ một trong hai",
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
        remedy_en="use letters, figures and _, beginning with a letter, such as 'signed'",
        remedy_vi="dùng chữ cái, chữ số và _, bắt đầu bằng chữ cái, ví dụ 'signed'",
    ),
    "KH410": Entry(
        name="state-twice",
        en="the state {name!r} stands twice",
        vi="trạng thái {name!r} có hai lần",
        remedy_en="take one of them out",
        remedy_vi="bỏ một trong hai",
    ),
    "KH411": Entry(
        name="effect-misplaced",
        en="{trigger!r} leads from {source!r} ({source_role}) to {dest!r} ({dest_role}), where the effect {effect!r} "
        "makes no sense",
        vi="{trigger!r} đi từ {source!r} ({source_role}) đến {dest!r} ({dest_role}), hệ quả {effect!r} không có nghĩa",
        remedy_en="{effect!r} belongs between states of these roles: {legal}",
        remedy_vi="{effect!r} chỉ dùng giữa các trạng thái có vai trò: {legal}",
    ),
    "KH412": Entry(
        name="effect-missing",
        en="{trigger!r} leads from {source!r} ({source_role}) to {dest!r} ({dest_role}) without an effect",
        vi="{trigger!r} đi từ {source!r} ({source_role}) đến {dest!r} ({dest_role}) mà không có hệ quả",
        remedy_en="say effect = one of: {fitting}",
        remedy_vi="ghi effect là một trong: {fitting}",
    ),
    "KH413": Entry(
        name="no-such-way",
        en="{trigger!r} leads from {source!r} ({source_role}) to {dest!r} ({dest_role}), and no effect does that",
        vi="{trigger!r} đi từ {source!r} ({source_role}) đến {dest!r} ({dest_role}), không hệ quả nào làm được",
        remedy_en="go through a state between them: draft, sent, accepted, counted; back only to a draft",
        remedy_vi="đi qua trạng thái ở giữa: draft, sent, accepted, counted; chỉ trở lại bản dự thảo",
    ),
    "KH414": Entry(
        name="guard-lacking",
        en="{trigger!r} from {source!r} has the effect {effect!r} without the guard {guards}",
        vi="{trigger!r} từ {source!r} có hệ quả {effect!r} mà thiếu điều kiện {guards}",
        remedy_en="add to its conditions: {guards}",
        remedy_vi="thêm vào conditions: {guards}",
    ),
    "KH415": Entry(
        name="never-accepted",
        en="no way leads from {name!r} to a state of the role 'accepted', or to one that is final",
        vi="không có đường từ {name!r} đến trạng thái có vai trò 'accepted' hoặc trạng thái cuối",
        remedy_en="add a transition with effect = 'accept', or say final = true of the state that ends it",
        remedy_vi="thêm bước có effect = 'accept', hoặc ghi final = true cho trạng thái kết thúc",
    ),
    "KH416": Entry(
        name="reserved-trigger",
        en="every campaign has an act {trigger!r} of its own",
        vi="mọi đợt đều đã có việc {trigger!r}",
        remedy_en="choose another name; taken are: {reserved}",
        remedy_vi="chọn tên khác; các tên đã dùng: {reserved}",
    ),
    "KH417": Entry(
        name="one-name-two-guards",
        en="two different guards are both called {guard}",
        vi="hai điều kiện khác nhau cùng mang tên {guard}",
        remedy_en="give each a name: guards={{'may_be_sent': …}} and 'may_be_sent' here, or use a function of a module",
        remedy_vi="đặt tên cho mỗi điều kiện: guards={{'may_be_sent': …}} và ghi 'may_be_sent' tại đây",
    ),
    "KH418": Entry(
        name="end-out-of-reach",
        en="the top report can never be {name!r}, so the campaign would never end",
        vi="báo cáo cao nhất không bao giờ ở trạng thái {name!r}, nên đợt không thể kết thúc",
        remedy_en="nobody takes the top report up; it can end in: {possible}",
        remedy_vi="không ai tổng hợp báo cáo cao nhất; có thể kết thúc ở: {possible}",
    ),
    "KH419": Entry(
        name="gate-without-rows",
        en="{trigger!r} waits for the rows of subordinates, and no transition has the effect 'row'",
        vi="{trigger!r} chờ báo cáo cấp dưới được tổng hợp, nhưng không có bước nào có hệ quả 'row'",
        remedy_en="say [policy] gate = 'none', or take the guard 'gate' out, or add a transition with effect = 'row'",
        remedy_vi="ghi [policy] gate = 'none', hoặc bỏ điều kiện 'gate', hoặc thêm bước có effect = 'row'",
    ),
    "KH420": Entry(
        name="plan-unguarded",
        en="{trigger!r} lacks the guard {guards}, on which the units or duties of this plan rest",
        vi="{trigger!r} thiếu điều kiện {guards} mà đơn vị hoặc nhiệm vụ của kế hoạch này cần đến",
        remedy_en="add to its conditions: {guards}",
        remedy_vi="thêm vào conditions: {guards}",
    ),
    "KH421": Entry(
        name="nameless-guard",
        en="the guard {guard} is known by no name, so a plan with another in its place would look the same",
        vi="điều kiện {guard} không có tên riêng, nên kế hoạch dùng điều kiện khác trông vẫn như nhau",
        remedy_en="give it a name: guards={{'may_be_sent': …}} and 'may_be_sent' here, or use a function of a module",
        remedy_vi="đặt tên: guards={{'may_be_sent': …}} và ghi 'may_be_sent', hoặc dùng hàm của một mô-đun",
    ),
}
