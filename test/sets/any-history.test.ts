import { expect } from "chai";
import fc from "fast-check";
import { DAY, HOUR, MINUTE } from "../lifecycle/harness/time";
import { world } from "../lifecycle/harness/world";
import type { SetStack } from "./harness/set-stack";
import { useSets } from "./harness/use-set";

const KEYS = ["a", "b", "c", "d"] as const;

const REFUSED = { path: "deploy_tokens", kind: "status", status: 403, times: 1 } as const;

const entry = fc.record(
	{
		owner: fc.constantFrom({ project: 5 }, { project: "grp/other" }, { group: 9 }),
		scopes: fc.constantFrom(["read_registry"], ["read_repository", "read_registry"]),
		username: fc.constantFrom("robot", "other"),
		expiresIn: fc.constantFrom("2d", "30d"),
	},
	{ requiredKeys: ["owner"] },
);
const declaration = fc
	.dictionary(fc.constantFrom(...KEYS), entry, { noNullPrototype: true })
	.map((entries) =>
		Object.fromEntries(
			Object.entries(entries).map(([key, { owner, ...own }]) => [key, { ...owner, ...own }]),
		),
	);

/** What happens between two runs, or instead of a good one. */
const event = fc.oneof(
	fc.record({ kind: fc.constant("declare" as const), tokens: declaration }),
	fc.record({ kind: fc.constant("revoke" as const), nth: fc.nat(9) }),
	fc.record({ kind: fc.constant("remove" as const), nth: fc.nat(9) }),
	fc.record({ kind: fc.constant("wait" as const), ms: fc.constantFrom(MINUTE, HOUR, DAY, 3 * DAY) }),
	fc.record({ kind: fc.constant("refuse" as const), method: fc.constantFrom("POST", "DELETE", "GET") }),
	fc.record({ kind: fc.constant("refresh" as const) }),
);

type Happening = typeof event extends fc.Arbitrary<infer Each> ? Each : never;

describe("a set with any history", () => {
	const under = useSets();

	const numbers = (set: SetStack) => {
		const { tokens, retired = [] } = set.contents;
		return [...Object.values(tokens), ...retired].map(({ id }) => Number(id.split("/").at(-1)));
	};

	async function happen(set: SetStack, happening: Happening): Promise<void> {
		const { gitlab, time } = under;
		const nth = async (index: number) => (await gitlab.tokens())[index]?.id;
		if (happening.kind === "declare") set.declared = { ...set.declared, tokens: happening.tokens };
		if (happening.kind === "wait") time.advance(happening.ms);
		if (happening.kind === "refresh" && set.state !== undefined) await set.refresh();
		if (happening.kind === "refuse") await gitlab.fault({ ...REFUSED, method: happening.method });
		if (happening.kind === "revoke" || happening.kind === "remove") {
			const id = await nth(happening.nth);
			if (id !== undefined) await gitlab[happening.kind](id);
		}
	}

	for (const keepsProcess of [false, true])
		it(`records every existing token after each run, and matches the declaration in the end (${keepsProcess ? "one process" : "a process for each run"})`, async () => {
			await fc.assert(
				fc.asyncProperty(declaration, fc.array(event, { maxLength: 7 }), async (first, events) => {
					await under.gitlab.reset(world());
					under.time.set("2031-03-01T12:00:00Z");
					const set = under.set({ scopes: ["read_package_registry"], tokens: first });
					set.keepsProcess = keepsProcess;
					for (const happening of [{ kind: "wait" as const, ms: 0 }, ...events]) {
						await happen(set, happening);
						await set.up();
						const rows = await under.gitlab.tokenIds();
						expect(set.state === undefined ? [] : numbers(set), "known").to.include.members(rows);
					}
					// What was refused is done once GitLab lets it; what was replaced goes an hour later.
					const refusals = events.filter(({ kind }) => kind === "refuse").length;
					for (let run = 0; run <= refusals; run += 1) await set.up();
					under.time.advance(HOUR);
					for (let run = 0; run <= refusals; run += 1) await set.up();
					expect((await set.up()).error).to.equal(undefined);
					const rows = await under.gitlab.tokens();
					expect(rows.map(({ id }) => id)).to.have.members(Object.values(set.tokenIds));
					const declared = set.declared?.tokens as Record<string, Record<string, unknown>>;
					expect(Object.keys(set.tokenIds)).to.have.members(Object.keys(declared));
					for (const [key, own] of Object.entries(declared)) {
						const row = rows.find(({ id }) => id === set.tokenIds[key]);
						expect(row).to.include({ name: key, revoked: false, expired: false });
						if (own.username !== undefined) expect(row?.username).to.equal(own.username);
						expect([...(row?.scopes ?? [])].sort()).to.deep.equal(
							[...((own.scopes as string[]) ?? ["read_package_registry"])].sort(),
						);
						expect(row?.expires_at === null).to.equal(own.expiresIn === undefined);
						expect(set.contents.tokens[key]?.token).to.match(/^gldt-/);
					}
					expect((await set.preview()).step).to.equal("same");
					// Refusals that no request had met yet.
					for (let run = 0; run <= refusals; run += 1) await set.destroy();
					expect(set.state).to.equal(undefined);
					expect(await under.gitlab.tokens()).to.deep.equal([]);
				}),
				{ numRuns: 20 },
			);
		}).timeout(180_000);
});
