//! The program `jieru`: everything it does stands in `jieru::cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    jieru::cli::main()
}
