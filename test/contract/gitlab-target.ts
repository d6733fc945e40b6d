import { randomBytes } from "node:crypto";
import { exchange, type HttpResponse } from "./exchange";
import type { Need, Place, Target } from "./gitlab-under-test";
import type { Caller, Role } from "./world";

const accessLevels: Record<Role, number> = {
	guest: 10,
	reporter: 20,
	developer: 30,
	maintainer: 40,
	owner: 50,
};
const inGroup: [Caller, Role | undefined][] = [
	["stranger", undefined],
	["guest", "guest"],
	["reporter", "reporter"],
	["dev", "developer"],
	["maint", "maintainer"],
];
const inProject: [Caller, Role][] = [
	["projguest", "guest"],
	["projdev", "developer"],
	["projmaint", "maintainer"],
	["projowner", "owner"],
];
const daysOfAccess = 2;
const msPerDay = 86_400_000;

type Call = (method: string, route: string, json?: unknown) => Promise<HttpResponse>;

interface Created {
	id: number;
}

function caller(origin: URL, apiPath: string, token: string): Call {
	return async (method, route, json) => {
		const response = await exchange(origin, {
			method,
			path: `${apiPath}${route}`,
			headers: { "PRIVATE-TOKEN": token, "Content-Type": "application/json" },
			...(json === undefined ? {} : { body: JSON.stringify(json) }),
		});
		if (response.status >= 400) throw new Error(`${method} ${route}: ${response.status} ${response.text}`);
		return response;
	};
}

async function made<Body extends Created>(call: Call, route: string, json: unknown): Promise<Body> {
	return JSON.parse((await call("POST", route, json)).text);
}

/** Makes a user with an access token (scope `api`), as an administrator may. */
async function makeUser(call: Call, username: string): Promise<{ id: number; token: string }> {
	const { id } = await made(call, "/users", {
		email: `${username}@example.com`,
		username,
		name: username,
		password: randomBytes(24).toString("base64url"),
		skip_confirmation: true,
	});
	const { token } = await made<Created & { token: string }>(call, `/users/${id}/personal_access_tokens`, {
		name: "contract suite",
		scopes: ["api"],
		expires_at: new Date(Date.now() + daysOfAccess * msPerDay).toISOString().slice(0, 10),
	});
	return { id, token };
}

async function removeDeployTokens(call: Call, place: Place): Promise<void> {
	const route = `/${place.kind}s/${place.id}/deploy_tokens`;
	for (;;) {
		const rows: Created[] = JSON.parse((await call("GET", `${route}?per_page=100`)).text);
		if (rows.length === 0) return;
		for (const { id } of rows) await call("DELETE", `${route}/${id}`);
	}
}

/**
 * Makes the world of the cases on a real GitLab, under a random name: private groups and projects, and, when
 * `token` is an administrator's, the callers. `stop` removes all of it.
 */
export async function startGitLabTarget(baseUrl: string, token: string): Promise<Target> {
	const base = new URL(baseUrl);
	const origin = new URL(base.origin);
	const apiPath = `${base.pathname.replace(/\/+$/, "").replace(/\/api\/v4$/, "")}/api/v4`;
	const call = caller(origin, apiPath, token);
	const name = `deploy-token-contract-${randomBytes(6).toString("hex")}`;
	const { is_admin: isAdmin = false } = JSON.parse((await call("GET", "/user")).text) as {
		is_admin?: boolean;
	};

	const group = await made(call, "/groups", { name, path: `${name}-old`, visibility: "private" });
	const people: number[] = [];
	const tokens = new Map<Caller, string>([["owner", token]]);
	const stop = async (): Promise<void> => {
		await call("DELETE", `/groups/${group.id}`);
		for (const id of people) await call("DELETE", `/users/${id}?hard_delete=true`);
	};
	try {
		await call("PUT", `/groups/${group.id}`, { path: name });
		const subgroup = await made(call, "/groups", { name: "sub", path: "sub", parent_id: group.id });
		const project = await made(call, "/projects", { name: "proj", path: "proj-old", namespace_id: group.id });
		await call("PUT", `/projects/${project.id}`, { path: "proj" });
		const other = await made(call, "/projects", { name: "other", path: "other", namespace_id: group.id });
		if (isAdmin) {
			tokens.set("admin", token);
			for (const [who, role] of [...inGroup, ...inProject]) {
				const person = await makeUser(call, `${name}-${who}`);
				people.push(person.id);
				tokens.set(who, person.token);
				if (role === undefined) continue;
				const place = who.startsWith("proj") ? `/projects/${project.id}` : `/groups/${group.id}`;
				await call("POST", `${place}/members`, { user_id: person.id, access_level: accessLevels[role] });
			}
		}
		const places: Target["places"] = {
			project: { kind: "project", id: project.id, path: `${name}/proj` },
			otherProject: { kind: "project", id: other.id, path: `${name}/other` },
			group: { kind: "group", id: group.id, path: name },
			subgroup: { kind: "group", id: subgroup.id, path: `${name}/sub` },
			oldProjectPath: `${name}/proj-old`,
			oldGroupPath: `${name}-old`,
		};
		const owners = [places.project, places.otherProject, places.group, places.subgroup];
		const reasons: Record<Need, string | undefined> = {
			control: "needs the emulator's control interface",
			visibility: "only private groups and projects are made on a real GitLab",
			admin: isAdmin ? undefined : "GITLAB_TOKEN is not an administrator's",
			callers: isAdmin ? undefined : "other users' tokens can only be made by an administrator",
		};
		return {
			origin,
			apiPath,
			places,
			tokenOf: (who) => tokens.get(who),
			looking: {
				token,
				routes: owners.map(({ kind, id }) => `/${kind}s/${id}/deploy_tokens?per_page=100`),
			},
			lacks: (need) => reasons[need],
			clean: async () => {
				for (const place of owners) await removeDeployTokens(call, place);
			},
			stop,
		};
	} catch (error) {
		await stop();
		throw error;
	}
}
