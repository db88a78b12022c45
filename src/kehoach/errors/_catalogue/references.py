"""What can be wrong with document numbers and with the description of a document."""

from __future__ import annotations

from kehoach.errors._catalogue._entry import Entry

_FORMS_EN = "write it like 116-KH/TU, 130/KH-UBND, 24/2021/QĐ-TTg or 43/2015/TTLT-BNNPTNT-BKHĐT"
_FORMS_VI = "viết theo mẫu 116-KH/TU, 130/KH-UBND, 24/2021/QĐ-TTg hoặc 43/2015/TTLT-BNNPTNT-BKHĐT"

_OF_RULES: dict[str, Entry] = {
    "KH730": Entry(
        name="one-number-two-codes",
        en="{second} is cited here and {first} at {where}: one number, two codes",
        vi="ở đây ghi {second}, còn ở {where} ghi {first}: một số, hai ký hiệu",
        remedy_en="look at the document; nothing is corrected here",
        remedy_vi="đối chiếu văn bản; ở đây không tự sửa",
    ),
    "KH731": Entry(
        name="listed-twice",
        en="{number} is listed at {first} already",
        vi="{number} đã nêu ở {first}",
        remedy_en="keep one",
        remedy_vi="giữ lại một",
    ),
    "KH732": Entry(
        name="rests-on-itself",
        en="the directive {number} names itself among the documents it rests on",
        vi="văn bản {number} tự nêu mình làm căn cứ",
        remedy_en="delete it there, or look for a slip in one of the numbers",
        remedy_vi="xoá ở đó, hoặc kiểm tra lại số",
    ),
    "KH733": Entry(
        name="year-of-another",
        en="the number {number} is of {year}, and the directive was issued on {issued}",
        vi="số {number} thuộc năm {year}, còn văn bản ban hành ngày {issued}",
        remedy_en="look for a slip in one of the two",
        remedy_vi="kiểm tra lại một trong hai",
    ),
    "KH734": Entry(
        name="words-disagree-in-text",
        en="{text!r} is called {word}, but its code {code} means {meant}",
        vi="“{text}” gọi là {word}, nhưng ký hiệu {code} là của {meant}",
        remedy_en="look at the document: either the word or the code is a slip; nothing is corrected here",
        remedy_vi="đối chiếu văn bản: tên loại hoặc ký hiệu đã ghi nhầm; ở đây không tự sửa",
    ),
    "KH735": Entry(
        name="basis-from-the-future",
        en="{number} is of {year}, after the directive was issued, {issued}",
        vi="{number} thuộc năm {year}, sau ngày ban hành văn bản {issued}",
        remedy_en="look for a slip in the number or the day",
        remedy_vi="kiểm tra lại số hoặc ngày",
    ),
    "KH736": Entry(
        name="partial-number",
        en="{number} is no whole document number",
        vi="{number} chưa phải số, ký hiệu đầy đủ",
        remedy_en="write number, type and organ, such as 116-KH/TU",
        remedy_vi="ghi đủ số, loại và cơ quan, ví dụ 116-KH/TU",
    ),
    "KH737": Entry(
        name="mixed-tones",
        en="tones stand as in {old!r} here and as in {new!r} elsewhere",
        vi="dấu thanh ở đây đặt như {old!r}, chỗ khác đặt như {new!r}",
        remedy_en="write them one way, so that texts are found and compared alike",
        remedy_vi="đặt dấu thống nhất để dễ tra cứu, so sánh",
    ),
    "KH739": Entry(
        name="clause-says-another-day",
        en="the clause {clause!r} names the days {days}, and the row that rests on it prints {day}",
        vi="mục {clause!r} ghi các ngày {days}, còn dòng dựa vào mục đó ghi {day}",
        remedy_en="look at the document: one of the two is a slip, or the row rests on another clause",
        remedy_vi="đối chiếu văn bản: một trong hai bị nhầm, hoặc dòng dựa vào mục khác",
    ),
    "KH738": Entry(
        name="number-without-day",
        en="the directive has the number {number} and no day of issue",
        vi="văn bản có số {number} nhưng không có ngày ban hành",
        remedy_en="write issued_on: deadlines are held against it",
        remedy_vi="ghi issued_on: thời hạn được đối chiếu với ngày đó",
    ),
}

TEXTS: dict[str, Entry] = {
    "KH700": Entry(
        name="not-a-reference",
        en="{text!r} is no document number: {value!r} at character {position} cannot be read there",
        vi="“{text}” không phải số, ký hiệu văn bản: không hiểu “{value}” ở ký tự thứ {position}",
        remedy_en=_FORMS_EN,
        remedy_vi=_FORMS_VI,
    ),
    "KH701": Entry(
        name="type-and-code-disagree",
        en="{text!r} is called {word}, but its code {code} means {meant}",
        vi="“{text}” gọi là {word}, nhưng ký hiệu {code} là của {meant}",
        remedy_en="look at the document: either the word or the code is a slip; nothing is corrected here",
        remedy_vi="đối chiếu văn bản: tên loại hoặc ký hiệu đã ghi nhầm; ở đây không tự sửa",
    ),
    "KH702": Entry(
        name="unknown-type-code",
        en="the code {code!r} of {text!r} is no known type of document",
        vi="ký hiệu “{code}” trong “{text}” không phải là tên loại văn bản đã biết",
        remedy_en="known codes are {choices}",
        remedy_vi="các ký hiệu đã biết: {choices}",
    ),
    "KH703": Entry(
        name="reference-too-long",
        en="a text of {length} characters is no document number: at most {longest} are read",
        vi="văn bản dài {length} ký tự không phải số, ký hiệu văn bản: chỉ đọc tối đa {longest} ký tự",
        remedy_en="pass only the number, or list the numbers of a text with Reference.find",
        remedy_vi="chỉ đưa vào số, ký hiệu; hoặc liệt kê số, ký hiệu trong văn bản bằng Reference.find",
    ),
    "KH704": Entry(
        name="reference-number",
        en="{value!r} in {text!r} is not the number of a document",
        vi="“{value}” trong “{text}” không phải là số của văn bản",
        remedy_en="numbers have at most six figures from 0 to 9 and are not 0",
        remedy_vi="số gồm tối đa sáu chữ số từ 0 đến 9 và khác 0",
    ),
    "KH705": Entry(
        name="reference-year",
        en="the year {value!r} of {text!r} is outside {first} to {last}",
        vi="năm “{value}” trong “{text}” nằm ngoài khoảng {first} đến {last}",
        remedy_en="write the year in full",
        remedy_vi="viết đủ bốn chữ số của năm",
    ),
    "KH710": Entry(
        name="directive-without-title",
        en="a directive has no title",
        vi="văn bản chỉ đạo không có tiêu đề",
        remedy_en="give it a title",
        remedy_vi="ghi tiêu đề (trích yếu)",
    ),
    "KH711": Entry(
        name="clause-twice",
        en="the clause {clause!r} stands twice",
        vi="mục “{clause}” được ghi hai lần",
        remedy_en="give each clause its own id",
        remedy_vi="đặt mã riêng cho từng mục",
    ),
    "KH712": Entry(
        name="clause-without-id",
        en="a clause has no id",
        vi="có mục không có mã",
        remedy_en="give it an id such as 3.2 or pilot",
        remedy_vi="đặt mã, chẳng hạn 3.2",
    ),
    "KH713": Entry(
        name="effective-before-issue",
        en="the directive takes effect on {effective}, before it is issued on {issued}",
        vi="văn bản có hiệu lực từ {effective}, trước ngày ban hành {issued}",
        remedy_en="check the two days",
        remedy_vi="kiểm tra lại hai ngày",
    ),
    "KH714": Entry(
        name="directive-key",
        en="a directive has no {name!r}",
        vi="văn bản chỉ đạo không có mục “{name}”",
        remedy_en="its keys are {choices}",
        remedy_vi="các mục gồm: {choices}",
    ),
    "KH715": Entry(
        name="directive-value",
        en="{name} is {value}, not {wanted}",
        vi="{name} là {value}, không phải {wanted_vi}",
        remedy_en="write {wanted} there",
        remedy_vi="ghi {wanted_vi} vào đó",
    ),
    **_OF_RULES,
}
