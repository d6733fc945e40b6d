import type { GitLabClient } from "../../api/client";
import { type OwnerRef, ownerPath } from "../../api/owner";

/** An owner in one GitLab, whichever connection reaches it. */
export function ownerInGitLab({ settings }: GitLabClient, owner: OwnerRef): string {
	return `${settings.baseUrl} ${ownerPath(owner)}`;
}

/** An owner as one connection's credential sees it. */
export function ownerInConnection({ settings }: GitLabClient, owner: OwnerRef): string {
	return `${settings.connection} ${ownerPath(owner)}`;
}
