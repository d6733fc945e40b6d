import type { Answer } from "./exchange";
import type { OwnerKind, Place } from "./gitlab-under-test";
import { type Ask, send, target } from "./target";
import type { Caller } from "./world";

/** A deploy token as the API shows it; `token` on create only. */
export interface DeployToken {
	id: number;
	name: string;
	username: string;
	expires_at: string | null;
	scopes: string[];
	revoked: boolean;
	expired: boolean;
	token?: string;
}

/** The routes of one project or group, asked by someone who may do all of it unless said otherwise. */
export class DeployTokenRoutes {
	readonly label: "Project" | "Group";

	constructor(
		readonly kind: OwnerKind,
		private readonly which: "project" | "otherProject" | "group" | "subgroup" = kind,
	) {
		this.label = kind === "project" ? "Project" : "Group";
	}

	get place(): Place {
		return target().places[this.which];
	}

	get route(): string {
		return `/${this.kind}s/${this.place.id}/deploy_tokens`;
	}

	/** A maintainer of a project, an owner of a group. */
	get writer(): Caller {
		return this.kind === "project" && target().tokenOf("maint") !== undefined ? "maint" : "owner";
	}

	get writerToken(): string {
		const token = this.writer === "anon" ? undefined : target().tokenOf(this.writer);
		if (token === undefined) throw new Error(`the target has no ${this.writer}`);
		return token;
	}

	list(query = "", ask: Ask = {}): Promise<Answer> {
		return this.send("GET", query === "" ? "" : `?${query}`, ask);
	}

	create(body: unknown, ask: Ask = {}): Promise<Answer> {
		return this.send("POST", "", { json: body, ...ask });
	}

	get(id: number | string, ask: Ask = {}): Promise<Answer> {
		return this.send("GET", `/${id}`, ask);
	}

	remove(id: number | string, ask: Ask = {}): Promise<Answer> {
		return this.send("DELETE", `/${id}`, ask);
	}

	/** `rest` is what follows `…/deploy_tokens`. */
	send(method: string, rest: string, ask: Ask = {}): Promise<Answer> {
		return send(method, `${this.route}${rest}`, { as: this.writer, ...ask });
	}
}

export const project = new DeployTokenRoutes("project");
export const otherProject = new DeployTokenRoutes("project", "otherProject");
export const group = new DeployTokenRoutes("group");
export const subgroup = new DeployTokenRoutes("group", "subgroup");

/** Both kinds of owner, for the rules that are the same on both. */
export const owners = [project, group] as const;

/** The least that makes a token. */
export const plain = { name: "n", scopes: ["read_repository"] };

export const allScopes = [
	"read_repository",
	"read_registry",
	"write_registry",
	"read_package_registry",
	"write_package_registry",
	"read_virtual_registry",
	"write_virtual_registry",
];

export const shownKeys = ["id", "name", "username", "expires_at", "scopes", "revoked", "expired"];
