/** What stands where a secret stood. */
export const REDACTED = "[redacted]";

/** Credentials this process was given, so that an answer that echoes one cannot carry it into an error. */
const known = new Set<string>();

/** GitLab's own token prefixes (`glpat-`, `gldt-`, …), also behind an instance prefix. */
const TOKEN_SHAPE = /\b(?:gl[a-z]{1,10}|GR1348941)-[A-Za-z0-9_.-]{8,}/g;
const SECRET_PARAMETER = /\b(private_token|access_token|job_token|token)=[^&\s"']+/gi;
const AUTHORIZATION = /\b(bearer|basic)\s+[A-Za-z0-9+/_.~-]{8,}=*/gi;
const URL_CREDENTIALS = /:\/\/[^/\s:@]*:[^/\s@]*@/g;

/**
 * Remembers a secret, in the spellings it can travel in, for {@link redact}.
 *
 * Values of fewer than 6 characters are left out: replacing them would shred ordinary words.
 */
export function rememberSecret(secret: string): void {
	if (secret.length < 6) return;
	known.add(secret);
	known.add(encodeURIComponent(secret));
	known.add(Buffer.from(secret).toString("base64"));
}

/** The text without any secret this process knows and without anything that looks like one. */
export function redact(text: string): string {
	let clean = text;
	for (const secret of known) clean = clean.replaceAll(secret, REDACTED);
	return clean
		.replace(TOKEN_SHAPE, REDACTED)
		.replace(SECRET_PARAMETER, `$1=${REDACTED}`)
		.replace(AUTHORIZATION, `$1 ${REDACTED}`)
		.replace(URL_CREDENTIALS, `://${REDACTED}@`);
}
