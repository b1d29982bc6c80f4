//! Histories, what proves them, reports and how long events are kept.

use super::{Route, asked, bare};
use crate::rights::{ManageRetention, ReadHistory};
use crate::web::pages::{as_of, history, history_proofs, reports, retention};
use crate::web::scope::{Installed, Within};

routes! {
    // These stand before any event's own address.
    GET  "/history/key" => history_proofs::checkpoint::key, Member, None;
    GET  "/history/checkpoint" => history_proofs::checkpoint::of_installation, Installed(ReadHistory), None;
    POST "/history/checkpoints" => history_proofs::checkpoint::make_of_installation, Installed(ReadHistory), Change;
    GET  "/history/proofs" => history_proofs::proofs::of_installation, Installed(ReadHistory), None;
    GET  "/history/verifications" => history_proofs::verifications::of_installation, Installed(ReadHistory), None;
    POST "/history/verifications" => history_proofs::verifications::run_of_installation, Installed(ReadHistory), Access;
    GET  "/e/{e}/history/checkpoint" => history_proofs::checkpoint::of_enterprise, Within(ReadHistory), None;
    POST "/e/{e}/history/checkpoints" => history_proofs::checkpoint::make_of_enterprise, Within(ReadHistory), Change;
    GET  "/e/{e}/history/proofs" => history_proofs::proofs::of_enterprise, Within(ReadHistory), None;
    GET  "/e/{e}/history/verifications" => history_proofs::verifications::of_enterprise, Within(ReadHistory), None;
    POST "/e/{e}/history/verifications" => history_proofs::verifications::run_of_enterprise, Within(ReadHistory), Access;
    GET  "/history" => history::of_installation, Installed(ReadHistory), None;
    // Recorded once everything was sent; a file that broke off is another event.
    GET  "/history.csv" => history::export::csv_of_installation, Installed(ReadHistory), Access, Read;
    GET  "/history.jsonl" => history::export::lines_of_installation, Installed(ReadHistory), Access, Read;
    POST "/history/searches" => history::saved::save_in_installation, Installed(ReadHistory), Change;
    POST "/history/searches/{id}/deletions" => history::saved::delete_in_installation, Installed(ReadHistory), Change;
    GET  "/history/{seq:[0-9]+}" => history::one::of_installation, Installed(ReadHistory), None;
    GET  "/settings/retention" => retention::show::<Installed<ReadHistory>>, Installed(ReadHistory), None;
    POST "/settings/retention" => retention::save::<Installed<ManageRetention>>, Installed(ManageRetention), Change, Fresh;
    POST "/settings/retention/holds" => retention::hold::<Installed<ManageRetention>>, Installed(ManageRetention), Change, Fresh;
    POST "/settings/retention/liftings" => retention::lift::<Installed<ManageRetention>>, Installed(ManageRetention), Change, Fresh;
    POST "/settings/retention/proposals/{id}/approvals" => retention::approve::<Installed<ManageRetention>>, Installed(ManageRetention), Change, Fresh;
    POST "/settings/retention/proposals/{id}/rejections" => retention::reject::<Installed<ManageRetention>>, Installed(ManageRetention), Change, Fresh;

    GET  "/e/{e}/settings/retention" => retention::show::<Within<ReadHistory>>, Within(ReadHistory), None;
    POST "/e/{e}/settings/retention" => retention::save::<Within<ManageRetention>>, Within(ManageRetention), Change, Fresh;
    POST "/e/{e}/settings/retention/holds" => retention::hold::<Within<ManageRetention>>, Within(ManageRetention), Change, Fresh;
    POST "/e/{e}/settings/retention/liftings" => retention::lift::<Within<ManageRetention>>, Within(ManageRetention), Change, Fresh;
    POST "/e/{e}/settings/retention/proposals/{id}/approvals" => retention::approve::<Within<ManageRetention>>, Within(ManageRetention), Change, Fresh;
    POST "/e/{e}/settings/retention/proposals/{id}/rejections" => retention::reject::<Within<ManageRetention>>, Within(ManageRetention), Change, Fresh;
    GET  "/e/{e}/reports" => reports::index, Within(ReadHistory), None;
    GET  "/e/{e}/reports/releases" => reports::releases, Within(ReadHistory), None;
    GET  "/e/{e}/reports/releases.csv" => reports::releases_csv, Within(ReadHistory), Access;
    GET  "/e/{e}/reports/keys" => reports::keys, Within(ReadHistory), None;
    GET  "/e/{e}/reports/keys.csv" => reports::keys_csv, Within(ReadHistory), Access;
    GET  "/e/{e}/keys/{id}/accesses" => reports::of_key, Within(ReadHistory), None;
    GET  "/e/{e}/keys/{id}/accesses.csv" => reports::csv_of_key, Within(ReadHistory), Access;
    GET  "/e/{e}/reports/people" => reports::people, Within(ReadHistory), None;
    GET  "/e/{e}/reports/people.csv" => reports::people_csv, Within(ReadHistory), Access;
    GET  "/e/{e}/compare" => as_of::compare::show, Within(ReadHistory), None;
    GET  "/e/{e}/compare.csv" => as_of::compare::csv, Within(ReadHistory), Access;
    GET  "/e/{e}/history" => history::of_enterprise, Within(ReadHistory), None;
    GET  "/e/{e}/history.csv" => history::export::csv_of_enterprise, Within(ReadHistory), Access, Read;
    GET  "/e/{e}/history.jsonl" => history::export::lines_of_enterprise, Within(ReadHistory), Access, Read;
    POST "/e/{e}/history/searches" => history::saved::save_in_enterprise, Within(ReadHistory), Change;
    POST "/e/{e}/history/searches/{id}/deletions" => history::saved::delete_in_enterprise, Within(ReadHistory), Change;
    GET  "/e/{e}/history/{seq:[0-9]+}" => history::one::of_enterprise, Within(ReadHistory), None;
}
