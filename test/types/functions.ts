// Compiled, never run: the functions that read.
import type * as pulumi from "@pulumi/pulumi";
import {
	type DeployTokenInfo,
	type ErrorCode,
	GitLabDeployTokenError,
	type GroupInfo,
	getDeployToken,
	getDeployTokenOutput,
	isGitLabDeployTokenError,
	iterateDeployTokens,
	iterateGroups,
	iterateProjects,
	listDeployTokens,
	listDeployTokensOutput,
	listGroups,
	listGroupsOutput,
	listProjects,
	listProjectsOutput,
	type ProjectInfo,
} from "pulumi-gitlab-deploy-tokens";
import { holds, type Same } from "./assertions";

declare const text: pulumi.Output<string>;
declare const number: pulumi.Output<number>;

// Whose tokens: a project's, a group's or the instance's.
const tokens = listDeployTokens({ project: "group/project" }, { active: true, connection: "other" });
holds<Same<typeof tokens, Promise<DeployTokenInfo[]>>>();
listDeployTokens({ group: 7 });
listDeployTokens({ instance: true }, {});
// @ts-expect-error one of the three
listDeployTokens({});
// @ts-expect-error only one of them
listDeployTokens({ project: 5, instance: true });
// @ts-expect-error only `true` means the instance
listDeployTokens({ instance: false });
// @ts-expect-error the plain form takes no outputs
listDeployTokens({ project: text });

const later = listDeployTokensOutput({ project: text });
holds<Same<typeof later, pulumi.Output<DeployTokenInfo[]>>>();
listDeployTokensOutput({ group: number }, { active: false });
// @ts-expect-error one of the three here too
listDeployTokensOutput({});

const one = getDeployToken({ group: "group", tokenId: 12 });
holds<Same<typeof one, Promise<DeployTokenInfo>>>();
const oneLater = getDeployTokenOutput({ project: text, tokenId: number });
holds<Same<typeof oneLater, pulumi.Output<DeployTokenInfo>>>();
// @ts-expect-error which token
getDeployToken({ project: 5 });
// @ts-expect-error the instance has no single token
getDeployToken({ instance: true, tokenId: 12 });

const projects = listProjects({ group: "group", includeSubgroups: true, topic: "web", archived: false });
holds<Same<typeof projects, Promise<ProjectInfo[]>>>();
const projectsLater = listProjectsOutput({ group: text });
holds<Same<typeof projectsLater, pulumi.Output<ProjectInfo[]>>>();
// @ts-expect-error of which group
listProjects({});

const groups = listGroups();
holds<Same<typeof groups, Promise<GroupInfo[]>>>();
const groupsLater = listGroupsOutput({ parent: text, descendants: true });
holds<Same<typeof groupsLater, pulumi.Output<GroupInfo[]>>>();

export async function pages(): Promise<void> {
	for await (const token of iterateDeployTokens({ project: 5 })) holds<Same<typeof token, DeployTokenInfo>>();
	for await (const project of iterateProjects({ group: 7 })) holds<Same<typeof project, ProjectInfo>>();
	for await (const group of iterateGroups({ parent: 7 })) holds<Same<typeof group, GroupInfo>>();
}

// A listed token says nothing of its secret, and cannot be written.
export function look(token: DeployTokenInfo): void {
	holds<Same<typeof token.expiresAt, string | undefined>>();
	// @ts-expect-error GitLab shows a secret once, and not here
	void token.token;
	// @ts-expect-error it is GitLab's, not ours
	token.name = "another";
}

// Errors are distinguished by their codes.
export function explain(error: unknown): ErrorCode | undefined {
	if (isGitLabDeployTokenError(error, "GITLAB_NOT_FOUND")) return error.code;
	// @ts-expect-error a code that does not exist
	if (isGitLabDeployTokenError(error, "GITLAB_NOT_FUND")) return undefined;
	if (error instanceof GitLabDeployTokenError) holds<Same<typeof error.hint, string>>();
	return undefined;
}
