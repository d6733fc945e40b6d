import { type Fixture, type RunningEmulator, startEmulator } from "../../src/index";

export const NOW = "2031-03-01T12:00:00Z";

const ALL = ["read_repository", "read_registry", "read_package_registry"] as const;

/** Secrets by what is special about the token. */
export const TOKENS = {
	project: "gldt-of-the-project-itself",
	group: "gldt-of-the-group-above-all",
	subgroup: "gldt-of-the-sub-group-itself",
	otherProject: "gldt-of-another-project",
	otherGroup: "gldt-of-another-sub-group",
	revoked: "gldt-that-was-revoked-today",
	expired: "gldt-that-expires-this-second",
	otherScope: "gldt-of-virtual-registries",
	writer: "gldt-that-writes-and-reads-not",
} as const;

export const USERNAME = "robot";

function token(secret: string, more: object) {
	return { name: "ci", username: USERNAME, scopes: [...ALL], token: secret, ...more };
}

type ProjectRow = NonNullable<Fixture["projects"]>[number];

/** One of everything that a token opens. */
function contents(): Pick<ProjectRow, "repository" | "images" | "packages"> {
	return {
		repository: { files: { "README.md": "read me\n", "src/main.c": "int main;\n" } },
		images: [
			{ files: { "app/hello.txt": "hello\n" } },
			{ name: "tools/lint", tag: "v1", files: { "lint.txt": "lint\n" } },
		],
		packages: [
			{ type: "npm", name: "@grp/widget", version: "1.0.0", files: { "index.js": "module.exports = 1;\n" } },
			{ type: "npm", name: "@grp/widget", version: "1.1.0", files: { "index.js": "module.exports = 2;\n" } },
			{ type: "pypi", name: "Grp.Widget", files: { "grp_widget.py": "answer = 42\n" } },
			{ type: "generic", name: "tool", version: "2.0", files: { "tool.txt": "tool\n", "sub/x.txt": "x\n" } },
			{ type: "maven", name: "com/example/app", files: { "app-1.0.0.pom": "<project/>\n" } },
			{ type: "composer", name: "grp/widget", version: "1.0.0", files: { "widget.php": "<?php // 1\n" } },
			{ type: "composer", name: "grp/widget", version: "1.1.0", files: { "widget.php": "<?php // 2\n" } },
			{ type: "terraform_module", name: "widget/local", files: { "main.tf": "# empty\n" } },
			{ type: "helm", name: "widget", version: "1.0.0", files: { "values.yaml": "replicas: 1\n" } },
			{ type: "helm", name: "widget", version: "1.1.0", files: { "values.yaml": "replicas: 2\n" } },
			{ type: "nuget", name: "Grp.Widget", version: "1.0.0", files: { "content/readme.txt": "one\n" } },
			{ type: "nuget", name: "Grp.Widget", version: "1.1.0", files: { "content/readme.txt": "two\n" } },
		],
	};
}

/** Project 5 `grp/sub/proj`, private, with one of everything; 6 `grp/other/bare` with nothing; 7, which is public. */
export function fixture(): Fixture {
	return {
		users: [
			{ id: 1, username: "root", admin: true, accessTokens: [{ token: "glpat-root-0000", scopes: ["api"] }] },
			{ id: 2, username: "guest", accessTokens: [{ token: "glpat-guest-0000", scopes: ["api"] }] },
		],
		groups: [
			{ id: 7, path: "grp", members: { guest: "guest" } },
			{ id: 8, path: "grp/sub" },
			{ id: 9, path: "grp/other" },
		],
		projects: [
			{ id: 5, path: "grp/sub/proj", previousPaths: ["grp/sub/old"], ...contents() },
			{ id: 6, path: "grp/other/bare" },
			{ id: 7, path: "grp/other/open", visibility: "public", ...contents() },
		],
		deployTokens: [
			token(TOKENS.project, { project: 5 }),
			token(TOKENS.group, { group: 7 }),
			token(TOKENS.subgroup, { group: 8 }),
			token(TOKENS.otherProject, { project: 6 }),
			token(TOKENS.otherGroup, { group: 9 }),
			token(TOKENS.revoked, { project: 5, revoked: true }),
			token(TOKENS.expired, { project: 5, expiresAt: NOW }),
			token(TOKENS.otherScope, { group: 7, scopes: ["read_virtual_registry"] }),
			token(TOKENS.writer, { project: 5, scopes: ["write_registry", "write_package_registry"] }),
		],
	};
}

/** An emulator for the tests of the surrounding `describe`, at {@link NOW}. */
export function useEmulator(): {
	readonly url: string;
	control(path: string, body?: object): Promise<Response>;
} {
	let emulator: RunningEmulator | undefined;
	const url = () => emulator?.url ?? "";
	const control = (path: string, body?: object) =>
		fetch(`${url()}/-/emulator/${path}`, {
			method: "POST",
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
	before(async () => {
		emulator = await startEmulator({ fixture: fixture(), clock: () => Date.parse(NOW) });
	});
	afterEach(() => control("reset"));
	after(() => emulator?.close());
	return {
		get url() {
			return url();
		},
		control,
	};
}

export function basic(secret: string, username: string = USERNAME): { Authorization: string } {
	return { Authorization: `Basic ${Buffer.from(`${username}:${secret}`).toString("base64")}` };
}
