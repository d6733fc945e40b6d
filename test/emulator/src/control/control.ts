import { z } from "zod";
import { parseDuration } from "../clock";
import type { Emulator } from "../emulator";
import { describeIssues, FixtureError } from "../fixture/fixture-error";
import { ownerChangeSchema, projectSchema } from "../fixture/schema";
import { type HttpRequest, header } from "../http/request";
import { type HttpResponse, json, noContent, Rejection } from "../http/response";
import { presentDeployToken } from "../world/deploy-token";
import type { DeployToken } from "../world/entities";
import { parseInstant } from "../world/instant";
import { faultSchema } from "./faults";
import { withChangedGroup, withChangedProject, withoutProject, withProject } from "./owner-changes";

const clockSchema = z.union(
	[z.strictObject({ now: z.string().nullable() }), z.strictObject({ advance: z.string() })],
	'expected {"now": instant or null} or {"advance": duration}',
);

const latencySchema = z.strictObject({ ms: z.number().min(0).max(60_000) });

/**
 * The interface below `/-/emulator`, which GitLab does not have. Every change responds with 204.
 *
 * @throws Rejection, FixtureError
 */
export async function routeControl(emulator: Emulator, request: HttpRequest): Promise<HttpResponse> {
	const path = request.path.slice("/-/emulator".length).replace(/^\/|\/$/g, "");
	const verb = request.method === "HEAD" ? "GET" : request.method;
	const row = /^deploy_tokens\/(\d+)(\/revoke)?$/.exec(path);
	if (row !== null) return changeRow(emulator, request, verb, Number(row[1]), row[2] !== undefined);
	const owner = /^(projects|groups)\/(\d+)$/.exec(path);
	if (owner !== null) return changeOwner(emulator, request, verb, owner[1] === "projects", Number(owner[2]));
	switch (`${verb} ${path}`) {
		case "POST reset":
			emulator.reset(request.body.length === 0 ? undefined : readJson(request));
			return noContent;
		case "POST clock":
			setClock(emulator, parse(clockSchema, readJson(request)));
			return noContent;
		case "POST faults":
			emulator.faults.add(parse(faultSchema, readJson(request)));
			return noContent;
		case "POST latency":
			emulator.latencyMs = parse(latencySchema, readJson(request)).ms;
			return noContent;
		case "POST projects": {
			const project = parse(projectSchema, readJson(request));
			emulator.change((fixture) => withProject(fixture, project));
			return noContent;
		}
		case "POST backup":
			emulator.backUp();
			return noContent;
		case "POST restore":
			return emulator.restore()
				? noContent
				: json(409, { error: "there is no backup; create one with POST /-/emulator/backup" });
		case "GET clock":
			return json(200, { now: new Date(emulator.clock.now()).toISOString() });
		case "GET faults":
			return json(200, emulator.faults.describe());
		case "GET requests":
			return json(200, emulator.accessLog.all());
		case "GET tokens":
			return json(
				200,
				emulator.world.deployTokens.all().map((token) => describeRow(emulator, token)),
			);
		default:
			return json(404, {
				error: `there is no control request ${verb} /-/emulator/${path.slice(0, 100)}; the README lists all of them`,
			});
	}
}

/** Changes a project or a group, as an administrator does. */
function changeOwner(
	emulator: Emulator,
	request: HttpRequest,
	verb: string,
	isProject: boolean,
	id: number,
): HttpResponse {
	if (verb === "DELETE" && isProject) {
		emulator.change((fixture) => withoutProject(fixture, id));
		return noContent;
	}
	if (verb !== "POST") return json(405, { error: isProject ? "use POST or DELETE" : "use POST" });
	const change = parse(ownerChangeSchema, readJson(request));
	const changed = isProject ? withChangedProject : withChangedGroup;
	emulator.change((fixture) => changed(fixture, id, change));
	return noContent;
}

/** Changes a deploy token without the API: by the Revoke button of the UI, or by a deletion in the database. */
function changeRow(
	emulator: Emulator,
	request: HttpRequest,
	verb: string,
	id: number,
	revoke: boolean,
): HttpResponse {
	if (revoke ? verb !== "POST" : verb !== "DELETE") {
		return json(405, { error: `use ${revoke ? "POST" : "DELETE"}` });
	}
	const token = emulator.world.deployTokens.find(id);
	const operation = revoke ? "revoke" : "delete";
	if (token === undefined) return json(404, { error: `there is no deploy token ${id}` });
	if (revoke) token.revoked = true;
	else emulator.world.deployTokens.delete(token);
	emulator.metrics.count(operation, token.owner.kind, "ui", "success");
	// A form of the page is redirected to the page.
	const isForm = header(request, "content-type")?.startsWith("application/x-www-form-urlencoded") === true;
	return isForm ? { status: 303, headers: { Location: "/" }, body: "" } : noContent;
}

function describeRow(emulator: Emulator, token: DeployToken) {
	const { kind: type, id, path } = token.owner;
	return {
		...presentDeployToken(token, emulator.world.instance, emulator.clock.now()),
		owner: { type, id, path },
		last_used_at: token.lastUsedAtMs === undefined ? null : new Date(token.lastUsedAtMs).toISOString(),
	};
}

function setClock(emulator: Emulator, change: z.output<typeof clockSchema>): void {
	if ("advance" in change) {
		const duration = parseDuration(change.advance);
		if (duration === undefined) throw new FixtureError("advance: expected an ISO 8601 duration such as PT1H");
		try {
			emulator.clock.advance(duration);
		} catch {
			throw new FixtureError("advance: the result is outside the range of dates");
		}
	} else if (change.now === null) {
		emulator.clock.reset();
	} else {
		const instantMs = parseInstant(change.now);
		if (instantMs === undefined)
			throw new FixtureError("now: expected an instant such as 2030-01-01T10:00:00Z");
		emulator.clock.set(instantMs);
	}
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
	const parsed = schema.safeParse(value);
	if (!parsed.success) throw new FixtureError(describeIssues(parsed.error));
	return parsed.data;
}

function readJson(request: HttpRequest): unknown {
	try {
		return JSON.parse(request.body.toString("utf8"));
	} catch {
		throw new Rejection(json(400, { error: "the body is not valid JSON" }));
	}
}
