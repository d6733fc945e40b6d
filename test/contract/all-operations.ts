import { expect } from "chai";
import { plain } from "./deploy-token-routes";
import type { Answer } from "./exchange";
import { expectAnswer, forbidden, read, stored, tokenNotFound } from "./expectations";
import type { OwnerKind } from "./gitlab-under-test";
import { control, send } from "./target";
import { type Caller, row, type WorldChanges, world } from "./world";

export type Outcome = "hidden" | "forbidden" | "reads" | "writes";

const tokenId = 31;

/** The answers to all four operations, the single read twice. */
export interface Asked {
	list: Answer;
	unknown: Answer;
	get: Answer;
	create: Answer;
	remove: Answer;
}

/** All four operations of one caller on one owner, which holds the token 31. */
export async function askAll(kind: OwnerKind, path: string, as: Caller, token?: string): Promise<Asked> {
	const route = `/${kind}s/${encodeURIComponent(path)}/deploy_tokens`;
	const ask = token === undefined ? { as } : { token };
	return {
		list: await send("GET", route, ask),
		unknown: await send("GET", `${route}/999999`, ask),
		get: await send("GET", `${route}/${tokenId}`, ask),
		create: await send("POST", route, { ...ask, json: plain }),
		remove: await send("DELETE", `${route}/${tokenId}`, ask),
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
	ask: () => Promise<Asked>,
): Promise<void> {
	const before = await stored();
	const asked = await ask();
	const hidden = { message: `404 ${kind === "project" ? "Project" : "Group"} Not Found` };
	if (outcome === "hidden") for (const answer of Object.values(asked)) expectAnswer(answer, 404, hidden);
	if (outcome === "forbidden")
		for (const answer of Object.values(asked)) expectAnswer(answer, 403, forbidden);
	if (outcome === "reads" || outcome === "writes") {
		expect(read<unknown[]>(asked.list)).to.have.length(1);
		read(asked.get);
		expectAnswer(asked.unknown, 404, tokenNotFound);
	}
	if (outcome === "reads")
		for (const answer of [asked.create, asked.remove]) expectAnswer(answer, 403, forbidden);
	if (outcome === "writes") {
		read(asked.create, 201);
		expectAnswer(asked.remove, 204, "");
	} else expect(await stored()).to.equal(before);
}
