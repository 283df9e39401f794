//! What a change of an access configuration changes: for the audit log, and for the roles in the accounts.

use std::collections::BTreeSet;

use shared::access_configurations::{AccessConfiguration, UpdateAccessConfiguration};

use crate::events::NewEvent;

/// The attributes that differ.
pub(super) struct Changes {
    attributes: Vec<(&'static str, String, String)>,
    /// Whether roles that stand in accounts get other policies.
    pub of_policies: bool,
}

impl Changes {
    /// Compares what is with what is wanted.
    pub fn between(found: &AccessConfiguration, wanted: &UpdateAccessConfiguration) -> Self {
        let attributes = [
            ("description", found.description.clone(), wanted.description.clone()),
            ("session_duration", found.session_duration.to_string(), wanted.session_duration.to_string()),
            ("relay_state", found.relay_state.clone(), wanted.relay_state.clone()),
            ("system_policies", found.system_policies.join(", "), wanted.system_policies.join(", ")),
            ("inline_policy", found.inline_policy.clone(), wanted.inline_policy.clone()),
        ];
        // In which order a role's system policies are attached makes no difference to it.
        let attached = |names: &[String]| names.iter().cloned().collect::<BTreeSet<_>>();
        Self {
            of_policies: found.inline_policy != wanted.inline_policy
                || attached(&found.system_policies) != attached(&wanted.system_policies),
            attributes: attributes.into_iter().filter(|(_, before, after)| before != after).collect(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.attributes.is_empty()
    }

    /// The event with every attribute before and after.
    pub fn in_event(self, event: NewEvent) -> NewEvent {
        self.attributes.into_iter().fold(event, |event, (attribute, before, after)| {
            event.detail(&format!("before.{attribute}"), before).detail(&format!("after.{attribute}"), after)
        })
    }
}
