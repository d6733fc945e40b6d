// @ts-check
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * This process's environment without what would configure Pulumi, this package, Node or a proxy.
 * @returns {Record<string, string>}
 */
export function plainEnvironment() {
	/** @type {Record<string, string>} */
	const kept = {};
	for (const [name, value] of Object.entries(process.env))
		if (value !== undefined && !/^(GITLAB|PULUMI|TS_NODE)_|^NODE_OPTIONS$|_proxy$/i.test(name))
			kept[name] = value;
	return kept;
}

/**
 * The environment in which the CLI keeps a stack in `state` and its own files in `home`, both below a folder, and works
 * with one GitLab. What would lead Pulumi or the provider elsewhere, such as to the user's own GitLab, is left out.
 * @param {string} folder
 * @param {{ url: string, credential: string }} [gitlab] none, where nothing calls it
 * @param {string} [passphrase]
 * @returns {Record<string, string>}
 */
export function stackEnvironment(folder, gitlab, passphrase = "correct horse battery staple") {
	const [home = "", state = ""] = ["home", "state"].map((name) => join(folder, name));
	for (const path of [home, state]) mkdirSync(path, { recursive: true });
	return {
		...plainEnvironment(),
		...(gitlab && { GITLAB_BASE_URL: gitlab.url, GITLAB_TOKEN: gitlab.credential }),
		PULUMI_BACKEND_URL: pathToFileURL(state).href,
		PULUMI_CONFIG_PASSPHRASE: passphrase,
		PULUMI_HOME: home,
		PULUMI_OPTION_COLOR: "never",
		PULUMI_SKIP_UPDATE_CHECK: "1",
	};
}
