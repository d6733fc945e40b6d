import { expect } from "chai";
import { failureOf } from "../harness/provider-process";
import { useProvider } from "../harness/use-provider";
import { CREDENTIALS, WORLD } from "../harness/world";

const DECLARED = { project: 5, name: "pull", scopes: ["read_registry"] };

/** Each a connection of its name. */
const WRONG: readonly (readonly [connection: string, key: string, value: string, says: RegExp])[] = [
	["no-scheme", "baseUrl", "gitlab.example.com", /no-scheme:baseUrl is not a URL.*with its scheme/],
	["host-and-port", "baseUrl", "gitlab.example.com:8443", /host-and-port:baseUrl does not begin with `https/],
	["file", "baseUrl", "file:///etc", /file:baseUrl does not begin with `https/],
	["password", "baseUrl", "https://me:secret@gitlab.example.com", /contains a username or password/],
	["query", "baseUrl", "https://gitlab.example.com?private_token=x", /contains a query/],
	["empty-token", "token", " ", /empty-token:token contains characters not allowed in an HTTP header/],
	["line-break", "token", "glpat-x\n", /line-break:token contains characters/],
	["type", "tokenType", "oauth", /type:tokenType is neither `private` nor `bearer`/],
	["ca", "caFile", "/no/such/file.pem", /ca:caFile cannot be read: ENOENT/],
	["yes", "insecure", "yes", /yes:insecure is neither `true` nor `false`/],
	["none", "concurrency", "0", /none:concurrency is not a whole number from 1/],
	["long", "requestTimeout", "90", /long:requestTimeout is not a duration/],
	["drift", "driftDetection", "always", /drift:driftDetection is neither `preview` nor `refresh`/],
	["paths", "forgetOwners", "grp/proj", /paths:forgetOwners is not a comma-separated list of `projects/],
];

describe("a setting", function () {
	this.timeout(180_000);
	const under = useProvider((gitlab) => {
		const config: Record<string, string> = {
			"api:baseUrl": `${gitlab.url}/api/v4`,
			"slashes:baseUrl": `${gitlab.url}/api/v4//`,
		};
		for (const name of ["api", "slashes", ...WRONG.map(([connection]) => connection)]) {
			config[`${name}:baseUrl`] ??= gitlab.url;
			config[`${name}:token`] = CREDENTIALS.admin;
		}
		for (const [connection, key, value] of WRONG) config[`${connection}:${key}`] = value;
		return config;
	});

	for (const [connection, key, value, says] of WRONG)
		it(`${key} of ${JSON.stringify(value)} is refused by name, and no request is sent`, async () => {
			const { result, requests } = await under.gitlab.during(() =>
				failureOf(under.provider.make({ ...DECLARED, connection })),
			);
			expect(result.message).to.match(says).and.contain("[SETTINGS_INVALID]").and.not.contain("secret@");
			expect(requests).to.deep.equal([]);
		});

	for (const connection of ["api", "slashes"])
		it(`baseUrl can end as it does in the connection ${connection}`, async () => {
			const { properties } = await under.provider.make({ ...DECLARED, connection });
			expect(properties.host).to.equal(under.gitlab.url);
		});
});

for (const end of ["/git", "/git/", "/git/api/v4"])
	describe("a relative root in the base URL", function () {
		this.timeout(180_000);
		const fixture = { ...WORLD, instance: { relativeRoot: "/git" } };
		const under = useProvider((gitlab) => ({ "gitlab:baseUrl": gitlab.url + end }), { fixture });

		it(`reaches a GitLab that is served below ${end}`, async () => {
			const made = await under.provider.make({ ...DECLARED, project: "grp/proj" });
			expect(made.properties.host).to.equal(`${under.gitlab.url}/git`);
			await under.provider.delete(made);
			expect(await under.gitlab.tokens()).to.deep.equal([]);
		});
	});

describe("the environment", function () {
	this.timeout(180_000);
	const under = useProvider(
		(gitlab) => ({
			"gitlab:baseUrl": "http://127.0.0.1:1",
			"gitlab:token": CREDENTIALS.revoked,
			"other:baseUrl": gitlab.url,
		}),
		{ env: (gitlab) => ({ GITLAB_BASE_URL: gitlab.url, GITLAB_TOKEN: CREDENTIALS.admin }) },
	);

	it("overrides the stack's configuration, so that a destroy works after the credential changed", async () => {
		await under.provider.delete(await under.provider.make(DECLARED));
	});

	it("of another connection does not affect this one", async () => {
		const { result, requests } = await under.gitlab.during(() =>
			failureOf(under.provider.make({ ...DECLARED, connection: "other" })),
		);
		expect(result.message).to.contain("GITLAB_CREDENTIAL_MISSING").and.contain("OTHER_TOKEN");
		expect(requests).to.deep.equal([]);
	});
});

describe("the configuration", function () {
	this.timeout(180_000);
	const under = useProvider();

	it("is available to the first calls already, also to simultaneous ones", async () => {
		const names = ["one", "two", "three", "four"];
		const made = await Promise.all(names.map((name) => under.provider.create({ ...DECLARED, name })));
		for (const { properties } of made) expect(properties.host).to.equal(under.gitlab.url);
	});
});
