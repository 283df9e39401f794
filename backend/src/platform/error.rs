//! What went wrong, by what the caller can do about it.
//!
//! One type for every rule and door. Its faces (JSON here in `http`, the problem page, the command line) are
//! made where the answer is made; logged once, there.

use shared::error::{ErrorCode, FieldError, Rule};

use super::db::StoreError;

/// Result of rules and doors.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong.
#[derive(Debug)]
pub enum Error {
    /// The request is not as it must be; correct it.
    Invalid {
        /// The kind of refusal.
        code: ErrorCode,
        /// What to correct.
        message: String,
        /// What is wrong with single fields.
        fields: Vec<FieldError>,
    },
    /// What was named does not exist, or not for this caller.
    NotFound {
        /// The kind of thing.
        code: ErrorCode,
        /// What was looked for.
        message: String,
    },
    /// The present state does not allow it.
    Conflict {
        /// What stands in the way.
        code: ErrorCode,
        /// What stands in the way and what to do.
        message: String,
        /// Fields that hold what is taken.
        fields: Vec<FieldError>,
    },
    /// Known, but not theirs to do.
    Forbidden {
        /// Why.
        code: ErrorCode,
        /// Why, in words.
        message: String,
    },
    /// Nobody is signed in, or not with a valid proof.
    SignInNeeded {
        /// `SignInNeeded` or `WrongPassword`.
        code: ErrorCode,
        /// What to do.
        message: String,
    },
    /// Too many attempts; the number is of seconds to wait.
    TooManyAttempts {
        /// Seconds until the next attempt can succeed.
        retry_after: i64,
    },
    /// The body is larger than this address takes, in bytes.
    TooLarge {
        /// Most bytes taken.
        limit: usize,
    },
    /// Busy or without its database; trying again may help.
    Unavailable(String),
    /// Our own fault. The text goes to the log, never to a person.
    Bug(String),
}

impl Error {
    /// A refusal because of single fields.
    pub fn fields(fields: Vec<FieldError>) -> Self {
        let names: Vec<&str> = fields.iter().map(|f| f.field.as_str()).collect();
        let message = format!("Correct the following and try again: {}.", names.join(", "));
        Error::Invalid { code: ErrorCode::InvalidParameter, message, fields }
    }

    /// A refusal because of one field.
    pub fn field(field: &str, rule: Rule) -> Self {
        Error::fields(vec![FieldError::new(field, rule)])
    }

    /// A refusal of the request as a whole.
    pub fn invalid(code: ErrorCode, message: impl Into<String>) -> Self {
        Error::Invalid { code, message: message.into(), fields: Vec::new() }
    }

    /// A page of a list that does not follow any other.
    pub fn no_such_page() -> Self {
        Error::invalid(ErrorCode::InvalidParameter, "The page asked for is not one of this list.")
    }

    /// What was named does not exist.
    pub fn not_found(code: ErrorCode, message: impl Into<String>) -> Self {
        Error::NotFound { code, message: message.into() }
    }

    /// The present state does not allow it.
    pub fn conflict(code: ErrorCode, message: impl Into<String>) -> Self {
        Error::Conflict { code, message: message.into(), fields: Vec::new() }
    }

    /// A value that must be unique is taken.
    pub fn taken(field: &str, message: impl Into<String>) -> Self {
        let fields = vec![FieldError::new(field, Rule::Taken)];
        Error::Conflict { code: ErrorCode::EntityAlreadyExists, message: message.into(), fields }
    }

    /// Known, but not theirs to do.
    pub fn forbidden(code: ErrorCode, message: impl Into<String>) -> Self {
        Error::Forbidden { code, message: message.into() }
    }

    /// Nobody is signed in.
    pub fn sign_in_needed() -> Self {
        Error::SignInNeeded {
            code: ErrorCode::SignInNeeded,
            message: "Your session is over. Sign in again.".into(),
        }
    }

    /// Our own fault, in words for the log.
    pub fn bug(text: impl Into<String>) -> Self {
        Error::Bug(text.into())
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::Invalid { message, .. }
            | Error::NotFound { message, .. }
            | Error::Conflict { message, .. }
            | Error::Forbidden { message, .. }
            | Error::SignInNeeded { message, .. } => f.write_str(message),
            Error::TooManyAttempts { retry_after } => {
                write!(f, "Too many attempts. Try again in {retry_after} seconds.")
            }
            Error::TooLarge { limit } => write!(f, "The request is larger than {limit} bytes."),
            Error::Unavailable(_) => f.write_str("The server cannot answer just now. Try again in a moment."),
            Error::Bug(_) => f.write_str("Something went wrong in the server. Its log says more."),
        }
    }
}

impl std::error::Error for Error {}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(text) => Error::Unavailable(text),
            StoreError::Conflict => Error::bug("a conflict that no rule named"),
            StoreError::Failed(text) => Error::Bug(text),
        }
    }
}
