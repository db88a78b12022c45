"""Why an act is refused."""

from __future__ import annotations

from kehoach.errors._catalogue._entry import Entry

TEXTS: dict[str, Entry] = {
    "no_such_move": Entry(
        name="no-such-move",
        en="{trigger} is not possible from {state}",
        vi="không thể {trigger_vi} khi báo cáo ở trạng thái {state_vi}",
        remedy_en="from {state} one can: {possible}",
        remedy_vi="từ {state_vi} có thể: {possible_vi}",
    ),
    "guard": Entry(
        name="guard",
        en="the guard {guard} does not hold",
        vi="điều kiện {guard} không thoả",
    ),
    "callback_failed": Entry(
        name="callback-failed",
        en="a callback of the lifecycle failed: {error}",
        vi="một bước phụ của vòng đời bị lỗi: {error}",
    ),
    "not_yours": Entry(
        name="not-yours",
        en="{by} may not {trigger}; this is for {expected}",
        vi="{by} không được {trigger_vi}; việc này của {expected}",
    ),
    "needs_reason": Entry(
        name="reason-to-pass-a-tier",
        en="{by} passes over {expected} and must say why",
        vi="{by} làm thay {expected} thì phải nêu lý do",
        remedy_en="give reason=",
        remedy_vi="nêu reason=",
    ),
    "not_receiver": Entry(
        name="not-the-receiver",
        en="{by} states when its own report came in; only who received it may",
        vi="{by} tự ghi ngày nhận báo cáo của mình; chỉ nơi nhận được ghi",
        remedy_en="let {expected} record it (by={expected}, acting_for={unit})",
        remedy_vi="để {expected} ghi nhận (by={expected}, acting_for={unit})",
    ),
    "not_for": Entry(
        name="not-on-behalf",
        en="{by} may not act for {acting_for}",
        vi="{by} không được làm thay {acting_for}",
        remedy_en="a superior of {acting_for} records papers on its behalf",
        remedy_vi="cấp trên của {acting_for} mới được ghi nhận thay",
    ),
    "received_later": Entry(
        name="received-later-than-now",
        en="received at {received_at}, which is later than now, {now}",
        vi="ngày nhận {received_at} sau thời điểm hiện tại {now}",
    ),
    "stale_version": Entry(
        name="stale-version",
        en="version {given} was seen, but the report is at version {version}, {state}",
        vi="đã xem bản {given}, nhưng báo cáo đang ở bản {version}, {state_vi}",
        remedy_en="look at the report again, then decide",
        remedy_vi="xem lại báo cáo rồi quyết định",
    ),
    "not_opened": Entry(
        name="not-opened",
        en="it opens on {opens}",
        vi="chưa mở, mở từ {opens}",
    ),
    "closed": Entry(
        name="closed",
        en="it closed at {closed}",
        vi="đã khoá sổ lúc {closed}",
        remedy_en="ask for an extension",
        remedy_vi="đề nghị gia hạn",
    ),
    "superior_closed": Entry(
        name="superior-closed",
        en="{superior} is {state} and the plan rejects stragglers",
        vi="{superior} ở trạng thái {state_vi} và kế hoạch không nhận báo cáo đến sau",
        remedy_en="let {superior} take its report back first",
        remedy_vi="{superior} cần rút lại báo cáo trước",
    ),
    "content_missing": Entry(
        name="content-missing",
        en="missing: {keys}",
        vi="còn thiếu: {keys}",
        remedy_en="give a value, or nil where there is nothing to report",
        remedy_vi="ghi số liệu, hoặc 'không' nếu không phát sinh",
    ),
    "gate": Entry(
        name="gate",
        en="{count} of its {total} subordinates are not aggregated ({missing})",
        vi="còn {count}/{total} đơn vị chưa tổng hợp ({missing})",
        remedy_en="aggregate them first",
        remedy_vi="tổng hợp các đơn vị này trước",
    ),
    "reason_missing": Entry(
        name="reason-missing",
        en="no reason is given",
        vi="chưa nêu lý do",
        remedy_en="give reason=",
        remedy_vi="nêu reason=",
    ),
    "taken": Entry(
        name="taken",
        en="{superior} holds version {version}",
        vi="{superior} đang giữ bản {version}",
        remedy_en="release it first, or correct it",
        remedy_vi="gỡ ra trước, hoặc đính chính",
    ),
    "own_work": Entry(
        name="own-work",
        en="{reviewer} prepared it and cannot review it",
        vi="{reviewer} đã soạn nên không được duyệt",
        remedy_en="let somebody else review it",
        remedy_vi="để người khác duyệt",
    ),
    "no_superior": Entry(
        name="no-superior",
        en="only a superior that counts {unit} has a row of it",
        vi="chỉ cấp trên tổng hợp của {unit} mới có dòng số liệu của đơn vị",
        remedy_en="it goes up to: {superiors}",
        remedy_vi="đơn vị này báo cáo lên: {superiors}",
    ),
    "superior_not_draft": Entry(
        name="superior-not-draft",
        en="{superior} is {state}, no longer a draft",
        vi="{superior} đã ở trạng thái {state_vi}, không còn là dự thảo",
        remedy_en="it must be recalled, sent back or corrected first",
        remedy_vi="cần rút lại, trả lại hoặc đính chính {superior} trước",
    ),
    "no_row": Entry(
        name="no-row",
        en="{superior} holds no version of {unit}",
        vi="{superior} không giữ bản nào của {unit}",
    ),
    "not_counted": Entry(
        name="not-counted",
        en="version {version} stands in no superior's report yet",
        vi="bản {version} chưa nằm trong báo cáo của cấp trên nào",
        remedy_en="recall it or have it sent back instead",
        remedy_vi="hãy rút lại hoặc đề nghị trả lại",
    ),
    "no_correction": Entry(
        name="no-correction",
        en="no correction is open",
        vi="không có đính chính nào đang mở",
    ),
    "no_actor": Entry(
        name="no-actor",
        en="nobody is named as the actor",
        vi="chưa nêu ai thực hiện",
        remedy_en="give by=, or open the campaign with default_by='expected'",
        remedy_vi="nêu by=, hoặc mở đợt với default_by='expected'",
    ),
    "not_in_one": Entry(
        name="not-in-one-act",
        en="the plan does not let a report be received, reviewed and aggregated in one act",
        vi="kế hoạch không cho nhận, duyệt và tổng hợp trong một lần",
        remedy_en="set accepts_in_one = true in [policy], or submit, review and aggregate one by one",
        remedy_vi="ghi accepts_in_one = true trong [policy], hoặc gửi, duyệt, tổng hợp từng bước",
    ),
}
