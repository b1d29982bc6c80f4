//! The portal in a real browser: Chromium, driven over WebDriver, headless. Small on purpose:
//! journeys, the keyboard, accessibility and the content security policy; everything that a plain
//! HTTP client can see is tested elsewhere.

mod axe;
mod component;
mod driver;
mod journeys;
mod page;
mod selftest;

use std::sync::OnceLock;

use tokio::{runtime::Runtime, sync::Mutex};

use self::driver::Driver;
pub use self::page::Page;

/// One browser for the whole test process, used by one test at a time.
struct Stage {
    runtime: Runtime,
    page: Mutex<Page>,
    _driver: Driver,
}

/// Hands the browser to one test, cleared of what the test before left behind. Afterwards nothing
/// may stand in the browser's log that the test has not taken with [`Page::complaints`].
///
/// ```ignore
/// #[test]
/// fn the_editor_works_without_a_mouse() {
///     browse(async |page| { … });
/// }
/// ```
pub fn browse(test: impl AsyncFnOnce(&mut Page)) {
    let Some(stage) = stage() else { return };
    stage.runtime.block_on(async {
        let mut page = stage.page.lock().await;
        page.reset().await;
        test(&mut page).await;
        page.assert_quiet().await;
    });
}

fn stage() -> Option<&'static Stage> {
    static STAGE: OnceLock<Result<Stage, String>> = OnceLock::new();
    match STAGE.get_or_init(set_up) {
        Ok(stage) => Some(stage),
        Err(why) => {
            crate::support::leave_out("tests in a browser", why);
            None
        }
    }
}

fn set_up() -> Result<Stage, String> {
    let driver = Driver::start()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    let session = runtime.block_on(driver.session()).map_err(|error| error.to_string())?;
    Ok(Stage { runtime, page: Mutex::new(Page::new(session)), _driver: driver })
}
