import { expect } from "chai";
import { basic, TOKENS, USERNAME, useEmulator } from "./fixture";

interface Given {
	readonly secret: string;
	readonly username: string;
}

/** How a client that has been given credentials, or none, ends up. */
type Client = (url: string, given: Given | undefined) => Promise<string>;

const GENERIC = "packages/generic/tool/2.0/tool.txt";

const CLIENTS: Readonly<Record<string, Client>> = {
	git: (url, given) => outcome(`${url}/grp/sub/proj.git/info/refs?service=git-upload-pack`, basicOf(given)),
	registry: async (url, given) => {
		const query = "service=container_registry&scope=repository:grp/sub/proj:pull";
		const response = await fetch(`${url}/jwt/auth?${query}`, { headers: basicOf(given) });
		if (response.status !== 200) return `no token: ${response.status}`;
		const { token } = (await response.json()) as { token: string };
		return outcome(`${url}/v2/grp/sub/proj/manifests/latest`, { Authorization: `Bearer ${token}` });
	},
	npm: (url, given) =>
		outcome(
			`${url}/api/v4/projects/5/packages/npm/@grp%2fwidget`,
			given === undefined ? {} : { Authorization: `Bearer ${given.secret}` },
		),
	pypi: (url, given) => outcome(`${url}/api/v4/projects/5/packages/pypi/simple/grp-widget`, basicOf(given)),
	"generic, basic": (url, given) => outcome(`${url}/api/v4/projects/5/${GENERIC}`, basicOf(given)),
	"generic, header": (url, given) =>
		outcome(
			`${url}/api/v4/projects/5/${GENERIC}`,
			given === undefined ? {} : { "Deploy-Token": given.secret },
		),
	maven: (url, given) =>
		outcome(`${url}/api/v4/projects/5/packages/maven/com/example/app/1.0.0/app-1.0.0.pom`, basicOf(given)),
	composer: (url, given) =>
		outcome(`${url}/api/v4/group/8/-/packages/composer/p2/grp/widget.json`, basicOf(given)),
	terraform: (url, given) =>
		outcome(
			`${url}/api/v4/packages/terraform/modules/v1/grp/widget/local/versions`,
			given === undefined ? {} : { Authorization: `Bearer ${given.secret}` },
		),
	helm: (url, given) => outcome(`${url}/api/v4/projects/5/packages/helm/stable/index.yaml`, basicOf(given)),
	nuget: (url, given) =>
		outcome(`${url}/api/v4/projects/5/packages/nuget/metadata/grp.widget/index.json`, basicOf(given)),
	"pypi, upload": (url, given) => {
		const body = new FormData();
		for (const [name, value] of Object.entries({ name: "late", version: "1" })) body.set(name, value);
		body.set("content", new Blob(["late"]), "late-1.tar.gz");
		return outcome(`${url}/api/v4/projects/5/packages/pypi`, basicOf(given), { method: "POST", body });
	},
};

const READERS = Object.entries(CLIENTS).filter(([name]) => name !== "pypi, upload");

function basicOf(given: Given | undefined): Record<string, string> {
	return given === undefined ? {} : basic(given.secret, given.username);
}

async function outcome(
	url: string,
	headers: Record<string, string>,
	init: RequestInit = {},
): Promise<string> {
	const response = await fetch(url, { headers, ...init });
	await response.arrayBuffer();
	const challenge = response.headers.get("www-authenticate");
	const shown = challenge?.replace(/^(\w+) .*?(error="\w+")?$/s, "$1 $2").trim();
	return [String(response.status), ...(shown === undefined ? [] : [shown])].join(", ");
}

const given = (secret: string, username: string = USERNAME): Given => ({ secret, username });
const works = {
	git: "200",
	registry: "200",
	npm: "200",
	pypi: "200",
	"generic, basic": "200",
	"generic, header": "200",
	maven: "200",
	helm: "200",
	nuget: "200",
	// A project's token sees no group, and these two are registries of a group.
	composer: "404",
	terraform: "403",
	"pypi, upload": "403",
};
const notFound = {
	npm: "404",
	pypi: "404",
	"generic, basic": "404",
	"generic, header": "404",
	maven: "404",
	helm: "404",
	nuget: "404",
	composer: "404",
	terraform: "403",
	"pypi, upload": "404",
};
const refused = {
	git: "401, Basic",
	npm: "401",
	pypi: "401, Basic",
	"generic, basic": "401, Basic",
	"generic, header": "401, Basic",
	maven: "401, Basic",
	helm: "401, Basic",
	nuget: "401, Basic",
	// A group that may not be read does not exist, also without credentials.
	composer: "404",
	terraform: "401, Basic",
	"pypi, upload": "401, Basic",
};
const elsewhere = { ...notFound, git: "401, Basic", registry: '401, Bearer error="insufficient_scope"' };

const ROWS: readonly [string, Given | undefined, Readonly<Record<string, string>>][] = [
	["a token of the project", given(TOKENS.project), works],
	["a token of the group that the project is in", given(TOKENS.subgroup), { ...works, composer: "200" }],
	["a token of a group above", given(TOKENS.group), { ...works, composer: "200", terraform: "200" }],
	["a token of another project", given(TOKENS.otherProject), elsewhere],
	["a token of another sub-group", given(TOKENS.otherGroup), elsewhere],
	["a revoked token", given(TOKENS.revoked), { ...refused, registry: "no token: 401" }],
	["an expired token", given(TOKENS.expired), { ...refused, registry: "no token: 401" }],
	["another secret", given("gldt-nobody-has-this-one"), { ...refused, registry: "no token: 401" }],
	// The API finds a token by its secret alone, except for NuGet.
	[
		"the username of another token",
		given(TOKENS.project, "other"),
		{ ...works, git: "401, Basic", registry: "no token: 401", nuget: "401, Basic" },
	],
	["no fitting scope", given(TOKENS.otherScope), { ...notFound, git: "403", registry: "no token: 403" }],
	// A scope that writes packages reads them too; the registry's does not.
	[
		"scopes that write",
		given(TOKENS.writer),
		{ ...works, git: "403", registry: '401, Bearer error="insufficient_scope"', "pypi, upload": "201" },
	],
	["no credentials", undefined, { ...refused, registry: "no token: 403" }],
];

describe("deploy tokens in use", () => {
	const emulator = useEmulator();
	for (const [title, credentials, expected] of ROWS)
		it(`with ${title}`, async () => {
			const outcomes = Object.entries(CLIENTS).map(async ([client, use]) => [
				client,
				await use(emulator.url, credentials),
			]);
			expect(Object.fromEntries(await Promise.all(outcomes))).to.deep.equal(expected);
		});

	it("stop working when they are revoked", async () => {
		const all = () => Promise.all(READERS.map(([, use]) => use(emulator.url, given(TOKENS.group))));
		expect(await all()).to.deep.equal(READERS.map(() => "200"));
		await emulator.control("deploy_tokens/2/revoke");
		expect(await all()).to.not.include("200");
	});

	it("are shown on the page with the time of their last use, which the API does not return", async () => {
		const rows = async () => {
			const listed = await fetch(`${emulator.url}/-/emulator/tokens`);
			const tokens = (await listed.json()) as { id: number; last_used_at: string | null }[];
			return tokens.filter(({ last_used_at }) => last_used_at !== null);
		};
		const page = async () => (await fetch(`${emulator.url}/`)).text();
		expect(await rows()).to.deep.equal([]);
		expect(await page()).to.not.contain("<td>2031-03-01T12:05:00.000Z</td>");
		await emulator.control("clock", { now: "2031-03-01T12:05:00Z" });
		await CLIENTS.git?.(emulator.url, given(TOKENS.project));
		await CLIENTS.git?.(emulator.url, given(TOKENS.otherProject));
		expect(await rows()).to.have.length(1);
		expect(await page()).to.contain("<td>2031-03-01T12:05:00.000Z</td>");
		const headers = { "PRIVATE-TOKEN": "glpat-root-0000" };
		const shown = await fetch(`${emulator.url}/api/v4/projects/5/deploy_tokens/1`, { headers });
		expect(await shown.text()).to.not.contain("used");
	});
});
