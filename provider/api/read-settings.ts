import { DEFAULT_CONNECTION, isConnectionName } from "./connection-name";
import { GitLabDeployTokenError } from "./errors";
import { belongTogether } from "./pem";
import { rememberSecret } from "./redaction";
import { SETTINGS, type SettingName, type Settings, settingNames } from "./settings";

/** Where settings come from; a parameter, so that nothing else reads the environment. */
export interface SettingSources {
	/** An environment variable. */
	env(name: string): string | undefined;
	/** A value of the stack's configuration, by its full key (`gitlab:baseUrl`). */
	config(key: string): string | undefined;
}

/**
 * Whether a connection is configured: `gitlab` always is, another one where it has a base URL or a credential.
 * `false` for a connection whose settings were removed, or that is misspelt.
 */
export function isConfigured(connection: string, sources: SettingSources): boolean {
	const isSet = (name: SettingName) => find(connection, name, sources).text !== undefined;
	return connection === DEFAULT_CONNECTION || isSet("baseUrl") || isSet("token");
}

/**
 * Reads the settings of a connection; the environment overrides the configuration.
 *
 * An empty value counts as unset. Connection `x` reads `X_TOKEN` and `x:token` only: a credential is never used by
 * another connection. Only connection `gitlab` has a default base URL.
 *
 * @throws GitLabDeployTokenError `SETTINGS_INVALID`, naming every invalid setting and where it is set.
 */
export function readSettings(connection: string, sources: SettingSources): Settings {
	if (!isConnectionName(connection))
		throw new GitLabDeployTokenError(
			"SETTINGS_INVALID",
			`${JSON.stringify(connection)} is not a valid connection name: use lowercase letters, digits and '-', starting with a letter.`,
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
			"Fix the environment variable, or the configuration with `pulumi config set`.",
		);
	return values as Settings;
}

/** A setting's text, `undefined` where it is empty or unset, and the place to correct it. */
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
		"Set both, or fix the connection's name. Tokens recorded with a connection need its settings until an update has moved them to another one.",
	);
}

/** What is wrong with the client certificate and its key together. */
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
