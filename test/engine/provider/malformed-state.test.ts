import { expect } from "chai";
import fc from "fast-check";
import { writes } from "../harness/gitlab";
import { failureOf, type Made, type ProviderProcess } from "../harness/provider-process";
import type { Properties } from "../harness/rpc";
import { useProvider } from "../harness/use-provider";

const DECLARED = { project: 5, name: "pull", scopes: ["read_registry"] };

/** Every call that is handed a state. */
const CALLS: Readonly<Record<string, (provider: ProviderProcess, made: Made) => Promise<unknown>>> = {
	diff: (provider, { id, properties }) => provider.diff(id, properties, { ...DECLARED, status: "active" }),
	read: (provider, made) => provider.read(made),
	update: (provider, made) => provider.update(made, { ...DECLARED, status: "active" }),
	delete: (provider, made) => provider.delete(made),
};

const IDS: readonly string[] = [
	"",
	"12",
	"projects/5",
	"projects/5/deploy_tokens/",
	"projects/5/deploy_tokens/0",
	"projects/5/deploy_tokens/12 ",
	"projects/grp%2Fproj/deploy_tokens/12",
	"groups/7/deploy_tokens/12/../13",
	"Projects/5/deploy_tokens/12",
	"projects/99999999999999999999/deploy_tokens/12",
];

const SPOILT: readonly (readonly [title: string, change: Properties])[] = [
	["no token ID", { tokenId: undefined }],
	["a token ID as text", { tokenId: "12" }],
	["another token's ID", { tokenId: 987_654 }],
	["no name", { name: undefined }],
	["no scopes", { scopes: undefined }],
	["scopes as text", { scopes: "read_registry" }],
	["no username", { username: undefined }],
	["an empty username", { username: "" }],
	["no host", { host: undefined }],
	["a host that is a number", { host: 7 }],
	["an expiry that is not an instant", { expiresAt: "soon" }],
	["a secret that is an object", { token: { a: 1 } }],
	["a connection that is a list", { connection: [] }],
];

describe("a malformed state", function () {
	this.timeout(180_000);
	const under = useProvider();
	let made: Made;

	before(async () => {
		made = await under.provider.make(DECLARED);
	});

	for (const [name, call] of Object.entries(CALLS)) {
		for (const id of IDS)
			it(`fails ${name} for the id ${JSON.stringify(id)}`, async () => {
				const { message } = await failureOf(call(under.provider, { ...made, id }));
				expect(message).to.contain("[DEPLOY_TOKEN_STATE_UNREADABLE]").and.contain("pulumi state delete");
			});

		for (const [title, change] of SPOILT)
			it(`fails ${name} for ${title}`, async () => {
				const properties = { ...made.properties, ...change };
				const { message } = await failureOf(call(under.provider, { id: made.id, properties }));
				expect(message).to.contain("[DEPLOY_TOKEN_STATE_UNREADABLE]");
			});
	}

	it("of any kind gets an error with a code, sends no request, and never ends the process", async () => {
		const anyProperties = fc.oneof(
			fc.dictionary(fc.string(), fc.jsonValue()),
			fc
				.record(Object.fromEntries(Object.keys(made.properties).map((key) => [key, fc.jsonValue()])), {
					requiredKeys: [],
				})
				.map((spoilt) => ({ ...made.properties, ...spoilt, tokenId: spoilt.tokenId ?? null })),
		);
		const anyCall = fc.constantFrom(...Object.values(CALLS));
		const { requests } = await under.gitlab.during(() =>
			fc.assert(
				fc.asyncProperty(anyCall, fc.string(), anyProperties, async (call, id, properties) => {
					for (const given of [id, made.id]) {
						const { message } = await failureOf(call(under.provider, { id: given, properties }));
						expect(message).to.match(/\[DEPLOY_TOKEN_STATE_UNREADABLE\]$/);
					}
				}),
				{ numRuns: 300 },
			),
		);
		expect(requests).to.deep.equal([]);
	});

	it("leaves the token itself unchanged", async () => {
		expect(await under.gitlab.tokenIds()).to.deep.equal([made.properties.tokenId]);
		expect((await under.provider.read(made)).id).to.equal(made.id);
	});
});

describe("inputs of any kind", function () {
	this.timeout(180_000);
	const under = useProvider();
	const anyValues = {
		project: fc.jsonValue(),
		group: fc.jsonValue(),
		name: fc.jsonValue(),
		scopes: fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue())),
		username: fc.jsonValue(),
		expiresAt: fc.oneof(fc.jsonValue(), fc.date({ noInvalidDate: false }).map(String)),
		connection: fc.jsonValue(),
	};
	const anyInputs = fc.record(anyValues, { requiredKeys: [] });
	const anyRecord = fc.record(
		{ ...anyValues, expiresIn: fc.jsonValue(), rotateBefore: fc.jsonValue(), adopt: fc.jsonValue() },
		{ requiredKeys: [] },
	);

	it("get failures by property from check, or are unchanged by a second check", async () => {
		await fc.assert(
			fc.asyncProperty(anyInputs, async (inputs) => {
				const checked = await under.provider.check(inputs);
				const properties = Object.keys(checked.failures);
				for (const property of properties) expect(property.replace(/\[\d+\]$/, "")).to.match(/^[a-zA-Z]+$/);
				if (properties.length === 0)
					expect(await under.provider.check(checked.inputs, checked.inputs)).to.deep.equal(checked);
			}),
			{ numRuns: 300 },
		);
	});

	it("in the state get a decision or an error with a code from a refresh, which checks none, and GitLab is only read", async () => {
		const { id, properties } = await under.provider.make(DECLARED);
		const { requests } = await under.gitlab.during(() =>
			fc.assert(
				fc.asyncProperty(anyRecord, async (inputs) => {
					const recorded = { ...DECLARED, status: "active", ...inputs };
					const error = await under.provider.diff(id, properties, recorded).catch(({ message }) => message);
					if (typeof error === "string") expect(error).to.match(/\[(?!INTERNAL_FAULT)[A-Z_]+\]$/);
				}),
				{ numRuns: 300 },
			),
		);
		expect(writes(requests)).to.deep.equal([]);
	});
});
