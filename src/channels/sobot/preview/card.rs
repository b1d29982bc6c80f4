//! Cards that a page hands to the chat: the product and the order.

use serde_json::Value;

use super::View;
use crate::channels::preview::Part;

/// The product card: without a title there is none.
pub fn product(view: &View<'_>) -> Option<Part> {
    let title = view.text("card_title")?.to_owned();
    Some(Part::Card {
        title,
        lines: view.text("card_desc").map(str::to_owned).into_iter().collect(),
        tag: view.text("card_note").map(str::to_owned),
        picture: view.text("card_picture").is_some(),
    })
}

/// What is to be seen on an order's card; the vendor does not say which of it a card needs.
const ORDER: &[&str] =
    &["order_code", "order_status", "goods", "goods_count", "total_fee", "create_time"];

/// The order card: drawn once anything of it is known.
pub fn order(view: &View<'_>) -> Option<Part> {
    ORDER.iter().find_map(|name| view.text(name))?;
    let code = view.text("order_code");
    let goods = goods(view);
    let name = |item: &Value| item.get("name").and_then(Value::as_str).map(str::to_owned);
    let mut names = goods.iter().filter_map(name);
    let title = names.next().unwrap_or_else(|| view.say("订单", "訂單", "Order"));
    let mut lines: Vec<String> = names.collect();
    lines.extend(code.map(|code| format!("{} {code}", view.say("订单编号", "訂單編號", "Order"))));
    lines.extend(view.text("create_time").and_then(day));
    lines.extend(view.text("goods_count").map(|count| format!("× {count}")));
    lines.extend(state(view).filter(|word| !word.is_empty()));
    Some(Part::Card {
        title,
        lines,
        tag: view.text("total_fee").and_then(yuan),
        picture: goods.iter().any(|item| item.get("pictureUrl").is_some()),
    })
}

fn goods(view: &View<'_>) -> Vec<Value> {
    view.text("goods").and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

/// The state in the visitor's language; the vendor's own words for Chinese.
fn state(view: &View<'_>) -> Option<String> {
    match view.text("order_status")? {
        "0" => view.text("status_custom").map(str::to_owned),
        value => {
            let meaning = view.situation.find("order_status")?.meaning(value)?;
            Some(view.say(meaning.zh, meaning.zh, meaning.en))
        }
    }
}

/// Cents as yuan.
fn yuan(cents: &str) -> Option<String> {
    let cents = cents.parse::<u64>().ok()?;
    Some(format!("¥{}.{:02}", cents / 100, cents % 100))
}

/// Milliseconds as a day and a time in China, as an order's card has it.
fn day(milliseconds: &str) -> Option<String> {
    let seconds = milliseconds.parse::<u64>().ok()? / 1000 + 8 * 3600;
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    // Days since 1 March of the year 0, in cycles of 400 years: years then end with the leap day.
    let shifted = days + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_shifted + 2) / 5 + 1;
    let month = if month_shifted < 10 { month_shifted + 3 } else { month_shifted - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    Some(format!("{year}-{month:02}-{day:02} {:02}:{:02}", rest / 3600, rest % 3600 / 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_amounts_are_those_that_people_know() {
        assert_eq!(day("1586414406391").as_deref(), Some("2020-04-09 14:40"));
        assert_eq!(day("1582992000000").as_deref(), Some("2020-03-01 00:00"));
        assert_eq!(day("1709135999000").as_deref(), Some("2024-02-28 23:59"));
        assert_eq!(day("1709136000000").as_deref(), Some("2024-02-29 00:00"));
        assert_eq!(day("x"), None);
        assert_eq!(yuan("1000").as_deref(), Some("¥10.00"));
        assert_eq!(yuan("5").as_deref(), Some("¥0.05"));
    }
}
