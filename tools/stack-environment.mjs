// @ts-check
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * The environment in which the CLI keeps a stack, its backend and its home below a folder, and works with one GitLab.
 * What would lead Pulumi or the provider elsewhere, such as to the user's own GitLab, is left out of this process's own.
 * @param {string} folder
 * @param {{ url: string, credential: string, passphrase: string }} use
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
export async function stackEnvironment(folder, { url, credential, passphrase }) {
	const [home = "", backend = ""] = ["home", "backend"].map((name) => join(folder, name));
	for (const path of [home, backend]) await mkdir(path, { recursive: true });
	const kept = Object.entries(process.env).filter(
		([name]) => !/^(PULUMI_|GITLAB_|NODE_OPTIONS$|(https?|all)_proxy$)/i.test(name),
	);
	return {
		...Object.fromEntries(kept),
		GITLAB_BASE_URL: url,
		GITLAB_TOKEN: credential,
		PULUMI_BACKEND_URL: pathToFileURL(backend).href,
		PULUMI_CONFIG_PASSPHRASE: passphrase,
		PULUMI_HOME: home,
		PULUMI_OPTION_COLOR: "never",
		PULUMI_SKIP_UPDATE_CHECK: "1",
	};
}
