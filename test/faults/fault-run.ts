import type { Place } from "../../tools/secret-search.mjs";
import { GitLab } from "../engine/harness/gitlab";
import { CREDENTIALS, WORLD } from "../engine/harness/world";
import { startElsewhere } from "./elsewhere";
import { FaultyProxy } from "./faulty-proxy";
import { Lane, type Owner, type Run } from "./lane";
import { type Endings, Ledger, type Verdict } from "./ledger";
import { Provider } from "./provider";

/** Longer than the time-out that lanes configure. */
const BEYOND_TIMEOUT_MS = 3_000;

export interface FaultRunOptions {
	readonly seed: string;
	readonly operations: number;
	/** Stacks that work at the same time. */
	readonly lanes: number;
}

export interface FaultRunResult extends Verdict {
	readonly operations: number;
	readonly endings: Endings;
	/** Requests that came to hosts other than the configured one. */
	readonly sentElsewhere: number;
	/** Everything the provider process wrote and returned, and the emulator's log. */
	readonly said: readonly Place[];
	/** The secrets that GitLab gave out, and the credential. */
	readonly secrets: readonly string[];
	readonly tokensMade: number;
}

/** Drives the real provider process through seeded faults, then compares GitLab, states and messages. */
export async function faultRun({ seed, operations, lanes }: FaultRunOptions): Promise<FaultRunResult> {
	const elsewhere = await startElsewhere();
	const untrusted = await startElsewhere({ tls: true });
	const gitlab = await GitLab.start(world(lanes));
	const proxy = await FaultyProxy.start(gitlab.url, {
		elsewhere: elsewhere.url,
		beyondTimeoutMs: BEYOND_TIMEOUT_MS,
	});
	const ledger = new Ledger();
	const run = { proxy, ledger, asStranger: (owner, body) => asStranger(gitlab.url, owner, body) } as Run;
	const stacks = Array.from({ length: lanes }, (_, index) => new Lane(seed, index, run));
	const provider = await Provider.start(
		Object.assign(
			{},
			...stacks.map((lane) => lane.config()),
			nowhere("nodns", "http://gitlab.invalid"),
			nowhere("notls", proxy.urlOf("notls").replace("http:", "https:")),
			nowhere("untrusted", untrusted.url),
		),
	);
	Object.assign(run, { provider });
	try {
		const each = Math.ceil(operations / lanes);
		await Promise.all(stacks.map((lane) => lane.work(each)));
		await proxy.settled();
		const rows = await gitlab.tokens();
		const { said } = provider.process;
		if (!provider.process.alive) ledger.others.push("the provider process ended by itself");
		const sentElsewhere = elsewhere.came.length + untrusted.came.length;
		return {
			...ledger.verdict(rows),
			operations: ledger.operations,
			endings: ledger.endings,
			sentElsewhere,
			said: [...said, ...(await gitlab.stop())],
			secrets: [CREDENTIALS.admin, ...proxy.secrets.values()],
			tokensMade: proxy.secrets.size,
		};
	} finally {
		await provider.process.kill();
		await proxy.close();
		elsewhere.close();
		untrusted.close();
		await gitlab.stop();
	}
}

function nowhere(connection: string, baseUrl: string) {
	return {
		[`${connection}:baseUrl`]: baseUrl,
		[`${connection}:token`]: CREDENTIALS.admin,
		[`${connection}:retries`]: "1",
		[`${connection}:requestTimeout`]: "5s",
	};
}

function world(lanes: number): object {
	const indices = Array.from({ length: lanes }, (_, index) => index);
	return {
		users: WORLD.users,
		groups: [
			{ id: 7, path: "grp" },
			...indices.map((index) => ({ id: 50_000 + index, path: `grp/g${index}` })),
		],
		projects: indices.map((index) => ({ id: 10_000 + index, path: `grp/p${index}` })),
	};
}

async function asStranger(gitlab: string, owner: Owner, body: object): Promise<number> {
	const path = "project" in owner ? `projects/${owner.project}` : `groups/${owner.group}`;
	const response = await fetch(`${gitlab}/api/v4/${path}/deploy_tokens`, {
		method: "POST",
		headers: { "content-type": "application/json", "private-token": CREDENTIALS.admin },
		body: JSON.stringify(body),
	});
	if (!response.ok) throw new Error(`a stranger's token was refused: ${await response.text()}`);
	return ((await response.json()) as { id: number }).id;
}
