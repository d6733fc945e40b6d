import { readFileSync } from "node:fs";
import { z } from "zod";
import { DEFAULT_CONNECTION, isConnectionName } from "./connection-name";
import { DURATION_SHAPE, parseDuration } from "./duration";
import { GitLabDeployTokenError } from "./errors";
import { belongTogether, isCertificate, isPrivateKey } from "./pem";
import { rememberSecret } from "./redaction";

/** Where settings come from; a parameter, so that nothing else reads the environment. */
export interface SettingSources {
	/** An environment variable. */
	env(name: string): string | undefined;
	/** A value of the stack's configuration, by its full key (`gitlab:baseUrl`). */
	config(key: string): string | undefined;
}

const whole = (min: number, max: number) =>
	z
		.string()
		.regex(/^\d{1,9}$/, `is not a whole number from ${min} to ${max}`)
		.transform(Number)
		.refine((n) => n >= min && n <= max, `is not a whole number from ${min} to ${max}`);

const duration = z.string().transform((text, context) => {
	const ms = parseDuration(text);
	if (ms !== undefined && ms <= MAX_TIMER_MS) return ms;
	context.addIssue(`is not a duration of at most 24 days; write ${DURATION_SHAPE}`);
	return z.NEVER;
});
/** What a timer of Node can hold. */
const MAX_TIMER_MS = 2 ** 31 - 1;

const bool = z
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

const certificateFile = file.refine(isCertificate, "is not a file with a PEM certificate");
const keyFile = file.refine(isPrivateKey, "is not a file with a PEM private key that needs no passphrase");

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

const numericOwners = listOf(/^(projects|groups)\/[1-9]\d*$/, "`projects/<number>` and `groups/<number>`");

const baseUrl = z.string().transform((text, context) => {
	const host = normalizeBaseUrl(text);
	if ("reason" in host) {
		context.addIssue(host.reason);
		return z.NEVER;
	}
	return host.baseUrl;
});

const credential = z
	.string()
	.regex(/^[\x21-\x7e]+$/, "holds characters that cannot stand in a header (a line break? a blank?)");

interface Setting<Output> {
	/** Suffix of the environment variable: `GITLAB_` + this. */
	readonly env: string;
	readonly schema: z.ZodType<Output, string>;
	/** What applies when nothing is set. */
	readonly fallback: Output;
	/** One line for the README, whose table is compared with this one. */
	readonly meaning: string;
	/** How the default reads in the README. */
	readonly shownDefault: string;
}

function setting<Output>(
	env: string,
	schema: z.ZodType<Output, string>,
	fallback: Output,
	shownDefault: string,
	meaning: string,
): Setting<Output> {
	return { env, schema, fallback, shownDefault, meaning };
}

/**
 * Every setting there is, by its configuration key. The environment wins over the stack's
 * configuration, so that a destroy works after the credential changed.
 */
export const SETTINGS = {
	baseUrl: setting(
		"BASE_URL",
		baseUrl,
		"https://gitlab.com",
		"`https://gitlab.com`",
		"Address of the GitLab, with or without `/api/v4`; a relative root is kept",
	),
	token: setting<string | undefined>(
		"TOKEN",
		credential,
		undefined,
		"none",
		"Access token with scope `api`, of a Maintainer (projects) or Owner (groups). Secret",
	),
	tokenType: setting<"private" | "bearer">(
		"TOKEN_TYPE",
		z.enum(["private", "bearer"], "is neither `private` nor `bearer`"),
		"private",
		"`private`",
		"`private` for personal, project and group access tokens, `bearer` for OAuth tokens",
	),
	caFile: setting<string | undefined>(
		"CA_FILE",
		certificateFile,
		undefined,
		"system trust",
		"PEM file with the certificate authorities to trust",
	),
	clientCertFile: setting<string | undefined>(
		"CLIENT_CERT_FILE",
		certificateFile,
		undefined,
		"none",
		"PEM file with a client certificate",
	),
	clientKeyFile: setting<string | undefined>(
		"CLIENT_KEY_FILE",
		keyFile,
		undefined,
		"none",
		"PEM file with the client certificate's key",
	),
	insecure: setting<boolean>(
		"INSECURE",
		bool,
		false,
		"`false`",
		"`true` accepts any server certificate. For trials only",
	),
	concurrency: setting<number>(
		"CONCURRENCY",
		whole(1, 256),
		16,
		"`16`",
		"Requests under way at once, from one process",
	),
	requestTimeout: setting<number>(
		"REQUEST_TIMEOUT",
		duration,
		30_000,
		"`30s`",
		"How long one request may take, its answer included",
	),
	retries: setting<number>(
		"RETRIES",
		whole(0, 100),
		5,
		"`5`",
		"How often a request that may be repeated is repeated; waits that GitLab asks for do not count",
	),
	operationTimeout: setting<number>(
		"OPERATION_TIMEOUT",
		duration,
		1_800_000,
		"`30m`",
		"How long one operation on one resource may take, waits included",
	),
	driftDetection: setting<"preview" | "refresh">(
		"DRIFT_DETECTION",
		z.enum(["preview", "refresh"], "is neither `preview` nor `refresh`"),
		"preview",
		"`preview`",
		"`preview` looks at GitLab in every preview and update, `refresh` only when Pulumi refreshes",
	),
	forgetOwners: setting<readonly string[]>(
		"FORGET_OWNERS",
		numericOwners,
		[],
		"none",
		"Owners known to be gone, by number (`projects/5,groups/7`): their tokens leave the state",
	),
	orphans: setting<"report" | "delete">(
		"ORPHANS",
		z.enum(["report", "delete"], "is neither `report` nor `delete`"),
		"report",
		"`report`",
		"What to do with an orphan after a lost create response: `report` it, or `delete` it and retry",
	),
	movedFrom: setting<string | undefined>(
		"MOVED_FROM",
		baseUrl,
		undefined,
		"none",
		"The base URL under which this same GitLab was known before",
	),
} as const;

/** Name of a setting. */
export type SettingName = keyof typeof SETTINGS;

/** The settings of one connection, parsed; durations in milliseconds, files as their contents. */
export type Settings = { readonly [Name in SettingName]: (typeof SETTINGS)[Name]["fallback"] } & {
	/** The connection these are for. */
	readonly connection: string;
};

/** The environment variable and the configuration key of a setting of a connection. */
export function settingNames(connection: string, name: SettingName): { env: string; config: string } {
	const prefix = connection.toUpperCase().replaceAll("-", "_");
	return { env: `${prefix}_${SETTINGS[name].env}`, config: `${connection}:${name}` };
}

/**
 * Whether a connection leads anywhere: connection `gitlab` always does, another one where it has a base URL or a
 * credential. `false` for a connection whose settings were removed, or that is misspelt.
 */
export function isConfigured(connection: string, sources: SettingSources): boolean {
	const isSet = (name: SettingName) => find(connection, name, sources).text !== undefined;
	return connection === DEFAULT_CONNECTION || isSet("baseUrl") || isSet("token");
}

/**
 * Reads the settings of a connection; the environment wins over the configuration.
 *
 * An empty value counts as not set. Connection `x` reads `X_TOKEN` and `x:token` only: a credential
 * never serves another connection. Only connection `gitlab` has a default base URL.
 *
 * @throws GitLabDeployTokenError `SETTINGS_INVALID`, naming every setting that is wrong and where it is set.
 */
export function readSettings(connection: string, sources: SettingSources): Settings {
	if (!isConnectionName(connection))
		throw new GitLabDeployTokenError(
			"SETTINGS_INVALID",
			`${JSON.stringify(connection)} cannot be the name of a connection: it takes small letters, digits and '-', a letter first.`,
			`Rename the connection, as in "${DEFAULT_CONNECTION}", and its configuration with it.`,
		);
	if (!isConfigured(connection, sources)) throw notConfigured(connection);
	const values: Record<string, unknown> = { connection };
	const problems: string[] = [];
	for (const name of Object.keys(SETTINGS) as SettingName[]) {
		const { place, text } = find(connection, name, sources);
		if (text === undefined) {
			values[name] = SETTINGS[name].fallback;
			continue;
		}
		if (name === "token") rememberSecret(text);
		const parsed = SETTINGS[name].schema.safeParse(text);
		if (parsed.success) values[name] = parsed.data;
		else problems.push(`${place} ${parsed.error.issues[0]?.message}`);
	}
	if (connection !== DEFAULT_CONNECTION && find(connection, "baseUrl", sources).text === undefined)
		problems.push(
			`${placesOf(connection, "baseUrl")} is not set, and only connection "${DEFAULT_CONNECTION}" has a default`,
		);
	const pair = clientPairProblem(connection, values, sources);
	if (pair !== undefined) problems.push(pair);
	if (problems.length > 0)
		throw new GitLabDeployTokenError(
			"SETTINGS_INVALID",
			`The settings of connection "${connection}" cannot be used: ${problems.join("; ")}.`,
			"Correct the environment variable, or the configuration with `pulumi config set`.",
		);
	return values as Settings;
}

/** A setting's text, `undefined` where it is empty or not set, and the place to correct it at. */
function find(
	connection: string,
	name: SettingName,
	sources: SettingSources,
): { place: string; text: string | undefined } {
	const { env, config } = settingNames(connection, name);
	const fromEnv = sources.env(env);
	return fromEnv
		? { place: `environment variable ${env}`, text: fromEnv }
		: { place: `configuration ${config}`, text: sources.config(config) || undefined };
}

/** Both places of a setting, for a message. */
function placesOf(connection: string, name: SettingName): string {
	const { env, config } = settingNames(connection, name);
	return `${env} (or \`${config}\`)`;
}

function notConfigured(connection: string): GitLabDeployTokenError {
	return new GitLabDeployTokenError(
		"SETTINGS_INVALID",
		`Connection "${connection}" is not configured (any more): neither ${placesOf(connection, "baseUrl")} nor ${placesOf(connection, "token")} is set.`,
		"Set both, or correct the connection's name. Tokens recorded with a connection need its settings until an update has moved them to another one.",
	);
}

/** What is wrong between the client certificate and its key. */
function clientPairProblem(
	connection: string,
	{ clientCertFile, clientKeyFile }: { clientCertFile?: unknown; clientKeyFile?: unknown },
	sources: SettingSources,
): string | undefined {
	const both = `${connection}:clientCertFile and ${connection}:clientKeyFile`;
	const isSet = (name: SettingName) => find(connection, name, sources).text !== undefined;
	if (isSet("clientCertFile") !== isSet("clientKeyFile")) return `${both} belong together; only one is set`;
	const readable = typeof clientCertFile === "string" && typeof clientKeyFile === "string";
	return readable && !belongTogether(clientCertFile, clientKeyFile)
		? `${both} do not belong together: the key is not the certificate's`
		: undefined;
}

/** The base URL without `/api/v4` and trailing slashes, or why it cannot be one. */
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
		return { reason: "holds a user name or password; the credential has a setting of its own" };
	if (url.search !== "" || url.hash !== "") return { reason: "holds a query or fragment; leave them out" };
	const root = withoutTrailingSlashes(url.pathname).replace(/\/api\/v4$/, "");
	return { baseUrl: `${url.origin}${withoutTrailingSlashes(root)}` };
}

function withoutTrailingSlashes(path: string): string {
	let end = path.length;
	while (path[end - 1] === "/") end -= 1;
	return path.slice(0, end);
}
