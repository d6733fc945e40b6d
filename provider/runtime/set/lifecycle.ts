import { randomUUID } from "node:crypto";
import type { dynamic } from "@pulumi/pulumi";
import { GitLabDeployTokenError, isGitLabDeployTokenError } from "../../api/errors";
import { endsOperation } from "../../api/failure-scope";
import { checkDeployTokenSet, keyPath } from "../../model/set/check";
import type { RetiredToken, SetContents, SetEntry } from "../../model/set/contents";
import {
	type DeployTokenSetInputs,
	keyInputs,
	mayAdopt,
	parseTokens,
	recordedTokens,
} from "../../model/set/inputs";
import { retiredRecord, setEntry, tokenRecord } from "../../model/set/records";
import {
	type DeployTokenSetState,
	placeOf,
	type RecordedSet,
	readSetState,
	setState,
} from "../../model/set/state";
import type { CheckFailure } from "../../model/token/check";
import { isRecordedToken } from "../../model/token/identity";
import { adoptedId, connectionOf } from "../../model/token/inputs";
import type { TokenRecord } from "../../model/token/record";
import { assertDeclaration } from "../../model/token/recorded-declaration";
import { observedState } from "../../model/token/state";
import { isUnknown } from "../../model/values/unknown";
import { checkResult } from "../boundary/check-result";
import { reasonOf } from "../boundary/engine-boundary";
import { InitFailure } from "../boundary/init-failure";
import type { ProviderContext } from "../context";
import { Operation } from "../operation";
import { checkAdoption } from "../token/adoption";
import { readRecorded } from "../token/drift";
import { forgottenWarning } from "../token/messages";
import { isForgotten, isHeldElsewhere } from "../token/operations";
import { assertSameHost, beginWithRecord } from "../token/same-host";
import { applyPlan } from "./apply";
import { type Deletion, deleteAll } from "./delete-all";
import { dueMessage, failureLines, retryMessages } from "./messages";
import { planSet, type SetPlan } from "./plan";

type Provider = dynamic.ResourceProvider<DeployTokenSetInputs, DeployTokenSetState>;

/** Most messages of one kind that are printed; the rest is counted. */
const MAX_REPORTED = 5;

/** The lifecycle of many deploy tokens in one resource. */
export class DeployTokenSetLifecycle implements Required<Omit<Provider, "configure">> {
	constructor(private readonly context: ProviderContext) {}

	/** Normalises what is declared and reports everything that is invalid. No request, except for `adopt`. */
	async check(
		olds: DeployTokenSetInputs | undefined,
		news: DeployTokenSetInputs,
	): Promise<dynamic.CheckResult> {
		this.context.claims.declare();
		const { connection } = news;
		const nowMs = this.context.connections.now(
			connectionOf({ connection: typeof connection === "string" ? connection : undefined }),
		);
		const { inputs, failures, warnings } = checkDeployTokenSet(olds, { ...news }, nowMs);
		this.reportAll(warnings.map((warning) => `warning: deploy token set: ${warning}`));
		if (failures.length > 0) return checkResult(inputs, failures);
		return checkResult(inputs, await this.checkAdoptions(olds, inputs));
	}

	/** A set is never replaced: its update changes only the keys that changed. */
	async diff(id: string, olds: DeployTokenSetState, news: DeployTokenSetInputs): Promise<dynamic.DiffResult> {
		const recorded = readSetState(id, olds);
		if (isUnknown(news)) return { changes: true };
		assertDeclaration(`deploy token set ${JSON.stringify(id)}`, keyInputs("", {}, news));
		const operation = Operation.begin(this.context, news);
		assertSameHost(operation.settings, named(recorded));
		const plan = await planSet(operation, recorded, news);
		if (plan.failed.size > 0) this.refuse(plan.failed, news, "nothing was changed");
		this.reportAll(plan.make.flatMap(({ message }) => message ?? []));
		this.reportAll(retryMessages(plan, recorded));
		const place = placeOf(recorded);
		this.reportAll(
			plan.due
				.filter((token) => !isHeldElsewhere(operation, retiredRecord(token, place).record))
				.map((token) => dueMessage(token, place)),
		);
		const hasWork = plan.make.length + plan.remove.size + plan.due.length > 0;
		// A failure that a retry cannot repair is recorded once.
		const failuresChanged = keysOf(plan.failed) !== keysOf(recorded.contents.failed);
		const moved = recorded.host !== operation.settings.baseUrl;
		const differs = [...plan.keep].some(([key, record]) => !isRecorded(recorded, key, record.state));
		return { changes: hasWork || failuresChanged || moved || differs || isRedeclared(recorded, news) };
	}

	async create(inputs: DeployTokenSetInputs): Promise<dynamic.CreateResult<DeployTokenSetState>> {
		const contents: SetContents = {
			scopes: inputs.scopes ?? [],
			tokens: new Map(),
			retired: [],
			failed: new Map(),
		};
		const id = `deploy_token_sets/${randomUUID()}`;
		const operation = Operation.begin(this.context, inputs);
		const { baseUrl: host } = operation.settings;
		return { id, outs: await this.apply(operation, { id, inputs, drifted: false, host, contents }, inputs) };
	}

	/** Reads all tokens for a refresh; what differs is in the input `drift`, by key. */
	async read(id: string, props?: DeployTokenSetState): Promise<dynamic.ReadResult<DeployTokenSetState>> {
		const recorded = readSetState(id, props);
		const operation = beginWithRecord(this.context, recorded.inputs, recorded.host);
		assertSameHost(operation.settings, named(recorded));
		const { contents, host } = recorded;
		const place = placeOf(recorded);
		const declared = recordedTokens(recorded.inputs.tokens);
		const tokens = new Map<string, SetEntry>();
		const drift: Record<string, string> = {};
		const failed = new Map<string, unknown>();
		const forgotten: TokenRecord[] = [];

		const readKey = async (key: string, entry: SetEntry) => {
			const own = declared.get(key);
			const inputs = own && keyInputs(key, own, { ...recorded.inputs, drift: {} });
			const record = tokenRecord([key, entry], place, inputs);
			if (isForgotten(record.id.owner, operation.settings)) {
				forgotten.push(record);
				return;
			}
			tokens.set(key, entry);
			operation.context.claims.seen(operation.claim(record), record.holder, keyPath(key));
			try {
				const wire = await readRecorded(operation, record);
				// Nothing of another token that now has the ID enters the state.
				const state =
					wire !== undefined && isRecordedToken(record.state, wire)
						? observedState(record.state, wire, operation.now())
						: { ...record.state, status: "gone" as const };
				if (state.status === "active" && record.state.status === "active") return;
				if (state.status !== "active") drift[key] = state.status;
				tokens.set(key, setEntry(key, { id: record.id, state }, contents.scopes));
			} catch (error) {
				failed.set(key, error);
			}
		};
		const readRetired = async (token: RetiredToken): Promise<RetiredToken[]> => {
			const { key, record } = retiredRecord(token, place);
			if (isForgotten(record.id.owner, operation.settings)) {
				forgotten.push(record);
				return [];
			}
			operation.context.claims.seen(operation.claim(record), record.holder, keyPath(key));
			try {
				const wire = await readRecorded(operation, record);
				return wire !== undefined && isRecordedToken(record.state, wire) ? [token] : [];
			} catch (error) {
				failed.set(key, error);
				return [token];
			}
		};
		const [retired] = await Promise.all([
			Promise.all(contents.retired.map(readRetired)),
			Promise.all([...contents.tokens].map(([key, entry]) => readKey(key, entry))),
		]);
		if (failed.size > 0) this.refuse(failed, recorded.inputs, "the state was not changed");
		if (forgotten.length > 0)
			operation.report(forgottenWarning(forgotten, operation.settings, "removed from the state"));

		// Every key keeps its place, whatever the order in which `readKey` ended.
		const ordered = new Map([...contents.tokens.keys()].flatMap((key) => entryOf(tokens, key)));
		const state = setState(recorded.inputs, { ...contents, tokens: ordered, retired: retired.flat() }, host);
		return {
			id,
			props: Object.keys(drift).length === 0 ? state : { ...state, drift },
			inputs: { ...recorded.inputs, drift } as unknown as DeployTokenSetState,
		};
	}

	async update(
		id: string,
		olds: DeployTokenSetState,
		news: DeployTokenSetInputs,
	): Promise<dynamic.UpdateResult<DeployTokenSetState>> {
		const recorded = readSetState(id, olds);
		const operation = Operation.begin(this.context, news);
		assertSameHost(operation.settings, named(recorded));
		return { outs: await this.apply(operation, recorded, news) };
	}

	/** What `update` would do, for a preview; GitLab is only read. */
	async plan(id: string, olds: DeployTokenSetState, news: DeployTokenSetInputs): Promise<SetPlan> {
		const recorded = readSetState(id, olds);
		const operation = Operation.begin(this.context, news);
		assertSameHost(operation.settings, named(recorded));
		return planSet(operation, recorded, news);
	}

	/** Deletes every token of the set, retired ones too. Succeeds for what is gone already, so it can be repeated. */
	async delete(id: string, props: DeployTokenSetState): Promise<void> {
		const recorded = readSetState(id, props);
		const { contents, host } = recorded;
		const operation = beginWithRecord(this.context, recorded.inputs, host);
		const place = placeOf(recorded);
		const deletions: Deletion[] = [
			...[...contents.tokens].map(([key, entry]) => ({
				kind: "removed" as const,
				key,
				record: tokenRecord([key, entry], place),
			})),
			...contents.retired.map((token) => ({ kind: "retired" as const, ...retiredRecord(token, place) })),
		];
		if (!deletions.every(({ record }) => isForgotten(record.id.owner, operation.settings)))
			assertSameHost(operation.settings, named(recorded));
		const failed = new Map<string, string>();
		await deleteAll(operation, deletions, {
			fail: ({ key }, error) => failed.set(key, reasonOf(error)),
			postpone: () => {},
		});
		if (failed.size > 0)
			throw new GitLabDeployTokenError(
				"DEPLOY_TOKENS_INCOMPLETE",
				`${failed.size} of ${deletions.length} tokens of the set were not deleted: ${failureLines(failed).join("; ")}`,
				"Fix the causes, then run again; tokens that are deleted already are skipped.",
			);
	}

	/** Applies the differences between the recorded set and the declared one. @throws InitFailure where keys failed. */
	private async apply(
		operation: Operation,
		recorded: RecordedSet,
		inputs: DeployTokenSetInputs,
	): Promise<DeployTokenSetState> {
		const plan = await planSet(operation, recorded, inputs);
		const ending = [...plan.failed.values()].find(endsOperation);
		if (ending !== undefined) throw ending;
		const { contents, ended } = await applyPlan(operation, plan, { recorded, inputs });
		this.context.creator.reportLookalikes();
		const state = setState(inputs, contents, operation.settings.baseUrl);
		if (contents.failed.size === 0) return state;
		const reasons = failureLines(contents.failed);
		if (inputs.onKeyFailure === "report" && ended === undefined) {
			for (const reason of reasons) this.context.report(`warning: ${reason}`);
			return state;
		}
		const what = `${contents.failed.size} of the set's tokens are not as declared`;
		throw new InitFailure(what, { id: recorded.id, properties: state, reasons });
	}

	private async checkAdoptions(
		olds: DeployTokenSetInputs | undefined,
		news: DeployTokenSetInputs,
	): Promise<CheckFailure[]> {
		if (isUnknown(news.tokens) || isUnknown(news.connection)) return [];
		if (!mayAdopt(news.tokens)) return [];
		const before = recordedTokens(olds?.tokens);
		const operation = Operation.begin(this.context, news);
		const adopting = [...parseTokens(news.tokens)].filter(([, own]) => own.adopt !== undefined);
		const found = await Promise.all(
			adopting.map(async ([key, own]) => {
				const adoption = await checkAdoption(operation, {
					olds: before.get(key),
					news: keyInputs(key, own, news),
					isNew: adoptedId(before.get(key) ?? {}) !== adoptedId(own),
					label: keyPath(key),
				});
				return { key, ...adoption };
			}),
		);
		this.reportAll(found.flatMap(({ message }) => message ?? []));
		return found.flatMap(({ key, failures }) =>
			failures.map(({ property, reason }) => ({ property: `${keyPath(key)}.${property}`, reason })),
		);
	}

	/**
	 * Fails for the keys that could not be checked, or reports them where a failing key is only reported. What
	 * concerns all keys fails in any case: nothing may be reported as unchanged that could not be read.
	 */
	private refuse(
		failed: ReadonlyMap<string, unknown>,
		{ onKeyFailure }: Pick<DeployTokenSetInputs, "onKeyFailure">,
		consequence: string,
	): void {
		const ending = [...failed.values()].find(endsOperation);
		const reasons = new Map([...failed].map(([key, error]) => [key, reasonOf(error)]));
		if (onKeyFailure === "report" && ending === undefined) {
			for (const reason of failureLines(reasons)) this.context.report(`warning: ${reason}`);
			return;
		}
		const tokens = `${failed.size} ${failed.size === 1 ? "token" : "tokens"} of the set could not be checked`;
		if (isGitLabDeployTokenError(ending))
			throw new GitLabDeployTokenError(
				ending.code,
				`${tokens}, so ${consequence}: ${ending.message}`,
				ending.hint,
			);
		throw new GitLabDeployTokenError(
			"DEPLOY_TOKENS_INCOMPLETE",
			`${tokens}, so ${consequence}: ${failureLines(reasons).join("; ")}`,
			'Fix the causes; with `onKeyFailure: "report"` the other tokens are not blocked.',
		);
	}

	private reportAll(messages: readonly string[]): void {
		for (const message of messages.slice(0, MAX_REPORTED)) this.context.report(message);
		if (messages.length > MAX_REPORTED)
			this.context.report(`… and ${messages.length - MAX_REPORTED} more like it.`);
	}
}

/** The set as an error names it, and where it is recorded. */
function named({ id, host }: RecordedSet): { what: string; host: string } {
	return { what: `deploy token set ${JSON.stringify(id)}`, host };
}

/** Whether a kept token is recorded as it is declared; only its secret and its status can differ. */
function isRecorded({ contents }: RecordedSet, key: string, state: { readonly token?: string }): boolean {
	const entry = contents.tokens.get(key);
	return entry?.token === state.token && entry?.status === undefined;
}

/** Whether anything is declared differently from the record, even if only another policy. */
function isRedeclared(
	{ inputs: before, drifted }: RecordedSet,
	{ drift: _, ...news }: DeployTokenSetInputs,
): boolean {
	const { __provider, ...now } = news as typeof news & { __provider?: unknown };
	const names = new Set([...Object.keys(before), ...Object.keys(now)]) as Set<keyof typeof now>;
	return drifted || [...names].some((name) => JSON.stringify(before[name]) !== JSON.stringify(now[name]));
}

function keysOf(failed: ReadonlyMap<string, unknown>): string {
	return JSON.stringify([...failed.keys()].sort());
}

function entryOf(tokens: ReadonlyMap<string, SetEntry>, key: string): [string, SetEntry][] {
	const entry = tokens.get(key);
	return entry === undefined ? [] : [[key, entry]];
}
