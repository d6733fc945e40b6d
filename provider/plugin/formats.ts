import { invalidArgument } from "../api/errors";
import { argoCdRepoCreds, argoCdRepository } from "../model/formats/argocd";
import { basicAuth } from "../model/formats/basic";
import { composerAuth } from "../model/formats/composer";
import { mergedDockerConfigJson } from "../model/formats/docker";
import { gitCredentialStore, gitInsteadOf, gitUrl } from "../model/formats/git";
import { gradleProperties, mavenSettings } from "../model/formats/java";
import { netrc } from "../model/formats/netrc";
import { npmrc } from "../model/formats/npm";
import { nugetConfig } from "../model/formats/nuget";
import { pipConf, pipIndexUrl, pypirc } from "../model/formats/python";
import { renovateHostRules } from "../model/formats/renovate";
import { terraformrc, terraformToken } from "../model/formats/terraform";
import type { Credentials } from "../model/formats/text";
import type { Properties } from "./properties";

/** A format of a secret as a function of the package. Its `result` is secret. */
export interface Format {
	readonly args: readonly string[];
	write(args: Properties): string | object;
}

/** A format of one username and password; it checks its own arguments. */
function of<Args>(
	write: (credentials: Credentials, args: Args) => string | object,
	...args: readonly (keyof Args & string)[]
): Format {
	return {
		args: ["username", "password", ...args],
		write: ({ username, password, ...rest }) => write({ username, password } as Credentials, rest as Args),
	};
}

/** The formats, by the names of their functions, which are those of the methods in TypeScript. */
export const FORMATS: Readonly<Record<string, Format>> = {
	basicAuth: of(basicAuth),
	dockerConfigJson: {
		args: ["registries"],
		write: ({ registries }) => mergedDockerConfigJson(entriesOf(registries)),
	},
	gitUrl: of(gitUrl, "httpUrl"),
	gitCredentialStore: of(gitCredentialStore, "httpUrl"),
	gitInsteadOf: of(gitInsteadOf, "httpUrl", "ssh"),
	netrc: of(netrc, "host"),
	npmrc: of(npmrc, "registryUrl", "scope"),
	pipIndexUrl: of(pipIndexUrl, "indexUrl"),
	pipConf: of(pipConf, "indexUrl", "extra"),
	pypirc: of(pypirc, "repositoryUrl", "name"),
	mavenSettings: of(mavenSettings, "serverId", "via"),
	gradleProperties: of(gradleProperties, "repository", "via"),
	composerAuth: of(composerAuth, "host"),
	nugetConfig: of(nugetConfig, "sourceUrl", "name"),
	terraformToken: of(terraformToken, "host"),
	terraformrc: of(terraformrc, "host"),
	argoCdRepository: of(argoCdRepository, "url", "type", "enableOCI", "name", "project"),
	argoCdRepoCreds: of(argoCdRepoCreds, "url", "type", "enableOCI"),
	renovateHostRules: of(renovateHostRules, "matchHost", "hostType"),
};

function entriesOf(registries: unknown) {
	if (!Array.isArray(registries) || registries.length === 0)
		throw invalidArgument("registries", "is missing or names no registry");
	return registries.map((entry: Properties | undefined) => {
		const { registry, path, username, password } = entry ?? {};
		return {
			registry: registry as string,
			path: (path ?? undefined) as string | undefined,
			credentials: { username, password } as Credentials,
		};
	});
}
