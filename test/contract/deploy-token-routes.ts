import type { HttpResponse } from "./exchange";
import type { OwnerKind, Place } from "./gitlab-under-test";
import { type RequestOptions, send, target } from "./target";
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

/** The routes of one project or group, called with full permission by default. */
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

	list(query = "", options: RequestOptions = {}): Promise<HttpResponse> {
		return this.send("GET", query === "" ? "" : `?${query}`, options);
	}

	create(body: unknown, options: RequestOptions = {}): Promise<HttpResponse> {
		return this.send("POST", "", { json: body, ...options });
	}

	get(id: number | string, options: RequestOptions = {}): Promise<HttpResponse> {
		return this.send("GET", `/${id}`, options);
	}

	remove(id: number | string, options: RequestOptions = {}): Promise<HttpResponse> {
		return this.send("DELETE", `/${id}`, options);
	}

	/** `rest` is what follows `…/deploy_tokens`. */
	send(method: string, rest: string, options: RequestOptions = {}): Promise<HttpResponse> {
		return send(method, `${this.route}${rest}`, { as: this.writer, ...options });
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
