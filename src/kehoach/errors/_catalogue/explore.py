"""What a search through every state of a small campaign finds."""

from __future__ import annotations

from kehoach.errors._catalogue._entry import Entry

TEXTS: dict[str, Entry] = {
    "KH888": Entry(
        name="script-without-fault",
        en="scripts do not come true as the plan stands: {scripts}",
        vi="kịch bản không đúng với kế hoạch hiện tại: {scripts}",
        remedy_en="make them come true first: kehoach test",
        remedy_vi="sửa cho đúng trước: kehoach test",
    ),
    "KH890": Entry(
        name="sent-against-the-gate",
        en="{unit} was sent with {taken} of the {wanted} reports that its gate asks for",
        vi="{unit} đã gửi khi mới có {taken} trong {wanted} báo cáo mà điều kiện tổng hợp yêu cầu",
        remedy_en="keep the guard 'gate' on what freezes a version",
        remedy_vi="giữ điều kiện 'gate' ở bước gửi",
    ),
    "KH891": Entry(
        name="counted-twice",
        en="read down from {unit}, a report is met in two versions, or with a weight above 1",
        vi="đọc xuống từ {unit}, có báo cáo xuất hiện ở hai phiên bản hoặc có tỷ trọng quá 1",
        remedy_en="keep the guard 'one_version' on what freezes a version",
        remedy_vi="giữ điều kiện 'one_version' ở bước gửi",
    ),
    "KH892": Entry(
        name="sent-and-changed",
        en="an act on {unit} changes what {superior} has sent",
        vi="một việc đối với {unit} làm thay đổi nội dung {superior} đã gửi",
        remedy_en="keep the guard 'superior_is_draft' on what adds or drops rows",
        remedy_vi="giữ điều kiện 'superior_is_draft' ở các bước thêm hoặc bỏ dòng",
    ),
    "KH893": Entry(
        name="no-way-to-the-end",
        en="the campaign cannot be completed any more",
        vi="đợt báo cáo không thể hoàn thành được nữa",
        remedy_en="give a way back from the state that is shown: a transition, an extension or a waiver",
        remedy_vi="bổ sung đường lùi từ trạng thái nêu trên: bước chuyển, gia hạn hoặc miễn",
    ),
    "KH894": Entry(
        name="shuts-a-gate",
        en="{unit} can take its own row out of {superior} again",
        vi="{unit} có thể tự rút dòng của mình khỏi {superior}",
        remedy_en="let only the superior drop rows",
        remedy_vi="chỉ để cấp trên bỏ dòng",
    ),
    "KH895": Entry(
        name="no-way-back",
        en="{unit} is {state}, and nobody can take it back to draft",
        vi="{unit} đang ở trạng thái {state_vi}, không ai đưa về dự thảo được",
        remedy_en="add a transition that recalls, sends back or corrects",
        remedy_vi="thêm bước rút lại, trả lại hoặc đính chính",
    ),
    "KH896": Entry(
        name="counted-unlike-held",
        en="{unit} is {state}, which is not what the rows of its superiors say",
        vi="{unit} ở trạng thái {state_vi}, không khớp với các dòng của cấp trên",
        remedy_en="let the state of what is counted change with its rows alone",
        remedy_vi="chỉ để trạng thái đã tổng hợp thay đổi theo các dòng",
    ),
    "KH897": Entry(
        name="reviews-its-own",
        en="{by} reviews {unit}, which it prepared itself",
        vi="{by} tự duyệt {unit} do chính mình lập",
        remedy_en="keep the guard 'not_preparer' on what accepts",
        remedy_vi="giữ điều kiện 'not_preparer' ở bước duyệt",
    ),
    "KH898": Entry(
        name="no-bound",
        en="{name} = {value} is no bound of a search",
        vi="{name} = {value} không phải là giới hạn tìm kiếm",
        remedy_en="give a whole number, {least} or more",
        remedy_vi="nhập số nguyên từ {least} trở lên",
    ),
    "KH899": Entry(
        name="no-function",
        en="{rule} is no rule that can be asked",
        vi="{rule} không phải là quy tắc có thể áp dụng",
        remedy_en="give a rule of kehoach.rules, or a function of a progress, of a step, or of before, act and after",
        remedy_vi="dùng quy tắc của kehoach.rules, hoặc hàm của progress, của step, hoặc của before, act và after",
    ),
}
