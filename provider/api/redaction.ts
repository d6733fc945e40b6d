/** What a secret is replaced with. */
export const REDACTED = "[redacted]";

/** Credentials this process was given, so that a response that echoes one cannot carry it into an error. */
const known = new Set<string>();

/** The lengths of the known secrets with the same first characters: a text is read once, however many there are. */
const lengthsByStart = new Map<string, Set<number>>();

/** Marks how known secrets begin: at most places of a text one lookup shows that no secret starts there. */
const marked = new Uint8Array(65_536);

/** Shorter values are not redacted: replacing them would cut ordinary words apart. */
const MIN_LENGTH = 6;

/** GitLab's own token prefixes, also after an instance prefix. Source: GitLab docs, "Token prefixes". */
const TOKEN_SHAPE =
	/(?:gl(?:agent|cbt|dt|ffct|ft|imt|oas|pat|ptt|rtr?|soat|wt)-|GR1348941)[A-Za-z0-9_.-]{8,}/g;
const SECRET_PARAMETER = /\b((?:private_|access_|job_)?token)=[^&\s"']+/gi;
const SECRET_MEMBER = /("(?:private_|access_|job_)?token"\s*:\s*)"[^"\\]*(?:\\.[^"\\]*)*"?/gi;
const AUTHORIZATION = /\b(bearer|basic)\s+[A-Za-z0-9+/_.~-]{8,}=*/gi;
const URL_CREDENTIALS = /:\/\/[^/\s:@]*:[^/\s@]*@/g;

/** Remembers a secret of at least 6 characters, in the encodings in which it can appear, for {@link redact}. */
export function rememberSecret(secret: string): void {
	if (secret.length < MIN_LENGTH) return;
	const bytes = Buffer.from(secret);
	remember(secret);
	// By way of the bytes: a lone surrogate cannot be encoded, and nothing may fail over a secret.
	remember(encodeURIComponent(bytes.toString()));
	remember(bytes.toString("base64").replace(/=+$/, ""));
	remember(bytes.toString("base64url"));
	remember(JSON.stringify(secret).slice(1, -1));
}

function remember(spelling: string): void {
	known.add(spelling);
	marked[markOf(spelling, 0)] = 1;
	const start = spelling.slice(0, MIN_LENGTH);
	const lengths = lengthsByStart.get(start);
	if (lengths === undefined) lengthsByStart.set(start, new Set([spelling.length]));
	else lengths.add(spelling.length);
}

/** The text without any secret this process knows and without anything that looks like one. */
export function redact(text: string): string {
	return withoutKnown(text)
		.replace(TOKEN_SHAPE, REDACTED)
		.replace(SECRET_PARAMETER, `$1=${REDACTED}`)
		.replace(SECRET_MEMBER, `$1"${REDACTED}"`)
		.replace(AUTHORIZATION, `$1 ${REDACTED}`)
		.replace(URL_CREDENTIALS, `://${REDACTED}@`);
}

/**
 * The text with each known secret replaced; overlapping secrets are replaced as one, so that no rest of either
 * remains.
 */
function withoutKnown(text: string): string {
	let clean = "";
	let copied = 0;
	/** The secret that is being skipped, as far as it is known to extend. */
	let begin = 0;
	let end = 0;
	for (let at = 0; at + MIN_LENGTH <= text.length; at += 1) {
		const length = marked[markOf(text, at)] === 1 ? knownLengthAt(text, at) : 0;
		if (length === 0) continue;
		if (at >= end) {
			if (end > 0) {
				clean += text.slice(copied, begin) + REDACTED;
				copied = end;
			}
			begin = at;
		}
		end = Math.max(end, at + length);
	}
	return end === 0 ? text : clean + text.slice(copied, begin) + REDACTED + text.slice(end);
}

function markOf(text: string, at: number): number {
	return ((text.charCodeAt(at) * 31 + text.charCodeAt(at + 1)) * 31 + text.charCodeAt(at + 2)) & 0xffff;
}

/** The length of the longest known secret at a place of the text; 0 where there is none. */
function knownLengthAt(text: string, at: number): number {
	let longest = 0;
	for (const length of lengthsByStart.get(text.slice(at, at + MIN_LENGTH)) ?? [])
		if (length > longest && known.has(text.slice(at, at + length))) longest = length;
	return longest;
}
