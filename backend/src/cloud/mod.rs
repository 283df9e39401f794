//! Where roles live: one module for each kind of cloud, the credential that reaches it, and the words between rules
//! and clouds.

pub mod alibaba;
pub mod credential;
mod metadata;
pub mod ram_user;
pub mod resource_directory;
pub mod role;

use crate::app::App;
use crate::platform::Result;

pub use metadata::idp_metadata;

/// How roles get into accounts.
pub enum Cloud {
    /// By an administrator's hand: no credential is configured.
    Manual,
    /// Through Alibaba Cloud's management interfaces.
    Alibaba(Box<alibaba::Client>),
}

impl Cloud {
    /// The cloud as it is configured at this moment.
    ///
    /// # Errors
    /// When the database fails or the credential cannot be unsealed.
    pub async fn open(app: &App) -> Result<Cloud> {
        let mut tx = app.db.read().await?;
        let source = credential::source(&mut tx, &app.secret, &app.config.alibaba).await?;
        drop(tx);
        Ok(match source {
            None => Cloud::Manual,
            Some(source) => Cloud::Alibaba(Box::new(alibaba::Client::new(
                app.config.alibaba.clone(),
                app.cloud_http.clone(),
                app.clock.clone(),
                source,
                app.cloud_sessions.clone(),
            ))),
        })
    }
}
