import { invalidArgument } from "../api/errors";
import { argoCdRepoCreds, argoCdRepository } from "../model/formats/argocd";
import { basicAuth } from "../model/formats/basic";
import { mergedComposerAuth } from "../model/formats/composer";
import { mergedDockerConfigJson } from "../model/formats/docker";
import { gitCredentialStore, gitInsteadOf, gitUrl } from "../model/formats/git";
import { gradleProperties, mergedMavenSettings } from "../model/formats/java";
import { netrc } from "../model/formats/netrc";
import { npmrc } from "../model/formats/npm";
import { mergedNugetConfig } from "../model/formats/nuget";
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

/** A format of several usernames and secrets, which are in a list of this name. */
function listOf<Entry>(list: string, write: (entries: readonly Entry[]) => string): Format {
	return {
		args: [list],
		write: ({ [list]: entries }) => {
			if (!Array.isArray(entries) || entries.length === 0)
				throw invalidArgument(list, "is missing or has no entry");
			return write(
				entries.map((entry: Properties | null) => {
					const { username, password, ...rest } = entry ?? {};
					const given = Object.entries(rest).filter(([, value]) => value !== null);
					return { ...Object.fromEntries(given), credentials: { username, password } } as Entry;
				}),
			);
		},
	};
}

/** The formats, by the names of their functions, which are those of the methods in TypeScript. */
export const FORMATS: Readonly<Record<string, Format>> = {
	basicAuth: of(basicAuth),
	dockerConfigJson: listOf("registries", mergedDockerConfigJson),
	gitUrl: of(gitUrl, "httpUrl"),
	gitCredentialStore: of(gitCredentialStore, "httpUrl"),
	gitInsteadOf: of(gitInsteadOf, "httpUrl", "ssh"),
	netrc: of(netrc, "host"),
	npmrc: of(npmrc, "registryUrl", "scope"),
	pipIndexUrl: of(pipIndexUrl, "indexUrl"),
	pipConf: of(pipConf, "indexUrl", "extra"),
	pypirc: of(pypirc, "repositoryUrl", "name"),
	mavenSettings: listOf("servers", mergedMavenSettings),
	gradleProperties: of(gradleProperties, "repository", "via"),
	composerAuth: listOf("hosts", mergedComposerAuth),
	nugetConfig: listOf("sources", mergedNugetConfig),
	terraformToken: of(terraformToken, "host"),
	terraformrc: of(terraformrc, "host"),
	argoCdRepository: of(argoCdRepository, "url", "type", "enableOCI", "name", "project"),
	argoCdRepoCreds: of(argoCdRepoCreds, "url", "type", "enableOCI"),
	renovateHostRules: of(renovateHostRules, "matchHost", "hostType"),
};
