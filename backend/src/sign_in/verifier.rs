//! Verification of responses beside the runtime: a few at a time, on threads that may block, and a panic there
//! is a refusal.

use std::sync::Arc;

use jiff::Timestamp;
use saml::settings::TrustedIdentityProvider;
use saml::{Policy, ServiceProvider, VerifiedResponse, response};
use tokio::sync::Semaphore;

use super::identity_provider::IdentityProvider;
use super::problem::{SignInProblem, Stopped};
use crate::platform::Error;

/// Hands out the slots. Cheap to clone.
#[derive(Clone)]
pub struct Verifier(Arc<Semaphore>);

impl Default for Verifier {
    /// One slot for each processor.
    fn default() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Verifier(Arc::new(Semaphore::new(processors)))
    }
}

impl Verifier {
    /// Verifies a posted message.
    ///
    /// # Errors
    /// Refused by the check that says no.
    pub async fn verify(
        &self,
        xml: Vec<u8>,
        sp: ServiceProvider,
        idp: &IdentityProvider,
        policy: Policy,
        now: Timestamp,
    ) -> Result<VerifiedResponse, Stopped> {
        let trusted = TrustedIdentityProvider {
            entity_id: idp.entity_id.clone(),
            signing_certificates: idp.certificates.clone(),
        };
        Ok(self.beside(move || response::verify(&xml, &sp, &trusted, &policy, now)).await??)
    }

    async fn beside<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Stopped> {
        let _slot = self.0.acquire().await.map_err(|_| Error::bug("the slots of the verifier are closed"))?;
        tokio::task::spawn_blocking(work).await.map_err(|fault| {
            tracing::error!(%fault, "the verification of a response broke off; this is a fault of ours");
            SignInProblem::broken().into()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_in_the_verification_is_a_refusal() {
        let verifier = Verifier::default();
        let broken: Result<(), Stopped> = verifier.beside(|| panic!("on purpose")).await;
        assert!(matches!(broken, Err(Stopped::Refused(problem)) if problem.reason() == "VerificationBroken"));
        assert!(matches!(verifier.beside(|| 1).await, Ok(1)), "the slot is free again");
    }
}
