import * as pulumi from "@pulumi/pulumi";
import { mergedComposerAuth } from "../model/formats/composer";
import { mergedDockerConfigJson } from "../model/formats/docker";
import { mergedMavenSettings } from "../model/formats/java";
import { mergedNugetConfig } from "../model/formats/nuget";
import type { Credentials } from "../model/formats/text";

/** Whose credentials an entry has: `token.credentials`, `set.token(key)`, or a username and password of another service. */
export interface CredentialsInput {
	/** The username. */
	readonly username: pulumi.Input<string>;
	/** The secret. */
	readonly password: pulumi.Input<string>;
}

/** The credentials for one registry, or for some of its images. */
export interface RegistryCredentialsArgs {
	/** Host of the registry, with its port if it has one. */
	registry: pulumi.Input<string>;
	/**
	 * Limits the credentials to the images whose names begin with it, as in `group/project`. Kubernetes, Podman and
	 * Skopeo take the longest that fits; Docker ignores entries with a path.
	 *
	 * Default: all images of the registry.
	 */
	path?: pulumi.Input<string> | undefined;
	/** Whose they are: `token.credentials`, `set.token(key)`, or a username and password of another registry. */
	credentials: CredentialsInput;
}

/** The credentials for one server of Maven's. */
export interface MavenServerArgs {
	/** The `id` of the repository in `pom.xml`. */
	serverId: pulumi.Input<string>;
	/**
	 * `header` sends GitLab's own `Deploy-Token` header, `basic` username and password by HTTP basic authentication.
	 *
	 * Default: `header`.
	 */
	via?: pulumi.Input<"header" | "basic"> | undefined;
	/** Whose they are: `token.credentials`, `set.token(key)`, or a username and password of another server. */
	credentials: CredentialsInput;
}

/** The credentials for one GitLab from which Composer installs. */
export interface ComposerHostArgs {
	/** Host of the GitLab. For one other than GitLab.com, `composer.json` lists it in `gitlab-domains`. */
	host: pulumi.Input<string>;
	/** Whose they are: `token.credentials` or `set.token(key)`. */
	credentials: CredentialsInput;
}

/** The credentials for one source of NuGet's. */
export interface NugetSourceArgs {
	/** Address of the source, as in `https://gitlab.example.com/api/v4/projects/5/packages/nuget/index.json`. */
	sourceUrl: pulumi.Input<string>;
	/** The name by which `dotnet nuget push --source` finds the source. Default: `gitlab`. */
	name?: pulumi.Input<string> | undefined;
	/** Whose they are: `token.credentials`, `set.token(key)`, or a username and password of another source. */
	credentials: CredentialsInput;
}

/**
 * Docker's `config.json` for several registries with several tokens. *Secret.*
 *
 * Source: Kubernetes docs, Images, "Interpretation of config.json".
 * Fails: two entries with the same registry and path.
 *
 * ```ts
 * const images = new DeployToken("images", { project: "group/project", scopes: ["read_registry"] });
 * const proxy = new DeployToken("proxy", { group: "group", scopes: ["read_registry", "read_virtual_registry"] });
 * export const dockerConfig = dockerConfigJson([
 *     { registry: "registry.example.com", credentials: images.credentials },
 *     { registry: "gitlab.example.com", credentials: proxy.credentials },
 * ]);
 * ```
 */
export function dockerConfigJson(entries: RegistryCredentialsArgs[]): pulumi.Output<string> {
	return merged(entries, mergedDockerConfigJson);
}

/**
 * Maven's `settings.xml` with several servers and several tokens. *Secret.*
 *
 * Source: GitLab docs, Maven packages in the package registry, "Edit the client configuration".
 * Fails: two entries with the same `serverId`.
 *
 * ```ts
 * const read = new DeployToken("read", { group: "group", scopes: ["read_package_registry"] });
 * const write = new DeployToken("write", { project: "group/project", scopes: ["write_package_registry"] });
 * export const settings = mavenSettings([
 *     { serverId: "gitlab-group", credentials: read.credentials },
 *     { serverId: "gitlab-project", credentials: write.credentials },
 * ]);
 * ```
 */
export function mavenSettings(entries: MavenServerArgs[]): pulumi.Output<string> {
	return merged(entries, mergedMavenSettings);
}

/**
 * Composer's `auth.json` for several GitLabs. *Secret.*
 *
 * Source: GitLab docs, Composer packages in the package registry, "Install a Composer package".
 * Fails: two entries with the same host, for which Composer has one token.
 */
export function composerAuth(entries: ComposerHostArgs[]): pulumi.Output<string> {
	return merged(entries, mergedComposerAuth);
}

/**
 * A `nuget.config` with several sources and several tokens. *Secret.*
 *
 * Source: GitLab docs, NuGet packages in the package registry, "Configuration file".
 * Fails: two entries with the same name, also in other case.
 */
export function nugetConfig(entries: NugetSourceArgs[]): pulumi.Output<string> {
	return merged(entries, mergedNugetConfig);
}

/** What an entry is once its outputs are known. */
type Known<Entry> = {
	[Name in keyof Entry]: Name extends "credentials" ? Credentials : pulumi.Unwrap<Entry[Name]>;
};

function merged<Entry extends { credentials: CredentialsInput }>(
	entries: readonly Entry[],
	write: (entries: Known<Entry>[]) => string,
): pulumi.Output<string> {
	const known = entries.map(({ credentials: { username, password }, ...args }) =>
		pulumi.all([pulumi.output(args), username, password]),
	);
	const result = pulumi.all(known).apply((all) => {
		// Both are left out by the mocks of a program's tests only.
		if (all.some(([, username, password]) => username === undefined && password === undefined))
			return undefined as unknown as string;
		return write(
			all.map(
				([args, username, password]) =>
					({ ...args, credentials: { username, password } }) as unknown as Known<Entry>,
			),
		);
	});
	return pulumi.secret(result);
}
