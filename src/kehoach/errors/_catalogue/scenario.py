"""What can be wrong with scenarios, and with what is asked of simulated campaigns."""

from __future__ import annotations

from kehoach.errors._catalogue._entry import Entry

TEXTS: dict[str, Entry] = {
    "KH985": Entry(
        name="unpaired-runs",
        en="the forecasts cannot be compared run by run: one has {mine}, the other {other}",
        vi="không so sánh từng lần chạy được: một dự báo có {mine}, dự báo kia có {other}",
        remedy_en="simulate both with the same seed and the same number of runs",
        remedy_vi="mô phỏng cả hai với cùng hạt giống và cùng số lần chạy",
    ),
    "KH986": Entry(
        name="no-such-probability",
        en="a probability lies between 0 and 1, and {value} does not",
        vi="xác suất phải nằm giữa 0 và 1, {value} thì không",
        remedy_en="write 0.9 for nine runs in ten",
        remedy_vi="ghi 0.9 cho chín phần mười số lần chạy",
    ),
    "KH987": Entry(
        name="no-such-part",
        en="an input is changed by a part between 0 and 1, and {value} is none",
        vi="đầu vào được thay đổi theo một phần giữa 0 và 1, {value} không phải vậy",
        remedy_en="write 0.25 for a quarter less and a quarter more",
        remedy_vi="ghi 0.25 để giảm và tăng một phần tư",
    ),
    "KH988": Entry(
        name="deadline-does-not-move",
        en="the deadline of {tier} is no fixed day: {rule}",
        vi="thời hạn của {tier} không phải là một ngày cố định: {rule}",
        remedy_en="give the tier a deadline such as 'before 2019-04-05' to move",
        remedy_vi="đặt cho cấp đó một thời hạn như 'trước ngày 5/4/2019' để dời",
    ),
    "KH989": Entry(
        name="no-deadline-holds",
        en="no deadline of {tier} holds with a probability of {probability}: in {never} of {runs} runs a report never "
        "comes in",
        vi="không có thời hạn nào của {tier} giữ được với xác suất {probability}: trong {never} trên {runs} lần chạy "
        "có báo cáo không bao giờ gửi",
        remedy_en="ask for a lower probability, or let the scenario have fewer units that never send",
        remedy_vi="giảm xác suất, hoặc giả định ít đơn vị không gửi hơn",
    ),
    "KH990": Entry(
        name="not-kept",
        en="the runs did not keep {what}",
        vi="các lần chạy không giữ lại {what}",
        remedy_en="simulate with keep=[{what!r}]",
        remedy_vi="mô phỏng với keep=[{what!r}]",
    ),
    "KH991": Entry(
        name="no-such-percentile",
        en="a percentile lies between 0 and 100, and {value} does not",
        vi="bách phân vị phải nằm giữa 0 và 100, {value} thì không",
        remedy_en="write 90 for nine runs in ten",
        remedy_vi="ghi 90 cho chín phần mười số lần chạy",
    ),
    "KH992": Entry(
        name="no-such-level",
        en="the level of an interval lies between 0 and 1, and {value} does not",
        vi="mức tin cậy phải nằm giữa 0 và 1, {value} thì không",
        remedy_en="write 0.95 for intervals that hold the true value 19 times in 20",
        remedy_vi="ghi 0.95 cho khoảng chứa giá trị đúng 19 trên 20 lần",
    ),
    "KH993": Entry(
        name="too-few-durations",
        en="{step} of {tier} cannot be fitted: {ended} came to an end and {running} still last, and a distribution "
        "takes {least} that ended",
        vi="không ước lượng được {step} của {tier}: {ended} lần đã xong, {running} lần còn kéo dài, trong khi cần "
        "{least} lần đã xong",
        remedy_en="take a log that goes on longer, or say with least= that fewer will do",
        remedy_vi="dùng nhật ký dài hơn, hoặc nêu least= để chấp nhận ít hơn",
    ),
    "KH994": Entry(
        name="ill-formed-durations",
        en="no durations can be read: {problem}",
        vi="không đọc được các khoảng thời gian: {problem}",
        remedy_en="give rows with tier, step, days and censored",
        remedy_vi="đưa các dòng có tier, step, days và censored",
    ),
    "KH995": Entry(
        name="executor-died",
        en="the executor died after {done} of {runs} runs: {error}",
        vi="bộ thực thi dừng sau {done} trên {runs} lần chạy: {error}",
        remedy_en="look at its workers (memory is a frequent reason) and simulate again: the same seed gives the same "
        "runs",
        remedy_vi="xem lại các tiến trình của nó (thường do thiếu bộ nhớ) rồi mô phỏng lại: cùng hạt giống cho cùng "
        "kết quả",
    ),
    "KH996": Entry(
        name="unknown-plot",
        en="there is no picture {kind!r}",
        vi="không có hình {kind!r}",
        remedy_en="ask for {kinds}",
        remedy_vi="chọn {kinds}",
    ),
}
