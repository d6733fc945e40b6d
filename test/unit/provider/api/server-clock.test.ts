import { expect } from "chai";
import { GitLabClient } from "../../../../provider/api/client";
import { ServerClock } from "../../../../provider/api/server-clock";
import { FakeClock, FakeTransport, fakeClient, httpResponse, settingsOf } from "./fakes";

const MINUTE = 60_000;

/** The `Date` of a response that GitLab sends `offsetMs` after this machine's present. */
function dateAt(clock: FakeClock, offsetMs: number): string {
	return new Date(clock.now() + offsetMs).toUTCString();
}

function serverClock(): { clock: FakeClock; server: ServerClock; warnings: string[] } {
	const clock = new FakeClock();
	const warnings: string[] = [];
	return { clock, server: new ServerClock(clock, (message) => warnings.push(message)), warnings };
}

describe("ServerClock", () => {
	it("is this machine's clock before the first response", () => {
		const { clock, server } = serverClock();
		expect(server.now()).to.equal(clock.now());
		clock.advance(MINUTE);
		expect(server.now()).to.equal(clock.now());
	});

	for (const offsetMs of [-24 * 60 * MINUTE, -10_000, 10_000, 24 * 60 * MINUTE])
		it(`is GitLab's where that differs by ${offsetMs} ms, half a second into the second that \`Date\` names`, () => {
			const { clock, server } = serverClock();
			server.note(dateAt(clock, offsetMs));
			expect(server.now()).to.equal(clock.now() + offsetMs + 500);
			clock.advance(MINUTE);
			expect(server.now(), "goes on with this machine's").to.equal(clock.now() + offsetMs + 500);
		});

	for (const offsetMs of [-2_000, -1_000, 0, 1_000])
		it(`ignores a difference of ${offsetMs} ms, which a header in whole seconds explains`, () => {
			const { clock, server } = serverClock();
			server.note(dateAt(clock, offsetMs));
			expect(server.now()).to.equal(clock.now());
		});

	for (const offsetMs of [-3_000, 2_000])
		it(`adopts a difference of ${offsetMs} ms`, () => {
			const { clock, server } = serverClock();
			server.note(dateAt(clock, offsetMs));
			expect(server.now()).to.equal(clock.now() + offsetMs + 500);
		});

	it("follows the last response, also back to this machine's clock", () => {
		const { clock, server } = serverClock();
		server.note(dateAt(clock, 10 * MINUTE));
		server.note(dateAt(clock, -MINUTE));
		expect(server.now()).to.equal(clock.now() - MINUTE + 500);
		server.note(dateAt(clock, 0));
		expect(server.now()).to.equal(clock.now());
	});

	for (const date of [undefined, "", "yesterday", "2031-99-99"])
		it(`is not changed by the header ${JSON.stringify(date)}`, () => {
			const { clock, server } = serverClock();
			server.note(dateAt(clock, 10_000));
			server.note(date);
			expect(server.now()).to.equal(clock.now() + 10_500);
		});

	it("warns once of a machine whose clock is minutes behind", () => {
		const { clock, server, warnings } = serverClock();
		server.note(dateAt(clock, 5 * MINUTE));
		server.note(dateAt(clock, 9 * MINUTE));
		expect(warnings).to.deep.equal([
			"warning: this machine's clock is 5 min behind GitLab's; expiries follow GitLab's clock. Correct this machine's clock.",
		]);
	});

	it("warns once of a machine whose clock is minutes ahead", () => {
		const { clock, server, warnings } = serverClock();
		server.note(dateAt(clock, -90 * MINUTE));
		expect(warnings).to.deep.equal([
			"warning: this machine's clock is 90 min ahead of GitLab's; expiries follow GitLab's clock. Correct this machine's clock.",
		]);
	});

	for (const [offsetMs, count] of [
		[59_000, 0],
		[60_000, 1],
		[-60_000, 0],
		[-61_000, 1],
	] as const)
		it(`warns ${count === 0 ? "about nothing" : "the user"} at a difference of ${offsetMs} ms`, () => {
			const { clock, server, warnings } = serverClock();
			server.note(dateAt(clock, offsetMs));
			expect(warnings).to.have.length(count);
		});

	it("is set by every response of a client, errors too", async () => {
		for (const status of [200, 404]) {
			const { client, clock } = fakeClient(() =>
				httpResponse(status, {}, { date: dateAt(clock, 30 * MINUTE) }),
			);
			expect(client.now()).to.equal(clock.now());
			await client.send({ method: "GET", path: "/version" }).catch(() => undefined);
			expect(client.now()).to.equal(clock.now() + 30 * MINUTE + 500);
		}
	});

	it("warns through the client that it belongs to", async () => {
		const clock = new FakeClock();
		const warnings: string[] = [];
		const transport = new FakeTransport(
			() => httpResponse(200, {}, { date: dateAt(clock, 2 * MINUTE) }),
			clock,
		);
		const client = new GitLabClient(settingsOf(), transport, clock, {
			report: (message) => warnings.push(message),
		});
		await client.send({ method: "GET", path: "/version" });
		expect(warnings).to.have.length(1);
	});
});
