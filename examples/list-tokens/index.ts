import * as pulumi from "@pulumi/pulumi";
import { listDeployTokens, listProjectsOutput, type ProjectInfo } from "pulumi-gitlab-deploy-tokens";

const group = new pulumi.Config().get("group");
if (group === undefined)
	throw new pulumi.RunError("Name the group by its full path or number: pulumi config set group my-group");

const THIRTY_DAYS_MS = 30 * 24 * 60 * 60 * 1000;

const projects = listProjectsOutput({ group, includeSubgroups: true });
const tokens = projects.apply(async (all) => (await Promise.all(all.map(activeTokens))).flat());

/** Every token that works now. */
export const active = tokens.apply((all) => all.map(described));

/** Those that work until somebody revokes them. */
export const neverExpire = tokens.apply((all) => all.filter((t) => t.expiresAt === undefined).map(described));

/** Those to be replaced soon. */
export const expireWithin30Days = tokens.apply((all) => all.filter(expiresSoon).map(described));

type Token = Awaited<ReturnType<typeof activeTokens>>[number];

async function activeTokens({ id, path }: ProjectInfo) {
	const found = await listDeployTokens({ project: id }, { active: true });
	return found.map((token) => ({ ...token, path }));
}

function expiresSoon({ expiresAt }: Token): boolean {
	return expiresAt !== undefined && Date.parse(expiresAt) < Date.now() + THIRTY_DAYS_MS;
}

function described({ path, name, tokenId, expiresAt }: Token): string {
	return `${path}: ${name} (${tokenId}), ${expiresAt === undefined ? "never expires" : `until ${expiresAt}`}`;
}
