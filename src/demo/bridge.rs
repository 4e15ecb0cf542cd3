//! Today's portal: JSON over POST.

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::legacy;
use super::piece::Piece;
use super::reply::Reply;

const SECTION: &str = "8351";
const SECTION_NAME: &str = "Tin hoạt động (Tin lãnh đạo Bộ)";
const MEDIA: &str = "application/json;charset=UTF-8";

/// Answers a call; `published` is newest first.
pub(super) fn reply(target: &str, body: &[u8], published: &[Piece]) -> Reply {
    let Ok(asked) = serde_json::from_slice::<Value>(body) else {
        return Reply { status: 400, ..Reply::new(MEDIA, r#"{"message":"400"}"#) };
    };
    let answer = if target.ends_with("/lay_bai_viet_theo_danh_muc") {
        list(&asked, published)
    } else if target.ends_with("/layChiTietBaiViet") {
        detail(&asked, published)
    } else {
        return legacy::not_found();
    };
    Reply::new(MEDIA, answer.to_string())
}

/// The newest articles of a category, as many as `PAGE_SIZE` says.
fn list(asked: &Value, published: &[Piece]) -> Value {
    let category = asked["MA_DANH_MUC"].as_str().unwrap_or_default();
    // Without a size, or with one that isn't a number, the portal uses its default.
    let size = asked["PAGE_SIZE"].as_u64().and_then(|size| usize::try_from(size).ok()).unwrap_or(10);
    let inside = |piece: &&Piece| piece.section == (category == SECTION);
    let items: Vec<Value> = published.iter().filter(inside).take(size).map(item).collect();
    json!([{ "MA": category, "TEN_MUC": SECTION_NAME, "ITEMS": items }])
}

fn item(piece: &Piece) -> Value {
    json!({
        "MA": piece.aid,
        "TIEU_DE": piece.title,
        "MO_TA": piece.listed_lead(),
        "MA_DANH_MUC": if piece.section { "8351;8358" } else { "8356" },
        "TEN_MUC": if piece.section { "Tin hoạt động (Tin lãnh đạo Bộ);Tin nổi bật" } else { "Tin tổng hợp" },
        "THOI_GIAN_XUAT_BAN": twelve_hour_stamp(piece.listed_time()),
        "DUONG_DAN_ANH": format!("/CustomsCMS/BO_YTE/{}/{}.jpg", piece.published.format("%Y/%-m/%-d"), piece.aid),
    })
}

fn detail(asked: &Value, published: &[Piece]) -> Value {
    let aid = asked["maBaiViet"].as_str().unwrap_or_default();
    let Some(piece) = published.iter().find(|piece| piece.aid == aid && piece.detail) else {
        return json!({ "d": null });
    };
    json!({ "d": {
        "ma": piece.aid,
        "tieuDe": piece.title,
        "moTa": format!("<strong>{}</strong>", super::piece::escaped(&piece.lead)),
        "noiDung": piece.body_html("/resource/CustomsCMS/BO_YTE"),
        "thoiGianBatDauDang": twelve_hour_stamp(piece.published),
        "tenDanhMuc": SECTION_NAME,
    }})
}

/// "21/07/2026 03:00 PM": Vietnam time.
fn twelve_hour_stamp(time: NaiveDateTime) -> String {
    time.format("%d/%m/%Y %I:%M %p").to_string()
}
