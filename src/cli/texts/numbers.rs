//! Sentences about counts, days without articles, and the state of the corpus.

use super::catalogue;

catalogue! {
    not_collected(): "not collected" => "chưa thu thập";
    head_articles(): "articles" => "số bài";
    by_official(): "official" => "lãnh đạo";
    by_topic(): "topic" => "chủ đề";
    by_role(): "role" => "chức vụ";
    by_relation(): "relation" => "hoạt động";
    by_source(): "source" => "nguồn";
    by_year(): "year" => "năm";
    by_quarter(): "quarter" => "quý";
    by_month(): "month" => "tháng";
    by_week(): "week" => "tuần";
    by_day(): "day" => "ngày";
    by_weekday(): "weekday" => "thứ";
    without_a_date(articles): "{articles} without a date, counted in no group"
        => "{articles} không rõ ngày nên không thuộc nhóm nào";

    scope_is_empty(): "the scope has no articles" => "không có bài nào trong phạm vi này";
    found_nothing_in(articles): "nothing was found in {articles}" => "không tìm thấy gì trong {articles}";
    corpus_is_empty(): "the corpus is empty" => "kho tin còn trống";
    nothing_is_dated(): "no article in the corpus has a date" => "không bài nào trong kho tin có ngày";
    days_in_the_future(): "the requested days are in the future" => "những ngày này chưa đến";
    published_nothing(complete): "the portal published nothing on these days ({complete})"
        => "những ngày này cổng thông tin không đăng bài nào ({complete})";
    partly_collected(): "only some of these days were collected; nothing was published on those"
        => "trong những ngày đã thu thập không có bài nào được đăng; những ngày còn lại chưa được thu thập";
    collected_nothing(first, last): "nothing was collected for these days; the corpus has articles from {first} to {last}"
        => "chưa thu thập tin của những ngày này; kho tin có bài từ {first} đến {last}";
    collected_nothing_for(months): "nothing was collected for {months}" => "chưa thu thập tin của {months}";
    published_nothing_in(months, complete): "the portal published nothing in {months} ({complete})"
        => "{months}: cổng thông tin không đăng bài nào ({complete})";
    complete_as_of(moment): "complete as of {moment}" => "đã thu thập đủ đến {moment}";
    withdrawn_aside(complete): "{complete}, withdrawn articles aside" => "{complete}, không kể bài đã rút";
    collected_part_of(months): "only a part of {months} was collected" => "mới thu thập một phần tin của {months}";
    perhaps_part_of(months): "perhaps not everything was collected for {months}: complete updates don't cover every day"
        => "{months}: có thể chưa thu thập đủ, vì chưa lần cập nhật hoàn tất nào bao trùm";
    span(first, last): "{first} to {last}" => "{first} đến {last}";
    nothing(): "nothing" => "không có";

    label_corpus(): "corpus" => "kho tin";
    label_cluster(): "cluster" => "cụm máy";
    cluster_state(name, host, status, nodes): "“{name}” at {host}: {status}, {nodes}" => "“{name}” trên {host}: {status}, {nodes}";
    label_pushed(): "pushed" => "đã đẩy";
    never_pushed(): "never" => "chưa bao giờ";
    pushed_all(at): "{at}: everything in the corpus of this machine" => "{at}: toàn bộ kho tin của máy này";
    pushed_without(at, lines): "{at}; the corpus of this machine has {lines} more, which `byt push` sends"
        => "{at}, ít hơn kho tin của máy này {lines}; chạy `byt push` để gửi";
    label_articles(): "articles" => "số bài";
    articles_of(all, section, outside, full, listed):
        "{all}: {section} in the section, {outside} outside; {full} with text, {listed} known from a list only"
        => "{all}: {section} trong chuyên mục, {outside} ngoài; {full} có toàn văn, {listed} mới biết qua danh sách";
    withdrawn_articles(articles): "{articles} shown nowhere; the ledger keeps what was withdrawn"
        => "{articles} không hiện ở đâu; sổ cái vẫn giữ những bài đã rút";
    label_removed(): "removed" => "đã gỡ";
    removed_articles(articles, gone): "{articles} that the portal no longer has, {gone} of them for good"
        => "{articles} không còn trên cổng thông tin, trong đó {gone} bài đã bị gỡ hẳn";
    label_ledger(): "ledger" => "sổ cái";
    ledger_size(size, files, page_size): "{size}; raw responses: {files}, {page_size}"
        => "{size}; dữ liệu gốc: {files}, {page_size}";
    label_days(): "days" => "các ngày";
    date_is_wrong(): ", which is in the future: a date is wrong" => ", là ngày chưa đến: có bài ghi sai ngày";
    label_fresh(): "fresh" => "cập nhật";
    label_last_run(): "last run" => "lần cuối";
    label_nameless(): "nameless" => "thiếu tên";
    one_nameless(articles): "{articles} mentions a “Thứ trưởng” without a name, which is credited to nobody"
        => "{articles} nhắc đến “Thứ trưởng” mà không nêu tên, nên không tính cho ai";
    some_nameless(articles): "{articles} mention a “Thứ trưởng” without a name, which is credited to nobody"
        => "{articles} nhắc đến “Thứ trưởng” mà không nêu tên, nên không tính cho ai";
    label_missing(): "missing" => "còn thiếu";
    missing_months(count, months): "{count} not collected, or only in part: {months}"
        => "{count} chưa thu thập tin hoặc chưa đủ: {months}";
    label_empty(): "empty" => "không bài";
    empty_months(count, months): "{count} in which the portal published nothing: {months}"
        => "{count} cổng thông tin không đăng bài nào: {months}";
    and_more(count): "and {count} more" => "và {count} đoạn nữa";
    never_complete(): "there has been no complete update yet" => "chưa lần cập nhật nào hoàn tất";
    complete_ago(age, at): "the last complete update ended {age} ago, {at}"
        => "lần cập nhật hoàn tất gần nhất kết thúc cách đây {age}, lúc {at}";
    stale(how): "stale: {how}" => "đã cũ: {how}";
    run_complete(): "complete" => "hoàn tất";
    run_incomplete(): "incomplete" => "chưa hoàn tất";
    run_stopped(why): "stopped: {why}" => "bị dừng: {why}";
    run_counts(new, updated, unchanged, failed): "{new} new, {updated} updated, {unchanged} unchanged, {failed} failed"
        => "{new} mới, {updated} cập nhật, {unchanged} không đổi, {failed} lỗi";
    fetch_new(): "run `byt update` to fetch new articles, or `byt update --source archive` for the years before 2026"
        => "chạy `byt update` để lấy bài mới, hoặc `byt update --source archive` cho những năm trước 2026";
    archive_may_have(): "`byt update --source archive` may have articles of the missing months"
        => "`byt update --source archive` có thể có bài của những tháng còn thiếu";
}
