import type { DeployTokenWire, GroupWire, ProjectWire } from "../../api/schemas";
import { canonicalScopes } from "../values/scopes";
import type { TokenStatus } from "./inputs";
import { observedStatus } from "./status";
import { wireInstant } from "./wire-instants";

/** A deploy token as GitLab lists it. Without its secret, which GitLab shows only at creation. */
export interface DeployTokenInfo {
	/** The token's ID in GitLab. */
	readonly tokenId: number;
	/** Its name, which other tokens of the owner may have too. */
	readonly name: string;
	/** The username with which it authenticates. */
	readonly username: string;
	/** In GitLab's order. */
	readonly scopes: readonly string[];
	/** UTC, with milliseconds; `undefined` for "never". */
	readonly expiresAt: string | undefined;
	/** By GitLab's flags and by the clock, whichever is worse. */
	readonly status: TokenStatus;
}

/** A project, as far as deploy tokens are concerned. */
export interface ProjectInfo {
	/** The project's ID. */
	readonly id: number;
	/** Its name, which can differ from the last part of its path. */
	readonly name: string;
	/** Full path, `group/sub/project`. */
	readonly path: string;
	/** Whether it is archived, and so read-only. */
	readonly archived: boolean;
	/** Whether it is marked for deletion, during the period in which it can still be restored. */
	readonly markedForDeletion: boolean;
	/** Its topics. */
	readonly topics: readonly string[];
	/** `private`, `internal` or `public`. */
	readonly visibility: string | undefined;
	/** Address of its page in GitLab. */
	readonly webUrl: string | undefined;
	/** Address for cloning over HTTPS. */
	readonly httpUrl: string | undefined;
	/** Registry host and path of the project's images; `undefined` where it has no container registry. */
	readonly registryImagePrefix: string | undefined;
}

/** A group, as far as deploy tokens are concerned. */
export interface GroupInfo {
	/** The group's ID. */
	readonly id: number;
	/** Its name, which can differ from the last part of its path. */
	readonly name: string;
	/** Full path, `group/sub`. */
	readonly path: string;
	/** `undefined` for a top-level group. */
	readonly parentId: number | undefined;
	/** Whether it is archived, and so read-only with everything below it. */
	readonly archived: boolean;
	/** Whether it is marked for deletion, during the period in which it can still be restored. */
	readonly markedForDeletion: boolean;
	/** `private`, `internal` or `public`. */
	readonly visibility: string | undefined;
	/** Address of its page in GitLab. */
	readonly webUrl: string | undefined;
}

/** @internal */
export function toTokenInfo(wire: DeployTokenWire, nowMs: number): DeployTokenInfo {
	return {
		tokenId: wire.id,
		name: wire.name,
		username: wire.username,
		scopes: canonicalScopes(wire.scopes),
		expiresAt: wireInstant(wire.expires_at),
		status: observedStatus(wire, nowMs),
	};
}

/** @internal */
export function toProjectInfo(wire: ProjectWire): ProjectInfo {
	return {
		id: wire.id,
		name: wire.name,
		path: wire.path_with_namespace,
		archived: wire.archived,
		markedForDeletion: isMarkedForDeletion(
			wire.path_with_namespace,
			wire.marked_for_deletion_on ?? wire.marked_for_deletion_at,
		),
		topics: wire.topics,
		visibility: wire.visibility,
		webUrl: wire.web_url,
		httpUrl: wire.http_url_to_repo,
		registryImagePrefix: wire.container_registry_image_prefix ?? undefined,
	};
}

/** @internal */
export function toGroupInfo(wire: GroupWire): GroupInfo {
	return {
		id: wire.id,
		name: wire.name,
		path: wire.full_path,
		parentId: wire.parent_id ?? undefined,
		archived: wire.archived,
		markedForDeletion: isMarkedForDeletion(wire.full_path, wire.marked_for_deletion_on),
		visibility: wire.visibility,
		webUrl: wire.web_url,
	};
}

/**
 * By the date, or by the path that GitLab gives what is marked for deletion; a group's mark applies to everything
 * below it.
 */
function isMarkedForDeletion(path: string, date: string | null | undefined): boolean {
	return typeof date === "string" || /-deletion_scheduled-\d+(\/|$)/.test(path);
}
