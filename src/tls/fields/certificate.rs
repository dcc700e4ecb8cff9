//! The fields of certificates and of the requests for them.

use super::super::certificate::{Certificate, Chain, Request};
use super::{Tree, hex};

impl Tree {
    pub(super) fn chain(&mut self, chain: &Chain) {
        if !chain.context.is_empty() {
            self.hex("Certificate Request Context", &chain.context);
        }
        self.group("Certificates", chain.certificates.len(), |tree| {
            for certificate in &chain.certificates {
                tree.certificate(certificate);
            }
        });
    }

    fn certificate(&mut self, certificate: &Certificate) {
        let value = format!("{} bytes", certificate.der.len());
        self.group("Certificate", value, |tree| {
            match &certificate.facts {
                Some(facts) => {
                    tree.add("Subject", &facts.subject);
                    tree.add("Issuer", &facts.issuer);
                    tree.add("Names", facts.about.names.join(", "));
                    tree.add("Valid From", facts.about.from.to_string());
                    tree.add("Valid Until", facts.about.until.to_string());
                    tree.add("Serial Number", &facts.serial);
                    tree.add("Public Key", &facts.key);
                    tree.add("Signature Algorithm", &facts.signed_by);
                }
                None => tree.add("Malformed", "not a certificate in DER"),
            }
            tree.add("SHA-256 Fingerprint", &certificate.fingerprint);
            if !certificate.extensions.is_empty() {
                tree.extensions(&certificate.extensions);
            }
        });
    }

    pub(super) fn request(&mut self, request: &Request) {
        if !request.context.is_empty() {
            self.hex("Certificate Request Context", &request.context);
        }
        if !request.kinds.is_empty() {
            self.each("Certificate Types", "Certificate Type", &request.kinds);
        }
        if !request.schemes.is_empty() {
            self.each(
                "Signature Algorithms",
                "Signature Algorithm",
                &request.schemes,
            );
        }
        if !request.authorities.is_empty() {
            let names: Vec<String> = request.authorities.iter().map(|name| hex(name)).collect();
            self.each("Certificate Authorities", "Distinguished Name", &names);
        }
        if !request.extensions.is_empty() {
            self.extensions(&request.extensions);
        }
    }
}
