/** What stands where a secret stood. */
export const REDACTED = "[redacted]";

/** Credentials this process was given, so that an answer that echoes one cannot carry it into an error. */
const known = new Set<string>();

/** The same, so that a secret of which another one is a part goes as a whole. */
let longestFirst: readonly string[] = [];

/** GitLab's own token prefixes, also behind an instance prefix. Source: GitLab docs, "Token prefixes". */
const TOKEN_SHAPE =
	/(?:gl(?:agent|cbt|dt|ffct|ft|imt|oas|pat|ptt|rtr?|soat|wt)-|GR1348941)[A-Za-z0-9_.-]{8,}/g;
const SECRET_PARAMETER = /\b((?:private_|access_|job_)?token)=[^&\s"']+/gi;
const SECRET_MEMBER = /("(?:private_|access_|job_)?token"\s*:\s*)"[^"\\]*(?:\\.[^"\\]*)*"?/gi;
const AUTHORIZATION = /\b(bearer|basic)\s+[A-Za-z0-9+/_.~-]{8,}=*/gi;
const URL_CREDENTIALS = /:\/\/[^/\s:@]*:[^/\s@]*@/g;

/**
 * Remembers a secret, in the spellings it can travel in, for {@link redact}.
 *
 * Values of fewer than 6 characters are left out: replacing them would shred ordinary words.
 */
export function rememberSecret(secret: string): void {
	if (secret.length < 6) return;
	const bytes = Buffer.from(secret);
	known.add(secret);
	// By way of the bytes: half a character cannot be encoded, and nothing may fail over a secret.
	known.add(encodeURIComponent(bytes.toString()));
	known.add(bytes.toString("base64").replace(/=+$/, ""));
	known.add(bytes.toString("base64url"));
	known.add(JSON.stringify(secret).slice(1, -1));
}

/** The text without any secret this process knows and without anything that looks like one. */
export function redact(text: string): string {
	if (longestFirst.length !== known.size)
		longestFirst = [...known].sort((one, other) => other.length - one.length);
	let clean = text;
	for (const secret of longestFirst) clean = clean.replaceAll(secret, REDACTED);
	return clean
		.replace(TOKEN_SHAPE, REDACTED)
		.replace(SECRET_PARAMETER, `$1=${REDACTED}`)
		.replace(SECRET_MEMBER, `$1"${REDACTED}"`)
		.replace(AUTHORIZATION, `$1 ${REDACTED}`)
		.replace(URL_CREDENTIALS, `://${REDACTED}@`);
}
