//! What a store can fail with.

/// Why a statement or transaction did not succeed.
#[derive(Debug)]
pub enum StoreError {
    /// A row with that key is there already, or what it points to is missing. The function that ran the
    /// statement knows which and names it.
    Conflict,
    /// The database cannot be reached or is busy.
    Unavailable(String),
    /// Anything else: a fault of ours.
    Failed(String),
}

impl StoreError {
    /// `named` when this is a conflict, else the plain error.
    pub fn or_conflict(self, named: crate::platform::Error) -> crate::platform::Error {
        match self {
            StoreError::Conflict => named,
            other => other.into(),
        }
    }
}

impl std::fmt::Display for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            StoreError::Conflict => f.write_str("conflict"),
            StoreError::Unavailable(text) | StoreError::Failed(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for StoreError {}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::error::ErrorKind;
        match &error {
            sqlx::Error::Database(e) => match e.kind() {
                ErrorKind::UniqueViolation | ErrorKind::ForeignKeyViolation => StoreError::Conflict,
                _ if is_outrun(e.code().as_deref()) => StoreError::Unavailable(OUTRUN.into()),
                _ if is_passing(e.code().as_deref()) => StoreError::Unavailable(error.to_string()),
                _ => StoreError::Failed(error.to_string()),
            },
            sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::WorkerCrashed => StoreError::Unavailable(error.to_string()),
            _ => StoreError::Failed(error.to_string()),
        }
    }
}

/// What is said of a transaction that the database undid because of another one.
const OUTRUN: &str = "somebody else changed the same at the same moment, so nothing was changed; try again";

/// PostgreSQL's class 40: rolled back for another transaction's sake.
fn is_outrun(code: Option<&str>) -> bool {
    code.is_some_and(|code| code.len() == 5 && code.starts_with("40"))
}

/// SQLite: busy, locked, read-only, I/O, full, cannot open. PostgreSQL: classes 08 (connection),
/// 53 (resources), 57 (operator intervention), and 25006 (read-only).
fn is_passing(code: Option<&str>) -> bool {
    let Some(code) = code else { return false };
    if code.len() == 5 {
        return code == "25006" || ["08", "53", "57"].iter().any(|class| code.starts_with(class));
    }
    code.parse::<u32>().is_ok_and(|n| matches!(n & 0xff, 5 | 6 | 8 | 10 | 13 | 14))
}
