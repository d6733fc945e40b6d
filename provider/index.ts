// The public names, one by one. Not exported on purpose: the client in `api/` and the rules in `model/`,
// which are free to change; the lifecycle, which states reach through `pulumi-gitlab-deploy-tokens/runtime`.

export type { ErrorCode } from "./api/error-codes";
export { ERROR_CODES } from "./api/error-codes";
export {
	GitLabDeployTokenError,
	GitLabHttpError,
	GitLabNetworkError,
	isGitLabDeployTokenError,
} from "./api/errors";
export type { ArgoCdOptions, ArgoCdRepositoryOptions } from "./model/formats/argocd";
export type { InsteadOfOptions } from "./model/formats/git";
export type { JavaOptions } from "./model/formats/java";
export type { NpmrcOptions } from "./model/formats/npm";
export type { NugetOptions } from "./model/formats/nuget";
export type { PipConfOptions, PypircOptions } from "./model/formats/python";
export type { RenovateOptions } from "./model/formats/renovate";
export type { EnvironmentVariable } from "./model/formats/terraform";
export type { Credentials } from "./model/formats/text";
export type { KeyFailureMode } from "./model/set/inputs";
export type { TokenStatus } from "./model/token/inputs";
export type { DeployTokenInfo, GroupInfo, ProjectInfo } from "./model/token/token-info";
export type { KnownScope, Scope } from "./model/values/scopes";
export { KNOWN_SCOPES } from "./model/values/scopes";
export type { DeployTokenCredentials } from "./pulumi/credentials";
export type { AdoptArgs, DeployTokenArgs, DeployTokenOwnerArgs } from "./pulumi/deploy-token";
export { DeployToken } from "./pulumi/deploy-token";
export type { DeployTokenSetArgs, DeployTokenSetEntry } from "./pulumi/deploy-token-set";
export { DeployTokenSet } from "./pulumi/deploy-token-set";
export type {
	GroupTreeGroup,
	GroupTreeOverrides,
	GroupTreeProject,
	GroupTreeSelection,
	GroupTreeTokensArgs,
} from "./pulumi/group-tree";
export { GroupTreeTokens } from "./pulumi/group-tree";
export type {
	ConnectionOptions,
	DeployTokenSource,
	GetDeployTokenArgs,
	ListDeployTokensOptions,
	ListGroupsArgs,
	ListProjectsArgs,
} from "./pulumi/lookups";
export {
	getDeployToken,
	getDeployTokenOutput,
	iterateDeployTokens,
	iterateGroups,
	iterateProjects,
	listDeployTokens,
	listDeployTokensOutput,
	listGroups,
	listGroupsOutput,
	listProjects,
	listProjectsOutput,
} from "./pulumi/lookups";
export type {
	ComposerHostArgs,
	CredentialsInput,
	MavenServerArgs,
	NugetSourceArgs,
	RegistryCredentialsArgs,
} from "./pulumi/merged-formats";
export { composerAuth, dockerConfigJson, mavenSettings, nugetConfig } from "./pulumi/merged-formats";
