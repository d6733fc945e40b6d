import * as pulumi from "@pulumi/pulumi";
import {
	type ArgoCdOptions,
	type ArgoCdRepositoryOptions,
	argoCdRepoCreds,
	argoCdRepository,
} from "../model/formats/argocd";
import { basicAuth, usernamePassword } from "../model/formats/basic";
import { composerAuth } from "../model/formats/composer";
import { dockerConfigJson } from "../model/formats/docker";
import { gitCredentialStore, gitInsteadOf, gitUrl, type InsteadOfOptions } from "../model/formats/git";
import { gradleProperties, type JavaOptions, mavenSettings } from "../model/formats/java";
import { netrc } from "../model/formats/netrc";
import { type NpmrcOptions, npmrc } from "../model/formats/npm";
import { type NugetOptions, nugetConfig } from "../model/formats/nuget";
import {
	type PipConfOptions,
	type PypircOptions,
	pipConf,
	pipIndexUrl,
	pypirc,
} from "../model/formats/python";
import { type RenovateOptions, renovateHostRules } from "../model/formats/renovate";
import { type EnvironmentVariable, terraformrc, terraformToken } from "../model/formats/terraform";
import type { Credentials } from "../model/formats/text";

/** Values that a program may know later. */
type Given<Values> = { [Name in keyof Values]: pulumi.Input<Values[Name]> };

/** Where the credentials of one token come from. Called at each use, since an unread failure would end the program. */
export interface CredentialsSource {
	readonly username: () => pulumi.Output<string>;
	/** `undefined` only under the mocks of a program's tests. */
	readonly both: () => pulumi.Output<Credentials | undefined>;
}

/**
 * Username and secret of one deploy token, and the formats that their consumers expect.
 *
 * `token.credentials` is that of a `DeployToken`, `set.token(key)` one of a `DeployTokenSet`. Everything is computed
 * in the program: nothing is added to the state. Every method returns a secret output, which fails with
 * `INPUT_INVALID` where the format cannot represent a value, or where the token was adopted without its secret.
 *
 * ```ts
 * const pull = new DeployToken("pull", { project: "group/project", scopes: ["read_registry", "read_package_registry"] });
 * export const images = pull.credentials.dockerConfigJson("registry.example.com");
 * export const packages = pull.credentials.pipConf("https://gitlab.example.com/api/v4/projects/5/packages/pypi/simple");
 * ```
 */
export class DeployTokenCredentials {
	readonly #source: CredentialsSource;

	/** @internal */
	constructor(source: CredentialsSource) {
		this.#source = source;
	}

	/** The username. */
	get username(): pulumi.Output<string> {
		return this.#source.username();
	}

	/** The secret. *Secret.* */
	get password(): pulumi.Output<string> {
		return this.#derive(({ password }) => password, {});
	}

	/** `username:password` in Base64, for an `Authorization: Basic` header. *Secret.* */
	basicAuth(): pulumi.Output<string> {
		return this.#derive(basicAuth, {});
	}

	/**
	 * Username and secret by these names: the data of a Kubernetes secret for Flux (`GitRepository`, `HelmRepository`)
	 * or of the type `kubernetes.io/basic-auth`, and the credentials of a Helm repository. *Secret.*
	 *
	 * Source: GitLab docs, Helm charts in the package registry; Flux docs, GitRepository, "Secret reference".
	 */
	usernamePassword(): pulumi.Output<Credentials> {
		return this.#derive(usernamePassword, {});
	}

	/**
	 * Docker's `config.json`, as Kubernetes expects it in a secret of the type `kubernetes.io/dockerconfigjson`. *Secret.*
	 *
	 * For several tokens in one file: the function `dockerConfigJson`.
	 * Source: GitLab docs, Authenticate with the container registry; Dependency proxy for container images.
	 *
	 * @param registry Host of the registry, with its port if it has one, or a list of such hosts. That of the
	 *   dependency proxy is GitLab's own; Docker compares the port as it is written.
	 */
	dockerConfigJson(registry: pulumi.Input<string | pulumi.Input<string>[]>): pulumi.Output<string> {
		return this.#derive(dockerConfigJson, { registry: registry as pulumi.Input<string | string[]> });
	}

	/**
	 * A repository's HTTPS address with the credentials in it, for `git clone`. *Secret.*
	 *
	 * Source: GitLab docs, Deploy tokens, "Clone a repository".
	 *
	 * @param httpUrl The address without credentials, as in `https://gitlab.example.com/group/project.git`.
	 */
	gitUrl(httpUrl: pulumi.Input<string>): pulumi.Output<string> {
		return this.#derive(gitUrl, { httpUrl });
	}

	/**
	 * A line of `~/.git-credentials`, which `git credential-store` reads. *Secret.*
	 *
	 * Git finds it by the host. With a path in the address, and `credential.useHttpPath` set, it finds it by both.
	 * Source: git docs, git-credential-store.
	 *
	 * @param httpUrl The address of the GitLab, or of one repository.
	 */
	gitCredentialStore(httpUrl: pulumi.Input<string>): pulumi.Output<string> {
		return this.#derive(gitCredentialStore, { httpUrl });
	}

	/**
	 * A section of git's configuration with which git uses the credentials for every address below another one, also
	 * those of submodules and of Go modules. *Secret.*
	 *
	 * Git uses the longest address that matches, so that each group can have a token.
	 * Source: git docs, git-config, `url.<base>.insteadOf`.
	 *
	 * @param httpUrl The address of the GitLab, of a group or of one repository.
	 * @param options Further replacements.
	 */
	gitInsteadOf(httpUrl: pulumi.Input<string>, options: Given<InsteadOfOptions> = {}): pulumi.Output<string> {
		return this.#derive(gitInsteadOf, { httpUrl, ...options });
	}

	/**
	 * An entry of a `.netrc` file, for git, curl, Go and Terraform. *Secret.*
	 *
	 * One host has one entry: of several tokens for one GitLab, most readers take the first.
	 * Source: GitLab docs, Terraform Module Registry, "From a project".
	 *
	 * @param host Host name of the GitLab. A port is omitted, since the format has none.
	 */
	netrc(host: pulumi.Input<string>): pulumi.Output<string> {
		return this.#derive(netrc, { host });
	}

	/**
	 * The lines of an `.npmrc` file for a package registry. *Secret.*
	 *
	 * Source: GitLab docs, npm packages in the package registry, "With the `.npmrc` file".
	 *
	 * @param registryUrl Address of the registry of a project, a group or the instance, as in
	 *   `https://gitlab.example.com/api/v4/projects/5/packages/npm/`.
	 * @param options Further lines of the file.
	 */
	npmrc(registryUrl: pulumi.Input<string>, options: Given<NpmrcOptions> = {}): pulumi.Output<string> {
		return this.#derive(npmrc, { registryUrl, ...options });
	}

	/**
	 * A package index's address with the credentials in it, for `pip install --index-url`. *Secret.*
	 *
	 * Of several tokens for one host pip uses one; a group's token serves all its projects.
	 * Source: GitLab docs, PyPI packages in the package registry, "Install from a project".
	 *
	 * @param indexUrl Address of the index, as in `https://gitlab.example.com/api/v4/projects/5/packages/pypi/simple`.
	 */
	pipIndexUrl(indexUrl: pulumi.Input<string>): pulumi.Output<string> {
		return this.#derive(pipIndexUrl, { indexUrl });
	}

	/**
	 * A `pip.conf` with a package index. *Secret.*
	 *
	 * Source: GitLab docs, PyPI packages in the package registry, "Install a PyPI package".
	 *
	 * @param indexUrl Address of the index, as in `https://gitlab.example.com/api/v4/projects/5/packages/pypi/simple`.
	 * @param options How the index is used.
	 */
	pipConf(indexUrl: pulumi.Input<string>, options: Given<PipConfOptions> = {}): pulumi.Output<string> {
		return this.#derive(pipConf, { indexUrl, ...options });
	}

	/**
	 * A `.pypirc`, with which twine publishes packages. *Secret.*
	 *
	 * Source: GitLab docs, PyPI packages in the package registry, "Publish a PyPI package".
	 *
	 * @param repositoryUrl Where packages are uploaded, as in `https://gitlab.example.com/api/v4/projects/5/packages/pypi`.
	 * @param options What the repository is called.
	 */
	pypirc(repositoryUrl: pulumi.Input<string>, options: Given<PypircOptions> = {}): pulumi.Output<string> {
		return this.#derive(pypirc, { repositoryUrl, ...options });
	}

	/**
	 * Maven's `settings.xml`. *Secret.*
	 *
	 * For several tokens in one file: the function `mavenSettings`.
	 * Source: GitLab docs, Maven packages in the package registry, "Edit the client configuration".
	 *
	 * @param serverId The `id` of the repository in `pom.xml`.
	 * @param options How Maven authenticates.
	 */
	mavenSettings(serverId: pulumi.Input<string>, options: Given<JavaOptions> = {}): pulumi.Output<string> {
		return this.#derive(mavenSettings, { serverId, ...options });
	}

	/**
	 * The lines of Gradle's `gradle.properties` for one repository, which declares `credentials(HttpHeaderCredentials)`
	 * and `authentication { header(HttpHeaderAuthentication) }`, or for `basic` `credentials(PasswordCredentials)`.
	 * *Secret.*
	 *
	 * Source: GitLab docs, Maven packages in the package registry, "Edit the client configuration"; Gradle docs,
	 * `HttpHeaderCredentials`.
	 *
	 * @param repository The repository's `name` in the build script: letters and digits.
	 * @param options How Gradle authenticates.
	 */
	gradleProperties(
		repository: pulumi.Input<string>,
		options: Given<JavaOptions> = {},
	): pulumi.Output<string> {
		return this.#derive(gradleProperties, { repository, ...options });
	}

	/**
	 * Composer's `auth.json`. For a GitLab other than GitLab.com, `composer.json` lists the host in `gitlab-domains`.
	 * *Secret.*
	 *
	 * For several tokens in one file: the function `composerAuth`.
	 * Source: GitLab docs, Composer packages in the package registry, "Install a Composer package".
	 *
	 * @param host Host of the GitLab.
	 */
	composerAuth(host: pulumi.Input<string>): pulumi.Output<string> {
		return this.#derive(composerAuth, { host });
	}

	/**
	 * A `nuget.config`. *Secret.*
	 *
	 * For several tokens in one file: the function `nugetConfig`.
	 * Source: GitLab docs, NuGet packages in the package registry, "Configuration file".
	 *
	 * @param sourceUrl Address of the source, as in
	 *   `https://gitlab.example.com/api/v4/projects/5/packages/nuget/index.json`.
	 * @param options What the source is called.
	 */
	nugetConfig(sourceUrl: pulumi.Input<string>, options: Given<NugetOptions> = {}): pulumi.Output<string> {
		return this.#derive(nugetConfig, { sourceUrl, ...options });
	}

	/**
	 * Name and value of the variable by which Terraform and OpenTofu read modules from GitLab's registry, as in
	 * `TF_TOKEN_gitlab_example_com`. *Secret.*
	 *
	 * Source: GitLab docs, Terraform Module Registry, "From a namespace".
	 * Fails: a host with a port, which a variable's name cannot represent; `terraformrc` can.
	 *
	 * @param host Host name of the GitLab.
	 */
	terraformToken(host: pulumi.Input<string>): pulumi.Output<EnvironmentVariable> {
		return this.#derive(terraformToken, { host });
	}

	/**
	 * A block of `~/.terraformrc`, or of the file that `TF_CLI_CONFIG_FILE` names. *Secret.*
	 *
	 * Source: GitLab docs, Terraform Module Registry, "From a namespace".
	 *
	 * @param host Host of the GitLab, with its port if it has one.
	 */
	terraformrc(host: pulumi.Input<string>): pulumi.Output<string> {
		return this.#derive(terraformrc, { host });
	}

	/**
	 * The data of a Kubernetes secret by which Argo CD reads one repository; its label is
	 * `argocd.argoproj.io/secret-type: repository`. *Secret.*
	 *
	 * Source: GitLab docs, Deploy tokens, "Clone a repository"; Argo CD docs, Declarative setup, "Repositories".
	 * Fails: `helm` without a `name`.
	 *
	 * @param url Address of the repository. That of a git repository ends in `.git`: GitLab redirects others, and
	 *   Argo CD does not follow.
	 * @param options What kind of repository it is.
	 */
	argoCdRepository(
		url: pulumi.Input<string>,
		options: Given<ArgoCdRepositoryOptions> = {},
	): pulumi.Output<Record<string, string>> {
		return this.#derive(argoCdRepository, { url, ...options });
	}

	/**
	 * The data of a Kubernetes secret by which Argo CD reads all repositories below an address; its label is
	 * `argocd.argoproj.io/secret-type: repo-creds`. *Secret.*
	 *
	 * Source: GitLab docs, Deploy tokens, "Clone a repository"; Argo CD docs, Declarative setup, "Repository credentials".
	 *
	 * @param url What the addresses begin with, as in `https://gitlab.example.com/group/`.
	 * @param options What kind of repositories they are.
	 */
	argoCdRepoCreds(
		url: pulumi.Input<string>,
		options: Given<ArgoCdOptions> = {},
	): pulumi.Output<Record<string, string>> {
		return this.#derive(argoCdRepoCreds, { url, ...options });
	}

	/**
	 * Renovate's `hostRules` with one rule, as JSON for `RENOVATE_HOST_RULES` or a configuration file. *Secret.*
	 *
	 * A deploy token is enough for packages and images. The platform itself needs an access token.
	 * Source: GitLab docs, Supported package functionality, "Authenticate with the registry"; Renovate docs, `hostRules`.
	 *
	 * @param matchHost A host, or the beginning of an address. Renovate reads a host with a port as an `https:` address.
	 * @param options For what Renovate uses the credentials.
	 */
	renovateHostRules(
		matchHost: pulumi.Input<string>,
		options: Given<RenovateOptions> = {},
	): pulumi.Output<string> {
		return this.#derive(renovateHostRules, { matchHost, ...options });
	}

	#derive<Args extends object, Result>(
		format: (credentials: Credentials, args: Args) => Result,
		args: Given<Args>,
	): pulumi.Output<Result> {
		const parts = pulumi.all([this.#source.both(), pulumi.output(args)]);
		const result = parts.apply(([credentials, given]) =>
			credentials === undefined ? undefined : format(credentials, given as unknown as Args),
		);
		return pulumi.secret(result) as pulumi.Output<Result>;
	}
}
