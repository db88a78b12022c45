"""What can be wrong with plans."""

from __future__ import annotations

from kehoach.errors._catalogue._entry import Entry

_KEYS: dict[str, Entry] = {
    "KH100": Entry(name="invalid-plan", en="{problem}", vi="{problem}"),
    "KH101": Entry(
        name="unknown-key",
        en="no key is called {key!r} here",
        vi="ở đây không có khoá nào tên {key!r}",
        remedy_en="{hint}",
        remedy_vi="{hint_vi}",
    ),
    "KH103": Entry(
        name="missing-key",
        en="the key {key!r} is missing",
        vi="thiếu khoá {key!r}",
        remedy_en="add it to this table",
        remedy_vi="thêm khoá này vào bảng",
    ),
    "KH104": Entry(
        name="another-type",
        en="{key!r} is {given}, not {wanted}",
        vi="{key!r} là {given_vi}, không phải {wanted_vi}",
        remedy_en="write {wanted}",
        remedy_vi="hãy ghi {wanted_vi}",
    ),
    "KH105": Entry(
        name="number-out-of-range",
        en="{key!r} is {given}",
        vi="{key!r} là {given}",
        remedy_en="write a whole number from {least} up",
        remedy_vi="ghi số nguyên từ {least} trở lên",
    ),
    "KH106": Entry(
        name="text-too-long",
        en="this text has {given} characters",
        vi="chữ ở đây dài {given} ký tự",
        remedy_en="at most {most} are read; keep the document elsewhere and name it here",
        remedy_vi="chỉ đọc tối đa {most}; lưu văn bản ở nơi khác và ghi tên tại đây",
    ),
    "KH107": Entry(
        name="unseen-character",
        en="this text holds a character that cannot be seen: {character}",
        vi="chữ ở đây có ký tự không nhìn thấy được: {character}",
        remedy_en="delete it, or type the text anew",
        remedy_vi="xoá ký tự đó, hoặc gõ lại",
    ),
    "KH108": Entry(
        name="blank",
        en="{key!r} is blank",
        vi="{key!r} để trống",
        remedy_en="write it, or delete the key",
        remedy_vi="hãy ghi nội dung, hoặc xoá khoá",
    ),
    "KH109": Entry(
        name="no-such-choice",
        en="{key!r} is {value!r}",
        vi="{key!r} là {value!r}",
        remedy_en="{hint}",
        remedy_vi="{hint_vi}",
    ),
    "KH110": Entry(
        name="not-supported-yet",
        en="{key} is understood and not supported yet",
        vi="{key} đã được hiểu nhưng phiên bản này chưa thực hiện",
        remedy_en="leave it out in this version",
        remedy_vi="bỏ khoá này trong phiên bản hiện tại",
    ),
    "KH111": Entry(
        name="not-a-name",
        en="{key!r} is {value!r}",
        vi="{key!r} là {value!r}",
        remedy_en="write letters, figures, _ and -, beginning with a letter, at most 63",
        remedy_vi="dùng chữ, chữ số, _ và -, bắt đầu bằng chữ, tối đa 63 ký tự",
    ),
    "KH112": Entry(
        name="not-a-duty",
        en="{value!r} names no duty",
        vi="{value!r} không phải tên của một nhiệm vụ báo cáo",
        remedy_en="write unit, unit:form or unit:form@period",
        remedy_vi="viết đơn_vị, đơn_vị:mẫu hoặc đơn_vị:mẫu@kỳ",
    ),
    "KH125": Entry(
        name="units-entry",
        en="this [[units]] names neither a file nor an id, or both",
        vi="[[units]] này không ghi file cũng không ghi id, hoặc ghi cả hai",
        remedy_en='write file = "units.csv" for many units, or id, name, tier and reports_to for one',
        remedy_vi='viết file = "units.csv" cho nhiều đơn vị, hoặc id, name, tier và reports_to cho một đơn vị',
    ),
    "KH126": Entry(
        name="not-plain",
        en="{given} is no value that a plan keeps",
        vi="{given_vi} không phải giá trị mà kế hoạch lưu được",
        remedy_en="write a text, a whole number, a number with a point, true, false, a day, a list or a table",
        remedy_vi="ghi chữ, số nguyên, số thập phân, true, false, ngày, danh sách hoặc bảng",
    ),
    "KH127": Entry(
        name="same-key",
        en="two keys here are {key!r}, once typed with its tones apart",
        vi="ở đây có hai khoá {key!r}, một khoá gõ dấu rời",
        remedy_en="keep one",
        remedy_vi="giữ lại một khoá",
    ),
}

_FORMATS: dict[str, Entry] = {
    "KH130": Entry(
        name="later-format",
        en="the file has format {given}; this version reads up to {known}",
        vi="tệp có định dạng {given}; phiên bản này đọc đến {known}",
        remedy_en="upgrade: pip install --upgrade kehoach",
        remedy_vi="nâng cấp: pip install --upgrade kehoach",
    ),
    "KH131": Entry(
        name="lifecycle-unreadable",
        en="the lifecycle cannot be made: {reason}",
        vi="không dựng được quy trình: {reason}",
        remedy_en="names of states and triggers are texts, guards and callbacks lists of texts",
        remedy_vi="tên trạng thái và hành động là chữ; điều kiện và hàm gọi là danh sách chữ",
    ),
    "KH132": Entry(
        name="day-alone",
        en="a day alone does not say whether it is still in time",
        vi="chỉ ghi ngày thì không rõ ngày đó còn trong hạn hay không",
        remedy_en='write "by {day}" (that day is in time) or "before {day}" (it is not)',
        remedy_vi='ghi "chậm nhất ngày {day}" (còn trong hạn) hoặc "trước ngày {day}" (đã quá hạn)',
    ),
    "KH133": Entry(
        name="file-not-read",
        en="the units of {file!r} are not read here",
        vi="danh sách đơn vị trong {file!r} không được đọc ở đây",
        remedy_en="load the plan from its file, or give the units",
        remedy_vi="nạp kế hoạch từ tệp, hoặc đưa danh sách đơn vị vào",
    ),
}

_NAMES: dict[str, Entry] = {
    "KH113": Entry(
        name="unknown-name",
        en="no {kind} {name!r}",
        vi="không có {kind_vi} {name!r}",
        remedy_en="{hint}",
        remedy_vi="{hint_vi}",
    ),
    "KH115": Entry(
        name="given-twice",
        en="the {kind} {name!r} is given twice, at {first} and here",
        vi="{kind_vi} {name!r} có hai lần, ở {first} và ở đây",
        remedy_en="keep one of the two",
        remedy_vi="giữ lại một",
    ),
    "KH120": Entry(
        name="unknown-anchor",
        en="the deadline counts from {anchor!r}, which is neither a date of the directive, an event nor a duty",
        vi="thời hạn tính từ {anchor!r}, không phải ngày của văn bản, sự kiện hay nhiệm vụ báo cáo nào",
        remedy_en="{hint}",
        remedy_vi="{hint_vi}",
    ),
    "KH122": Entry(
        name="unknown-state",
        en="the lifecycle has no state {name!r}",
        vi="quy trình không có trạng thái {name!r}",
        remedy_en="{hint}",
        remedy_vi="{hint_vi}",
    ),
    "KH129": Entry(
        name="taken-name",
        en="the {kind} {name!r} bears a name that is taken: {by}",
        vi="{kind_vi} {name!r} trùng với tên đã dùng: {by_vi}",
        remedy_en="give it another id",
        remedy_vi="đặt mã khác",
    ),
}

_DUTIES: dict[str, Entry] = {
    "KH116": Entry(
        name="stated-twice",
        en="{units} owe {form!r} already, by {first}",
        vi="{units} đã phải nộp {form!r} theo {first_vi}",
        remedy_en="write override = true to change their terms, or name units that do not owe it",
        remedy_vi="ghi override = true để thay đổi yêu cầu, hoặc chọn đơn vị chưa phải nộp",
    ),
    "KH117": Entry(
        name="same-rank",
        en="two rows of one rank give {units} another {key}: {first} and {here}",
        vi="hai dòng cùng cấp cùng quy định {key} cho {units}: {first_vi} và {here_vi}",
        remedy_en=(
            "delete one of the two, name the units in a row of their own, or say under precedence in [policy] "
            "which clause wins"
        ),
        remedy_vi=(
            "xoá một trong hai, tách các đơn vị đó thành dòng riêng, hoặc ghi precedence trong [policy] "
            "để nêu mục nào được ưu tiên"
        ),
    ),
    "KH118": Entry(
        name="overrides-nothing",
        en="{units} do not owe {form!r}, so nothing can be changed for them",
        vi="{units} không phải nộp {form!r} nên không có gì để thay đổi",
        remedy_en="leave out override to state the duty, or name units that owe it",
        remedy_vi="bỏ override để giao nhiệm vụ, hoặc chọn đơn vị đang phải nộp",
    ),
    "KH119": Entry(
        name="kinds-differ",
        en="the form {form!r} is {kind!r} here and {other!r} at {first}",
        vi="mẫu {form!r} ở đây thuộc loại {kind!r}, còn ở {first} là {other!r}",
        remedy_en="a form is of one kind; give one of the two another name",
        remedy_vi="mỗi mẫu chỉ thuộc một loại; đặt tên khác cho một trong hai",
    ),
    "KH121": Entry(
        name="circular-dues",
        en="these deadlines wait for each other: {chain}",
        vi="các thời hạn này chờ lẫn nhau: {chain}",
        remedy_en="give one of them a date",
        remedy_vi="ấn định ngày cho một trong số đó",
    ),
    "KH123": Entry(
        name="deadline-for-nobody",
        en="the tier {tier!r} owes nothing and has a deadline",
        vi="cấp {tier!r} không phải nộp mà lại có thời hạn",
        remedy_en="delete the deadline, or owes = false",
        remedy_vi="xoá thời hạn, hoặc xoá owes = false",
    ),
    "KH124": Entry(
        name="not-upward",
        en="{units} send {form!r} to {to!r}, which owes it too and stands no higher",
        vi="{units} gửi {form!r} cho {to!r}, đơn vị này cũng phải nộp và không ở cấp cao hơn",
        remedy_en="name a unit of a higher tier, or 'issuer'",
        remedy_vi="chọn đơn vị ở cấp cao hơn, hoặc 'issuer'",
    ),
    "KH128": Entry(
        name="nobody-owes",
        en="nobody owes anything: no tier has owes = true and no [[duties]] names anyone",
        vi="không ai phải nộp gì: không cấp nào có owes = true và không dòng [[duties]] nào chỉ ra đơn vị",
        remedy_en="let a tier owe, or add a [[duties]] row",
        remedy_vi="đặt owes = true cho một cấp, hoặc thêm dòng [[duties]]",
    ),
}

_GATES: dict[str, Entry] = {
    "KH139": Entry(
        name="bad-quorum",
        en="{given!r} is no share of a quorum",
        vi="{given!r} không phải là tỷ lệ",
        remedy_en="write a text such as '55%', '1/2' or '0.55', more than 0 and at most 1",
        remedy_vi="ghi chuỗi như '55%', '1/2' hoặc '0.55', lớn hơn 0 và tối đa là 1",
    ),
    "KH138": Entry(
        name="unknown-required-unit",
        en="the quorum requires {unit!r}, which the plan does not have",
        vi="tỷ lệ yêu cầu {unit!r} nhưng kế hoạch không có đơn vị này",
        remedy_en="{hint}",
        remedy_vi="{hint_vi}",
    ),
}

_REMINDERS: dict[str, Entry] = {
    "KH135": Entry(
        name="reminder-too-far",
        en="{given} days are too far from a due",
        vi="{given} ngày là quá xa thời hạn",
        remedy_en="write at most {most} days: negative before the due, positive after it",
        remedy_vi="ghi tối đa {most} ngày: số âm là trước hạn, số dương là quá hạn",
    ),
    "KH136": Entry(
        name="reminder-time",
        en="{given!r} is no time of day",
        vi="{given!r} không phải giờ trong ngày",
        remedy_en="write HH:MM, such as 08:00",
        remedy_vi="ghi HH:MM, chẳng hạn 08:00",
    ),
    "KH137": Entry(
        name="reminder-twice",
        en="the reminder {rung} stands twice, at {first} and here",
        vi="mốc nhắc {rung_vi} có hai lần, ở {first} và ở đây",
        remedy_en="keep one of the two and name in it everybody whom it tells",
        remedy_vi="giữ lại một và ghi vào đó mọi nơi nhận",
    ),
}

_RECEIVERS: dict[str, Entry] = {
    "KH134": Entry(
        name="too-many-forms",
        en="there are {given} forms",
        vi="có {given} mẫu",
        remedy_en="a plan has at most {most}; make several plans",
        remedy_vi="mỗi kế hoạch tối đa {most}; hãy chia thành nhiều kế hoạch",
    ),
}

_DOUBTFUL: dict[str, Entry] = {
    "KH150": Entry(
        name="due-before-subordinates",
        en="{superiors} are due on {superior_day}, before {subordinates}, whose reports they need, on {day}",
        vi="{superiors} phải nộp ngày {superior_day}, trước {subordinates} là đơn vị gửi báo cáo lên, ngày {day}",
        remedy_en="give the superior a later deadline",
        remedy_vi="lùi thời hạn của cấp trên",
    ),
    "KH151": Entry(
        name="due-with-subordinates",
        en="{superiors} are due on the same day as {subordinates}, whose reports they need: {day}",
        vi="{superiors} phải nộp cùng ngày với {subordinates} là đơn vị gửi báo cáo lên: {day}",
        remedy_en="leave the superior at least one working day",
        remedy_vi="dành cho cấp trên ít nhất một ngày làm việc",
    ),
    "KH152": Entry(
        name="due-before-issue",
        en="the last day on time of {subject}, {day}, lies before the directive was issued, {issued}",
        vi="ngày cuối cùng còn đúng hạn của {subject_vi}, {day}, ở trước ngày ban hành văn bản, {issued}",
        remedy_en="look for a slip in the year or the month",
        remedy_vi="kiểm tra lại năm hoặc tháng",
    ),
    "KH153": Entry(
        name="no-deadline",
        en="{subject} has no deadline",
        vi="{subject_vi} không có thời hạn",
        remedy_en="legal; nobody can be late there",
        remedy_vi="hợp lệ; không đơn vị nào bị coi là trễ hạn",
    ),
    "KH154": Entry(
        name="empty-group",
        en="the group {group!r} names no unit",
        vi="nhóm {group!r} chưa có đơn vị nào",
        remedy_en="name its units before the campaign begins",
        remedy_vi="ghi tên các đơn vị trước khi bắt đầu đợt báo cáo",
    ),
    "KH155": Entry(
        name="doubtful-deadline",
        en="the deadline of {subject} is {doubt}",
        vi="thời hạn của {subject_vi}: {doubt_vi}",
        remedy_en="{day} may still move or be read otherwise",
        remedy_vi="{day_vi} có thể còn thay đổi hoặc hiểu khác",
    ),
    "KH156": Entry(
        name="little-time",
        en=(
            "{superiors} have {given} working days after {subordinates}, from {day} to {superior_day}; "
            "{wanted} are wanted"
        ),
        vi="{superiors} có {given} ngày làm việc sau {subordinates}, từ {day} đến {superior_day}; cần {wanted}",
        remedy_en="move one of the two deadlines",
        remedy_vi="điều chỉnh một trong hai thời hạn",
    ),
    "KH157": Entry(
        name="opens-too-late",
        en="{subject} opens on {opens}, when it is due already: {due}",
        vi="{subject_vi} mở nhận ngày {opens}, khi đã hết hạn: {due}",
        remedy_en="open it earlier, or move the deadline",
        remedy_vi="mở sớm hơn, hoặc lùi thời hạn",
    ),
    "KH158": Entry(
        name="derived-edges",
        en="the directive does not say to whom {units} report",
        vi="văn bản không nêu {units} gửi báo cáo cho ai",
        remedy_en="the superior is an assumption of this plan and is shown as such",
        remedy_vi="cấp nhận là giả định của kế hoạch này và được ghi chú như vậy",
    ),
    "KH159": Entry(
        name="awaiting",
        en="the deadline of {subject} waits for {anchor}",
        vi="thời hạn của {subject_vi} chờ {anchor}",
        remedy_en="record the day when it is known",
        remedy_vi="ghi nhận ngày khi đã biết",
    ),
    "KH161": Entry(
        name="template",
        en="the plan names no units",
        vi="kế hoạch chưa có đơn vị nào",
        remedy_en="it can be shown and saved; add [[units]] before a campaign begins",
        remedy_vi="có thể xem và lưu; thêm [[units]] trước khi bắt đầu đợt báo cáo",
    ),
    "KH162": Entry(
        name="closes-too-early",
        en="{subject} closes on {closes}, before it is due: {due}",
        vi="{subject_vi} đóng nhận ngày {closes}, trước khi hết hạn: {due}",
        remedy_en="close it later, or move the deadline",
        remedy_vi="đóng muộn hơn, hoặc sớm thời hạn lên",
    ),
    "KH164": Entry(
        name="due-on-a-day-off",
        en="the last day on time of {subject}, {day}, is a day off ({why}), and the reading does not move it",
        vi="ngày cuối cùng còn đúng hạn của {subject_vi}, {day}, là ngày nghỉ ({why_vi}), cách hiểu không dời ngày",
        remedy_en="set roll = 'previous' or 'next' in [reading], or choose another day",
        remedy_vi="đặt roll = 'previous' hoặc 'next' trong [reading], hoặc chọn ngày khác",
    ),
    "KH165": Entry(
        name="due-in-tet",
        en="the last day on time of {subject}, {day}, lies in Tết, and the reading does not move it",
        vi="ngày cuối cùng còn đúng hạn của {subject_vi}, {day}, rơi vào Tết, cách hiểu không dời ngày",
        remedy_en="choose another day, or set roll in [reading]",
        remedy_vi="chọn ngày khác, hoặc đặt roll trong [reading]",
    ),
    "KH163": Entry(
        name="asked-of-nobody",
        en="the {kind} {key!r} is asked of tiers that owe no report",
        vi="{kind_vi} {key!r} được hỏi ở cấp không phải báo cáo",
        remedy_en="ask a tier that owes, or delete it",
        remedy_vi="hỏi cấp phải báo cáo, hoặc xoá đi",
    ),
}

_OF_RULES: dict[str, Entry] = {
    "KH190": Entry(
        name="event-for-nothing",
        en="no deadline counts from the event {event!r}, and nothing depends on it",
        vi="không thời hạn nào tính từ sự kiện {event!r}, không việc gì phụ thuộc vào đó",
        remedy_en="count from it, or delete it",
        remedy_vi="dùng sự kiện này, hoặc xoá đi",
    ),
    "KH191": Entry(
        name="group-for-nothing",
        en="no row and no deadline names the group {group!r} ({units})",
        vi="không dòng hay thời hạn nào nêu nhóm {group!r} ({units})",
        remedy_en="name it in owed_by or under deadlines, or delete it",
        remedy_vi="nêu nhóm trong owed_by hoặc deadlines, hoặc xoá đi",
    ),
    "KH192": Entry(
        name="condition-always-holds",
        en="{form} depends on {event!r}, whose day is known: {day}, so it is owed in any case",
        vi="{form} phụ thuộc vào {event!r}, mà ngày đã biết: {day}, nên luôn phải nộp",
        remedy_en="delete only_if, or leave out the day until the event is recorded",
        remedy_vi="xoá only_if, hoặc bỏ ngày đến khi sự kiện được ghi nhận",
    ),
    "KH193": Entry(
        name="due-before-its-event",
        en="{form} is due on {day}, before {event!r}, on which it depends, on {on}",
        vi="{form} đến hạn ngày {day}, trước sự kiện {event!r} mà nó phụ thuộc, ngày {on}",
        remedy_en="count the deadline from the event: 'N days after {event}'",
        remedy_vi="tính thời hạn từ sự kiện: 'N ngày sau {event}'",
    ),
    "KH194": Entry(
        name="order-of-nobody",
        en="{form} waits for {wanted} of {of}, and nobody there owes it: it never waits",
        vi="{form} chờ {wanted} của {of}, nhưng ở đó không ai phải nộp: không bao giờ phải chờ",
        remedy_en="take the entry out, or let somebody owe {wanted}",
        remedy_vi="bỏ mục này, hoặc giao {wanted} cho đơn vị ở đó",
    ),
    "KH195": Entry(
        name="quorum-of-everybody",
        en="a quorum of {share} takes everybody: nobody here has more than {most} below it",
        vi="tỷ lệ {share} vẫn là toàn bộ: ở đây không đơn vị nào có hơn {most} cấp dưới",
        remedy_en='write gate = "all", or a smaller share',
        remedy_vi='ghi gate = "all", hoặc tỷ lệ nhỏ hơn',
    ),
    "KH196": Entry(
        name="clause-for-nothing",
        en="no row and no deadline rests on the clauses {clauses}",
        vi="không dòng hay thời hạn nào dựa vào các mục {clauses}",
        remedy_en="name them as clause where they are carried out, or delete them",
        remedy_vi="ghi clause ở nơi thực hiện, hoặc xoá đi",
    ),
    "KH197": Entry(
        name="unknown-clause",
        en="the directive has no clause {clause!r}",
        vi="văn bản không có mục {clause!r}",
        remedy_en="{hint}",
        remedy_vi="{hint_vi}",
    ),
    "KH198": Entry(
        name="override-of-nothing",
        en="the override of {form!r} for {layer} changes {what}",
        vi="dòng thay đổi {form!r} của {layer} thay đổi: {what_vi}",
        remedy_en="say what is to be another, or delete the row: it says what holds already",
        remedy_vi="ghi điều cần thay đổi, hoặc xoá dòng vì đã quy định như vậy",
    ),
    "KH199": Entry(
        name="deadline-never-used",
        en="the deadline of {form!r} for {layer!r}, {deadline}, is nobody's: narrower rows replace it for all",
        vi="thời hạn {form!r} của {layer!r}, {deadline}, không áp dụng cho ai: các dòng hẹp hơn đã thay cho tất cả",
        remedy_en="delete it, or one of the narrower rows",
        remedy_vi="xoá thời hạn này, hoặc một dòng hẹp hơn",
    ),
}

TEXTS: dict[str, Entry] = {
    **_KEYS,
    **_FORMATS,
    **_NAMES,
    **_DUTIES,
    **_RECEIVERS,
    **_GATES,
    **_REMINDERS,
    **_DOUBTFUL,
    **_OF_RULES,
}
