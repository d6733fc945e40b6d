import type { Control } from "./control";
import type { Caller } from "./world";

export type OwnerKind = "project" | "group";

export interface Place {
	kind: OwnerKind;
	id: number;
	/** Full path, not escaped. */
	path: string;
}

export interface Places {
	project: Place;
	otherProject: Place;
	group: Place;
	subgroup: Place;
	/** Full paths that `project` and `group` had before they were renamed. */
	oldProjectPath: string;
	oldGroupPath: string;
}

/** A feature that a case needs and not every GitLab has. */
export type Need = "control" | "admin" | "callers" | "visibility";

/** The GitLab under test: the emulator, or a real one. */
export interface Target {
	/** Scheme, host and port. */
	origin: URL;
	/** Path of the API, such as `/api/v4`. */
	apiPath: string;
	places: Places;
	/** The caller's access token; `undefined` where it could not be made. */
	tokenOf(caller: Exclude<Caller, "anon">): string | undefined;
	/** A token that sees every deploy token of the places, and the lists that show them. */
	looking: { token: string; routes: string[] };
	/** Why a need is not met; `undefined` when it is. */
	lacks(need: Need): string | undefined;
	/** The control interface; the emulator's only. */
	control?: Control;
	/** Puts the world back to what it is at the start: no deploy tokens. */
	clean(): Promise<void>;
	stop(): Promise<void>;
}
