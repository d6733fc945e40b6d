import { spawn } from "node:child_process";
import { type HttpRequest, header } from "../http/request";
import type { HttpResponse } from "../http/response";
import { gitEnvironment, type Repository } from "./repositories";

/**
 * Passes a request that has been allowed to `git http-backend`, a CGI program (git-http-backend(1), RFC 3875).
 *
 * @param action The path below the repository: `info/refs`.
 * @throws The error of `spawn` if there is no git.
 */
export async function runHttpBackend(
	{ root, name }: Repository,
	action: string,
	request: HttpRequest,
): Promise<HttpResponse> {
	const protocol = header(request, "git-protocol");
	const encoding = header(request, "content-encoding");
	const env = {
		...gitEnvironment(root),
		GIT_PROJECT_ROOT: root,
		GIT_HTTP_EXPORT_ALL: "1",
		PATH_INFO: `/${name}/${action}`,
		REQUEST_METHOD: request.method,
		QUERY_STRING: request.query,
		CONTENT_TYPE: header(request, "content-type") ?? "",
		CONTENT_LENGTH: String(request.body.length),
		...(encoding === undefined ? {} : { HTTP_CONTENT_ENCODING: encoding }),
		...(protocol === undefined ? {} : { GIT_PROTOCOL: protocol }),
	};
	return parseCgiResponse(await runWithInput(env, request.body));
}

function runWithInput(env: NodeJS.ProcessEnv, input: Buffer): Promise<Buffer> {
	return new Promise((resolve, reject) => {
		const child = spawn("git", ["http-backend"], { env, stdio: ["pipe", "pipe", "ignore"] });
		const chunks: Buffer[] = [];
		child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
		child.on("error", reject);
		child.on("close", () => resolve(Buffer.concat(chunks)));
		// A backend that has refused the request does not read its body.
		child.stdin.on("error", () => undefined);
		child.stdin.end(input);
	});
}

/** `Status` gives the status, which is 200 without it; the other headers go to the client. */
function parseCgiResponse(response: Buffer): HttpResponse {
	const end = response.indexOf("\r\n\r\n");
	if (end < 0) throw new Error("git http-backend gave no headers");
	const headers: Record<string, string> = {};
	let status = 200;
	for (const line of response.subarray(0, end).toString("latin1").split("\r\n")) {
		const colon = line.indexOf(":");
		const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()];
		if (name.toLowerCase() === "status") status = Number.parseInt(value, 10);
		else headers[name] = value;
	}
	return { status, headers, body: response.subarray(end + 4) };
}
