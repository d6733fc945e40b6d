import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import { parseTar } from "nanotar";
import { basic, TOKENS, useEmulator } from "./fixture";

interface Descriptor {
	readonly digest: string;
	readonly size: number;
}

describe("the container registry", () => {
	const emulator = useEmulator();
	const get = (path: string, token?: string, method = "GET") =>
		fetch(`${emulator.url}/v2/${path}`, {
			method,
			headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
		});

	async function tokenFor(scope: string, secret: string = TOKENS.project): Promise<string> {
		const query = `service=container_registry&scope=${scope}`;
		const response = await fetch(`${emulator.url}/jwt/auth?${query}`, { headers: basic(secret) });
		expect(response.status).to.equal(200);
		return ((await response.json()) as { token: string }).token;
	}

	const accessIn = (token: string) =>
		JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8")).access;

	it("names the token endpoint and the required scope in its challenge", async () => {
		const base = await get("");
		expect(base.status).to.equal(401);
		expect(base.headers.get("docker-distribution-api-version")).to.equal("registry/2.0");
		const realm = `realm="${emulator.url}/jwt/auth",service="container_registry"`;
		expect(base.headers.get("www-authenticate")).to.equal(`Bearer ${realm}`);
		const manifest = await get("grp/sub/proj/manifests/latest");
		expect(manifest.headers.get("www-authenticate")).to.equal(
			`Bearer ${realm},scope="repository:grp/sub/proj:pull"`,
		);
		expect(await manifest.json()).to.deep.equal({
			errors: [
				{
					code: "UNAUTHORIZED",
					message: "authentication required",
					detail: [{ Type: "repository", Class: "", Name: "grp/sub/proj", Action: "pull" }],
				},
			],
		});
	});

	it("serves an image whose digests and sizes are those of its parts", async () => {
		const token = await tokenFor("repository:grp/sub/proj:pull");
		expect((await get("", token)).status).to.equal(200);
		const response = await get("grp/sub/proj/manifests/latest", token);
		const manifest = Buffer.from(await response.arrayBuffer());
		const digest = `sha256:${createHash("sha256").update(manifest).digest("hex")}`;
		expect(response.headers.get("docker-content-digest")).to.equal(digest);
		const { config, layers, mediaType } = JSON.parse(manifest.toString("utf8"));
		expect(response.headers.get("content-type")).to.equal(mediaType);
		const parts = [config, ...layers] as Descriptor[];
		const blobs = await Promise.all(
			parts.map(async (part) => {
				const blob = Buffer.from(await (await get(`grp/sub/proj/blobs/${part.digest}`, token)).arrayBuffer());
				expect(`sha256:${createHash("sha256").update(blob).digest("hex")}`).to.equal(part.digest);
				expect(blob.length).to.equal(part.size);
				return blob;
			}),
		);
		const [file] = parseTar(gunzipSync(blobs[1] ?? Buffer.alloc(0)));
		expect(file).to.include({ name: "app/hello.txt", text: "hello\n" });
		const byDigest = await get(`grp/sub/proj/manifests/${digest}`, token, "HEAD");
		expect(byDigest.status).to.equal(200);
		expect(byDigest.headers.get("content-length")).to.equal(String(manifest.length));
	});

	it("has images below the project's path", async () => {
		const token = await tokenFor("repository:grp/sub/proj/tools/lint:pull");
		expect(await (await get("grp/sub/proj/tools/lint/tags/list", token)).json()).to.deep.equal({
			name: "grp/sub/proj/tools/lint",
			tags: ["v1"],
		});
		expect((await get("grp/sub/proj/tools/lint/manifests/v1", token)).status).to.equal(200);
	});

	for (const [path, code] of [
		["manifests/v9", "MANIFEST_UNKNOWN"],
		[`blobs/sha256:${"0".repeat(64)}`, "BLOB_UNKNOWN"],
	])
		it(`responds to ${path?.slice(0, 20)} with ${code}`, async () => {
			const response = await get(`grp/sub/proj/${path}`, await tokenFor("repository:grp/sub/proj:pull"));
			expect(response.status).to.equal(404);
			expect(((await response.json()) as { errors: { code: string }[] }).errors[0]?.code).to.equal(code);
		});

	it("puts into a token only what the scopes allow", async () => {
		const scope = "repository:grp/sub/proj:pull,push,delete";
		expect(accessIn(await tokenFor(scope))).to.deep.equal([
			{ type: "repository", name: "grp/sub/proj", actions: ["pull"] },
		]);
		expect(accessIn(await tokenFor(scope, TOKENS.writer))).to.deep.equal([
			{ type: "repository", name: "grp/sub/proj", actions: ["push"] },
		]);
		expect(
			accessIn(await tokenFor(`${scope}&scope=repository:grp/other/bare:pull`, TOKENS.group)),
		).to.have.length(2);
		expect(accessIn(await tokenFor(scope, TOKENS.otherProject))).to.deep.equal([]);
	});

	it("refuses a token that was modified, was not issued by GitLab, or has expired", async () => {
		const token = await tokenFor("repository:grp/sub/proj:pull");
		const [head, , signature] = token.split(".");
		const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
		claims.access[0].actions = ["pull", "push"];
		const forged = [head, Buffer.from(JSON.stringify(claims)).toString("base64url"), signature].join(".");
		for (const wrong of [forged, TOKENS.project]) {
			const response = await get("grp/sub/proj/manifests/latest", wrong);
			expect(response.status).to.equal(401);
			expect(response.headers.get("www-authenticate")).to.match(/,error="invalid_token"$/);
		}
		await emulator.control("clock", { advance: "PT5M" });
		expect((await get("grp/sub/proj/manifests/latest", token)).status).to.equal(401);
	});

	it("refuses a push with 401 without the scope, and with 405 with it", async () => {
		const pull = await tokenFor("repository:grp/sub/proj:pull");
		const refused = await get("grp/sub/proj/blobs/uploads/", pull, "POST");
		expect(refused.status).to.equal(401);
		expect(refused.headers.get("www-authenticate")).to.contain(':pull,push",error="insufficient_scope"');
		await emulator.control("reset", {
			projects: [{ id: 5, path: "r/p", visibility: "private" }],
			groups: [{ path: "r" }],
			deployTokens: [
				{
					project: 5,
					name: "n",
					username: "robot",
					token: TOKENS.project,
					scopes: ["read_registry", "write_registry"],
				},
			],
		});
		const both = await tokenFor("repository:r/p:pull,push");
		expect((await get("r/p/blobs/uploads/", both, "POST")).status).to.equal(405);
	});

	it("issues a token for a public repository without credentials", async () => {
		const query = "service=container_registry&scope=repository:grp/other/open:pull,push";
		const response = await fetch(`${emulator.url}/jwt/auth?${query}`);
		const { token } = (await response.json()) as { token: string };
		expect(accessIn(token)[0].actions).to.deep.equal(["pull"]);
		expect((await get("grp/other/open/manifests/latest", token)).status).to.equal(200);
	});

	it("responds with 404 to another service or method", async () => {
		const url = `${emulator.url}/jwt/auth?service=dependency_proxy`;
		expect((await fetch(url, { headers: basic(TOKENS.project) })).status).to.equal(404);
		const post = await fetch(`${emulator.url}/jwt/auth?service=container_registry`, {
			method: "POST",
			headers: basic(TOKENS.project),
		});
		expect(post.status).to.equal(404);
	});
});
