import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type ServerHttp2Session } from "node:http2";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { expect } from "chai";
import { failureOf } from "../engine/harness/provider-process";
import { CREDENTIALS } from "../lifecycle/harness/world";
import { Gate } from "./harness/gate";
import { opened, type Properties, SET, TOKEN } from "./harness/packaged";
import { usePackaged } from "./harness/use-packaged";

const DECLARED = { project: "5", scopes: ["read_registry"] };
const DELAYED = {
	method: "POST",
	path: "/deploy_tokens$",
	times: 1,
	kind: "status",
	status: 429,
	headers: { "retry-after": "10" },
} as const;

describe("a call of the packaged provider that is ended early", () => {
	const under = usePackaged();
	let gate: Gate;
	beforeEach(async () => {
		gate = await Gate.start(under.gitlab.url);
	});
	afterEach(() => gate.close());

	const config = (more: Properties = {}) => ({ baseUrl: gate.url, token: CREDENTIALS.maintainer, ...more });

	it("returns the secret of a creation that was sent, also after Cancel", async () => {
		const provider = await under.provider({ config: config() });
		const inputs = await provider.accepted(TOKEN, "ci", DECLARED);
		const creation = provider.create(TOKEN, "ci", inputs);
		await gate.holding(1);
		await provider.cancel();
		gate.open();
		const { id, outputs } = await creation;
		expect(id).to.equal("projects/5/deploy_tokens/1");
		expect(opened(outputs.token)).to.match(/^gldt-/);
	});

	it("returns it before the process ends, when the engine stops it", async () => {
		const provider = await under.provider({ config: config() });
		const inputs = await provider.accepted(TOKEN, "ci", DECLARED);
		const creation = provider.create(TOKEN, "ci", inputs);
		await gate.holding(1);
		const ended = provider.end();
		gate.open();
		expect(opened((await creation).outputs.token)).to.match(/^gldt-/);
		await ended;
	});

	it("keeps what a set has created, and sends nothing more", async () => {
		const provider = await under.provider({ config: config({ concurrency: "1" }) });
		const tokens = Object.fromEntries(["a", "b", "c"].map((key) => [key, { project: "5" }]));
		const inputs = await provider.accepted(SET, "all", { scopes: ["read_registry"], tokens });
		const creation = failureOf(provider.create(SET, "all", inputs));
		await gate.holding(1);
		await provider.cancel();
		gate.open();
		const { initFailure } = await creation;
		const made = await under.gitlab.tokens();
		expect(made).to.have.length(1);
		expect(initFailure?.properties.tokenIds).to.deep.equal({ [made[0]?.name ?? ""]: made[0]?.id });
		expect(Object.keys(opened(initFailure?.properties.secrets) as Properties)).to.have.length(1);
		expect(initFailure?.reasons.join()).to.contain("the run was cancelled");
		expect(gate.posts).to.equal(1);
	});

	it("stops waiting for a pause that GitLab requested", async () => {
		let asleep = () => {};
		const sleeping = new Promise<void>((done) => {
			asleep = done;
		});
		const clock = {
			now: under.time.now,
			sleep: () => {
				asleep();
				return new Promise<void>(() => {});
			},
		};
		const provider = await under.provider({ clock });
		await under.gitlab.fault(DELAYED);
		const creation = failureOf(provider.made(TOKEN, "ci", DECLARED));
		await sleeping;
		await provider.cancel();
		expect((await creation).message)
			.to.contain("the run was cancelled")
			.and.contain("[OPERATION_TIMEOUT]");
		expect(await under.gitlab.tokens()).to.deep.equal([]);
	});

	it("does not affect later calls: an engine cancels at the end of every run", async () => {
		const provider = await under.provider();
		await provider.cancel();
		expect((await provider.made(TOKEN, "ci", DECLARED)).id).to.equal("projects/5/deploy_tokens/1");
	});
});

describe("the `customTimeouts` of a packaged resource", () => {
	const under = usePackaged();

	it("end an operation, without sending what could not be waited for", async () => {
		const provider = await under.provider();
		await under.gitlab.fault(DELAYED);
		const inputs = await provider.accepted(TOKEN, "ci", DECLARED);
		const { message } = await failureOf(provider.create(TOKEN, "ci", inputs, 7));
		expect(message).to.match(/was not created/);
		expect(await under.gitlab.tokens()).to.deep.equal([]);
	});

	it("allow one to take longer than the setting", async () => {
		const config = { baseUrl: under.gitlab.url, token: CREDENTIALS.maintainer, operationTimeout: "5s" };
		await under.gitlab.fault({ ...DELAYED, times: 2 });
		const strict = await under.provider({ config });
		await failureOf(strict.made(TOKEN, "ci", DECLARED));
		const provider = await under.provider({ config });
		const inputs = await provider.accepted(TOKEN, "ci", DECLARED);
		expect((await provider.create(TOKEN, "ci", inputs, 60)).id).to.equal("projects/5/deploy_tokens/1");
	});

	it("are named by the error of an operation that timed out", async () => {
		const provider = await under.provider();
		await under.gitlab.fault({ ...DELAYED, headers: { "retry-after": "6" } });
		const inputs = await provider.accepted(TOKEN, "ci", DECLARED);
		const { message } = await failureOf(provider.create(TOKEN, "ci", inputs, 7));
		expect(message).to.contain("7000 ms").and.contain("`customTimeouts`").and.contain("[OPERATION_TIMEOUT]");
	});
});

describe("the packaged provider's process", () => {
	it("ends with an engine that was killed, which cannot end it any more", async () => {
		const engine = createServer().listen(0, "127.0.0.1");
		await once(engine, "listening");
		const connected = once(engine, "session") as Promise<[ServerHttp2Session]>;
		const { port } = engine.address() as AddressInfo;
		const program = resolve(__dirname, "../../provider/bin/pulumi-resource-gitlab-deploy-tokens");
		const child = spawn(process.execPath, [program, `127.0.0.1:${port}`], { stdio: "ignore" });
		const ended = once(child, "exit");
		try {
			const [session] = await connected;
			// From then on the other side takes itself for connected.
			await once(session, "localSettings");
			engine.close();
			session.destroy();
			expect(await ended).to.deep.equal([0, null]);
		} finally {
			child.kill("SIGKILL");
		}
	});
});
