import { expect } from "chai";
import { writes } from "../lifecycle/harness/gitlab";
import { DAY, HOUR, MINUTE } from "../lifecycle/harness/time";
import { CREDENTIALS } from "../lifecycle/harness/world";
import type { DeclaredSet, SetStack } from "./harness/set-stack";
import { useSets } from "./harness/use-set";

const DECLARED: DeclaredSet = {
	scopes: ["read_registry"],
	username: "robot",
	tokens: { web: { project: 5 }, api: { project: 5 }, all: { group: 7 } },
};

const anotherToken = (properties: string) =>
	new RegExp(
		`no longer exists in GitLab: its ID belongs to another token now, which differs in ${properties} and is not touched; it will be replaced\\.$`,
	);
const NOT_DELETED =
	/^warning: deploy token "web" \(\d\) of project 5 is gone, and nothing was deleted: GitLab has another token with this ID now, which differs in [\w, ]+\.$/;

describe("drift in a set", () => {
	const under = useSets();

	interface Kind {
		readonly declared?: DeclaredSet;
		happen(id: number, set: SetStack): Promise<void> | void;
		/** What a plain preview says of the token. */
		readonly sentence: RegExp;
		/** What a refresh puts into `drift`. */
		readonly seen: string;
		/** Requests that delete the old one; it works no more, so they are sent at once. */
		readonly deletes: number;
		/** Tokens that have the old one's number now and are left alone. */
		readonly others?: number;
	}

	const kinds: Record<string, Kind> = {
		revoked: {
			happen: (id) => under.gitlab.revoke(id),
			sentence: /was revoked in GitLab; it will be replaced/,
			seen: "revoked",
			deletes: 1,
		},
		deleted: {
			happen: (id) => under.gitlab.remove(id),
			sentence: /no longer exists in GitLab; it will be replaced/,
			seen: "gone",
			deletes: 0,
		},
		expired: {
			declared: {
				...DECLARED,
				tokens: { ...(DECLARED.tokens as object), web: { project: 5, expiresIn: "30d" } },
			},
			happen: () => under.time.advance(30 * DAY),
			sentence: /expired at 2031-03-31T12:00:00.000Z; it will be replaced/,
			seen: "expired",
			deletes: 1,
		},
		"edited in its scopes": {
			happen: (id) => under.gitlab.edit(id, { scopes: ["read_repository"] }),
			sentence: anotherToken("scopes"),
			seen: "gone",
			others: 1,
			deletes: 0,
		},
		"edited in its expiry": {
			happen: (id) => under.gitlab.edit(id, { expiresAt: "2040-01-01" }),
			sentence: anotherToken("expiresAt"),
			seen: "gone",
			others: 1,
			deletes: 0,
		},
		"edited in its name and username": {
			happen: (id) => under.gitlab.edit(id, { name: "other", username: "other" }),
			sentence: anotherToken("name, username"),
			seen: "gone",
			others: 1,
			deletes: 0,
		},
	};

	for (const [what, { declared = DECLARED, happen, sentence, seen, deletes, others = 0 }] of Object.entries(
		kinds,
	))
		describe(`of a token that was ${what}`, () => {
			let set: SetStack;
			let before: SetStack["contents"];

			beforeEach(async () => {
				set = await under.made(declared);
				before = set.contents;
				await happen(set.tokenIds.web ?? 0, set);
			});

			it("shows in a plain preview, with the reason, and nothing else does", async () => {
				const { step, said, requests, error } = await set.preview();
				expect(error).to.equal(undefined);
				expect(step).to.equal("update");
				expect(said).to.have.length(1);
				expect(said[0]).to.match(/^deploy token "web" \(\d+\) of project 5 /);
				expect(said[0]).to.match(sentence);
				expect(writes(requests)).to.deep.equal([]);
			});

			it("is repaired by the next `up`, which changes no other token", async () => {
				const { error, requests, said } = await set.up();
				expect(error).to.equal(undefined);
				const { web, ...rest } = set.contents.tokens;
				expect(web?.token).to.not.equal(before.tokens.web?.token);
				expect({ ...rest, web: before.tokens.web }).to.deep.equal(before.tokens);
				expect(writes(requests).filter((line) => line.startsWith("POST"))).to.have.length(1);
				expect(writes(requests).filter((line) => line.startsWith("DELETE"))).to.have.length(deletes);
				expect(set.contents.retired, "tokens that live on for now").to.equal(undefined);
				expect(said.filter((line) => NOT_DELETED.test(line))).to.have.length(others);
				expect(await under.gitlab.tokens()).to.have.length(3 + others);
				expect((await set.preview()).step).to.equal("same");
			});

			it("is in `drift` after a refresh, by key, and nothing else changes", async () => {
				const { error, requests, said } = await set.refresh();
				expect(error).to.equal(undefined);
				expect(writes(requests)).to.deep.equal([]);
				expect(said).to.deep.equal([]);
				expect(set.inputs.drift).to.deep.equal({ web: seen });
				expect(set.outputs.drift, "by which the engine shows the difference").to.deep.equal({ web: seen });
				const { web, ...rest } = set.contents.tokens;
				expect({ ...rest, web: before.tokens.web }).to.deep.equal(before.tokens);
				expect(web, "nothing of another token").to.deep.equal({ ...before.tokens.web, status: seen });
				expect(set.contents.retired).to.equal(undefined);
				await set.refresh();
				expect(set.inputs.drift, "seen again").to.deep.equal({ web: seen });
			});

			it("is repaired after a refresh too, and `drift` is empty again", async () => {
				await set.refresh();
				expect((await set.preview()).step).to.equal("update");
				const { error } = await set.up();
				expect(error).to.equal(undefined);
				expect(set.inputs.drift).to.deep.equal({});
				expect(set.outputs).to.not.have.property("drift");
				expect(set.contents.tokens.web?.token).to.not.equal(before.tokens.web?.token);
				expect((await set.preview()).step).to.equal("same");
			});

			it("is repaired by `up --refresh` in one run", async () => {
				const { error, step } = await set.up({ refresh: true });
				expect({ error, step }).to.deep.equal({ error: undefined, step: "update" });
				expect((await set.preview()).step).to.equal("same");
			});
		});

	it("that does not exist leaves `drift` empty, and the state and its secrets unchanged", async () => {
		const set = await under.made(DECLARED);
		const { inputs, outputs } = set;
		const { error } = await set.refresh();
		expect(error).to.equal(undefined);
		expect(set.inputs).to.deep.equal(inputs);
		expect(set.outputs).to.deep.equal(outputs);
	});

	it("names the first few tokens, and how many more there are", async () => {
		const keys = Array.from({ length: 12 }, (_, n) => `k${n}`);
		const tokens = Object.fromEntries(keys.map((key) => [key, { project: 5 }]));
		const set = await under.made({ scopes: ["read_registry"], tokens });
		for (const id of Object.values(set.tokenIds)) await under.gitlab.revoke(id);
		const { said, requests } = await set.preview();
		expect(said).to.have.length(6);
		expect(said.at(-1)).to.equal("… and 7 more like it.");
		expect(requests, "the page of live tokens, and a look at each that is not there").to.have.length(13);
		expect((await set.up()).error).to.equal(undefined);
		expect(await under.gitlab.tokens()).to.have.length(12);
	});

	it("of 250 tokens of one project is detected with one request per hundred", async () => {
		const keys = Array.from({ length: 250 }, (_, n) => `k${n}`);
		const set = await under.made({
			scopes: ["read_registry"],
			tokens: Object.fromEntries(keys.map((key) => [key, { project: 5 }])),
		});
		const { requests, step } = await set.preview();
		expect(step).to.equal("same");
		expect(requests).to.have.length(3);
		expect((await set.refresh()).requests).to.have.length(3);
	});

	describe("where it is not checked", () => {
		it("is not detected with `driftDetection: refresh`, without a request, except by a refresh", async () => {
			const set = await under.made(DECLARED);
			set.env = { GITLAB_DRIFT_DETECTION: "refresh" };
			await under.gitlab.revoke(set.tokenIds.web ?? 0);
			expect(await set.preview()).to.deep.include({ step: "same", requests: [], said: [] });
			await set.refresh();
			expect(set.inputs.drift).to.deep.equal({ web: "revoked" });
			expect((await set.preview()).step).to.equal("update");
		});

		it("is still detected by the clock, with one request for GitLab's time", async () => {
			const set = await under.made({ ...DECLARED, expiresIn: "30d" });
			set.env = { GITLAB_DRIFT_DETECTION: "refresh" };
			under.time.advance(30 * DAY);
			const { step, requests } = await set.preview();
			expect(step).to.equal("update");
			expect(requests).to.have.length(1);
		});

		it("causes one warning where no credential is configured", async () => {
			const set = await under.made(DECLARED);
			set.env = { GITLAB_TOKEN: undefined };
			const { step, said, requests } = await set.preview();
			expect({ step, requests }).to.deep.equal({ step: "same", requests: [] });
			expect(said).to.have.length(1);
			expect(said[0]).to.contain("no credential is configured");
			expect((await set.refresh()).error?.code).to.equal("GITLAB_CREDENTIAL_MISSING");
		});
	});

	it("is an error where GitLab refuses the credential or does not respond, and nothing changes", async () => {
		const set = await under.made(DECLARED);
		const { state } = set;
		set.env = { GITLAB_TOKEN: CREDENTIALS.revoked };
		for (const operation of [() => set.preview(), () => set.refresh(), () => set.up()]) {
			const { error } = await operation();
			expect(error?.code).to.equal("GITLAB_UNAUTHORIZED");
			expect(set.state).to.deep.equal(state);
		}
		set.env = {};
		await under.gitlab.fault({ kind: "status", status: 502, times: 100 });
		expect((await set.preview()).error?.code).to.equal("GITLAB_SERVER_ERROR");
	});

	describe("of time", () => {
		const rotating: DeclaredSet = {
			scopes: ["read_registry"],
			expiresIn: "90d",
			rotateBefore: "14d",
			tokens: { web: { project: 5 }, api: { project: 6, expiresIn: "30d", rotateBefore: "1d" } },
		};

		it("replaces each key's token in its own window, not before, and keeps the old token for the overlap", async () => {
			const set = await under.made(rotating);
			const { web, api } = set.contents.tokens;
			under.time.advance(29 * DAY - MINUTE);
			expect((await set.preview()).step).to.equal("same");
			under.time.advance(MINUTE);
			const { said } = await set.preview();
			expect(said).to.have.length(1);
			expect(said[0]).to.contain('"api"').and.to.contain("rotateBefore 1d");
			await set.up();
			expect(set.contents.tokens.web).to.deep.equal(web);
			expect(set.contents.tokens.api?.expiresAt).to.equal("2031-04-29T12:00:00.000Z");
			expect(set.contents.retired?.map(({ id }) => id)).to.deep.equal([api?.id]);
			expect((await set.preview()).step).to.equal("same");
		});

		it("in a year of daily runs never leaves a key without a token, nor an orphan", async () => {
			const set = await under.made({ ...rotating, overlap: "2d" });
			const made = new Set<number>();
			for (let day = 1; day <= 365; day += 1) {
				under.time.advance(DAY);
				const { error } = await set.up();
				expect(error, `day ${day}`).to.equal(undefined);
				const { tokens, retired = [] } = set.contents;
				const live = (await under.gitlab.tokens()).filter(({ expired, revoked }) => !expired && !revoked);
				const known = [...Object.values(tokens), ...retired].map(({ id }) => Number(id.split("/").at(-1)));
				const ids = live.map(({ id }) => id);
				expect(ids, `in use on day ${day}`).to.include.members(Object.values(set.tokenIds));
				expect(known, `known on day ${day}`).to.include.members(ids);
				for (const id of Object.values(set.tokenIds)) made.add(id);
			}
			// Every 76 and every 29 days.
			expect(made.size).to.equal(1 + Math.floor(365 / 76) + 1 + Math.floor(365 / 29));
		}).timeout(120_000);

		it("refuses a declared expiry that has passed, at its path", async () => {
			const tokens = { web: { project: 5, expiresAt: "2031-03-02" }, api: { project: 6 } };
			const set = await under.made({ scopes: ["read_registry"], tokens });
			under.time.advance(12 * HOUR);
			const { failures } = await set.preview();
			expect(failures.map(({ property }) => property)).to.deep.equal(['tokens["web"].expiresAt']);
		});
	});
});
