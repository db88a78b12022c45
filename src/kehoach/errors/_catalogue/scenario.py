"""What can be wrong with scenarios, and with what is asked of simulated campaigns."""

from __future__ import annotations

from kehoach.errors._catalogue._entry import Entry

TEXTS: dict[str, Entry] = {
    "KH970": Entry(
        name="unreadable-scenario",
        en="{key}: {value} cannot be read",
        vi="{key}: không đọc được {value}",
        remedy_en="a length is a number of days, a list of them, or a table such as {{mean = 5, sigma = '0.5'}}",
        remedy_vi="khoảng thời gian ghi bằng số ngày, danh sách số ngày, hoặc bảng như {{mean = 5, sigma = '0.5'}}",
    ),
    "KH971": Entry(
        name="not-above-zero",
        en="{key}: {value} is not above zero, or longer than a century",
        vi="{key}: {value} không lớn hơn 0, hoặc dài hơn một thế kỷ",
        remedy_en="give a number of days; what takes no time is Fixed(0)",
        remedy_vi="ghi số ngày; việc không mất thời gian ghi Fixed(0)",
    ),
    "KH972": Entry(
        name="impossible-spread",
        en="{key}: {value} is negative or too large",
        vi="{key}: {value} là số âm hoặc quá lớn",
        remedy_en="state mean and spread in days",
        remedy_vi="ghi trung bình và độ phân tán bằng ngày",
    ),
    "KH973": Entry(
        name="no-probability",
        en="{key}: {value} does not lie between 0 and 1",
        vi="{key}: {value} không nằm giữa 0 và 1",
        remedy_en="write '0.1' or '10%' for one in ten",
        remedy_vi="ghi '0.1' hoặc '10%' cho một phần mười",
    ),
    "KH974": Entry(
        name="no-count",
        en="{key}: {value} is no whole number from {least} to a million",
        vi="{key}: {value} không phải là số nguyên từ {least} đến một triệu",
    ),
    "KH975": Entry(
        name="stranger-in-scenario",
        en="no {kind} {name}; {hint}",
        vi="không có {kind} {name}; {hint_vi}",
    ),
    "KH976": Entry(
        name="half-a-shape",
        en="{key} needs {ways}",
        vi="{key} cần {ways}",
        remedy_en="a spread without a mean says nothing, nor does a mean without a spread",
        remedy_vi="chỉ có độ phân tán mà không có trung bình, hoặc ngược lại, là chưa đủ",
    ),
    "KH977": Entry(
        name="not-rising",
        en="{key}: {value} do not rise from the least to the greatest",
        vi="{key}: {value} không tăng dần từ nhỏ nhất đến lớn nhất",
    ),
    "KH978": Entry(
        name="no-hours",
        en="{key}: {value} are no hours of a day, one after the other",
        vi="{key}: {value} không phải là các giờ nối tiếp trong ngày",
        remedy_en="write '07:30-11:30', '13:00-17:00'",
        remedy_vi="ghi '07:30-11:30', '13:00-17:00'",
    ),
    "KH979": Entry(
        name="more-than-all",
        en="{key}: the shares make {value}, which is more than all",
        vi="{key}: các tỷ lệ cộng lại là {value}, vượt quá toàn bộ",
    ),
    "KH980": Entry(
        name="hours-of-no-day",
        en="hours belong to working days, and the lengths are in calendar days",
        vi="giờ làm việc chỉ dùng với ngày làm việc, trong khi thời gian tính theo ngày lịch",
        remedy_en="say days='working', or leave the hours out",
        remedy_vi="ghi days='working', hoặc bỏ giờ làm việc",
    ),
    "KH981": Entry(
        name="step-without-length",
        en="tier {tier!r} has no {step}: nothing says how long it takes",
        vi="cấp {tier!r} chưa có {step}: không biết mất bao lâu",
        remedy_en="give {step}= for all, or for this tier under tiers",
        remedy_vi="ghi {step}= cho tất cả, hoặc cho cấp này trong tiers",
    ),
    "KH982": Entry(
        name="no-simulation",
        en="{key}: {value} is no {wanted}",
        vi="{key}: {value} không phải là {wanted_vi}",
    ),
    "KH983": Entry(
        name="no-start",
        en="nothing says when the campaign starts: the directive has neither an effective day nor a day of issue",
        vi="không biết đợt bắt đầu khi nào: văn bản không có ngày hiệu lực, cũng không có ngày ban hành",
        remedy_en="say start_on= in the scenario",
        remedy_vi="ghi start_on= trong kịch bản",
    ),
    "KH984": Entry(
        name="not-simulated",
        en="{what} is not simulated",
        vi="chưa mô phỏng được: {what_vi}",
        remedy_en="{way}",
        remedy_vi="{way_vi}",
    ),
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
        vi="không đọc được các khoảng thời gian: {problem_vi}",
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
        name="deadline-runs-away",
        en="no deadline of {tier} holds with a probability of {probability}: its units begin too shortly before it, "
        "whatever the day",
        vi="không có thời hạn nào của {tier} giữ được với xác suất {probability}: dù là ngày nào, các đơn vị cũng "
        "bắt đầu quá sát hạn",
        remedy_en="ask for a lower probability, or let the habits of the scenario begin earlier",
        remedy_vi="giảm xác suất, hoặc giả định thói quen bắt đầu sớm hơn",
    ),
}
