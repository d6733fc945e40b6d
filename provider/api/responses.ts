import type { z } from "zod";
import type { ErrorCode } from "./error-codes";
import { GitLabDeployTokenError, GitLabHttpError } from "./errors";
import { redact } from "./redaction";
import { type Settings, settingNames } from "./settings";
import type { ApiRequest, ApiResponse } from "./transport";

/** Longest part of a response that an error shows. */
const MAX_DETAIL = 300;

/**
 * GitLab's own message in an error response, as one line.
 *
 * Knows every shape GitLab uses: `message` as text, list or object of lists, `error` with or without
 * `error_description`, plain text, HTML of a proxy, nothing.
 */
export function errorDetail(response: ApiResponse): string {
	if (/^\s*</.test(response.text)) return "an HTML page, not a response of GitLab's API";
	const said = oneLine(wordsOf(parseJson(response.text)) ?? "") || oneLine(response.text);
	// Redacted before it is cut, or the first half of a secret would remain.
	const line = redact(said);
	if (line === "") return "an empty response";
	return line.length > MAX_DETAIL ? `${line.slice(0, MAX_DETAIL)}…` : line;
}

function oneLine(text: string): string {
	return text.replaceAll(/[\s\p{Cc}]+/gu, " ").trim();
}

/** The parsed JSON, or `undefined` where the text is not JSON. */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

function wordsOf(body: unknown): string | undefined {
	if (typeof body === "string") return body;
	if (typeof body !== "object" || body === null) return undefined;
	const { message, error, error_description: description } = body as Record<string, unknown>;
	if (typeof description === "string")
		return typeof error === "string" ? `${error}: ${description}` : description;
	if (message === undefined || message === null) return typeof error === "string" ? error : undefined;
	if (typeof message !== "object" || Array.isArray(message)) return listed(message);
	const fields = Object.entries(message).map(([field, what]) => ({ field, what: listed(what) }));
	if (fields.some(({ what }) => what === undefined)) return undefined;
	return fields.map(({ field, what }) => `${field} ${what}`).join("; ");
}

/** A text, or several as a list; `undefined` for anything nested. */
function listed(what: unknown): string | undefined {
	const members: unknown[] = Array.isArray(what) ? what : [what];
	return members.some((member) => typeof member === "object") ? undefined : members.map(String).join(", ");
}

/** The member `message` of a JSON body. */
function messageOf(response: ApiResponse): unknown {
	const body = parseJson(response.text);
	return typeof body === "object" && body !== null ? (body as Record<string, unknown>).message : undefined;
}

/** The error for a response that is not success. */
export function httpError(request: ApiRequest, response: ApiResponse, settings: Settings): GitLabHttpError {
	const detail = errorDetail(response);
	const movedTo = movedProject(request, response);
	const [code, hint] = movedTo === undefined ? classify(request, response, { detail, settings }) : MOVED;
	return new GitLabHttpError(
		code,
		{
			status: response.status,
			method: request.method,
			path: request.path,
			detail,
			requestId: requestId(response),
			movedTo,
		},
		hint,
	);
}

const MOVED = ["GITLAB_OWNER_MOVED", "The project was moved: declare its new path or its ID."] as const;

function requestId(response: ApiResponse): string | undefined {
	const id = response.headers.get("x-request-id");
	return id !== undefined && /^[\w.:-]{1,128}$/.test(id) ? id : undefined;
}

/**
 * The ID in the address to which GitLab redirects a GET by a project's old path; the host there is not used.
 *
 * What was requested by its ID has not moved: that is a redirect to another scheme or host.
 */
function movedProject(request: ApiRequest, response: ApiResponse): number | undefined {
	if (response.status !== 301 || !/^\/projects\/[^/]*%2F/.test(request.path)) return undefined;
	const location = response.headers.get("location") ?? "";
	const id = Number(/\/api\/v4\/projects\/([1-9]\d{0,15})(?:[/?]|$)/.exec(location)?.[1]);
	return Number.isSafeInteger(id) ? id : undefined;
}

function classify(
	request: ApiRequest,
	response: ApiResponse,
	{ detail, settings }: { detail: string; settings: Settings },
): readonly [ErrorCode, string] {
	const token = settingNames(settings.connection, "token");
	const baseUrl = settingNames(settings.connection, "baseUrl");
	const { status } = response;
	if (status >= 300 && status < 400)
		return [
			"GITLAB_REDIRECTED",
			`Redirects are not followed, so that the credential stays with its host: set ${baseUrl.env} or \`${baseUrl.config}\` to the address at which GitLab responds.`,
		];
	if (status === 400 || status === 409 || status === 422)
		return ["GITLAB_REJECTED", "Fix the field named in GitLab's message."];
	if (status === 401)
		return [
			"GITLAB_UNAUTHORIZED",
			`GitLab does not accept the credential from ${token.env} or \`${token.config}\`: it is wrong, expired or revoked, or needs tokenType \`bearer\`. Set a valid one.`,
		];
	if (refusesWrites(response))
		return [
			"GITLAB_READ_ONLY",
			"GitLab accepts no writes for now: it is in maintenance mode, or a read-only instance such as a Geo secondary. Run again once it is writable.",
		];
	if (status === 403) return ["GITLAB_FORBIDDEN", forbiddenHint(request, detail)];
	if (status === 404) return notFound(response, baseUrl);
	if (status === 405) return MOVED;
	if (status === 429) return ["GITLAB_RATE_LIMITED", "Wait for the limit to reset, or raise it in GitLab."];
	if (status >= 500) return ["GITLAB_SERVER_ERROR", "Check GitLab's health and logs, then run again."];
	return ["GITLAB_UNEXPECTED_STATUS", `Check that ${baseUrl.env} or \`${baseUrl.config}\` is a GitLab.`];
}

/**
 * Whether GitLab refused the request because it accepts no writes at all: it did not execute it, and it will refuse
 * the next one too.
 *
 * Only GitLab's own JSON counts. A page of a proxy proves nothing about what happened behind the proxy.
 *
 * Source: GitLab `lib/gitlab/middleware/read_only/controller.rb` (403), and the REST API section of its page
 * "Maintenance Mode" (503 from 18.2 on).
 */
export function refusesWrites(response: ApiResponse): boolean {
	const message = messageOf(response);
	if (typeof message !== "string") return false;
	if (response.status === 403) return message.includes("read-only instance");
	return response.status === 503 && /\bin maintenance mode\b/i.test(message);
}

/** What is missing for a 403. GitLab's message is the same for a missing role and for most archived groups. */
function forbiddenHint({ method, path }: ApiRequest, detail: string): string {
	const kind = path.startsWith("/groups/") ? "group" : "project";
	if (detail.startsWith("insufficient_"))
		return "The credential needs the scope `api`: create an access token with it.";
	if (path === "/deploy_tokens")
		return "Use the credential of an administrator: it lists the whole instance.";
	if (/\barchived\b/i.test(detail))
		return `The ${kind} is archived: unarchive it, or remove its tokens from the program.`;
	if (kind === "project") return "Grant the credential's user the role Maintainer on the project.";
	return method === "GET"
		? "Grant the credential's user the role Maintainer in the group."
		: "Grant the credential's user the role Owner in the group. If it has that role, the group or one above it is archived: unarchive it, or remove its tokens from the program.";
}

/** GitLab uses 404 with three different messages; any other 404 did not come from these routes. */
function notFound(
	response: ApiResponse,
	baseUrl: { env: string; config: string },
): readonly [ErrorCode, string] {
	const message = messageOf(response);
	if (message === "404 Project Not Found" || message === "404 Group Not Found")
		return [
			"GITLAB_OWNER_NOT_VISIBLE",
			"It does not exist, or the credential's user cannot see it: check the path or ID, and the user's membership.",
		];
	if (message === "404 Not found") return ["GITLAB_NOT_FOUND", "It does not exist there."];
	return [
		"GITLAB_NO_SUCH_ROUTE",
		`This address has no deploy token API: check ${baseUrl.env} or \`${baseUrl.config}\`, and whether a proxy in between decodes %2F in paths. GitLab 14.9 or later is needed.`,
	];
}

/**
 * The body of a successful response, checked against a schema.
 *
 * @throws GitLabDeployTokenError `GITLAB_RESPONSE_UNREADABLE`, naming the fields but none of their values.
 */
export function parseResponse<Output>(
	request: ApiRequest,
	response: ApiResponse,
	schema: z.ZodType<Output>,
): Output {
	const parsed = schema.safeParse(parseJson(response.text));
	if (parsed.success) return parsed.data;
	const fields = parsed.error.issues.map((issue) => issue.path.join(".") || "the whole response").slice(0, 5);
	throw unreadable(request, response, `not what the API describes in: ${fields.join(", ")}`);
}

/** The error for a successful response that cannot be used. Shows nothing of the response. */
export function unreadable(request: ApiRequest, response: ApiResponse, why: string): GitLabDeployTokenError {
	return new GitLabDeployTokenError(
		"GITLAB_RESPONSE_UNREADABLE",
		`GitLab responded with ${response.status} to ${request.method} ${request.path}, and the response (${response.headers.get("content-type") ?? "no content type"}) is ${why}.`,
		"Check whether a proxy in between modifies responses, and that the base URL is a GitLab.",
	);
}
