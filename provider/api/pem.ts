import { createPrivateKey, X509Certificate } from "node:crypto";

/**
 * Whether the text is, or starts with, a certificate in PEM. Node itself accepts anything as an authority, and then
 * trusts no certificate.
 */
export function isCertificate(text: string): boolean {
	return succeeds(() => new X509Certificate(text));
}

/** Whether the text is a private key in PEM that needs no passphrase. */
export function isPrivateKey(text: string): boolean {
	return succeeds(() => createPrivateKey(text));
}

/** Whether the key belongs to the certificate. */
export function belongTogether(certificate: string, key: string): boolean {
	return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
}

function succeeds(parse: () => unknown): boolean {
	try {
		parse();
		return true;
	} catch {
		return false;
	}
}
