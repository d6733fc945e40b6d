import { ownerKey, type Scan, type ScannedOwner, type ScannedToken } from "../../inventory/src/gitlab/scan";
import type { Inventory } from "../../inventory/src/join/inventory";
import { joinInventory } from "../../inventory/src/join/join";
import type { ManagedToken, StateFile } from "../../inventory/src/states/managed-token";
import type { DeployTokenWire } from "../../provider/api/schemas";

/** The present of these inventories. */
export const NOW_MS = Date.parse("2030-06-01T12:00:00Z");

/** A project, and a group, that are as they should be. */
export const PROJECT: ScannedOwner = {
	kind: "project",
	id: 5,
	path: "grp/proj",
	webUrl: "https://gitlab.example.com/grp/proj",
	archived: false,
	markedForDeletion: false,
};
export const GROUP: ScannedOwner = {
	...PROJECT,
	kind: "group",
	id: 7,
	path: "grp",
	webUrl: "https://gitlab.example.com/groups/grp",
};

/** A token of GitLab about which no rule has anything to say. */
export function row(
	change: Partial<DeployTokenWire> = {},
	owner: ScannedOwner | undefined = PROJECT,
): ScannedToken {
	const id = change.id ?? 12;
	const wire = {
		id,
		name: "web",
		username: `gitlab+deploy-token-${id}`,
		expires_at: "2031-01-01T00:00:00.000Z",
		scopes: ["read_registry"],
		revoked: false,
		expired: false,
		...change,
	};
	return { owner, wire };
}

/** The record of {@link row} in a state, with rotation. */
export function record(change: Partial<ManagedToken> = {}): ManagedToken {
	const tokenId = change.tokenId ?? 12;
	return {
		source: { tool: "pulumi", stack: "shop/dev", file: "dev.json" },
		resource: "urn:pulumi:dev::shop::pulumi-nodejs:dynamic/gitlab:DeployToken::web",
		type: "pulumi-nodejs:dynamic/gitlab:DeployToken",
		host: "https://gitlab.example.com",
		tokenId,
		owner: { kind: "project", ref: 5 },
		name: "web",
		username: `gitlab+deploy-token-${tokenId}`,
		scopes: ["read_registry"],
		expiresAt: "2031-01-01T00:00:00.000Z",
		age: undefined,
		hasLifetime: false,
		rotates: true,
		leaving: false,
		...change,
	};
}

/** What an inventory is made of, where it differs from one that is complete and has one state. */
export interface MadeUp {
	readonly tokens?: readonly ScannedToken[];
	readonly managed?: readonly ManagedToken[];
	readonly scan?: Partial<Scan>;
	/** Whether states were given. */
	readonly states?: boolean;
	readonly invisible?: readonly string[];
}

/** An inventory of the project and the group. */
export function inventoryOf({
	tokens = [],
	managed = [],
	scan,
	states = true,
	invisible,
}: MadeUp): Inventory {
	const owners = [PROJECT, GROUP, ...tokens.flatMap(({ owner }) => owner ?? [])];
	const file: StateFile = {
		source: record().source,
		managed,
		problems: [],
		encryptedSets: [],
		notes: [],
	};
	return joinInventory(
		{
			gitlab: "https://gitlab.example.com",
			formerly: undefined,
			nowMs: NOW_MS,
			owners: [...new Map(owners.map((owner) => [ownerKey(owner), owner])).values()],
			read: new Set(owners.map(ownerKey)),
			tokens,
			wholeInstance: false,
			gaps: [],
			endedEarly: false,
			...scan,
		},
		{ given: states, files: states ? [file] : [], gaps: [] },
		new Set(invisible),
	);
}
