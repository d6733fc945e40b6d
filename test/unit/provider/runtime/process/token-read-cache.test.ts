import { expect } from "chai";
import fc from "fast-check";
import { systemClock } from "../../../../../provider/api/clock";
import type { Owner } from "../../../../../provider/api/owner";
import type { DeployTokenWire } from "../../../../../provider/api/schemas";
import type { ApiRequest } from "../../../../../provider/api/transport";
import { TokenReadCache } from "../../../../../provider/runtime/process/token-read-cache";
import { failure } from "../../api/errors-seen";
import { type FakeClient, FakeClock, fakeClient, httpResponse } from "../../api/fakes";

const OWNER: Owner = { kind: "project", ref: 5 };
const PER_PAGE = 100;

/** A GitLab that holds these tokens of one project. */
function gitLabWith(tokens: ReadonlyMap<number, "live" | "dead">): FakeClient {
	const wire = (id: number, revoked: boolean): DeployTokenWire => ({
		id,
		name: `t${id}`,
		username: `u${id}`,
		scopes: ["read_registry"],
		expires_at: null,
		revoked,
		expired: false,
	});
	return fakeClient(({ path, query = {} }: ApiRequest) => {
		const [, one] = /\/deploy_tokens\/(\d+)$/.exec(path) ?? [];
		if (one !== undefined) {
			const state = tokens.get(Number(one));
			return state === undefined
				? httpResponse(404, { message: "404 Not found" })
				: httpResponse(200, wire(Number(one), state === "dead"));
		}
		const live = [...tokens].filter(([, state]) => state === "live").map(([id]) => id);
		live.sort((a, b) => a - b);
		const page = Number(query.page);
		const rows = live.slice((page - 1) * PER_PAGE, page * PER_PAGE).map((id) => wire(id, false));
		const next = page * PER_PAGE < live.length ? String(page + 1) : "";
		return httpResponse(200, rows, { "x-next-page": next });
	});
}

describe("TokenReadCache", () => {
	const worlds = fc.record({
		tokens: fc
			.dictionary(
				fc.integer({ min: 1, max: 500 }).map(String),
				fc.constantFrom<"live" | "dead">("live", "live", "live", "dead"),
				{ maxKeys: 350, size: "max" },
			)
			.map((held) => new Map(Object.entries(held).map(([id, state]) => [Number(id), state]))),
		/** IDs to read, in groups that are read at once. */
		asked: fc.array(fc.array(fc.integer({ min: 1, max: 500 }), { maxLength: 40 }), { maxLength: 8 }),
	});

	it("returns the right state of every token, in whatever order and combination they are read", async () => {
		await fc.assert(
			fc.asyncProperty(worlds, async ({ tokens, asked }) => {
				const { client } = gitLabWith(tokens);
				const observations = new TokenReadCache(systemClock);
				for (const group of asked) {
					const seen = await Promise.all(
						group.map((tokenId) => observations.read(client, { owner: OWNER, tokenId }, client.deadline())),
					);
					expect(
						seen.map((token) => (token === undefined ? "gone" : token.revoked ? "dead" : "live")),
					).to.deep.equal(group.map((tokenId) => tokens.get(tokenId) ?? "gone"));
				}
			}),
			{ numRuns: 50 },
		);
	});

	it("costs at most the pages of active tokens, and a GET for the first token and each inactive one", async () => {
		await fc.assert(
			fc.asyncProperty(worlds, async ({ tokens, asked }) => {
				const { client, lines } = gitLabWith(tokens);
				const observations = new TokenReadCache(systemClock);
				for (const group of asked)
					await Promise.all(
						group.map((tokenId) => observations.read(client, { owner: OWNER, tokenId }, client.deadline())),
					);
				const wanted = new Set(asked.flat());
				const live = [...tokens.values()].filter((state) => state === "live").length;
				const pages = Math.max(1, Math.ceil(live / PER_PAGE));
				const lists = lines().filter((line) => line.includes("active=true")).length;
				expect(lists).to.be.at.most(Math.min(pages, wanted.size));
				expect(lines().length).to.be.at.most(2 * wanted.size);
			}),
			{ numRuns: 50 },
		);
	});

	it("does not request a token that was deleted here", async () => {
		const { client, lines } = gitLabWith(new Map([[1, "live"]]));
		const observations = new TokenReadCache(systemClock);
		const id = { owner: OWNER, tokenId: 1 };
		await observations.read(client, id, client.deadline());
		observations.noteDeleted(client, id);
		expect(await observations.read(client, id, client.deadline())).to.equal(undefined);
		expect(lines()).to.have.length(1);
	});

	for (const [ageMs, requests] of [
		[59_999, 1],
		[60_000, 2],
	] as const)
		it(`reads a token ${requests === 1 ? "once" : "again"} within ${ageMs} ms`, async () => {
			const { client, lines } = gitLabWith(new Map([[1, "live"]]));
			const clock = new FakeClock();
			const reads = new TokenReadCache(clock);
			const id = { owner: OWNER, tokenId: 1 };
			await reads.read(client, id, client.deadline());
			clock.advance(ageMs);
			await reads.read(client, id, client.deadline());
			expect(lines()).to.have.length(requests);
		});

	it("drops a list by its age too, and sees what was revoked since", async () => {
		const tokens = new Map<number, "live" | "dead">([1, 2, 3].map((id) => [id, "live"]));
		const { client } = gitLabWith(tokens);
		const clock = new FakeClock();
		const reads = new TokenReadCache(clock);
		const revoked = async () => {
			const ids = [1, 2, 3].map((tokenId) => ({ owner: OWNER, tokenId }));
			const seen = await Promise.all(ids.map((id) => reads.read(client, id, client.deadline())));
			return seen.map((token) => token?.revoked);
		};
		expect(await revoked()).to.deep.equal([false, false, false]);
		tokens.set(2, "dead");
		expect(await revoked(), "shared for a minute").to.deep.equal([false, false, false]);
		clock.advance(60_000);
		expect(await revoked()).to.deep.equal([false, true, false]);
	});

	it("fetches each page within the deadline of the operation that needs it, not of the first one", async () => {
		const gitlab = gitLabWith(new Map(Array.from({ length: 250 }, (_, n) => [n + 1, "live"])));
		const { client, clock, lines } = gitlab;
		const reads = new TokenReadCache(clock);
		const read = (tokenId: number, leftMs: number) =>
			reads.read(client, { owner: OWNER, tokenId }, { atMs: clock.now() + leftMs });
		await Promise.all([read(1, 10_000), read(2, 10_000)]);
		clock.advance(10_000);
		expect(await read(150, 10_000)).to.include({ id: 150 });
		expect(lines().filter((line) => line.includes("active=true"))).to.have.length(2);
		const { transport } = gitlab;
		expect(transport.sent.at(-1)?.timeoutMs).to.equal(10_000);
	});

	it("does not fail a read because another one timed out", async () => {
		const { client, clock, lines } = gitLabWith(new Map([1, 2, 3].map((id) => [id, "live"])));
		const reads = new TokenReadCache(clock);
		const read = (tokenId: number, leftMs: number) =>
			reads.read(client, { owner: OWNER, tokenId }, { atMs: clock.now() + leftMs });
		const [late, ...inTime] = [read(1, 0), read(2, 1_000), read(3, 1_000)];
		await failure(late as Promise<unknown>, "OPERATION_TIMEOUT");
		expect(await Promise.all(inTime)).to.have.length(2);
		expect(lines()).to.have.length(1);
	});

	it("does not know the reads of another provider process", async () => {
		const { client, lines } = gitLabWith(new Map([[1, "live"]]));
		for (const observations of [new TokenReadCache(systemClock), new TokenReadCache(systemClock)])
			await observations.read(client, { owner: OWNER, tokenId: 1 }, client.deadline());
		expect(lines()).to.have.length(2);
	});
});
