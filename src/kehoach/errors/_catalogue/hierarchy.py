"""What can be wrong with hierarchies: tiers, units, edges and the files they come from."""

from __future__ import annotations

from kehoach.errors._catalogue._entry import Entry

_TIERS = {
    "KH300": Entry(
        name="no-tiers",
        en="no tiers are given, and none can be read from the units",
        vi="chưa khai báo cấp nào và không suy ra được cấp từ danh sách đơn vị",
        remedy_en="list the tiers from top to bottom",
        remedy_vi="liệt kê các cấp từ trên xuống dưới",
    ),
    "KH302": Entry(
        name="unknown-tier",
        en="no tier {tier!r}",
        vi="không có cấp “{tier}”",
        remedy_en="{hint}",
        remedy_vi="{hint_vi}",
    ),
    "KH317": Entry(
        name="duplicate-tier",
        en="the tier {tier!r} stands twice, at {first} and here",
        vi="cấp “{tier}” được khai báo hai lần: tại {first} và tại đây",
        remedy_en="list each tier once",
        remedy_vi="mỗi cấp chỉ khai báo một lần",
    ),
}

_WORDS = {
    "KH310": Entry(
        name="blank-id",
        en="the {what} has no id",
        vi="{what_vi} chưa có mã",
        remedy_en="give it an id that nothing else has",
        remedy_vi="đặt cho nó một mã không trùng với mã khác",
    ),
    "KH311": Entry(
        name="not-text",
        en="{value} is a {type}, not text",
        vi="{value} có kiểu {type}, không phải chữ",
        remedy_en="write it as text, so that 00123 keeps its zeros",
        remedy_vi="ghi dưới dạng chữ, để mã như 00123 không mất số 0",
    ),
    "KH312": Entry(
        name="unprintable",
        en="{value!r} holds a character that cannot be seen: {character}, at place {position}",
        vi="{value!r} có ký tự không nhìn thấy được: {character}, ở vị trí thứ {position}",
        remedy_en="remove that character",
        remedy_vi="xoá ký tự đó",
    ),
    "KH313": Entry(
        name="sign-in-id",
        en="the id {id!r} holds {sign!r}",
        vi="mã “{id}” có dấu “{sign}”",
        remedy_en="the signs | = : @ are used to write edges and duties; leave them out of ids",
        remedy_vi="các dấu | = : @ dùng để ghi quan hệ và nhiệm vụ; không dùng chúng trong mã",
    ),
    "KH314": Entry(
        name="reserved-id",
        en="the id {id!r} is reserved for who issues the directive",
        vi="mã “{id}” dành riêng cho cơ quan ban hành",
        remedy_en="give the unit another id",
        remedy_vi="đặt mã khác cho đơn vị",
    ),
    "KH315": Entry(
        name="impostor-letter",
        en="the id {id!r} holds {character}, which only looks like {like!r}",
        vi="mã “{id}” có ký tự {character}, trông giống nhưng không phải là “{like}”",
        remedy_en="type the letter anew",
        remedy_vi="gõ lại chữ đó",
    ),
    "KH316": Entry(
        name="duplicate-id",
        en="the id {id!r} stands twice, at {first} and here",
        vi="mã “{id}” xuất hiện hai lần: tại {first} và tại đây",
        remedy_en="give each unit its own id",
        remedy_vi="mỗi đơn vị phải có một mã riêng",
    ),
    "KH318": Entry(
        name="look-alike-ids",
        en="the ids {id!r} and {other!r} (at {first}) cannot be told apart in print",
        vi="hai mã “{id}” và “{other}” (tại {first}) nhìn giống hệt nhau",
        remedy_en="they differ only in case, in the place of a tone or in letters that look alike; change one",
        remedy_vi="chúng chỉ khác nhau ở chữ hoa, vị trí dấu thanh hoặc chữ cái giống nhau; hãy đổi một mã",
    ),
    "KH319": Entry(
        name="closed-before-opened",
        en="{unit} is closed on {closed}, before it opens on {opened}",
        vi="{unit} chấm dứt ngày {closed}, trước ngày thành lập {opened}",
        remedy_en="correct one of the two days",
        remedy_vi="sửa lại một trong hai ngày",
    ),
    "KH320": Entry(
        name="not-yes-or-no",
        en="{value!r} is neither yes nor no",
        vi="“{value}” không phải là có hoặc không",
        remedy_en="write true or false, or leave it blank",
        remedy_vi="ghi true hoặc false, hoặc để trống",
    ),
    "KH321": Entry(
        name="too-long",
        en="{value!r} has {length} characters; {limit} are the most",
        vi="“{value}” dài {length} ký tự; tối đa {limit} ký tự",
        remedy_en="shorten it",
        remedy_vi="rút ngắn lại",
    ),
}

_EDGES = {
    "KH301": Entry(
        name="unknown-superior",
        en="no unit {superior!r}",
        vi="không có đơn vị “{superior}”",
        remedy_en="{hint}",
        remedy_vi="{hint_vi}",
    ),
    "KH330": Entry(
        name="malformed-edge",
        en="{text!r} cannot be read as edges, because of {part!r}",
        vi="không đọc được quan hệ báo cáo “{text}”, vì phần “{part}”",
        remedy_en="each part is an id, then = and one share or one role, such as 'A=1/2|B=1/2|C=informs'",
        remedy_vi="mỗi phần gồm mã đơn vị, rồi dấu = và một tỷ phần hoặc một loại, chẳng hạn “A=1/2|B=1/2|C=informs”",
    ),
    "KH331": Entry(
        name="unknown-role",
        en="{role!r} is no role of an edge",
        vi="“{role}” không phải là loại quan hệ báo cáo",
        remedy_en="an edge 'consolidates' or 'informs', and may be 'derived' as well",
        remedy_vi="quan hệ là “consolidates” (tổng hợp) hoặc “informs” (gửi để biết), có thể thêm “derived”",
    ),
    "KH332": Entry(
        name="invalid-share",
        en="{share!r} is no share: {reason}",
        vi="“{share}” không phải là tỷ phần: {reason_vi}",
        remedy_en="write an exact part above 0 and up to 1: '1/2', '0.5' or '50%'",
        remedy_vi="ghi phần chính xác lớn hơn 0 và không quá 1: “1/2”, “0.5” hoặc “50%”",
    ),
    "KH333": Entry(
        name="share-of-a-copy",
        en="the edge to {superior!r} informs, so it carries no figures and has no share; {share} is given",
        vi="quan hệ tới “{superior}” chỉ gửi để biết nên không có tỷ phần; đang ghi {share}",
        remedy_en="leave out the share or the word 'informs'",
        remedy_vi="bỏ tỷ phần hoặc bỏ chữ “informs”",
    ),
    "KH334": Entry(
        name="shares-missing",
        en="{unit} reports to {superiors}, but no share says how much goes up to {missing}",
        vi="{unit} báo cáo lên {superiors}, nhưng chưa ghi tỷ phần lên {missing}",
        remedy_en="give each edge its share, so that they sum to 1, or let all but one inform",
        remedy_vi="ghi tỷ phần cho từng quan hệ sao cho tổng bằng 1, hoặc chỉ để một quan hệ tổng hợp",
    ),
    "KH335": Entry(
        name="double-count",
        en="{unit} is counted {sum} times: its shares to {superiors} sum to more than 1",
        vi="{unit} bị tính {sum} lần: tổng tỷ phần lên {superiors} lớn hơn 1",
        remedy_en="lower the shares until they sum to 1",
        remedy_vi="giảm các tỷ phần cho đến khi tổng bằng 1",
    ),
    "KH336": Entry(
        name="leak",
        en="only {sum} of {unit} is counted: its shares to {superiors} sum to less than 1",
        vi="{unit} chỉ được tính {sum}: tổng tỷ phần lên {superiors} nhỏ hơn 1",
        remedy_en="raise the shares until they sum to 1",
        remedy_vi="tăng các tỷ phần cho đến khi tổng bằng 1",
    ),
    "KH337": Entry(
        name="self-edge",
        en="{unit} reports to itself",
        vi="{unit} báo cáo cho chính mình",
        remedy_en="name its superior, or nobody if it is the top",
        remedy_vi="ghi đơn vị cấp trên, hoặc để trống nếu là đơn vị cao nhất",
    ),
    "KH338": Entry(
        name="duplicate-edge",
        en="{unit} names {superior!r} twice",
        vi="{unit} ghi “{superior}” hai lần",
        remedy_en="keep one of the two",
        remedy_vi="chỉ giữ lại một",
    ),
    "KH339": Entry(
        name="edge-not-upward",
        en="{unit} ({tier}) reports to {superior} ({superior_tier}), which is of no higher tier",
        vi="{unit} ({tier}) báo cáo cho {superior} ({superior_tier}) không thuộc cấp cao hơn",
        remedy_en="figures go up only: correct the superior or a tier, or let the edge inform",
        remedy_vi="số liệu chỉ đi lên: sửa đơn vị cấp trên hoặc cấp, hoặc để quan hệ là “informs”",
    ),
}

_SHAPE = {
    "KH340": Entry(
        name="cycle",
        en="{count} units report in a circle: {units}",
        vi="{count} đơn vị báo cáo vòng tròn: {units}",
        remedy_en="cut the circle at the edge that does not go up",
        remedy_vi="bỏ quan hệ không đi lên trong vòng đó",
    ),
    "KH341": Entry(
        name="several-roots",
        en="{count} units of one tier report to nobody: {units}",
        vi="{count} đơn vị cùng cấp không báo cáo cho ai: {units}",
        remedy_en="one unit stands at the top; let the others report to it",
        remedy_vi="chỉ một đơn vị ở trên cùng; các đơn vị còn lại phải báo cáo cho đơn vị đó",
    ),
    "KH342": Entry(
        name="no-root",
        en="every unit reports to another; nobody stands at the top",
        vi="đơn vị nào cũng báo cáo cho đơn vị khác; không có đơn vị cao nhất",
        remedy_en="leave reports_to of the top unit blank",
        remedy_vi="để trống reports_to của đơn vị cao nhất",
    ),
    "KH343": Entry(
        name="orphan",
        en="{unit} reports to nobody and is not the top, which is {root}",
        vi="{unit} không báo cáo cho ai và không phải đơn vị cao nhất ({root})",
        remedy_en="name its superior in reports_to",
        remedy_vi="ghi đơn vị cấp trên vào reports_to",
    ),
    "KH344": Entry(
        name="no-units",
        en="there are no units",
        vi="không có đơn vị nào",
        remedy_en="give at least one",
        remedy_vi="khai báo ít nhất một đơn vị",
    ),
    "KH345": Entry(
        name="ragged-columns",
        en="the column {column} has {got} rows and the column id has {expected}",
        vi="cột {column} có {got} dòng còn cột id có {expected} dòng",
        remedy_en="give every column a row for each unit, or none at all",
        remedy_vi="mỗi cột phải có đủ dòng cho mọi đơn vị, hoặc để trống cả cột",
    ),
    "KH346": Entry(
        name="invalid-count",
        en="a tier cannot have {count} units",
        vi="một cấp không thể có {count} đơn vị",
        remedy_en="give a whole number from 1 up",
        remedy_vi="ghi số nguyên từ 1 trở lên",
    ),
}

_GRAPHS = {
    "KH350": Entry(
        name="undirected-graph",
        en="the graph is a {type}; a hierarchy is a networkx.DiGraph with an edge from each unit to its superior",
        vi="đồ thị có kiểu {type}; cần networkx.DiGraph với cung từ đơn vị tới đơn vị cấp trên",
        remedy_en="build a networkx.DiGraph",
        remedy_vi="dùng networkx.DiGraph",
    ),
    "KH351": Entry(
        name="node-without-tier",
        en="the node {node!r} has no tier",
        vi="nút “{node}” chưa có cấp",
        remedy_en="{hint}",
        remedy_vi="{hint_vi}",
    ),
}

_FILES = {
    "KH360": Entry(
        name="unreadable-units",
        en="the file cannot be read: {problem}",
        vi="không đọc được tệp: {problem}",
        remedy_en="check the path and the permissions",
        remedy_vi="kiểm tra đường dẫn và quyền truy cập",
    ),
    "KH361": Entry(
        name="units-not-utf8",
        en="the byte 0x{byte} at offset {offset} is not UTF-8",
        vi="byte 0x{byte} ở vị trí {offset} không phải UTF-8",
        remedy_en="save the file as 'CSV UTF-8'",
        remedy_vi="lưu tệp dưới dạng “CSV UTF-8”",
    ),
    "KH362": Entry(
        name="empty-units-file",
        en="the file has no heading and no rows",
        vi="tệp không có dòng tiêu đề và không có dữ liệu",
        remedy_en="begin with the line: {columns}",
        remedy_vi="bắt đầu bằng dòng: {columns}",
    ),
    "KH363": Entry(
        name="missing-column",
        en="the column {column!r} is missing; the heading has {present}",
        vi="thiếu cột “{column}”; dòng tiêu đề có {present}",
        remedy_en="name the columns {columns}",
        remedy_vi="đặt tên cột là {columns}",
    ),
    "KH364": Entry(
        name="duplicate-column",
        en="the column {column!r} stands twice in the heading",
        vi="cột “{column}” xuất hiện hai lần ở dòng tiêu đề",
        remedy_en="keep one of them",
        remedy_vi="chỉ giữ lại một cột",
    ),
    "KH365": Entry(
        name="misspelt-column",
        en="the column {column!r} is not read",
        vi="cột “{column}” không được đọc",
        remedy_en="did you mean {nearest!r}?",
        remedy_vi="có phải là “{nearest}”?",
    ),
    "KH366": Entry(
        name="open-quote",
        en="the row that begins here cannot be read ({problem}); {rows} rows above it are whole",
        vi="không đọc được dòng bắt đầu tại đây ({problem}); {rows} dòng phía trên vẫn đầy đủ",
        remedy_en="close the quotation mark, or double it inside a cell",
        remedy_vi="đóng dấu ngoặc kép, hoặc viết đôi dấu ngoặc kép trong ô",
    ),
    "KH367": Entry(
        name="ragged-row",
        en="the row has {got} cells and the heading {expected}",
        vi="dòng có {got} ô còn dòng tiêu đề có {expected} ô",
        remedy_en="put a cell that holds the separator in quotation marks",
        remedy_vi="đặt ô có chứa dấu phân cách trong ngoặc kép",
    ),
}

_OF_RULES: dict[str, Entry] = {
    "KH390": Entry(
        name="nobody-below",
        en="{units} of the tier {tier!r} have nobody below, as others of it have",
        vi="{units} thuộc cấp {tier!r} không có cấp dưới như các đơn vị cùng cấp",
        remedy_en="they report alone and wait for nobody; look whether units are missing",
        remedy_vi="các đơn vị này tự báo cáo, không chờ ai; kiểm tra xem có thiếu đơn vị không",
    ),
    "KH391": Entry(
        name="empty-tier",
        en="the tier {tier!r} has no unit",
        vi="cấp {tier!r} không có đơn vị nào",
        remedy_en="add its units, or delete the tier",
        remedy_vi="thêm đơn vị, hoặc xoá cấp",
    ),
    "KH392": Entry(
        name="odd-superior",
        en="{units} of the tier {tier!r} report to the tier {to!r}; the others report to {usual!r}",
        vi="{units} thuộc cấp {tier!r} báo cáo lên cấp {to!r}; các đơn vị khác báo cáo lên {usual!r}",
        remedy_en="look for a slip in reports_to",
        remedy_vi="kiểm tra lại reports_to",
    ),
    "KH393": Entry(
        name="same-name-beside",
        en="{units} below {superior} are all called {name!r}",
        vi="{units} thuộc {superior} cùng tên {name!r}",
        remedy_en="delete the one that stands twice, or give each a name of its own",
        remedy_vi="xoá đơn vị bị lặp, hoặc đặt tên riêng",
    ),
    "KH394": Entry(
        name="nameless-unit",
        en="{units} of the tier {tier!r} have no name, as the others have",
        vi="{units} thuộc cấp {tier!r} không có tên như các đơn vị khác",
        remedy_en="write their names",
        remedy_vi="ghi tên",
    ),
    "KH395": Entry(
        name="one-below",
        en="{units} of the tier {tier!r} have one unit below each, where the others have several",
        vi="{units} thuộc cấp {tier!r} chỉ có một cấp dưới, trong khi các đơn vị khác có nhiều",
        remedy_en="legal; look whether units are missing",
        remedy_vi="hợp lệ; kiểm tra xem có thiếu đơn vị không",
    ),
}

TEXTS: dict[str, Entry] = {**_TIERS, **_WORDS, **_EDGES, **_SHAPE, **_GRAPHS, **_FILES, **_OF_RULES}
