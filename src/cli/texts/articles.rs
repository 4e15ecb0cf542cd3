//! Sentences about articles: results, articles in full, versions, events.

use super::catalogue;

catalogue! {
    /// Begins a remark.
    note(text): "note: {text}" => "lưu ý: {text}";
    /// Begins a next step.
    hint(text): "hint: {text}" => "gợi ý: {text}";

    outside_the_section(): "outside the section" => "ngoài chuyên mục";
    known_from_a_list(): "known from a list only" => "mới biết qua danh sách";
    with_its_text(): "with its text" => "có toàn văn";
    gone_from_the_portal(): "gone from the portal" => "đã bị gỡ khỏi cổng thông tin";
    missing_on_the_portal(): "missing on the portal" => "không còn thấy trên cổng thông tin";
    no_date(): "no date" => "không rõ ngày";
    uncertain_day(day): "{day} (uncertain)" => "{day} (chưa chắc chắn)";
    removed(since, gone): "the portal removed it: missing since {since}, and still missing on {gone}"
        => "cổng thông tin đã gỡ bài: không còn thấy từ {since}, đến {gone} vẫn không thấy";
    absent(day): "the portal had no such page on {day}; the next check confirms whether it was removed"
        => "ngày {day} cổng thông tin không có trang này; lần kiểm tra sau sẽ xác nhận bài có bị gỡ hay không";
    by_command(at, command): "{at}, by: {command}" => "{at}, bằng lệnh: {command}";
    no_reason(): "none was given" => "không nêu";
    inferred(): " (from the post and the date)" => " (suy ra từ chức vụ và ngày)";
    photo(): "[photo] " => "[ảnh] ";

    /// The names of the fields above a text.
    label_date(): "date" => "ngày";
    label_id(): "id" => "mã";
    label_version(): "version" => "phiên bản";
    label_gone(): "gone" => "đã gỡ";
    label_absent(): "missing" => "không còn thấy";
    label_address(): "address" => "địa chỉ";
    label_source(): "source" => "nguồn";
    label_official(): "official" => "lãnh đạo";
    label_topic(): "topic" => "chủ đề";
    label_documents(): "documents" => "văn bản";
    label_withdrawn(): "withdrawn" => "đã rút";
    label_reason(): "reason" => "lý do";
    label_restore(): "restore" => "khôi phục";

    some_of(first, last, articles): "{first} to {last} of {articles}; --limit 0 shows all"
        => "bài {first} đến {last} trong {articles}; --limit 0 hiện tất cả";
    past_the_last(articles, offset): "{articles} in total; --offset {offset} is past the last"
        => "tổng cộng {articles}; --offset {offset} đã vượt quá bài cuối";
    show_id(): "`byt show ID` shows an article in full" => "`byt show ID` hiện toàn văn một bài";
    search_shows_ids(): "`byt search` shows the ids of articles" => "`byt search` cho biết mã của các bài";
    no_such_article(name): "the corpus has no article “{name}”" => "kho tin không có bài “{name}”";

    same_address(ids): "another article has the same address: {ids}" => "có bài khác cùng địa chỉ: {ids}";
    no_version(number, versions): "there is no version {number}; there are {versions}"
        => "không có phiên bản {number}; chỉ có {versions}";
    one_version(): "there is only one version" => "bài chỉ có một phiên bản";
    no_field_changed(): "no field changed" => "không trường nào thay đổi";
    version_at(number, at): "version {number} ({at})" => "phiên bản {number} ({at})";

    was_also(ids): "was also {ids}" => "trùng với {ids}";
    unknown_time(): "unknown" => "không rõ";
    first_events(shown, events, until): "the first {shown} of {events}; --since {until} continues"
        => "{shown} sự kiện đầu trong {events}; --since {until} xem tiếp";
    last_events(shown, events): "the last {shown} of {events}" => "{shown} sự kiện cuối trong {events}";
    nothing_happened(): "nothing happened since then" => "từ đó đến nay không có gì mới";
    event_new(): "new" => "mới";
    event_edited(): "edited" => "sửa";
    event_moved(): "moved" => "đổi địa chỉ";
    event_missing(): "missing" => "mất";
    event_gone(): "gone" => "bị gỡ";
    event_returned(): "returned" => "có lại";
    event_joined(): "joined" => "trùng";
    event_withdrawn(): "withdrawn" => "đã rút";
    event_restored(): "restored" => "khôi phục";

    no_match(): "no article matches" => "không có bài nào phù hợp";
    says_nothing(query): "“{query}” contains no word to search for, so it excludes no article"
        => "“{query}” không có từ nào để tìm nên không loại bài nào";
    joins_nothing(operators): "{operators} joins nothing here and is ignored; write words on both sides of it"
        => "{operators} ở đây không nối gì nên bị bỏ qua; cần có từ ở cả hai bên";
    article_of_the_section(): "article of the section" => "bài nào trong chuyên mục";
    article_outside(): "article outside the section" => "bài nào ngoài chuyên mục";
    any_article(): "article" => "bài nào";
    loosened(article): "no {article} has these words next to each other; one more word was allowed between them"
        => "không {article} có các từ này liền nhau; đã cho phép xen thêm một từ";
    folded(article): "no {article} has the words with these accents; they were searched for without accents"
        => "không {article} có các từ đúng dấu như đã gõ; đã tìm không phân biệt dấu";
    any_of_them(article): "no {article} has all the words; articles with any of them match (--strict prevents this)"
        => "không {article} có đủ các từ; bài có ít nhất một từ cũng được tính (--strict để tránh điều này)";
    any_of_the_others(words): "the corpus has no {words}; articles with any of the other words match (--strict prevents this)"
        => "kho tin không có {words}; bài có ít nhất một trong các từ còn lại cũng được tính (--strict để tránh điều này)";
    misspelt_filter(name, near): "“{name}:” isn't a filter and was searched for as a word; did you mean “{near}:”?"
        => "“{name}:” không phải bộ lọc nên đã được tìm như một từ; có phải ý bạn là “{near}:”?";
    several_words(word, spellings): "“{word}” matches several words: {spellings}"
        => "“{word}” ứng với nhiều từ: {spellings}";
    word_unknown(word): "word “{word}”: in no article, with accents or without"
        => "từ “{word}”: không có trong bài nào, dù có dấu hay không dấu";
    word_as_typed(word, exact, folded): "word “{word}”: in {exact} as typed, in {folded} without accents"
        => "từ “{word}”: có trong {exact} đúng như đã gõ, {folded} nếu bỏ dấu";
    word_folded(word, folded): "word “{word}”: in {folded}, ignoring accents"
        => "từ “{word}”: có trong {folded} nếu không phân biệt dấu";
    outside_would_match(articles): "{articles} outside the section would match; add --section all"
        => "{articles} ngoài chuyên mục phù hợp; thêm --section all";
    without_quotes(articles): "without the quotes, {articles} would match" => "nếu bỏ dấu ngoặc kép thì {articles} phù hợp";
    without_filter(option, articles): "without {option}, {articles} would match" => "nếu bỏ {option} thì {articles} phù hợp";
    date_options(): "--from, --to or --on" => "--from, --to hoặc --on";
    without_any_filter(articles): "no single filter excludes everything; without any filter, {articles} would match"
        => "không bộ lọc riêng lẻ nào loại hết; nếu bỏ mọi bộ lọc thì {articles} phù hợp";
    did_you_mean(suggestion): "did you mean “{suggestion}”?" => "có phải ý bạn là “{suggestion}”?";
    given_up_distance(): "with one more word between those in quotes" => "khi cho xen thêm một từ giữa các từ trong ngoặc kép";
    given_up_accents(): "ignoring accents" => "khi không phân biệt dấu";
    given_up_words(): "with any of the words" => "khi chỉ cần một trong các từ";
    relaxed_finds(articles, how): "`byt search` finds {articles} {how}; so does --relax here"
        => "`byt search` tìm được {articles} {how}; ở đây dùng --relax cũng vậy";

    apart(together, phrase): "the words appear together in {together} of them; to find only those, quote the phrase: {phrase}"
        => "các từ đi liền nhau trong {together} bài; để chỉ tìm những bài đó, đặt cụm từ trong ngoặc kép: {phrase}";
    one_names(article, people): "{article} only names {people}; --mentions finds it"
        => "{article} chỉ nhắc đến {people}; --mentions sẽ tìm ra";
    some_name(articles, people): "{articles} only name {people}; --mentions finds them"
        => "{articles} chỉ nhắc đến {people}; --mentions sẽ tìm ra";
    or_between(): " or " => " hoặc ";
    one_outside(article): "{article} outside the section matches; --section all includes it"
        => "{article} ngoài chuyên mục cũng phù hợp; --section all sẽ tính cả bài đó";
    some_outside(articles): "{articles} outside the section match; --section all includes them"
        => "{articles} ngoài chuyên mục cũng phù hợp; --section all sẽ tính cả các bài đó";
}
