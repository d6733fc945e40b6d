import { isGitLabDeployTokenError } from "../../../provider/api/errors";
import type { CheckFailure } from "../../../provider/model/token/check";
import { DEPLOY_TOKEN_SET_PROVIDER } from "../../../provider/pulumi/provider-text";
import { InitFailure } from "../../../provider/runtime/boundary/init-failure";
import { DeployTokenSetLifecycle } from "../../../provider/runtime/set/lifecycle";
import { contextOf } from "../../lifecycle/harness/context";
import type { Env, Properties } from "../../lifecycle/harness/engine";
import type { GitLab } from "../../lifecycle/harness/gitlab";
import type { Time } from "../../lifecycle/harness/time";

/** What a program declares of a set, with the tokens as the object that the class makes a text of. */
export type DeclaredSet = Properties & { readonly tokens?: unknown };

/** The state of the set. */
export interface SetInState {
	readonly id: string;
	readonly inputs: Properties;
	readonly outputs: Properties;
}

/** How an operation ended. */
export interface SetOutcome {
	readonly step: "none" | "same" | "create" | "update" | "delete" | "refreshed";
	/** What `check` refused: the operation did not get further. */
	readonly failures: readonly CheckFailure[];
	/** What ended the operation; `reasons` where part of the work was done and recorded. */
	readonly error:
		| {
				readonly code: string;
				readonly message: string;
				readonly hint: string;
				readonly reasons?: readonly string[];
		  }
		| undefined;
	/** Sentences in the diagnostics. */
	readonly said: readonly string[];
	/** Requests to GitLab. */
	readonly requests: readonly string[];
}

interface Mutable {
	step: SetOutcome["step"];
	failures: readonly CheckFailure[];
	recorded: SetInState | undefined;
}

/** What the secret text of a set holds. */
export interface Contents {
	readonly scopes: readonly string[];
	readonly tokens: Readonly<Record<string, Properties & { readonly id: string; readonly token?: string }>>;
	readonly retired?: readonly (Properties & { readonly id: string; readonly until: string })[];
	readonly failed?: Readonly<Record<string, string>>;
}

/**
 * A stack of one `DeployTokenSet`, driven as Pulumi's engine drives one, in this process.
 *
 * Each operation has its own provider context: nothing is remembered from the last one, unless `keepsProcess` is
 * set. What crosses the process border is passed as JSON. A failure that names an ID and properties is recorded, as
 * the engine does; after one the next `up` calls `update` whatever `diff` returns.
 */
export class SetStack {
	state: SetInState | undefined;
	/** Whether one provider process serves all operations, as of a host that the engine attaches to. */
	keepsProcess = false;
	private kept: DeployTokenSetLifecycle | undefined;
	private said: string[] = [];
	private incomplete = false;

	constructor(
		private readonly gitlab: GitLab,
		private readonly time: Time,
		/** What the program declares; `undefined` where the set has gone from it. */
		public declared: DeclaredSet | undefined,
		/** The environment of the provider process, over the one every stack here has. */
		public env: Env = {},
	) {}

	get inputs(): Properties {
		return this.recorded.inputs;
	}

	get outputs(): Properties {
		return this.recorded.outputs;
	}

	get contents(): Contents {
		return JSON.parse(String(this.outputs.contents));
	}

	/** GitLab's numbers of the tokens, by key. */
	get tokenIds(): Record<string, number> {
		const entries = Object.entries(this.contents.tokens);
		return Object.fromEntries(entries.map(([key, { id }]) => [key, Number(id.split("/").at(-1))]));
	}

	preview({ refresh = false } = {}): Promise<SetOutcome> {
		return this.operation(async (provider, run) => {
			if (refresh) await this.read(provider, run);
			await this.plan(provider, run);
		}, false);
	}

	up({ refresh = false } = {}): Promise<SetOutcome> {
		return this.operation(async (provider, run) => {
			if (refresh) await this.read(provider, run);
			const inputs = await this.plan(provider, run);
			if (inputs !== undefined) await this.carryOut(provider, run, inputs);
			else if (run.step === "delete") await this.delete(provider, run);
		}, true);
	}

	refresh(): Promise<SetOutcome> {
		return this.operation((provider, run) => this.read(provider, run), true);
	}

	destroy(): Promise<SetOutcome> {
		return this.operation((provider, run) => this.delete(provider, run), true);
	}

	/** A new provider context, for calls that no operation makes in this way. */
	provider(tell: (sentence: string) => void = () => {}): DeployTokenSetLifecycle {
		const place = { gitlab: this.gitlab, time: this.time };
		return new DeployTokenSetLifecycle(contextOf(place, this.env, tell));
	}

	/** The provider process of an operation. */
	private process(): DeployTokenSetLifecycle {
		const start = () => this.provider((sentence) => this.said.push(sentence));
		if (!this.keepsProcess) return start();
		this.kept ??= start();
		return this.kept;
	}

	private get recorded(): SetInState {
		if (this.state === undefined) throw new Error("the state has no set");
		return this.state;
	}

	private async operation(
		work: (provider: DeployTokenSetLifecycle, run: Mutable) => Promise<void>,
		keeps: boolean,
	): Promise<SetOutcome> {
		const said: string[] = [];
		this.said = said;
		const before = (await this.gitlab.requests()).length;
		const run: Mutable = { step: "none", failures: [], recorded: this.state };
		let error: SetOutcome["error"];
		try {
			await work(this.process(), run);
			if (keeps && run.step === "update") this.incomplete = false;
		} catch (thrown) {
			if (!isGitLabDeployTokenError(thrown)) throw thrown;
			const { code, message, hint } = thrown;
			error = { code, message, hint };
			if (thrown instanceof InitFailure) {
				const { id, properties, reasons } = carried({ ...thrown, properties: thrown.properties });
				error = { ...error, reasons };
				run.recorded = { id, inputs: run.recorded?.inputs ?? {}, outputs: properties as Properties };
				this.incomplete = true;
			}
		}
		if (keeps) this.state = run.recorded;
		const requests = (await this.gitlab.requests()).slice(before);
		return { step: run.step, failures: run.failures, error, said, requests };
	}

	/** `check` and `diff`. @returns the checked inputs, `undefined` where there is nothing to carry out. */
	private async plan(provider: DeployTokenSetLifecycle, run: Mutable): Promise<Properties | undefined> {
		const old = run.recorded;
		if (this.declared === undefined) {
			run.step = old === undefined ? "none" : "delete";
			return undefined;
		}
		const { tokens, ...others } = this.declared;
		const news = carried({
			...others,
			...(tokens === undefined
				? {}
				: { tokens: typeof tokens === "string" ? tokens : JSON.stringify(tokens) }),
			__provider: DEPLOY_TOKEN_SET_PROVIDER,
		});
		const { inputs, failures = [] } = await provider.check((old?.inputs ?? {}) as never, news as never);
		run.failures = failures;
		if (failures.length > 0) return undefined;
		const checked = { ...carried(inputs), __provider: DEPLOY_TOKEN_SET_PROVIDER };
		if (old === undefined) {
			run.step = "create";
			return checked;
		}
		const { changes, replaces = [] } = carried(
			await provider.diff(old.id, old.outputs as never, checked as never),
		);
		if (replaces.length > 0) throw new Error("a set is never replaced");
		run.step = changes || this.incomplete ? "update" : "same";
		return checked;
	}

	private async carryOut(provider: DeployTokenSetLifecycle, run: Mutable, inputs: Properties): Promise<void> {
		const old = run.recorded;
		// Recorded with what was made, where it fails; an update that fails leaves the inputs as they were.
		run.recorded = { id: "", outputs: {}, inputs, ...old };
		try {
			if (old === undefined) {
				const { id, outs } = carried(await provider.create(inputs as never));
				run.recorded = { id, inputs, outputs: withText(outs) };
			} else if (run.step === "update") {
				const { outs } = carried(await provider.update(old.id, old.outputs as never, inputs as never));
				run.recorded = { ...old, inputs, outputs: withText(outs) };
			} else run.recorded = { ...old, inputs };
		} catch (error) {
			if (!(error instanceof InitFailure)) run.recorded = old;
			throw error;
		}
	}

	private async read(provider: DeployTokenSetLifecycle, run: Mutable): Promise<void> {
		const old = run.recorded;
		if (old === undefined) return;
		const { id, props, inputs } = carried(await provider.read(old.id, old.outputs as never));
		run.step = "refreshed";
		run.recorded =
			id === undefined
				? undefined
				: { id, inputs: withText(inputs as unknown as Properties), outputs: withText(props) };
	}

	private async delete(provider: DeployTokenSetLifecycle, run: Mutable): Promise<void> {
		if (run.recorded === undefined) return;
		await provider.delete(run.recorded.id, run.recorded.outputs as never);
		run.recorded = undefined;
		run.step = "delete";
	}
}

function withText(properties: object | undefined): Properties {
	return { ...properties, __provider: DEPLOY_TOKEN_SET_PROVIDER };
}

/** A value after a way through the engine. @throws where it could not go that way. */
function carried<T>(value: T): T {
	const text = JSON.stringify(value, (key, part) => {
		if (part === undefined) throw new Error(`"${key}" is undefined, which the engine cannot carry`);
		return part;
	});
	return JSON.parse(text) as T;
}

/** Where GitLab has the token that a set knows as `p5/12` or `g7/12`. */
export function addressOf(id = ""): string {
	const [owner = "", tokenId] = id.split("/");
	return `/${owner.startsWith("p") ? "projects" : "groups"}/${owner.slice(1)}/deploy_tokens/${tokenId}`;
}
