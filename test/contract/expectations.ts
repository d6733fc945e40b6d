import { expect } from "chai";
import type { DeployToken, DeployTokenRoutes } from "./deploy-token-routes";
import type { HttpResponse } from "./exchange";
import { send, target } from "./target";

/** Exact status and exact body: an object means its compact JSON, so the order of its keys counts. */
export function expectResponse(response: HttpResponse, status: number, body: object | string): void {
	const text = typeof body === "string" ? body : JSON.stringify(body);
	expect({ status: response.status, text: response.text }).to.deep.equal({ status, text });
	if (typeof body === "object") expect(response.headers["content-type"]).to.match(/^application\/json\b/);
}

/** The text of the lists that show every deploy token there is. */
export async function stored(): Promise<string> {
	const { token, routes } = target().looking;
	const lists: string[] = [];
	for (const route of routes) {
		const response = await send("GET", route, { token });
		expect(response.status, response.text).to.equal(200);
		lists.push(response.text);
	}
	return lists.join("\n");
}

/** Sends a request, expects that response, and that nothing stored was changed. */
export async function expectRefused(
	request: () => Promise<HttpResponse>,
	status: number,
	body: object | string,
): Promise<HttpResponse> {
	const before = await stored();
	const response = await request();
	expectResponse(response, status, body);
	expect(await stored()).to.equal(before);
	return response;
}

/** The body of a response that must be a success. */
export function read<Body = DeployToken>(response: HttpResponse, status = 200): Body {
	expect(response.status, response.text).to.equal(status);
	return JSON.parse(response.text) as Body;
}

/** Creates a token, expects 201, and returns the response's token. */
export async function create(
	owner: DeployTokenRoutes,
	body: object,
): Promise<DeployToken & { token: string }> {
	return read(await owner.create(body), 201);
}

/** The ids of a list, in its order. */
export function ids(response: HttpResponse): number[] {
	return read<DeployToken[]>(response).map(({ id }) => id);
}

/** A token as lists and single reads show it: without the secret. */
export function shown(created: DeployToken): DeployToken {
	const { token: _secret, ...rest } = created;
	return rest;
}

/** Expects a list with exactly these ids, in this order. */
export function expectIds(response: HttpResponse, expected: number[]): void {
	expect(ids(response)).to.deep.equal(expected);
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
