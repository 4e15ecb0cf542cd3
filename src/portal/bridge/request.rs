//! What to ask the bridge for, as pure data.

use std::num::NonZeroU32;

use serde_json::{Value, json};

/// One question: a POST of a JSON body.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Request {
    /// Path and query under the portal's address.
    pub(crate) path: &'static str,
    pub(crate) body: Value,
}

/// Asks for the `page_size` newest articles of a category.
pub(crate) fn list_request(category: &str, page_size: NonZeroU32) -> Request {
    Request {
        path: "/bridge?url=/portal/api/lay_bai_viet_theo_danh_muc",
        body: json!({
            "CHUYEN_TRANG": "BO_YTE",
            "NGON_NGU": "TIENG_VIET",
            "MA_DANH_MUC": category,
            "TYPE": 1,
            "PAGE_SIZE": page_size,
            "ISEXTEND": 1,
        }),
    }
}

/// Asks for one article by its number; `category` is the list that it was found in.
pub(crate) fn article_request(aid: &str, category: &str) -> Request {
    Request {
        path: "/bridge?url=/portal/api/layChiTietBaiViet",
        body: json!({ "maBaiViet": aid, "maDanhMuc": category }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_as_the_portal_wants_them() {
        let list = list_request("8351", NonZeroU32::new(50).unwrap());
        assert_eq!(list.path, "/bridge?url=/portal/api/lay_bai_viet_theo_danh_muc");
        let body: Value = serde_json::from_str(
            r#"{"CHUYEN_TRANG":"BO_YTE","NGON_NGU":"TIENG_VIET","MA_DANH_MUC":"8351","TYPE":1,"PAGE_SIZE":50,"ISEXTEND":1}"#,
        )
        .unwrap();
        assert_eq!(list.body, body);
        let article = article_request("167411", "8351");
        assert_eq!(article.path, "/bridge?url=/portal/api/layChiTietBaiViet");
        assert_eq!(article.body.to_string(), r#"{"maBaiViet":"167411","maDanhMuc":"8351"}"#);
    }
}
