/** One request, without anything that could be a credential. */
export interface AccessLogEntry {
	/** When it arrived, by the server's clock. */
	readonly time: string;
	readonly method: string;
	/** Path and query as sent, without the values of unknown parameters. */
	readonly path: string;
	/** `null` if the connection was closed without a response. */
	readonly status: number | null;
	/** The user whose access token was sent, whether it was accepted or not. */
	readonly user: string | null;
	readonly userAgent: string | null;
	/** The kind of the fault that was applied to the request; `null` if none was. */
	readonly fault: string | null;
}

/** Query parameters that are not secret; the values of all others are not logged. */
const HARMLESS = new Set([
	"active",
	"all_available",
	"archived",
	"id_after",
	"include_subgroups",
	"membership",
	"min_access_level",
	"order_by",
	"owned",
	"page",
	"pagination",
	"per_page",
	"scope",
	"search",
	"service",
	"simple",
	"sort",
	"sudo",
	"topic",
	"visibility",
	"with_shared",
]);

/** Text in the format of a GitLab token, which may be anywhere by mistake. */
const TOKEN_SHAPE = /\b(gl[a-z]{2,8}-|[\w-]+-gldt-)[\w.-]{8,}/g;

/** Enough for a test run; the memory of a server that is left running must not grow forever. */
const MAX_ENTRIES = 100_000;

/** The API requests since the last reset, the newest 100,000 of them. */
export class AccessLog {
	private entries: AccessLogEntry[] = [];

	/** @param isSecret Whether a text is a secret of this server, which must not be logged. */
	add(entry: AccessLogEntry, isSecret: (text: string) => boolean): void {
		if (this.entries.length >= 2 * MAX_ENTRIES) this.entries = this.entries.slice(-MAX_ENTRIES);
		this.entries.push({
			...entry,
			path: redactTarget(entry.path, isSecret),
			userAgent: entry.userAgent === null ? null : redactText(entry.userAgent, isSecret),
		});
	}

	all(): readonly AccessLogEntry[] {
		return this.entries.slice(-MAX_ENTRIES);
	}

	clear(): void {
		this.entries = [];
	}
}

/** A request target without the values of unknown query parameters, and without text in the format of a token. */
export function redactTarget(target: string, isSecret: (text: string) => boolean = () => false): string {
	const [path = "", query] = splitOnce(target, "?");
	const shownPath = path
		.split("/")
		.map((segment) => redactText(segment, isSecret))
		.join("/");
	if (query === undefined) return shownPath;
	const shownQuery = query.split("&").map((pair) => {
		const [key = "", value] = splitOnce(pair, "=");
		if (value === undefined) return redactText(key, isSecret);
		return HARMLESS.has(key)
			? `${key}=${redactText(value, isSecret)}`
			: `${redactText(key, isSecret)}=[FILTERED]`;
	});
	return `${shownPath}?${shownQuery.join("&")}`;
}

function redactText(text: string, isSecret: (text: string) => boolean): string {
	return isSecret(text) ? "[FILTERED]" : text.replace(TOKEN_SHAPE, "[FILTERED]");
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
	const at = text.indexOf(separator);
	return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}
