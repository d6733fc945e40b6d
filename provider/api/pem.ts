import { createPrivateKey, X509Certificate } from "node:crypto";

/** Whether the text is, or begins with, a certificate in PEM. Node itself takes anything as an authority, and then trusts nobody. */
export function isCertificate(text: string): boolean {
	return succeeds(() => new X509Certificate(text));
}

/** Whether the text is a private key in PEM that needs no passphrase. */
export function isPrivateKey(text: string): boolean {
	return succeeds(() => createPrivateKey(text));
}

/** Whether the key is the certificate's. */
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
