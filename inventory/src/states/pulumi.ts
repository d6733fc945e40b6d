import { z } from "zod";
import type { StateFile, StateSource } from "./managed-token";
import { isOwnSet, ownSet } from "./own-set";
import { isOwnToken, ownToken } from "./own-token";
import { isPulumiGitLab, pulumiGitLabToken } from "./pulumi-gitlab";
import { type FromResource, resourceShape, type StateResource } from "./resource";
import { UnreadableState } from "./unreadable-state";

const exportShape = z.object({
	version: z.int(),
	deployment: z
		.object({
			resources: z.array(resourceShape).nullish(),
			pending_operations: z.array(z.object({ resource: resourceShape, type: z.string() })).nullish(),
		})
		.nullable(),
});

/** The supported versions of the export format. Source: Pulumi, `apitype.DeploymentSchemaVersionLatest`. */
const KNOWN_VERSIONS = [3, 4];

/** Reads the export of a stack. @throws UnreadableState */
export function readPulumiExport(content: unknown, file: string): StateFile {
	const parsed = exportShape.safeParse(content);
	if (!parsed.success)
		throw new UnreadableState(
			`it is not an output of \`pulumi stack export\`: ${z.prettifyError(parsed.error).split("\n")[0]}`,
		);
	const { version, deployment } = parsed.data;
	if (!KNOWN_VERSIONS.includes(version))
		throw new UnreadableState(
			`its format version is ${version}, but this release supports only ${KNOWN_VERSIONS.join(" and ")}`,
		);
	const resources = deployment?.resources ?? [];
	const pending = deployment?.pending_operations ?? [];
	const source: StateSource = { tool: "pulumi", stack: stackOf(resources) ?? file, file };
	const hosts = providerHosts(resources);
	const found = resources.map((resource) => readResource(resource, source, hosts));
	return {
		source,
		managed: found.flatMap(({ managed = [] }) => managed),
		problems: found.flatMap(({ problems = [] }) => problems),
		encryptedSets: found.flatMap(({ encryptedSets = [] }) => encryptedSets),
		notes: pending
			.filter(({ type, resource }) => addsTokens(type, resource))
			.map(
				({ type, resource }) =>
					`A run is in progress, or was interrupted, while ${type} ${resource.urn}; tokens that it has created or imported may not be recorded.`,
			),
	};
}

function readResource(
	resource: StateResource,
	source: StateSource,
	hosts: ReadonlyMap<string, string>,
): FromResource {
	if (!resource.custom) return {};
	if (resource.external) {
		const { managed = [] } = readResource({ ...resource, external: false }, source, hosts);
		return { managed: managed.map((token) => ({ ...token, isLookup: true })) };
	}
	if (isOwnToken(resource)) return ownToken(resource, source);
	if (isOwnSet(resource)) return ownSet(resource, source);
	if (isPulumiGitLab(resource)) return pulumiGitLabToken(resource, source, hosts);
	return {};
}

/** Whether a pending operation may have created tokens that are not recorded: a set also creates them in updates. */
function addsTokens(type: string, resource: StateResource): boolean {
	return (
		(["creating", "importing"].includes(type) && isOurs(resource)) ||
		(type === "updating" && isOwnSet(resource))
	);
}

function isOurs(resource: StateResource): boolean {
	return isOwnToken(resource) || isOwnSet(resource) || isPulumiGitLab(resource);
}

/** `project/stack` of the first URN. */
function stackOf(resources: readonly StateResource[]): string | undefined {
	const [, stack, project] = /^urn:pulumi:(.+?)::(.+?)::/.exec(resources[0]?.urn ?? "") ?? [];
	return stack === undefined ? undefined : `${project}/${stack}`;
}

/** Base URLs of pulumi-gitlab's providers, by the reference that resources hold. */
function providerHosts(resources: readonly StateResource[]): Map<string, string> {
	const hosts = new Map<string, string>();
	for (const { type, urn, id, inputs } of resources) {
		const { baseUrl } = inputs ?? {};
		if (type === "pulumi:providers:gitlab" && typeof baseUrl === "string")
			hosts.set(`${urn}::${id}`, baseUrl.replace(/\/+$/, "").replace(/\/api\/v4$/, ""));
	}
	return hosts;
}
