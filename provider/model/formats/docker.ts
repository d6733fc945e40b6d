import { invalidArgument } from "../../api/errors";
import { addressOf } from "./address";
import { basicAuth } from "./basic";
import { assertDistinct, type Credentials, nameOf } from "./text";

/** One entry of Docker's `config.json`. */
export interface RegistryCredentials {
	readonly credentials: Credentials;
	readonly registry: string;
	/** Limits the credentials to the images whose names begin with it. */
	readonly path?: string | undefined;
}

/** The key under which Docker, Podman and Kubernetes search for the credentials of `docker.io`. */
const DOCKER_HUB = "https://index.docker.io/v1/";

/** Docker's `config.json` for some registries with one token. */
export function dockerConfigJson(credentials: Credentials, args: { registry: string | string[] }): string {
	const registries: unknown[] = Array.isArray(args.registry) ? args.registry : [args.registry];
	if (registries.length === 0) throw invalidArgument("registry", "names no registry");
	return mergedDockerConfigJson(
		registries.map((registry) => ({ registry: registry as string, credentials })),
	);
}

/** Docker's `config.json` for some registries, each with its own token. */
export function mergedDockerConfigJson(entries: readonly RegistryCredentials[]): string {
	const keys = entries.map(({ registry, path }) => keyOf(registry, path));
	assertDistinct("registry", keys, "a config.json has one entry for each registry and path");
	const auths = entries.map(({ credentials }, index) => {
		const { username, password } = credentials;
		return [keys[index], { username, password, auth: basicAuth(credentials) }];
	});
	return JSON.stringify({ auths: Object.fromEntries(auths) });
}

function keyOf(registry: unknown, path: string | undefined): string {
	const host = registryHost(registry);
	if (path === undefined) return host === "docker.io" ? DOCKER_HUB : host;
	const given = nameOf(
		"path",
		path,
		/^\/?[a-z0-9._-]+(?:\/[a-z0-9._-]+)*\/?$/,
		"consist of lowercase letters, digits, `.`, `_`, `-` and single `/`",
	);
	return `${host}/${given.replace(/^\/|\/$/g, "")}`;
}

/** As declared, with the port: `URL` drops the scheme's default port, and Docker does not. */
function registryHost(registry: unknown): string {
	const { host } = addressOf("registry", registry, "registry.example.com");
	return /^(?:https?:\/\/)?(?:[^/@]*@)?([^/?#]+)/i.exec(String(registry))?.[1]?.toLowerCase() ?? host;
}
