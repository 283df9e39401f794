//! What is known of an identity provider, as a person compares it: the same before saving and after.

use leptos::prelude::*;
use shared::settings::{Binding, Certificate, IdentityProvider};

use crate::language::ConsoleTexts;
use crate::{browser, format};

/// So many days before its end a certificate is marked.
const SOON_DAYS: i64 = 30;

/// The facts.
#[component]
pub fn ProviderFacts(
    /// The identity provider.
    provider: IdentityProvider,
) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let binding = match provider.binding {
        Binding::Redirect => "HTTP-Redirect",
        Binding::Post => "HTTP-POST",
    };
    let signed = if provider.wants_signed_requests { texts.wanted } else { texts.not_wanted };
    let now = browser::now();
    let certificates = provider.certificates.into_iter().map(|it| certificate(it, now)).collect_view();
    view! {
        <dl class="facts facts-grid">
            <div class="facts-wide"><dt>{texts.entity_id}</dt><dd class="break">{provider.entity_id}</dd></div>
            <div class="facts-wide"><dt>{texts.logon_url}</dt><dd class="break">{provider.logon_url}</dd></div>
            <div><dt>{texts.binding}</dt><dd>{binding}</dd></div>
            <div><dt>{texts.signed_requests}</dt><dd>{signed}</dd></div>
        </dl>
        <h4>{texts.certificates}</h4>
        <ul class="certificates">{certificates}</ul>
    }
}

fn certificate(it: Certificate, now: i64) -> AnyView {
    let texts = ConsoleTexts::current();
    let mark = match validity(&it, now) {
        Validity::Good => None,
        Validity::Soon => Some(("badge badge-warn", texts.expires_soon)),
        Validity::Over => Some(("badge badge-bad", texts.expired)),
        Validity::Early => Some(("badge badge-warn", texts.not_yet_valid)),
    };
    view! {
        <li class="certificate">
            <dl class="facts facts-grid">
                <div class="facts-wide"><dt>{texts.subject}</dt><dd class="break">{it.subject}</dd></div>
                <div class="facts-wide">
                    <dt>{texts.serial_number}</dt>
                    <dd class="break"><code>{it.serial_number}</code></dd>
                </div>
                <div class="facts-wide">
                    <dt>{texts.fingerprint}</dt>
                    <dd class="break"><code>{it.fingerprint}</code></dd>
                </div>
                <div><dt>{texts.valid_from}</dt><dd>{format::day(it.not_before)}</dd></div>
                <div>
                    <dt>{texts.valid_until}</dt>
                    <dd>
                        {format::day(it.not_after)}
                        {mark.map(|(class, words)| view! { " "<span class=class>{words}</span> })}
                    </dd>
                </div>
                <div><dt>{texts.key}</dt><dd>{it.key}</dd></div>
            </dl>
        </li>
    }
    .into_any()
}

#[derive(Debug, PartialEq, Eq)]
enum Validity {
    Good,
    Soon,
    Over,
    Early,
}

fn validity(certificate: &Certificate, now: i64) -> Validity {
    if certificate.not_after.0 < now {
        Validity::Over
    } else if certificate.not_before.0 > now {
        Validity::Early
    } else if certificate.not_after.0 - now < SOON_DAYS * 86_400_000 {
        Validity::Soon
    } else {
        Validity::Good
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::time::UnixMillis;

    #[test]
    fn a_certificate_is_marked_when_it_is_over_ends_soon_or_has_not_begun() {
        let day = 86_400_000;
        let certificate = |from: i64, to: i64| Certificate {
            subject: String::new(),
            serial_number: String::new(),
            fingerprint: String::new(),
            not_before: UnixMillis(from * day),
            not_after: UnixMillis(to * day),
            key: String::new(),
        };
        let now = 100 * day;
        assert_eq!(validity(&certificate(0, 200), now), Validity::Good);
        assert_eq!(validity(&certificate(0, 129), now), Validity::Soon);
        assert_eq!(validity(&certificate(0, 99), now), Validity::Over);
        assert_eq!(validity(&certificate(101, 200), now), Validity::Early);
    }
}
