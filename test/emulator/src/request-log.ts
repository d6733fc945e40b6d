import { type AccessLogEntry, redactTarget } from "./control/access-log";
import type { Emulator } from "./emulator";
import { type HttpRequest, header } from "./http/request";
import type { HttpResponse } from "./http/response";
import type { World } from "./world/world";

/** A served request, with the fields that the access log has in addition. */
export interface ServedRequest extends Pick<AccessLogEntry, "time" | "user" | "fault"> {
	readonly request: HttpRequest;
	readonly response: HttpResponse | "close";
}

/** Adds a request to the access log, without its secrets. @param world The world that served it. */
export function logRequest(
	{ accessLog }: Emulator,
	world: World,
	{ request, response, user, fault, time }: ServedRequest,
	log: ((line: string) => void) | undefined,
): void {
	const target = request.query === "" ? request.path : `${request.path}?${request.query}`;
	const status = response === "close" ? null : response.status;
	const userAgent = header(request, "user-agent") ?? null;
	const isSecret = (text: string) =>
		world.accessTokens.has(text) || world.deployTokens.findBySecret(text) !== undefined;
	accessLog.add({ time, method: request.method, path: target, status, user, userAgent, fault }, isSecret);
	log?.(`${time} ${request.method} ${redactTarget(target, isSecret)} ${status ?? "closed"} ${user ?? "-"}`);
}
