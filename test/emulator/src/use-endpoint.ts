import type { Emulator } from "./emulator";
import { gitRequest, serveGit } from "./git/git-endpoint";
import type { HttpRequest } from "./http/request";
import type { HttpResponse } from "./http/response";
import { serveRegistry } from "./registry/registry-endpoint";
import { serveTokenEndpoint } from "./registry/token-endpoint";
import { logRequest } from "./request-log";

/**
 * Serves what accepts deploy tokens outside of the API: Git over HTTP, the container registry, and the endpoint that
 * issues tokens for it. Faults and throttles do not apply to these requests.
 *
 * @param path The normalised path, from the server's root.
 * @returns `undefined` for any other path.
 */
export async function serveUseEndpoint(
	emulator: Emulator,
	request: HttpRequest,
	path: string,
	log: ((line: string) => void) | undefined,
): Promise<HttpResponse | undefined> {
	const nowMs = emulator.clock.now();
	const { world } = emulator;
	const response = await serve(emulator, request, path, nowMs);
	if (response !== undefined)
		logRequest(
			emulator,
			world,
			{ request, response, user: null, fault: null, time: new Date(nowMs).toISOString() },
			log,
		);
	return response;
}

async function serve(
	{ world, registryTokens, repositories }: Emulator,
	request: HttpRequest,
	path: string,
	nowMs: number,
): Promise<HttpResponse | undefined> {
	if (/^\/v2(\/|$)/.test(path)) return serveRegistry(world, registryTokens, request, path, nowMs);
	const { relativeRoot } = world.instance;
	if (!path.startsWith(`${relativeRoot}/`)) return undefined;
	const below = path.slice(relativeRoot.length);
	if (below === "/jwt/auth") return serveTokenEndpoint(world, registryTokens, request, nowMs);
	const git = gitRequest(below);
	return git === undefined ? undefined : serveGit(world, repositories, request, git, nowMs);
}
