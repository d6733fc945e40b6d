import { type BasicCredentials, basicCredentials } from "../http/basic-credentials";
import type { HttpRequest } from "../http/request";
import { type HttpResponse, text } from "../http/response";
import { unescapePath } from "../rack/form-escapes";
import type { DeployToken, Project } from "../world/entities";
import { findTokenForGitClient } from "../world/token-access";
import { externalBase, type World } from "../world/world";
import { runHttpBackend } from "./http-backend";
import type { Repositories } from "./repositories";

/** A request of Git over HTTP. */
export interface GitRequest {
	/** The project's full path, without `.git`. */
	readonly path: string;
	readonly action: "info/refs" | "git-upload-pack" | "git-receive-pack";
	/** Without `.git` the first request is redirected (config/routes/git_http.rb). */
	readonly withSuffix: boolean;
}

/** @param path Below the relative root. */
export function gitRequest(path: string): GitRequest | undefined {
	const match = /^\/(.+?)(\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/.exec(unescapePath(path));
	if (match === null) return undefined;
	const withSuffix = match[2] !== undefined;
	const action = match[3] as GitRequest["action"];
	return withSuffix || action === "info/refs" ? { path: match[1] ?? "", action, withSuffix } : undefined;
}

const NOT_FOUND =
	"The project you were looking for could not be found or you don't have permission to view it.";

/**
 * Smart HTTP as in app/controllers/repositories/git_http_client_controller.rb and git_http_controller.rb:
 * authentication, then the checks of lib/gitlab/git_access.rb in their order, then the repository.
 *
 * Deploy tokens never push: no scope of theirs gives `push_code` (`abilities_for_scopes` of lib/gitlab/auth.rb).
 */
export async function serveGit(
	world: World,
	repositories: Repositories,
	request: HttpRequest,
	{ path, action, withSuffix }: GitRequest,
	nowMs: number,
): Promise<HttpResponse> {
	const project = findRepositoryProject(world, path);
	if (!withSuffix) return project === undefined ? pageNotFound : redirected(world, path, request);
	if (request.method !== (action === "info/refs" ? "GET" : "POST"))
		return request.method === "HEAD" && action === "info/refs" ? text(403, "") : pageNotFound;

	const command = action === "info/refs" ? new URLSearchParams(request.query).get("service") : action;
	const credentials = basicCredentials(request);
	const token = credentials && authenticated(world, credentials, project, nowMs);
	const isAnonymousDownload =
		credentials === undefined && command === "git-upload-pack" && project?.visibility === "public";
	if (token === undefined && !isAnonymousDownload) return accessDenied(world);

	const downloads = isAnonymousDownload || token?.scopes.includes("read_repository") === true;
	if (command === "git-upload-pack" && !downloads)
		return refused(403, "You are not allowed to download code.");
	if (command === "git-receive-pack") return refused(403, "You are not allowed to upload code.");
	if (command !== "git-upload-pack")
		return refused(403, "The command you're trying to execute is not allowed.");
	if (project === undefined) return refused(404, NOT_FOUND);
	const files = project.contents.repository;
	if (files === undefined) return refused(404, "A repository for this project does not exist yet.");
	try {
		return await runHttpBackend(await repositories.find(files), action, request);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
		return refused(
			503,
			"The git server, Gitaly, is not available at this time. Please contact your administrator. (The emulator finds no git on PATH.)",
		);
	}
}

/** `Gitlab::RepoPath.parse`, which follows renames. */
function findRepositoryProject(world: World, path: string): Project | undefined {
	const key = path.toLowerCase();
	const project = world.projectsByPath.get(key) ?? world.projectRedirects.get(key);
	return project?.hidden === true ? undefined : project;
}

function authenticated(
	world: World,
	credentials: BasicCredentials,
	project: Project | undefined,
	nowMs: number,
): DeployToken | undefined {
	const token = findTokenForGitClient(world, credentials, project, nowMs);
	if (token !== undefined) token.lastUsedAtMs = nowMs;
	return token;
}

/** `render_access_denied`, for missing and for wrong credentials alike. */
function accessDenied({ instance }: World): HttpResponse {
	const help = `${externalBase(instance)}/help/topics/git/troubleshooting_git.md#error-on-git-fetch-http-basic-access-denied`;
	return text(
		401,
		"HTTP Basic: Access denied. If a password was provided for Git authentication, the password was incorrect " +
			"or you're required to use a token instead of a password. If a token was provided, it was either " +
			`incorrect, expired, or improperly scoped. See ${help}`,
		{ "WWW-Authenticate": 'Basic realm="GitLab"', "Content-Type": "text/plain; charset=utf-8" },
	);
}

function refused(status: number, message: string): HttpResponse {
	return text(status, message, { "Content-Type": "text/plain; charset=utf-8" });
}

function redirected({ instance }: World, path: string, { query }: HttpRequest): HttpResponse {
	if (!/^(service=git-(upload|receive)-pack)?$/.test(query)) return pageNotFound;
	const location = `${externalBase(instance)}/${path}.git/info/refs${query === "" ? "" : `?${query}`}`;
	return { status: 301, headers: { Location: location }, body: "" };
}

const pageNotFound: HttpResponse = text(404, "404: Page not found\n");
