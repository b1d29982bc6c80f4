//! Reads everything back that was besieged: pages by a browser's parser, lists by a reader of CSV, the
//! history by one of JSON.

use jieru::web::routes::{ROUTES, bare};

use super::forms::{Siege, whole};
use crate::coverage::filled::filled;

const ROOT: &str = "root@portal.example";

/// Every page and every file, as they are now.
pub async fn read_back(siege: &mut Siege) {
    let (mut pages, mut lists, mut lines) = (0, 0, 0);
    for route in ROUTES.iter().filter(|row| row.method == "GET" && row.path == bare(row.path)) {
        let call = filled(&siege.world, route, "alpha", &siege.world.alpha, ROOT).await;
        let reply = siege.client.get(&call.path).await;
        whole(&reply, &call.path);
        if !reply.status.is_success() {
            continue;
        }
        match reply.header("content-type").unwrap_or_default().split(';').next() {
            Some("text/html") => pages += 1,
            Some("text/csv") => {
                table(&reply.body, &call.path);
                lists += 1;
            }
            Some("application/x-ndjson" | "application/jsonl") => {
                for line in reply.body.lines() {
                    let value: Result<serde_json::Value, _> = serde_json::from_str(line);
                    assert!(value.is_ok_and(|value| value.is_object()), "{}: {line}", call.path);
                    lines += 1;
                }
            }
            _ => {}
        }
    }
    assert!(pages > 30 && lists > 3 && lines > 50, "{pages} pages, {lists} lists, {lines} lines");
}

/// Every row has the columns of the head, and no cell is a formula.
fn table(text: &str, what: &str) {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    for row in reader.records() {
        let row = row.unwrap_or_else(|error| panic!("{what}: {error}"));
        for cell in &row {
            let first = cell.chars().next().unwrap_or('a');
            assert!(!"=+-@\t\r\0＝＋－＠".contains(first), "{what}: a formula: {cell:?}");
        }
    }
}
