import type { SettingSources } from "../api/read-settings";
import { normalizeBaseUrl } from "../api/setting-values";
import { SETTINGS, type SettingName, settingNames } from "../api/settings";
import { adviceOn } from "../model/values/suggestions";
import { isUnknown } from "../model/values/unknown";
import type { Properties } from "./properties";

/** The package's name in programs and in the stack's configuration. */
export const PACKAGE = "gitlab-deploy-tokens";

/** What the engine adds to the configuration of every provider. */
const OF_ENGINE = new Set(["version", "pluginDownloadURL", "pluginChecksums"]);

/** The errors in the provider's configuration, by property. No value is repeated: it may be a credential. */
export function checkConfiguration(config: Properties): { property: string; reason: string }[] {
	const known = Object.keys(SETTINGS);
	return Object.entries(config).flatMap(([property, value]) => {
		if (OF_ENGINE.has(property) || property.startsWith("__") || value === null || isUnknown(value)) return [];
		if (!isSetting(property)) {
			const advice = adviceOn(property, known, "the settings");
			return [{ property, reason: `is not a setting of this provider; ${advice}` }];
		}
		if (typeof value === "object") return [{ property, reason: "is not a string, number or boolean" }];
		if (value === "") return [];
		const reason = SETTINGS[property].schema.safeParse(String(value)).error?.issues[0]?.message;
		return reason === undefined ? [] : [{ property, reason }];
	});
}

/**
 * Where a provider's settings come from. The environment has precedence, as in the dynamic provider, but only where
 * it is for the same GitLab: a stack can have a provider for each of several, and a credential is sent to its own
 * only.
 *
 * It is for the same GitLab where the provider has no base URL, where both have the same one, and where the
 * provider has no credential and the environment no base URL.
 */
export function settingSources(config: Properties, env: SettingSources["env"]): SettingSources {
	const text = (name: string) => {
		const value = config[name];
		return value === undefined || value === null || value === "" || isUnknown(value)
			? undefined
			: String(value);
	};
	const [baseUrl, ofEnvironment] = [text("baseUrl"), env(settingNames("gitlab", "baseUrl").env) || undefined];
	const isSame =
		baseUrl === undefined ||
		(ofEnvironment === undefined ? text("token") === undefined : address(baseUrl) === address(ofEnvironment));
	return {
		env: (name) => (isSame ? env(name) : undefined),
		config: (key) => {
			const [connection, name = ""] = key.split(":");
			return connection === "gitlab" ? text(name) : undefined;
		},
	};
}

/** A message that names settings by the keys of the dynamic provider, with those of this one. */
export function withOwnKeys(message: string): string {
	return message.replaceAll(KEYS, `${PACKAGE}:$1`);
}

const KEYS = new RegExp(`\\bgitlab:(${Object.keys(SETTINGS).join("|")})\\b`, "g");

function isSetting(name: string): name is SettingName {
	return Object.hasOwn(SETTINGS, name);
}

function address(text: string): string {
	const host = normalizeBaseUrl(text);
	return "reason" in host ? text : host.baseUrl;
}
