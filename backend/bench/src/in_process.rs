//! Verifying and signing in this process, beside their floors.

use std::hint::black_box;
use std::time::{Duration, Instant};

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use saml::role_response::{RolePair, RoleResponse};
use saml::{Certificate, Policy, ServiceProvider, TrustedIdentityProvider};

use crate::Fault;
use crate::report::Report;
use crate::responses::{ISSUER, Signer};

/// The moment at which everything here happens.
pub fn moment() -> Timestamp {
    Timestamp::from_second(1_790_000_000).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Median time of one call, in rounds that go in turn so that noise meets every candidate alike.
fn medians<const N: usize>(
    candidates: [&mut dyn FnMut() -> Result<(), Fault>; N],
) -> Result<[f64; N], Fault> {
    const ROUNDS: usize = 60;
    const CALLS: u32 = 40;
    let mut times = [const { Vec::<Duration>::new() }; N];
    let mut candidates = candidates;
    for round in 0..ROUNDS + 5 {
        for (candidate, times) in candidates.iter_mut().zip(times.iter_mut()) {
            let start = Instant::now();
            for _ in 0..CALLS {
                candidate()?;
            }
            if round >= 5 {
                times.push(start.elapsed() / CALLS);
            }
        }
    }
    Ok(times.map(|mut all| {
        all.sort();
        all.get(all.len() / 2).map_or(0.0, |time| time.as_secs_f64() * 1e6)
    }))
}

/// What nobody can do without, in microseconds.
#[derive(Debug, Clone, Copy)]
pub struct Floors {
    /// F: verifying a response.
    pub verify: f64,
    /// One RSA-2048 signature.
    pub sign: f64,
}

/// Measures; answers the floors.
pub fn measure(report: &mut Report) -> Result<Floors, Fault> {
    let now = moment();
    let made = saml::keys::generate_key_pair("bench", now, 10).map_err(|e| format!("key: {e}"))?;
    let signer = Signer::new(&made)?;
    let verify = verifying(&signer, now, report)?;
    let sign = signing(&made, &signer, now, report)?;
    Ok(Floors { verify, sign })
}

fn verifying(signer: &Signer, now: Timestamp, report: &mut Report) -> Result<f64, Fault> {
    let sp = ServiceProvider {
        entity_id: "https://sso.example.com/saml/sp/d-0".into(),
        acs_url: "https://sso.example.com/saml/acs/d-0".into(),
    };
    let idp = TrustedIdentityProvider {
        entity_id: ISSUER.into(),
        signing_certificates: vec![
            Certificate::from_der(signer.certificate_der()).map_err(|e| format!("certificate: {e}"))?,
        ],
    };
    let policy = Policy::default();
    let make = |groups| signer.response(1, "sample@example.com", &sp.entity_id, &sp.acs_url, groups, now);
    let (small, large) = (make(24)?, make(150)?);
    let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, signer.public_key());

    let verify = |message: &crate::responses::Signed| -> Result<(), Fault> {
        let xml = STANDARD.decode(&message.base64)?;
        let verified = saml::response::verify(&xml, &sp, &idp, &policy, now)
            .map_err(|refused| format!("refused: {refused:?}"))?;
        black_box(verified);
        Ok(())
    };
    let mut refused_message = small.base64.clone();
    refused_message.replace_range(4_000..4_004, "AAAA");
    let [floor, ours, with_150, refusing] = medians([
        &mut || {
            black_box(STANDARD.decode(&small.base64)?);
            black_box(digest(&SHA256, small.digested.as_bytes()));
            key.verify(small.signed_info.as_bytes(), &small.signature).map_err(|_| "floor: not verified")?;
            Ok(())
        },
        &mut || verify(&small),
        &mut || verify(&large),
        &mut || {
            let xml = STANDARD.decode(&refused_message)?;
            match saml::response::verify(&xml, &sp, &idp, &policy, now) {
                Ok(_) => Err("a changed message was accepted".into()),
                Err(refused) => {
                    black_box(refused);
                    Ok(())
                }
            }
        },
    ])?;
    report.fact("F: base64 + SHA-256 + RSA-2048 verify", format!("{floor:.1} us"));
    let ratio = ours / floor;
    report.figure(
        "response -> verified claims",
        format!("{ours:.1} us = {ratio:.1} F"),
        "<= 8 F",
        "<= 3 F",
        ratio <= 8.0,
    );
    let each = (with_150 - ours) / 126.0 / floor;
    report.fact("  each further group (aim <= 0.02 F)", format!("{each:.3} F"));
    report.fact("  refusing a changed one (aim <= accepting)", format!("{:.1} F", refusing / floor));
    Ok(floor)
}

fn signing(
    made: &saml::keys::GeneratedKey,
    signer: &Signer,
    now: Timestamp,
    report: &mut Report,
) -> Result<f64, Fault> {
    let key = saml::keys::SigningKey::from_pkcs8(&made.private_key_pkcs8, &made.certificate_der)
        .map_err(|e| format!("key: {e}"))?;
    let response = RoleResponse {
        issuer: "https://sso.example.com/saml/idp/d-0".into(),
        destination: "https://signin.alibabacloud.com/saml-role/sso".into(),
        audience: "urn:alibaba:cloudcomputing:international".into(),
        roles: vec![RolePair {
            role_arn: "acs:ram::1234567890123456:role/AliyunReservedSSO-ecs-reader".into(),
            provider_arn: "acs:ram::1234567890123456:saml-provider/AliyunReservedSSO-d-0".into(),
        }],
        role_session_name: "sample@example.com".into(),
        session_duration: Some(3_600),
        authn_instant: now,
        session_not_on_or_after: None,
        session_index: None,
    };
    let text = [b'x'; 900];
    let [bare, ours] = medians([
        &mut || {
            black_box(signer.sign(&text)?);
            Ok(())
        },
        &mut || {
            black_box(
                saml::role_response::sign(&response, &key, now).map_err(|e| format!("signing: {e:?}"))?,
            );
            Ok(())
        },
    ])?;
    let ratio = ours / bare;
    report.figure(
        "sign one role response",
        format!("{ours:.0} us = {ratio:.2} x bare RSA"),
        "<= 1.5 x RSA",
        "<= 1.05 x RSA",
        ratio <= 1.5,
    );
    Ok(bare)
}
