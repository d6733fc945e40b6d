import type { ManagedToken, StateSource } from "./managed-token";
import { recordedExpiry } from "./own-token";
import type { FromResource, StateResource } from "./resource";
import { disclosed, rememberToken, textOf, textsOf } from "./secret-values";

/** `gitlab.DeployToken`, `gitlab.ProjectDeployToken`, `gitlab.GroupDeployToken`. */
const TYPE = /^gitlab:index\/(?:project|group)?[dD]eployToken:(?:Project|Group)?DeployToken$/;

/** Whether it is a deploy token of pulumi-gitlab. */
export function isPulumiGitLab({ type }: StateResource): boolean {
	return TYPE.test(type);
}

/** A deploy token of pulumi-gitlab. */
export function pulumiGitLabToken(
	resource: StateResource,
	source: StateSource,
	hosts: ReadonlyMap<string, string>,
): FromResource {
	const { urn, type, provider = "" } = resource;
	const place = { source, resource: urn, type, host: hosts.get(provider), leaving: resource.delete };
	const token = bridgedToken(
		{ ...resource.outputs, expires_at: resource.outputs?.expiresAt },
		resource.id,
		place,
	);
	return token === undefined
		? { problems: [`${urn}: its ID contains no deploy token ID`] }
		: { managed: [token] };
}

/**
 * A token as Terraform's provider records it, and pulumi-gitlab with it. Its id is `5:12`, `grp/proj:12`,
 * `project:5:12` or `12`.
 */
export function bridgedToken(
	attributes: Readonly<Record<string, unknown>>,
	id: unknown,
	place: Pick<ManagedToken, "source" | "resource" | "type" | "host" | "leaving">,
): ManagedToken | undefined {
	rememberToken(attributes.token);
	const [, number] = /(?:^|:)([1-9]\d{0,14})$/.exec(String(id)) ?? [];
	if (number === undefined) return undefined;
	return {
		...place,
		tokenId: Number(number),
		owner: ownerOf("project", attributes.project) ?? ownerOf("group", attributes.group),
		name: textOf(attributes.name),
		username: textOf(attributes.username),
		scopes: textsOf(attributes.scopes),
		expiresAt: recordedExpiry(attributes.expires_at),
		age: undefined,
		hasLifetime: false,
		rotates: false,
	};
}

function ownerOf(kind: "project" | "group", value: unknown): ManagedToken["owner"] {
	const plain = disclosed(value);
	if (typeof plain === "number") return { kind, ref: plain };
	const text = textOf(plain);
	if (text === undefined) return undefined;
	return { kind, ref: /^[1-9]\d{0,14}$/.test(text) ? Number(text) : text };
}
