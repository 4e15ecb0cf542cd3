//! Sentences about people, posts and topics.

use super::catalogue;

catalogue! {
    tenure_unknown(): "at an unknown time" => "không rõ thời gian";
    tenure_since(from): "since {from}" => "từ {from} đến nay";
    tenure_until(to): "until {to}" => "đến {to}";
    tenure_between(from, to): "from {from} until {to}" => "từ {from} đến {to}";
    or_earlier(day): "{day} or earlier" => "{day} hoặc sớm hơn";
    or_later(day): "{day} or later" => "{day} hoặc muộn hơn";
    one_or_other(first, second): "{first} or {second}" => "{first} hoặc {second}";
    some_day_between(first, last): "some day between {first} and {last}" => "một ngày trong khoảng {first} – {last}";
    well_sourced(): "well sourced" => "nguồn tốt";
    partly_sourced(): "sourced, with gaps" => "có nguồn, còn thiếu";
    poorly_sourced(): "poorly sourced" => "ít nguồn";
    registry_as_of(day): "registry as of {day}" => "danh bạ tính đến {day}";
    /// Explains the words of a tenure for days that aren't known.
    inexact_days():
        "a year or month without a day, “or earlier”, “or later” and “between” mean that the registry doesn't know the exact day"
        => "năm hoặc tháng không kèm ngày, “hoặc sớm hơn”, “hoặc muộn hơn” và “trong khoảng” nghĩa là danh bạ không biết chính xác ngày nào";
    head_name(): "name" => "họ tên";
    head_posts(): "posts" => "chức vụ";
    head_role(): "role" => "chức vụ";
    head_in_the_post(): "in the post" => "thời gian giữ chức";
    not_in_the_registry(): "not in the registry" => "không có trong danh bạ";
    named_in_this_role(articles): "not in the registry; named in this role in {articles}"
        => "không có trong danh bạ; được nêu với chức vụ này trong {articles}";
    suggest_entries(): "`byt officials --suggest` prints entries for people that the registry lacks"
        => "`byt officials --suggest` gợi ý mục từ cho những người danh bạ còn thiếu";
    suggest_entry(): "`byt officials --suggest` prints an entry to add to the registry"
        => "`byt officials --suggest` gợi ý mục từ để thêm vào danh bạ";
    search_official(name): "`byt search --official '{name}'` shows the articles"
        => "`byt search --official '{name}'` hiện các bài";
    everybody_is_known(): "the registry contains every leader that the articles name"
        => "danh bạ có đủ mọi lãnh đạo được các bài nêu tên";

    presumably(tenure): "{tenure}, presumably" => "{tenure}, có lẽ vậy";
    perhaps(tenure): "perhaps {tenure}" => "có thể {tenure}";
    registry_begins(month, day): "the registry begins in {month}: who was in office on {day} isn't known"
        => "danh bạ bắt đầu từ {month}: không biết ai đương chức ngày {day}";
    registry_begins_before(month): "the registry begins in {month}: who held the post before isn't known"
        => "danh bạ bắt đầu từ {month}: không biết ai giữ chức vụ này trước đó";
    nobody_between(role, from, to): "the registry names no {role} from {from} to {to}"
        => "danh bạ không nêu {role} nào từ {from} đến {to}";
    nobody_on(role, day): "the registry names no {role} on {day}" => "danh bạ không nêu {role} nào vào ngày {day}";
    nobody_in_office(day): "the registry has nobody in office on {day}" => "danh bạ không có ai đương chức ngày {day}";
    only_in_charge(day, names): "the registry names no minister on {day}, only who was in charge: {names}"
        => "danh bạ không nêu bộ trưởng nào vào ngày {day}, chỉ nêu người phụ trách: {names}";
    no_minister(day): "the registry names no minister on {day}" => "danh bạ không nêu bộ trưởng nào vào ngày {day}";
    days_later(day, days): "the registry ends {days} before {day}; “presumably” marks posts without a known end"
        => "{day} là {days} sau ngày lập danh bạ; “có lẽ vậy” đánh dấu chức vụ chưa rõ ngày thôi giữ";
    perhaps_marks(): "“perhaps” marks posts whose exact first or last day isn't known"
        => "“có thể” đánh dấu chức vụ không rõ chính xác ngày đầu hoặc ngày cuối";
    searched_around(days): "articles of {days} before and after this day were searched for people whom the registry lacks"
        => "đã tìm trong các bài trước và sau đó {days} những người danh bạ còn thiếu";

    acted_and_named(acted, named): "acted in {acted}, named in {named}" => "hoạt động trong {acted}, được nêu tên trong {named}";
    label_relations(): "relations" => "hoạt động";
    label_years(): "years" => "các năm";
    label_topics(): "topics" => "chủ đề";
    label_with(): "with" => "cùng với";

    head_topic(): "topic" => "mã chủ đề";
    head_topic_name(): "name" => "tên";
    topics_next(): "`byt search --topic ID` finds a topic's articles, `byt topics explain ID` shows its phrases"
        => "`byt search --topic ID` tìm bài của một chủ đề, `byt topics explain ID` hiện các cụm từ của chủ đề đó";
    phrases(): "phrases" => "cụm từ";
    phrases_of_titles(): "in titles only" => "chỉ trong tiêu đề";
    phrases_except(): "except within" => "trừ khi nằm trong";
    not_within(phrase): "not within “{phrase}”" => "không tính khi nằm trong “{phrase}”";
    only_alone(): "only counts if nothing else does" => "chỉ tính khi không có cụm từ nào khác";
    only_in_titles(): "only counts in titles" => "chỉ tính trong tiêu đề";
    part_of_a_unit(): "part of the name of a unit" => "là một phần tên đơn vị";
    part_of_a_unit_event(event): "part of the name of a unit, and the event is {event}"
        => "là một phần tên đơn vị, còn sự kiện là {event}";
}
