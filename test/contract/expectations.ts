import { expect } from "chai";
import type { DeployToken, DeployTokenRoutes } from "./deploy-token-routes";
import type { Answer } from "./exchange";
import { send, target } from "./target";

/** Exact status and exact body: an object stands for its compact JSON, so the order of its keys counts. */
export function expectAnswer(answer: Answer, status: number, body: object | string): void {
	const text = typeof body === "string" ? body : JSON.stringify(body);
	expect({ status: answer.status, text: answer.text }).to.deep.equal({ status, text });
	if (typeof body === "object") expect(answer.headers["content-type"]).to.match(/^application\/json\b/);
}

/** The text of the lists that show every deploy token there is. */
export async function stored(): Promise<string> {
	const { token, routes } = target().looking;
	const lists: string[] = [];
	for (const route of routes) {
		const answer = await send("GET", route, { token });
		expect(answer.status, answer.text).to.equal(200);
		lists.push(answer.text);
	}
	return lists.join("\n");
}

/** Asks, expects that answer, and that it changed nothing that is stored. */
export async function expectRefused(
	ask: () => Promise<Answer>,
	status: number,
	body: object | string,
): Promise<Answer> {
	const before = await stored();
	const answer = await ask();
	expectAnswer(answer, status, body);
	expect(await stored()).to.equal(before);
	return answer;
}

/** The body of an answer that must be a success. */
export function read<Body = DeployToken>(answer: Answer, status = 200): Body {
	expect(answer.status, answer.text).to.equal(status);
	return JSON.parse(answer.text) as Body;
}

/** Makes a token, expects 201, and gives it back as answered. */
export async function create(
	owner: DeployTokenRoutes,
	body: object,
): Promise<DeployToken & { token: string }> {
	return read(await owner.create(body), 201);
}

/** The ids of a list, in its order. */
export function ids(answer: Answer): number[] {
	return read<DeployToken[]>(answer).map(({ id }) => id);
}

/** A token as lists and single reads show it: without the secret. */
export function shown(created: DeployToken): DeployToken {
	const { token: _secret, ...rest } = created;
	return rest;
}

/** Expects a list with exactly these ids, in this order. */
export function expectIds(answer: Answer, expected: number[]): void {
	expect(ids(answer)).to.deep.equal(expected);
}

export const projectNotFound = { message: "404 Project Not Found" };
export const groupNotFound = { message: "404 Group Not Found" };
export const tokenNotFound = { message: "404 Not found" };
export const routeNotFound = { error: "404 Not Found" };
export const forbidden = { message: "403 Forbidden" };
export const unauthorized = { message: "401 Unauthorized" };
export const insufficientScope = {
	error: "insufficient_scope",
	error_description: "The request requires higher privileges than provided by the access token.",
	scope: "api read_api",
};

/** The body when the project or group itself is missing or invisible. */
export function ownerNotFound({ label }: DeployTokenRoutes): object {
	return { message: `404 ${label} Not Found` };
}
