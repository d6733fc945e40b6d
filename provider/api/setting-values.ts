import { readFileSync } from "node:fs";
import { z } from "zod";
import { DURATION_SHAPE, parseDuration } from "./duration";
import { isCertificate, isPrivateKey } from "./pem";

/** A whole number. */
export const whole = (min: number, max: number) =>
	z
		.string()
		.regex(/^\d{1,9}$/, `is not a whole number from ${min} to ${max}`)
		.transform(Number)
		.refine((n) => n >= min && n <= max, `is not a whole number from ${min} to ${max}`);

/** A duration, in milliseconds. */
export const duration = z.string().transform((text, context) => {
	const ms = parseDuration(text);
	if (ms !== undefined && ms <= MAX_TIMER_MS) return ms;
	context.addIssue(`is not a duration of at most 24 days; write ${DURATION_SHAPE}`);
	return z.NEVER;
});
/** The longest delay of a timer in Node. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** A flag. */
export const bool = z
	.enum(["true", "false", "1", "0"], "is neither `true` nor `false`")
	.transform((text) => text === "true" || text === "1");

const file = z.string().transform((path, context) => {
	try {
		return readFileSync(path, "utf8");
	} catch (error) {
		context.addIssue(`cannot be read: ${(error as NodeJS.ErrnoException).code}`);
		return z.NEVER;
	}
});

/** The contents of a file with a certificate. */
export const certificateFile = file.refine(isCertificate, "is not a file with a PEM certificate");
/** The contents of a file with a private key. */
export const keyFile = file.refine(
	isPrivateKey,
	"is not a file with a PEM private key that needs no passphrase",
);

function listOf(shape: RegExp, inspect: string): z.ZodType<readonly string[], string> {
	return z
		.string()
		.transform((text) =>
			text
				.split(",")
				.map((part) => part.trim())
				.filter((part) => part !== ""),
		)
		.pipe(z.array(z.string().regex(shape, `is not a comma-separated list of ${inspect}`)));
}

/** Owners by ID. */
export const numericOwners = listOf(
	/^(projects|groups)\/[1-9]\d*$/,
	"`projects/<number>` and `groups/<number>`",
);

/** The address of a GitLab, normalised. */
export const baseUrl = z.string().transform((text, context) => {
	const host = normalizeBaseUrl(text);
	if ("reason" in host) {
		context.addIssue(host.reason);
		return z.NEVER;
	}
	return host.baseUrl;
});

/** An access token. */
export const credential = z
	.string()
	.regex(/^[\x21-\x7e]+$/, "contains characters not allowed in an HTTP header (line break or space?)");

/** The base URL without `/api/v4` and trailing slashes, or why it is invalid. */
export function normalizeBaseUrl(text: string): { baseUrl: string } | { reason: string } {
	let url: URL;
	try {
		url = new URL(text);
	} catch {
		return { reason: "is not a URL; write it with its scheme, as in `https://gitlab.example.com`" };
	}
	if (url.protocol !== "https:" && url.protocol !== "http:")
		return { reason: "does not begin with `https://` (or `http://`)" };
	if (url.username !== "" || url.password !== "")
		return { reason: "contains a username or password; the credential has its own setting" };
	if (url.search !== "" || url.hash !== "") return { reason: "contains a query or fragment; remove it" };
	const root = withoutTrailingSlashes(url.pathname).replace(/\/api\/v4$/, "");
	return { baseUrl: `${url.origin}${withoutTrailingSlashes(root)}` };
}

function withoutTrailingSlashes(path: string): string {
	let end = path.length;
	while (path[end - 1] === "/") end -= 1;
	return path.slice(0, end);
}
