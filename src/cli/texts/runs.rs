//! Sentences about runs: what update and import did, where versions came from, and how a query was read.

use super::catalogue;

catalogue! {
    event_late(): "late" => "đến muộn";
    and_more_of_run(articles, run): "and {articles} more; `byt changes --since {run}` lists all of them, and what later runs change"
        => "và {articles} nữa; `byt changes --since {run}` liệt kê tất cả, cùng thay đổi của các lần chạy sau";
    run_summary(work, new, late, updated, unchanged, failed):
        "{work}: {new} new{late}, {updated} updated, {unchanged} unchanged{failed}"
        => "{work}: {new} mới{late}, {updated} cập nhật, {unchanged} không đổi{failed}";
    run_failed(count): ", {count} failed" => ", {count} lỗi";
    run_requests(requests): " in {requests}" => " qua {requests}";
    run_retries(count): ", {count} retried" => ", {count} lần thử lại";
    run_waited(seconds): ", waited {seconds} s" => ", đã chờ {seconds} giây";
    run_late(count): " ({count} found late)" => " ({count} bài đến muộn)";
    left_out(what): "left out, because they can't be articles: {what}" => "đã bỏ qua vì không thể là bài viết: {what}";
    left_out_keys(keys): "left out, because byt doesn't know these keys of records: {keys}"
        => "đã bỏ qua vì byt không biết những khóa này của bản ghi: {keys}";
    retry_failed(): "run the same command again to retry what failed" => "chạy lại lệnh này để thử lại những gì bị lỗi";
    after_storing(): "`byt search` shows the newest articles, `byt status` summarises the corpus"
        => "`byt search` hiện những bài mới nhất, `byt status` tóm tắt kho tin";

    origin_of(number, at): "version {number}, stored {at}" => "phiên bản {number}, lưu lúc {at}";
    origin_run(source, portal, at): "{source}{portal}, started {at}" => "{source}{portal}, bắt đầu lúc {at}";
    origin_portal(address): " of {address}" => " của {address}";
    origin_no_receipt(): "a run without a receipt" => "lần chạy không có biên nhận";
    label_run(): "run" => "lần chạy";
    label_fetched(): "fetched" => "tải lúc";
    label_request(): "request" => "yêu cầu";
    label_stored(): "stored" => "lưu ở";
    no_raw_response(): "no raw response: read from a file or a record" => "không có dữ liệu gốc: đọc từ một tệp hoặc bản ghi";
    unreadable_response(): "the raw response can't be read; `byt check` lists the damaged files"
        => "không đọc được dữ liệu gốc; `byt check` liệt kê các tệp hỏng";

    query_typed(query): "query: {query}" => "truy vấn: {query}";
    query_read(reading): "parsed as: {reading}" => "được hiểu là: {reading}";
    score_of(sum, parts): "score {sum}: {parts}" => "điểm {sum}: {parts}";
    score_words(): "words" => "các từ";
    score_title(): "title" => "tiêu đề";
    score_abstract(): "abstract" => "tóm tắt";
    score_pairs(): "pairs" => "cặp từ";
    score_as_typed(): "as typed" => "đúng dấu";
}
