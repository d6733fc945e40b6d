import { z } from "zod";
import {
	baseUrl,
	bool,
	certificateFile,
	credential,
	duration,
	keyFile,
	numericOwners,
	whole,
} from "./setting-values";

interface Setting {
	/** Suffix of the environment variable: `GITLAB_` + this. */
	readonly env: string;
	readonly schema: z.ZodType<unknown, string>;
	/** What applies when nothing is set. */
	readonly fallback: unknown;
	/** One line for docs/reference/settings.md, whose table is compared with this one. */
	readonly meaning: string;
	/** How the default reads in docs/reference/settings.md. */
	readonly shownDefault: string;
}

/**
 * Every setting, by its configuration key. The environment overrides the stack's configuration, so that a destroy
 * works after the credential changed.
 */
export const SETTINGS = {
	baseUrl: {
		env: "BASE_URL",
		schema: baseUrl,
		fallback: "https://gitlab.com",
		shownDefault: "`https://gitlab.com`",
		meaning: "Address of the GitLab, with or without `/api/v4`; a relative root is kept",
	},
	token: {
		env: "TOKEN",
		schema: credential,
		fallback: undefined,
		shownDefault: "none",
		meaning: "Access token with scope `api`, of a Maintainer (projects) or Owner (groups). Secret",
	},
	tokenType: {
		env: "TOKEN_TYPE",
		schema: z.enum(["private", "bearer"], "is neither `private` nor `bearer`"),
		fallback: "private",
		shownDefault: "`private`",
		meaning: "`private` for personal, project and group access tokens, `bearer` for OAuth tokens",
	},
	caFile: {
		env: "CA_FILE",
		schema: certificateFile,
		fallback: undefined,
		shownDefault: "system trust",
		meaning: "PEM file with the certificate authorities to trust",
	},
	clientCertFile: {
		env: "CLIENT_CERT_FILE",
		schema: certificateFile,
		fallback: undefined,
		shownDefault: "none",
		meaning: "PEM file with a client certificate",
	},
	clientKeyFile: {
		env: "CLIENT_KEY_FILE",
		schema: keyFile,
		fallback: undefined,
		shownDefault: "none",
		meaning: "PEM file with the client certificate's key",
	},
	insecure: {
		env: "INSECURE",
		schema: bool,
		fallback: false,
		shownDefault: "`false`",
		meaning: "`true` accepts any server certificate. For trials only",
	},
	concurrency: {
		env: "CONCURRENCY",
		schema: whole(1, 256),
		fallback: 16,
		shownDefault: "`16`",
		meaning: "Maximum concurrent requests per process",
	},
	requestTimeout: {
		env: "REQUEST_TIMEOUT",
		schema: duration,
		fallback: 30_000,
		shownDefault: "`30s`",
		meaning: "Timeout of one request, including its response",
	},
	retries: {
		env: "RETRIES",
		schema: whole(0, 100),
		fallback: 5,
		shownDefault: "`5`",
		meaning: "Retries per request; waits requested by GitLab (`Retry-After`) do not count",
	},
	operationTimeout: {
		env: "OPERATION_TIMEOUT",
		schema: duration,
		fallback: 1_800_000,
		shownDefault: "`30m`",
		meaning: "Timeout of one operation on one resource, including waits",
	},
	driftDetection: {
		env: "DRIFT_DETECTION",
		schema: z.enum(["preview", "refresh"], "is neither `preview` nor `refresh`"),
		fallback: "preview",
		shownDefault: "`preview`",
		meaning:
			"`preview` reads the tokens from GitLab in every preview and update, `refresh` only when Pulumi refreshes, or a token is due by its dates",
	},
	forgetOwners: {
		env: "FORGET_OWNERS",
		schema: numericOwners,
		fallback: [] as readonly string[],
		shownDefault: "none",
		meaning:
			"Owners that are gone for good, by ID (`projects/5,groups/7`): their tokens are removed from the state",
	},
	orphans: {
		env: "ORPHANS",
		schema: z.enum(["report", "delete"], "is neither `report` nor `delete`"),
		fallback: "report",
		shownDefault: "`report`",
		meaning: "What to do with an orphan after a lost create response: `report` it, or `delete` it and retry",
	},
	movedFrom: {
		env: "MOVED_FROM",
		schema: baseUrl,
		fallback: undefined,
		shownDefault: "none",
		meaning: "Former base URL of this same GitLab",
	},
} as const satisfies Record<string, Setting>;

/** Name of a setting. */
export type SettingName = keyof typeof SETTINGS;

/** The settings of one connection, parsed; durations in milliseconds, files as their contents. */
export type Settings = {
	readonly [Name in SettingName]:
		| z.output<(typeof SETTINGS)[Name]["schema"]>
		| (typeof SETTINGS)[Name]["fallback"];
} & {
	/** The connection these are for. */
	readonly connection: string;
};

/** The environment variable and the configuration key of a setting of a connection. */
export function settingNames(connection: string, name: SettingName): { env: string; config: string } {
	const prefix = connection.toUpperCase().replaceAll("-", "_");
	return { env: `${prefix}_${SETTINGS[name].env}`, config: `${connection}:${name}` };
}
