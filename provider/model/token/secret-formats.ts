import { GitLabDeployTokenError } from "../../api/errors";

/** What a deploy token authenticates with. */
export interface DeployTokenCredentials {
	readonly username: string;
	/** The secret. */
	readonly token: string;
}

/** `username:token` in Base64: the value of an `Authorization: Basic` header, and `auth` in Docker's configuration. */
export function basicAuth({ username, token }: DeployTokenCredentials): string {
	return Buffer.from(`${username}:${token}`).toString("base64");
}

/**
 * Docker's `config.json` for one registry, as Kubernetes takes it in a secret of type
 * `kubernetes.io/dockerconfigjson`.
 *
 * @param registry Host of the registry, with its port if it has one (`registry.example.com:5050`); a scheme
 *   in front and a path behind are left out, since Docker looks credentials up by host.
 */
export function dockerConfigJson(credentials: DeployTokenCredentials, registry: string): string {
	urlOf(registry, "registry", "registry.example.com");
	// As it stands, port and all: `URL` drops a port that is the scheme's own, and Docker does not.
	const host = /^(?:https?:\/\/)?(?:[^/@]*@)?([^/?#]+)/i.exec(registry)?.[1]?.toLowerCase() ?? registry;
	const { username, token } = credentials;
	return JSON.stringify({ auths: { [host]: { username, password: token, auth: basicAuth(credentials) } } });
}

/** The HTTPS address of a repository with the credentials in it, as `git clone` takes it. */
export function gitUrl({ username, token }: DeployTokenCredentials, httpUrl: string): string {
	const url = urlOf(httpUrl, "httpUrl", "https://gitlab.example.com/group/project.git");
	url.username = encodeURIComponent(username);
	url.password = encodeURIComponent(token);
	return url.href;
}

/** An entry of a `.netrc` file. @param host Host name without a port: netrc knows none. */
export function netrc({ username, token }: DeployTokenCredentials, host: string): string {
	const { hostname } = urlOf(host, "host", "gitlab.example.com");
	return `machine ${hostname}\nlogin ${username}\npassword ${token}\n`;
}

/** The line of an `.npmrc` file with which npm authenticates to a package registry. */
export function npmrc({ token }: DeployTokenCredentials, registryUrl: string): string {
	const url = urlOf(registryUrl, "registryUrl", "https://gitlab.example.com/api/v4/projects/5/packages/npm/");
	return `//${url.host}${url.pathname.replace(/\/?$/, "/")}:_authToken=${token}\n`;
}

/** Reads an address, with or without a scheme; its own user name, query and fragment are left out. */
function urlOf(text: string, parameter: string, example: string): URL {
	const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
	const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
	if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:"))
		throw new GitLabDeployTokenError(
			"INPUT_INVALID",
			`${parameter} is not an address; write it as in ${JSON.stringify(example)}.`,
			"Fix it in the program.",
		);
	url.username = "";
	url.password = "";
	url.search = "";
	url.hash = "";
	return url;
}
