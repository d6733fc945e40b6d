import { addressOf } from "./address";
import { basicAuth } from "./basic";
import { type Credentials, invalid, textOf, within } from "./text";

/** One entry of Docker's `config.json`. */
export interface RegistryCredentials {
	readonly credentials: Credentials;
	readonly registry: string;
	/** Limits the credentials to the images whose names begin with it. */
	readonly path?: string | undefined;
}

/** Under which Docker, Podman and Kubernetes look for the credentials of `docker.io`. */
const DOCKER_HUB = "https://index.docker.io/v1/";

/** Docker's `config.json` for some registries with one token. */
export function dockerConfigJson(credentials: Credentials, args: { registry: string | string[] }): string {
	const registries: unknown[] = Array.isArray(args.registry) ? args.registry : [args.registry];
	if (registries.length === 0) throw invalid("registry", "names no registry");
	return mergedDockerConfigJson(
		registries.map((registry) => ({ registry: registry as string, credentials })),
	);
}

/** Docker's `config.json` for some registries, each with a token of its own. */
export function mergedDockerConfigJson(entries: readonly RegistryCredentials[]): string {
	const auths = new Map<string, object>();
	for (const { registry, path, credentials } of entries) {
		const key = keyOf(registry, path);
		if (auths.has(key))
			throw invalid("registry", `names ${key} twice, and one key of \`auths\` holds one token; set \`path\``);
		const { username, password } = credentials;
		auths.set(key, { username, password, auth: basicAuth(credentials) });
	}
	return JSON.stringify({ auths: Object.fromEntries(auths) });
}

function keyOf(registry: unknown, path: string | undefined): string {
	const host = registryHost(registry);
	if (path === undefined) return host === "docker.io" ? DOCKER_HUB : host;
	const prefix = textOf("path", path).replace(/^\/+|\/+$/g, "");
	within(
		{
			of: "the name of an image",
			forbidden: /[^a-z0-9._/-]|^$|\/\//,
			what: "a character other than small letters, digits, `.`, `_`, `-` and single `/`",
		},
		{ path: prefix },
	);
	return `${host}/${prefix}`;
}

/** As it is declared, port and all: `URL` drops a port that is the scheme's own, and Docker does not. */
function registryHost(registry: unknown): string {
	const { host } = addressOf("registry", registry, "registry.example.com");
	return /^(?:https?:\/\/)?(?:[^/@]*@)?([^/?#]+)/i.exec(String(registry))?.[1]?.toLowerCase() ?? host;
}
