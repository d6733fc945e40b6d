import { expect } from "chai";
import { failureOf } from "../engine/harness/provider-process";
import { CREDENTIALS } from "../lifecycle/harness/world";
import { opened, type Properties, secret, TOKEN, UNKNOWN } from "./harness/packaged";
import { usePackaged } from "./harness/use-packaged";

const DECLARED = { project: "5", scopes: ["read_registry"] };
const CREDENTIAL = "glpat-written-in-the-wrong-place";

describe("the packaged provider's configuration", () => {
	const under = usePackaged();

	for (const { what, config, failures } of [
		{ what: "an unknown setting", config: { tokn: CREDENTIAL }, failures: { tokn: /did you mean `token`/ } },
		{
			what: "a setting that resembles no other",
			config: { colour: "red" },
			failures: { colour: /the settings are baseUrl,/ },
		},
		{ what: "an object", config: { baseUrl: { host: "x" } }, failures: { baseUrl: /not a string/ } },
		{
			what: "a URL without scheme",
			config: { baseUrl: "gitlab.example.com" },
			failures: { baseUrl: /not a URL/ },
		},
		{ what: "an invalid number", config: { retries: "many" }, failures: { retries: /whole number/ } },
		{
			what: "several at once",
			config: { insecure: "perhaps", driftDetection: "never", concurrency: 0 },
			failures: { insecure: /neither/, driftDetection: /neither/, concurrency: /from 1 to 256/ },
		},
	])
		it(`with ${what} is refused by property, without showing a value`, async () => {
			const { failures: found } = await (await under.provider()).checkConfig(config);
			expect(Object.keys(found)).to.have.members(Object.keys(failures));
			for (const [property, reason] of Object.entries(failures)) expect(found[property]).to.match(reason);
			expect(JSON.stringify(found)).to.not.contain(CREDENTIAL);
		});

	it("is accepted as languages write it: strings, numbers, flags, and a secret that is not known yet", async () => {
		const config = {
			retries: "3",
			concurrency: 4,
			insecure: false,
			token: secret(UNKNOWN),
			version: "0.1.0",
		};
		const { inputs, failures } = await (await under.provider()).checkConfig(config);
		expect(failures).to.deep.equal({});
		expect(opened(inputs.token)).to.equal(UNKNOWN);
	});

	it("has its credential as a secret, also where the program does not mark it", async () => {
		const { inputs } = await (await under.provider()).checkConfig({ token: CREDENTIAL });
		expect(opened(inputs.token)).to.equal(CREDENTIAL);
	});

	for (const { what, news, changed } of [
		{ what: "another credential", news: { token: secret("b"), baseUrl: "https://a" }, changed: true },
		{
			what: "an added setting",
			news: { token: secret("a"), baseUrl: "https://a", retries: "1" },
			changed: true,
		},
		{ what: "the same", news: { token: secret("a"), baseUrl: "https://a" }, changed: false },
	])
		it(`${changed ? "counts" : "does not count"} as changed with ${what}, so that a run uses it at once`, async () => {
			const olds = { token: secret("a"), baseUrl: "https://a" };
			expect(await (await under.provider()).diffConfig(olds, news)).to.equal(changed);
		});

	/** Who a token is made as, or what the failure says. */
	const callerWith = async (config: Properties, env: Record<string, string>) => {
		const provider = await under.provider({ config, env });
		await provider.made(TOKEN, "ci", DECLARED);
		return under.gitlab.callers();
	};

	for (const { what, config, env } of [
		{ what: "nothing else", config: () => ({}), env: () => ({ GITLAB_BASE_URL: under.gitlab.url }) },
		{
			what: "a recorded credential that is no longer valid",
			config: () => ({ baseUrl: under.gitlab.url, token: CREDENTIALS.revoked }),
			env: () => ({ GITLAB_BASE_URL: `${under.gitlab.url}/api/v4/` }),
		},
		{
			what: "a URL without a credential",
			config: () => ({ baseUrl: under.gitlab.url }),
			env: () => ({}),
		},
	])
		it(`is overridden by the environment's credential where it has ${what}`, async () => {
			const callers = await callerWith(config(), { ...env(), GITLAB_TOKEN: CREDENTIALS.maintainer });
			expect(callers).to.deep.equal(["mia"]);
		});

	for (const { what, env } of [
		{ what: "another GitLab", env: { GITLAB_BASE_URL: "https://gitlab.example.com" } },
		{ what: "a GitLab that it does not name", env: {} },
	])
		it(`is not overridden by an environment with ${what}: no credential is sent to the wrong host`, async () => {
			const config = { baseUrl: under.gitlab.url, token: CREDENTIALS.maintainer };
			const callers = await callerWith(config, { ...env, GITLAB_TOKEN: CREDENTIALS.revoked });
			expect(callers).to.deep.equal(["mia"]);
		});

	it("is not completed by the credential of another GitLab", async () => {
		const provider = await under.provider({
			config: { baseUrl: under.gitlab.url },
			env: { GITLAB_BASE_URL: "https://gitlab.example.com", GITLAB_TOKEN: CREDENTIALS.maintainer },
		});
		const { message } = await failureOf(provider.made(TOKEN, "ci", DECLARED));
		expect(message).to.contain("[GITLAB_CREDENTIAL_MISSING]").and.contain("gitlab-deploy-tokens:token");
		expect(await under.gitlab.requests()).to.deep.equal([]);
	});

	it("that names another GitLab than the recorded one fails before any request", async () => {
		const made = await (await under.provider()).made(TOKEN, "ci", DECLARED);
		const elsewhere = { baseUrl: "https://gitlab.example.com", token: CREDENTIALS.maintainer };
		const provider = await under.provider({ config: elsewhere });
		for (const call of [
			() => provider.compare(made, DECLARED),
			() => provider.read(made),
			() => provider.delete(made),
		])
			expect((await failureOf(call())).message).to.contain("[GITLAB_HOST_CHANGED]");
		expect(await under.gitlab.tokens()).to.have.length(1);
	});
});
