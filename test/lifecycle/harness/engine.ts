import { isGitLabDeployTokenError } from "../../../provider/api/errors";
import type { CheckFailure } from "../../../provider/model/token/check";
import { DEPLOY_TOKEN_PROVIDER } from "../../../provider/pulumi/provider-text";
import { DeployTokenLifecycle } from "../../../provider/runtime/token/lifecycle";
import { contextOf } from "./context";
import type { GitLab } from "./gitlab";
import type { Time } from "./time";

/** Properties as the engine carries them: JSON, nothing `undefined`. */
export type Properties = Readonly<Record<string, unknown>>;
export type Declared = Readonly<Record<string, Properties>>;
export type Env = Readonly<Record<string, string | undefined>>;

/** The state of one token. */
export interface Entry {
	readonly id: string;
	readonly inputs: Properties;
	readonly outputs: Properties;
}

/** What an operation does, or would do, with one token. */
export type Step = "same" | "create" | "update" | "replace" | "delete" | "gone" | "changed";

/** How an operation ended. */
export interface Outcome {
	readonly steps: Readonly<Record<string, Step>>;
	/** Why a token is replaced, by property, as `[diff: ~status]` shows it. */
	readonly replaces: Readonly<Record<string, readonly string[]>>;
	/** What a refresh found to differ, by output: before and after. */
	readonly refreshed: Readonly<Record<string, Readonly<Record<string, readonly [unknown, unknown]>>>>;
	/** Sentences in the diagnostics. */
	readonly said: readonly string[];
	/** What `check` refused: the operation did not get further. */
	readonly failures: readonly CheckFailure[];
	/** What ended the operation. */
	readonly error: { readonly code: string; readonly message: string; readonly hint: string } | undefined;
	/** Requests to GitLab. */
	readonly requests: readonly string[];
}

interface Mutable {
	steps: Record<string, Step>;
	replaces: Record<string, readonly string[]>;
	refreshed: Record<string, Readonly<Record<string, readonly [unknown, unknown]>>>;
	failures: CheckFailure[];
	entries: Record<string, Entry>;
	pendingDeletes: Entry[];
}

/**
 * A stack of deploy tokens, driven as Pulumi's engine drives one, in this process.
 *
 * Each operation has its own provider context: nothing is remembered from the last one. What crosses the process
 * border is passed as JSON. Resources are processed one after the other, as in a `preview`; `refresh` reads all at
 * once, as the engine does.
 */
export class Stack {
	/** The state, by the resources' names. */
	entries: Record<string, Entry> = {};
	/** Replaced tokens whose deletion failed; the next `up` tries again first. */
	pendingDeletes: Entry[] = [];
	/** Whether outcomes contain the requests; a simulation of years omits them. */
	tellsRequests = true;
	/** Called between the creation of a replacement and the deletion of what it replaces. */
	moveDependents: (name: string, outputs: Properties) => Promise<void> = async () => {};

	constructor(
		private readonly gitlab: GitLab,
		private readonly time: Time,
		/** What the program declares. */
		public declared: Declared = {},
		/** The environment of the provider process, over the one every stack here has. */
		public env: Env = {},
	) {}

	/** The outputs of a resource. */
	outputs(name: string): Properties {
		const entry = this.entries[name];
		if (entry === undefined) throw new Error(`the state has no ${name}`);
		return entry.outputs;
	}

	preview({ refresh = false } = {}): Promise<Outcome> {
		return this.operation(async (provider, run) => {
			if (refresh) await this.readAll(provider, run);
			for (const name of Object.keys(this.declared)) await this.plan(provider, run, name);
			for (const name of this.undeclared(run)) run.steps[name] = "delete";
		}, false);
	}

	up({ refresh = false } = {}): Promise<Outcome> {
		return this.operation(async (provider, run) => {
			if (refresh) await this.readAll(provider, run);
			for (const entry of [...run.pendingDeletes]) await this.deleteLater(provider, run, entry);
			const replaced: Entry[] = [];
			for (const name of Object.keys(this.declared)) {
				const old = run.entries[name];
				const inputs = await this.plan(provider, run, name);
				if (inputs === undefined) return;
				if (await this.carryOut(provider, run, name, inputs)) replaced.push(old as Entry);
			}
			run.pendingDeletes.push(...replaced);
			for (const entry of replaced) await this.deleteLater(provider, run, entry);
			for (const name of this.undeclared(run)) {
				await this.delete(provider, run.entries[name] as Entry);
				delete run.entries[name];
				run.steps[name] = "delete";
			}
		}, true);
	}

	refresh(): Promise<Outcome> {
		return this.operation((provider, run) => this.readAll(provider, run), true);
	}

	destroy(): Promise<Outcome> {
		return this.operation(async (provider, run) => {
			for (const entry of [...run.pendingDeletes]) await this.deleteLater(provider, run, entry);
			for (const name of Object.keys(run.entries)) {
				await this.delete(provider, run.entries[name] as Entry);
				delete run.entries[name];
				run.steps[name] = "delete";
			}
		}, true);
	}

	/** A new provider context, for calls that no operation makes in this way. */
	provider(tell: (sentence: string) => void = () => {}): DeployTokenLifecycle {
		const place = { gitlab: this.gitlab, time: this.time };
		return new DeployTokenLifecycle(contextOf(place, this.env, tell));
	}

	private async operation(
		work: (provider: DeployTokenLifecycle, run: Mutable) => Promise<void>,
		keeps: boolean,
	): Promise<Outcome> {
		const said: string[] = [];
		const before = await this.requestsBehind(0);
		const run: Mutable = {
			steps: {},
			replaces: {},
			refreshed: {},
			failures: [],
			entries: { ...this.entries },
			pendingDeletes: [...this.pendingDeletes],
		};
		let error: Outcome["error"];
		try {
			await work(
				this.provider((sentence) => said.push(sentence)),
				run,
			);
		} catch (thrown) {
			if (!isGitLabDeployTokenError(thrown)) throw thrown;
			const { code, message, hint } = thrown;
			error = { code, message, hint };
		}
		if (keeps) {
			this.entries = run.entries;
			this.pendingDeletes = run.pendingDeletes;
		}
		const { steps, replaces, refreshed, failures } = run;
		const requests = await this.requestsBehind(before.length);
		return { steps, replaces, refreshed, said, failures, error, requests };
	}

	/** `check` and `diff`. @returns the checked inputs, `undefined` where `check` refused them. */
	private async plan(
		provider: DeployTokenLifecycle,
		run: Mutable,
		name: string,
	): Promise<Properties | undefined> {
		const old = run.entries[name];
		const inputs = await this.check(provider, run, name, old?.inputs);
		if (inputs === undefined) return undefined;
		if (old === undefined) {
			run.steps[name] = "create";
			return inputs;
		}
		const { changes, replaces = [] } = carried(
			await provider.diff(old.id, old.outputs as never, inputs as never),
		);
		if (replaces.length > 0) {
			run.steps[name] = "replace";
			run.replaces[name] = replaces;
			// The inputs of a replacement are checked as those of a new resource.
			return this.check(provider, run, name, undefined);
		}
		run.steps[name] = changes ? "update" : "same";
		return inputs;
	}

	private async check(
		provider: DeployTokenLifecycle,
		run: Mutable,
		name: string,
		olds: Properties | undefined,
	): Promise<Properties | undefined> {
		const news = carried({ name, ...this.declared[name], __provider: DEPLOY_TOKEN_PROVIDER });
		const { inputs, failures } = await provider.check(olds as never, news as never);
		run.failures.push(...(failures ?? []));
		return failures?.length ? undefined : { ...carried(inputs), __provider: DEPLOY_TOKEN_PROVIDER };
	}

	/** @returns whether the old token is to be deleted later. */
	private async carryOut(
		provider: DeployTokenLifecycle,
		run: Mutable,
		name: string,
		inputs: Properties,
	): Promise<boolean> {
		const old = run.entries[name];
		const step = run.steps[name];
		if (old === undefined || step === "replace") {
			const { id, outs } = carried(await provider.create(inputs as never));
			const outputs = { ...outs, __provider: DEPLOY_TOKEN_PROVIDER };
			run.entries[name] = { id, inputs, outputs };
			await this.moveDependents(name, outputs);
			return old !== undefined;
		}
		if (step === "update") {
			const { outs } = carried(await provider.update(old.id, old.outputs as never, inputs as never));
			run.entries[name] = { ...old, inputs, outputs: { ...outs, __provider: DEPLOY_TOKEN_PROVIDER } };
		} else run.entries[name] = { ...old, inputs };
		return false;
	}

	private async readAll(provider: DeployTokenLifecycle, run: Mutable): Promise<void> {
		const reads = Object.entries(run.entries).map(async ([name, entry]) => {
			const { id, props, inputs } = carried(await provider.read(entry.id, entry.outputs as never));
			if (id === undefined) {
				delete run.entries[name];
				run.steps[name] = "gone";
				return;
			}
			const outputs = { ...props, __provider: DEPLOY_TOKEN_PROVIDER };
			const changes = differences(entry.outputs, outputs);
			run.refreshed[name] = changes;
			run.steps[name] = Object.keys(changes).length === 0 ? "same" : "changed";
			run.entries[name] = { id, inputs: { ...inputs, __provider: DEPLOY_TOKEN_PROVIDER }, outputs };
		});
		const pending = run.pendingDeletes.map(async (entry, index) => {
			const { props } = carried(await provider.read(entry.id, entry.outputs as never));
			run.pendingDeletes[index] = { ...entry, outputs: { ...props } };
		});
		const all = await Promise.allSettled([...reads, ...pending]);
		const failed = all.find((read) => read.status === "rejected");
		if (failed !== undefined) throw failed.reason;
	}

	private async delete(provider: DeployTokenLifecycle, entry: Entry): Promise<void> {
		await provider.delete(entry.id, entry.outputs as never);
	}

	private async deleteLater(provider: DeployTokenLifecycle, run: Mutable, entry: Entry): Promise<void> {
		await this.delete(provider, entry);
		run.pendingDeletes = run.pendingDeletes.filter((other) => other !== entry);
	}

	private async requestsBehind(count: number): Promise<readonly string[]> {
		return this.tellsRequests ? (await this.gitlab.requests()).slice(count) : [];
	}

	private undeclared(run: Mutable): string[] {
		return Object.keys(run.entries).filter((name) => this.declared[name] === undefined);
	}
}

/** A value after a way through the engine. @throws where it could not go that way. */
function carried<T>(value: T): T {
	const text = JSON.stringify(value, (key, part) => {
		if (part === undefined) throw new Error(`"${key}" is undefined, which the engine cannot carry`);
		return part;
	});
	return JSON.parse(text) as T;
}

function differences(one: Properties, other: Properties): Record<string, readonly [unknown, unknown]> {
	const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
	return Object.fromEntries(
		[...keys]
			.map((key) => [key, [one[key], other[key]]] as const)
			.filter(([, [before, after]]) => JSON.stringify(before) !== JSON.stringify(after)),
	);
}
