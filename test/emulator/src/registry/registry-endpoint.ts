import { type HttpRequest, header } from "../http/request";
import { type HttpResponse, json } from "../http/response";
import { externalBase, type World } from "../world/world";
import { imageOf } from "./image";
import { imagesNamed } from "./image-name";
import { type Access, type RegistryTokens, SERVICE } from "./registry-token";

/** A route below `/v2/`, by the OCI distribution specification. */
interface RegistryRoute {
	/** Empty for `/v2/` itself. */
	readonly name: string;
	readonly kind: "base" | "manifests" | "blobs" | "tags" | "uploads";
	readonly reference: string;
}

const API_VERSION = { "Docker-Distribution-Api-Version": "registry/2.0" };

/**
 * A registry that serves the images of the fixture to requests with one of GitLab's tokens. It responds as
 * github.com/distribution/distribution does, of which GitLab's registry is a fork
 * (registry/auth/token/accesscontroller.go, registry/handlers/app.go).
 *
 * @param path The whole path: a registry has no relative root.
 */
export function serveRegistry(
	world: World,
	tokens: RegistryTokens,
	request: HttpRequest,
	path: string,
	nowMs: number,
): HttpResponse {
	const route = matchRoute(path);
	if (route === undefined) return { status: 404, headers: {}, body: "404 page not found\n" };
	const reads = request.method === "GET" || request.method === "HEAD";
	const wanted: Access[] =
		route.kind === "base"
			? []
			: [{ type: "repository", name: route.name, actions: reads ? ["pull"] : ["pull", "push"] }];
	const challenge = authorize(world, tokens, request, wanted, nowMs);
	if (challenge !== undefined) return challenge;
	if (route.kind === "base") return json(200, {}, API_VERSION);
	if (!reads || route.kind === "uploads")
		return failure(405, { code: "UNSUPPORTED", message: "The operation is unsupported." });
	return serveContent(world, route);
}

function matchRoute(path: string): RegistryRoute | undefined {
	if (path === "/v2" || path === "/v2/") return { name: "", kind: "base", reference: "" };
	const match = /^\/v2\/(.+?)\/(manifests|blobs|tags)\/([^/]+)(?:\/[^/]*)?$/.exec(path);
	if (match === null) return undefined;
	const [, name = "", kind, reference = ""] = match;
	if (kind === "blobs" && reference === "uploads") return { name, kind: "uploads", reference };
	return { name, kind: kind as "manifests" | "blobs" | "tags", reference };
}

function serveContent(world: World, { name, kind, reference }: RegistryRoute): HttpResponse {
	const images = imagesNamed(world, name);
	if (images.length === 0)
		return failure(404, {
			code: "NAME_UNKNOWN",
			message: "repository name not known to registry",
			detail: { name },
		});
	if (kind === "tags") return json(200, { name, tags: images.map(({ tag }) => tag) }, API_VERSION);
	if (kind === "blobs") {
		const blob = images.map((source) => imageOf(source).blobs.get(reference)).find((found) => found);
		if (blob === undefined)
			return failure(404, { code: "BLOB_UNKNOWN", message: "blob unknown to registry", detail: reference });
		return content(blob, "application/octet-stream", reference);
	}
	const source = images.find((image) => image.tag === reference || imageOf(image).digest === reference);
	if (source === undefined)
		return failure(404, {
			code: "MANIFEST_UNKNOWN",
			message: "manifest unknown",
			detail: `unknown tag=${reference}`,
		});
	const { manifest, mediaType, digest } = imageOf(source);
	return content(manifest, mediaType, digest);
}

function content(body: Buffer, type: string, digest: string): HttpResponse {
	const headers = { "Content-Type": type, "Docker-Content-Digest": digest, ETag: `"${digest}"` };
	return { status: 200, headers: { ...API_VERSION, ...headers }, body };
}

/** The response to a request whose token does not allow what it wants; `undefined` where it does. */
function authorize(
	world: World,
	tokens: RegistryTokens,
	request: HttpRequest,
	wanted: readonly Access[],
	nowMs: number,
): HttpResponse | undefined {
	const token = /^bearer (\S+)$/i.exec(header(request, "authorization") ?? "")?.[1];
	const granted = token === undefined ? undefined : tokens.accessOf(token, nowMs);
	const allows = ({ name, actions }: Access) =>
		actions.every((action) =>
			granted?.some((access) => access.name === name && access.actions.includes(action)),
		);
	if (granted !== undefined && wanted.every(allows)) return undefined;
	const scope = wanted.map(({ type, name, actions }) => `,scope="${type}:${name}:${actions.join(",")}"`);
	const error =
		granted !== undefined ? "insufficient_scope" : token !== undefined ? "invalid_token" : undefined;
	const realm = `${externalBase(world.instance)}/jwt/auth`;
	const detail = wanted.flatMap(({ type, name, actions }) =>
		actions.map((action) => ({ Type: type, Class: "", Name: name, Action: action })),
	);
	return failure(
		401,
		{ code: "UNAUTHORIZED", message: "authentication required", detail },
		{
			"WWW-Authenticate":
				`Bearer realm="${realm}",service="${SERVICE}"${scope.join("")}` +
				(error === undefined ? "" : `,error="${error}"`),
		},
	);
}

/** The body of every error of a registry (OCI distribution specification, "Error Codes"). */
function failure(
	status: number,
	error: { readonly code: string; readonly message: string; readonly detail?: unknown },
	headers: Record<string, string> = {},
): HttpResponse {
	return json(status, { errors: [error] }, { ...API_VERSION, ...headers });
}
