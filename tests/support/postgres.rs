//! One PostgreSQL cluster per test process, on a socket in a short temporary folder, without the
//! durability that tests do not need; a new database for each test that asks. No network, no
//! system service, nothing left behind.

use std::{
    env, fs,
    io::{self, Read as _, Seek as _},
    os::unix::fs::{MetadataExt as _, chown},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use super::leftovers::{STOP_AND_REMOVE, Watcher, when_gone};

/// Where Linux keeps files in memory: making the hundreds of files of a database takes several times as
/// long on a disk.
const MEMORY: &str = "/dev/shm";
/// What must be free there, in bytes.
const ROOM: u64 = 3 << 30;

/// Socket addresses end at 107 bytes; `/.s.PGSQL.5432` takes 14 of them.
const LONGEST_FOLDER: usize = 90;

const SETTINGS: &str = "
listen_addresses = ''
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 300
shared_buffers = 32MB
max_wal_size = 1GB
checkpoint_timeout = 1h
autovacuum = off
log_min_messages = fatal
log_min_error_statement = panic
";

/// Of a cluster that is stopped hard. The system outlives it, so that a sync would prove nothing and only
/// cost time; everything else is as PostgreSQL comes.
const DURABLE: &str = "
listen_addresses = ''
fsync = off
shared_buffers = 32MB
log_min_messages = panic
";

/// The programs, the folder of one cluster, and whoever it belongs to.
struct Server {
    folder: PathBuf,
    programs: PathBuf,
    user: User,
    _watcher: Watcher,
}

struct Cluster {
    server: Server,
    next: AtomicU64,
    /// Databases whose tests are over, dropped when the next one is made.
    used: Mutex<Vec<String>>,
}

/// A cluster of a test's own, which keeps what it has acknowledged and can be stopped the hard way.
pub struct OwnCluster(Server);

impl OwnCluster {
    pub fn start() -> Option<Self> {
        match Server::make(DURABLE) {
            Ok(server) => Some(OwnCluster(server)),
            Err(why) => {
                super::leave_out("tests on PostgreSQL", &why);
                None
            }
        }
    }

    /// The address of a new database.
    pub async fn database(&self, name: &str) -> String {
        let mut admin = PgConnection::connect(&self.0.url("postgres")).await.expect("the cluster");
        run(&mut admin, format!("CREATE DATABASE {name}")).await;
        admin.close().await.expect("a closed connection");
        self.0.url(name)
    }

    /// As if the machine had gone: no farewell, nothing written back.
    pub fn stop_hard(&self) {
        self.0.control(&["-m", "immediate", "stop"]).expect("a stopped server");
    }

    pub fn start_again(&self) {
        self.0.control(&["start"]).expect("a started server");
    }
}

/// A new, empty database: `postgres://app@localhost/NAME?host=FOLDER`.
pub async fn fresh_database() -> Option<String> {
    Some(cluster()?.create(None).await)
}

/// A new database with everything that `migrate` did to the first one; it runs once per process.
pub async fn migrated_database(migrate: impl AsyncFnOnce(&str)) -> Option<String> {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let cluster = cluster()?;
    let template = TEMPLATE
        .get_or_init(async || {
            let url = cluster.create(None).await;
            migrate(&url).await;
            name_of(&url).to_owned()
        })
        .await;
    Some(cluster.create(Some(template)).await)
}

/// Marks a database as no longer needed. Other addresses are none of our business.
pub fn give_back(url: &str) {
    let Some(Ok(cluster)) = CLUSTER.get() else { return };
    if url.starts_with("postgres:") {
        lock(&cluster.used).push(name_of(url).to_owned());
    }
}

static CLUSTER: OnceLock<Result<Cluster, String>> = OnceLock::new();

fn cluster() -> Option<&'static Cluster> {
    match CLUSTER.get_or_init(start) {
        Ok(cluster) => Some(cluster),
        Err(why) => {
            super::leave_out("tests on PostgreSQL", why);
            None
        }
    }
}

impl Server {
    fn make(settings: &str) -> Result<Self, String> {
        let programs = programs()?;
        let folder = short_folder()?;
        let path = folder.to_str().ok_or("the temporary folder's name is not UTF-8")?.to_owned();
        let watcher = when_gone(STOP_AND_REMOVE, &[&path]);
        let user = User::for_server(&folder)?;

        let data = format!("{path}/data");
        let initdb = programs.join("initdb");
        user.run(&initdb, &["-D", &data, "-U", "app", "--auth=trust", "--no-sync", "-E", "UTF8"])?;
        let file = Path::new(&data).join("postgresql.auto.conf");
        let text = format!("{settings}unix_socket_directories = '{path}'\n");
        fs::write(file, text).map_err(|error| format!("{data}: {error}"))?;
        let server = Server { folder, programs, user, _watcher: watcher };
        server.control(&["start"])?;
        Ok(server)
    }

    fn control(&self, words: &[&str]) -> Result<(), String> {
        let path = self.folder.display();
        let (data, log) = (format!("{path}/data"), format!("{path}/log"));
        let all = [&["-D", &data, "-l", &log, "-w", "-t", "60"][..], words].concat();
        self.user.run(&self.programs.join("pg_ctl"), &all)
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://app@localhost/{database}?host={}", self.folder.display())
    }
}

impl Cluster {
    async fn create(&self, template: Option<&str>) -> String {
        let mut admin =
            PgConnection::connect(&self.server.url("postgres")).await.expect("the cluster");
        let used = std::mem::take(&mut *lock(&self.used));
        for name in used {
            run(&mut admin, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        }
        let name = format!("t{}", self.next.fetch_add(1, Ordering::Relaxed));
        let template = template.unwrap_or("template0");
        let create = format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY");
        run(&mut admin, create).await;
        admin.close().await.expect("a closed connection");
        self.server.url(&name)
    }
}

async fn run(admin: &mut PgConnection, statement: String) {
    let done = sqlx::raw_sql(AssertSqlSafe(statement.clone())).execute(admin).await;
    done.unwrap_or_else(|error| panic!("{statement}: {error}"));
}

/// What stands between the last slash before the question mark and the question mark.
fn name_of(url: &str) -> &str {
    let address = url.split('?').next().unwrap_or_default();
    address.rsplit('/').next().unwrap_or_default()
}

fn start() -> Result<Cluster, String> {
    let server = Server::make(SETTINGS)?;
    Ok(Cluster { server, next: AtomicU64::new(1), used: Mutex::default() })
}

/// The folder with `initdb` and `pg_ctl`: `JIERU_PG_BIN`, else Debian's newest, else `PATH`.
fn programs() -> Result<PathBuf, String> {
    if let Some(folder) = env::var_os("JIERU_PG_BIN") {
        return Ok(folder.into());
    }
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = debian
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path())))
        .map(|(version, path)| (version, path.join("bin")))
        .filter(|(_, path)| path.join("initdb").is_file() && path.join("pg_ctl").is_file())
        .max();
    newest
        .map(|(_, path)| path)
        .or_else(|| Some(super::program(&["initdb"])?.parent()?.to_owned()))
        .ok_or_else(|| "initdb of PostgreSQL was not found (JIERU_PG_BIN, PATH)".to_owned())
}

fn short_folder() -> Result<PathBuf, String> {
    let parents = [PathBuf::from(MEMORY), env::temp_dir(), PathBuf::from("/tmp")];
    let parent = parents[usize::from(!roomy(&parents[0]))..]
        .iter()
        .find(|parent| parent.is_dir() && parent.as_os_str().len() + 20 < LONGEST_FOLDER)
        .ok_or("there is no temporary folder with a name short enough for a socket")?;
    let folder = TempDir::with_prefix_in("jieru-pg-", parent).map_err(|error| error.to_string())?;
    Ok(folder.keep())
}

/// Whether databases fit into this folder, of which some machines and most containers have very little.
fn roomy(folder: &Path) -> bool {
    let found = rustix::fs::statvfs(folder);
    found.is_ok_and(|found| found.f_bavail.saturating_mul(found.f_frsize) >= ROOM)
}

/// PostgreSQL refuses to run as root, so then it runs as `nobody`.
struct User {
    nobody: Option<(u32, u32)>,
}

impl User {
    /// Hands the folder over where the server has to run as somebody else.
    fn for_server(folder: &Path) -> Result<Self, String> {
        let owner = fs::metadata(folder).map_err(|error| error.to_string())?.uid();
        if owner != 0 {
            return Ok(User { nobody: None });
        }
        super::program(&["setpriv"]).ok_or("as root, setpriv is needed to start PostgreSQL")?;
        let id = |flag| -> Result<u32, String> {
            let printed = output(Command::new("id").args([flag, "nobody"]))?;
            printed.trim().parse().map_err(|_| format!("`id {flag} nobody` printed {printed}"))
        };
        let (user, group) = (id("-u")?, id("-g")?);
        chown(folder, Some(user), Some(group)).map_err(|error| error.to_string())?;
        Ok(User { nobody: Some((user, group)) })
    }

    fn run(&self, program: &Path, arguments: &[&str]) -> Result<(), String> {
        let mut command = match self.nobody {
            None => Command::new(program),
            Some((user, group)) => {
                let mut command = Command::new("setpriv");
                command.arg(format!("--reuid={user}")).arg(format!("--regid={group}"));
                command.args(["--clear-groups", "--"]).arg(program);
                command
            }
        };
        command.args(arguments).current_dir("/").env("LC_ALL", "C.UTF-8").env_remove("PGDATA");
        output(&mut command).map(drop)
    }
}

/// Waits for a short command whose children must not inherit our pipes.
fn output(command: &mut Command) -> Result<String, String> {
    let said = tempfile::tempfile().map_err(|error| error.to_string())?;
    let copy = |file: &fs::File| file.try_clone().map_err(|error| error.to_string());
    command.stdin(Stdio::null()).stdout(copy(&said)?).stderr(copy(&said)?);
    let status = command.status().map_err(|error| format!("{command:?}: {error}"))?;
    let printed = read_back(said).map_err(|error| error.to_string())?;
    if status.success() { Ok(printed) } else { Err(format!("{command:?}: {status}\n{printed}")) }
}

fn read_back(mut file: fs::File) -> io::Result<String> {
    let mut text = String::new();
    file.rewind()?;
    file.read_to_string(&mut text)?;
    Ok(text)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
