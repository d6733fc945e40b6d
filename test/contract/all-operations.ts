import { expect } from "chai";
import { plain } from "./deploy-token-routes";
import type { HttpResponse } from "./exchange";
import { expectResponse, forbidden, read, stored, tokenNotFound } from "./expectations";
import type { OwnerKind } from "./gitlab-under-test";
import { control, send } from "./target";
import { type Caller, row, type WorldChanges, world } from "./world";

export type Outcome = "hidden" | "forbidden" | "reads" | "writes";

const tokenId = 31;

/** The responses to all four operations, the single read twice. */
export interface Responses {
	list: HttpResponse;
	unknown: HttpResponse;
	get: HttpResponse;
	create: HttpResponse;
	remove: HttpResponse;
}

/** All four operations of one caller on one owner, which holds the token 31. */
export async function sendAll(kind: OwnerKind, path: string, as: Caller, token?: string): Promise<Responses> {
	const route = `/${kind}s/${encodeURIComponent(path)}/deploy_tokens`;
	const options = token === undefined ? { as } : { token };
	return {
		list: await send("GET", route, options),
		unknown: await send("GET", `${route}/999999`, options),
		get: await send("GET", `${route}/${tokenId}`, options),
		create: await send("POST", route, { ...options, json: plain }),
		remove: await send("DELETE", `${route}/${tokenId}`, options),
	};
}

/** The world with these changes, and the token 31 in this owner. */
export function resetWith(kind: OwnerKind, path: string, changes: WorldChanges = {}): Promise<void> {
	const where = kind === "project" ? { project: path } : { group: path };
	return control().reset(world({ ...changes, deployTokens: [row(tokenId, where)] }));
}

/** Expects of all four operations what this outcome says, and that nothing was stored unless it writes. */
export async function expectOutcome(
	kind: OwnerKind,
	outcome: Outcome,
	request: () => Promise<Responses>,
): Promise<void> {
	const before = await stored();
	const responses = await request();
	const hidden = { message: `404 ${kind === "project" ? "Project" : "Group"} Not Found` };
	if (outcome === "hidden")
		for (const response of Object.values(responses)) expectResponse(response, 404, hidden);
	if (outcome === "forbidden")
		for (const response of Object.values(responses)) expectResponse(response, 403, forbidden);
	if (outcome === "reads" || outcome === "writes") {
		expect(read<unknown[]>(responses.list)).to.have.length(1);
		read(responses.get);
		expectResponse(responses.unknown, 404, tokenNotFound);
	}
	if (outcome === "reads")
		for (const response of [responses.create, responses.remove]) expectResponse(response, 403, forbidden);
	if (outcome === "writes") {
		read(responses.create, 201);
		expectResponse(responses.remove, 204, "");
	} else expect(await stored()).to.equal(before);
}
