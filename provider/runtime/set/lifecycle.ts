import { randomUUID } from "node:crypto";
import type { dynamic } from "@pulumi/pulumi";
import type { Deadline } from "../../api/client";
import { GitLabDeployTokenError } from "../../api/errors";
import type { Settings } from "../../api/settings";
import { checkDeployTokenSet, keyPath } from "../../model/set/check";
import {
	type RetiredToken,
	type SetContents,
	type SetEntry,
	setEntry,
	tokenRecord,
} from "../../model/set/contents";
import { type DeployTokenSetInputs, keyInputs, parseTokens } from "../../model/set/inputs";
import { type DeployTokenSetState, type RecordedSet, readSetState, setState } from "../../model/set/state";
import type { CheckFailure } from "../../model/token/check";
import { driftedProperties } from "../../model/token/drift";
import { connectionOf } from "../../model/token/inputs";
import { observedState } from "../../model/token/state";
import { isUnknown } from "../../model/values/unknown";
import { checkResult } from "../boundary/check-result";
import { reasonOf } from "../boundary/engine-boundary";
import { InitFailure } from "../boundary/init-failure";
import type { ProviderContext } from "../context";
import { checkAdoption } from "../token/adoption";
import { readWithCache } from "../token/drift";
import { isForgotten } from "../token/operations";
import { assertSameHost } from "../token/same-host";
import { type Deletion, deleteAll, executePlan, retiredDeletion } from "./apply";
import { dueMessage, failureLines, retryMessages } from "./messages";
import { planSet } from "./plan";

type Provider = dynamic.ResourceProvider<DeployTokenSetInputs, DeployTokenSetState>;

/** Most sentences of one kind that are told; the rest is counted. */
const MAX_REPORTED = 5;

/** The life of many deploy tokens in one resource. */
export class DeployTokenSetLifecycle implements Required<Omit<Provider, "configure">> {
	constructor(private readonly context: ProviderContext) {}

	/** Normalises what is declared and reports everything that is wrong with it. No request, but for `adopt`. */
	async check(olds: DeployTokenSetInputs, news: DeployTokenSetInputs): Promise<dynamic.CheckResult> {
		const { inputs, failures, warnings } = checkDeployTokenSet(olds, { ...news }, this.context.clock.now());
		this.tell(warnings.map((warning) => `warning: deploy token set: ${warning}`));
		if (failures.length > 0) return checkResult(inputs, failures);
		return checkResult(inputs, await this.checkAdoptions(olds, inputs));
	}

	/** A set is never replaced: its update touches only the keys that changed. */
	async diff(id: string, olds: DeployTokenSetState, news: DeployTokenSetInputs): Promise<dynamic.DiffResult> {
		const recorded = readSetState(id, olds);
		if (isUnknown(news)) return { changes: true };
		const settings = this.settings(news);
		this.assertSameHost(recorded, settings);
		const plan = await planSet(this.context, recorded, news, settings, this.deadline(settings));
		if (plan.failed.size > 0) this.refuse(plan.failed, news, "nothing was changed");
		this.tell(plan.make.flatMap(({ sentence }) => sentence ?? []));
		this.tell(retryMessages(plan, recorded));
		this.tell(plan.due.map((token) => dueMessage(token, recorded.host)));
		const hasWork = plan.make.length + plan.remove.size + plan.due.length > 0;
		// What failed and cannot be mended by trying again is recorded once.
		const failuresChanged = keysOf(plan.failed) !== keysOf(recorded.contents.failed);
		const moved = recorded.host !== settings.baseUrl;
		return { changes: hasWork || failuresChanged || moved || isRedeclared(recorded, news) };
	}

	async create(inputs: DeployTokenSetInputs): Promise<dynamic.CreateResult<DeployTokenSetState>> {
		const contents: SetContents = {
			scopes: inputs.scopes ?? [],
			tokens: new Map(),
			retired: [],
			failed: new Map(),
		};
		const id = `deploy_token_sets/${randomUUID()}`;
		const { baseUrl: host } = this.settings(inputs);
		return { id, outs: await this.apply({ id, inputs, drifted: false, host, contents }, inputs) };
	}

	/** Looks at all tokens for a refresh; what differs stands in the input `drift`, by key. */
	async read(id: string, props?: DeployTokenSetState): Promise<dynamic.ReadResult<DeployTokenSetState>> {
		const recorded = readSetState(id, props);
		const settings = this.settings(recorded.inputs);
		this.assertSameHost(recorded, settings);
		const declared = parseTokens(recorded.inputs.tokens);
		const tokens = new Map<string, SetEntry>();
		const drift: Record<string, string> = {};
		const failed = new Map<string, unknown>();
		const nowMs = this.context.clock.now();
		const deadline = this.deadline(settings);

		const readKey = async (key: string, entry: SetEntry) => {
			const own = declared.get(key);
			const inputs = own && keyInputs(key, own, { ...recorded.inputs, drift: {} });
			const held = tokenRecord(key, entry, recorded.contents, { host: recorded.host, declared: inputs });
			if (isForgotten(held.id.owner, settings)) return;
			tokens.set(key, entry);
			try {
				const wire = await readWithCache(this.context, held, settings, { deadline });
				const state =
					wire === undefined
						? { ...held.state, status: "gone" as const }
						: observedState(held.state, wire, nowMs);
				const drifted = driftedProperties(held.state, state);
				if (drifted.length === 0) return;
				drift[key] = drifted.includes("status") ? state.status : `differs in ${drifted.join(", ")}`;
				tokens.set(key, setEntry(key, { id: held.id, state }, recorded.contents.scopes));
			} catch (error) {
				failed.set(key, error);
			}
		};
		// What a deletion compares later is what is seen now, as with the tokens in use.
		const readRetired = async (token: RetiredToken): Promise<RetiredToken[]> => {
			const deletion = retiredDeletion(token, recorded.host);
			if (isForgotten(deletion.recorded.id.owner, settings)) return [];
			try {
				const wire = await readWithCache(this.context, deletion.recorded, settings, { deadline });
				if (wire === undefined) return [];
				const { name, username } = wire;
				const same = name === token.name && username === token.username;
				return [same ? token : { ...token, key: deletion.key, name, username }];
			} catch (error) {
				failed.set(deletion.key, error);
				return [token];
			}
		};
		const [retired] = await Promise.all([
			Promise.all(recorded.contents.retired.map(readRetired)),
			Promise.all([...recorded.contents.tokens].map(([key, entry]) => readKey(key, entry))),
		]);
		if (failed.size > 0) this.refuse(failed, recorded.inputs, "the state was left as it was");

		// Every key keeps its place, though `readKey` ended in any order.
		const ordered = new Map([...recorded.contents.tokens.keys()].flatMap((key) => entryOf(tokens, key)));
		const contents = { ...recorded.contents, tokens: ordered, retired: retired.flat() };
		const state = setState(recorded.inputs, contents, recorded.host);
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
		this.assertSameHost(recorded, this.settings(news));
		return { outs: await this.apply(recorded, news) };
	}

	/** Deletes every token of the set, retired ones too. What is gone already is done, so it can be repeated. */
	async delete(id: string, props: DeployTokenSetState): Promise<void> {
		const recorded = readSetState(id, props);
		const settings = this.settings(recorded.inputs);
		const { contents, host } = recorded;
		const deletions: Deletion[] = [
			...[...contents.tokens].map(([key, entry]) => ({
				key,
				recorded: tokenRecord(key, entry, contents, { host }),
			})),
			...contents.retired.map((token) => retiredDeletion(token, host)),
		];
		if (deletions.every((deletion) => isForgotten(deletion.recorded.id.owner, settings))) return;
		this.assertSameHost(recorded, settings);
		const failed = new Map<string, string>();
		await deleteAll(this.context, deletions, settings, this.deadline(settings), ({ key }, reason) =>
			failed.set(key, reason),
		);
		if (failed.size > 0)
			throw new GitLabDeployTokenError(
				"DEPLOY_TOKENS_INCOMPLETE",
				`${failed.size} of ${deletions.length} tokens of the set were not deleted: ${failureLines(failed).join("; ")}`,
				"Correct the causes, then run again: what is deleted already is no fault.",
			);
	}

	/** Does what differs between the recorded set and the declared one. @throws InitFailure where keys failed. */
	private async apply(recorded: RecordedSet, inputs: DeployTokenSetInputs): Promise<DeployTokenSetState> {
		const settings = this.settings(inputs);
		// One deadline for all that is asked, made and deleted.
		const deadline = this.deadline(settings);
		const plan = await planSet(this.context, recorded, inputs, settings, deadline);
		const { retired } = recorded.contents;
		const contents = await executePlan(this.context, plan, retired, inputs, settings, deadline);
		this.context.creator.reportLookalikes();
		const state = setState(inputs, contents, settings.baseUrl);
		if (contents.failed.size === 0) return state;
		const reasons = failureLines(contents.failed);
		if (inputs.onKeyFailure === "report") {
			for (const reason of reasons) this.context.report(`warning: ${reason}`);
			return state;
		}
		const what = `${contents.failed.size} of the set's tokens are not as declared`;
		throw new InitFailure(recorded.id, state, reasons, what);
	}

	private async checkAdoptions(
		olds: DeployTokenSetInputs | undefined,
		news: DeployTokenSetInputs,
	): Promise<CheckFailure[]> {
		if (isUnknown(news.tokens) || isUnknown(news.connection)) return [];
		// Few sets adopt, and ten thousand entries are not read for nothing.
		if (!news.tokens.includes('"adopt"')) return [];
		const before = parseTokens(
			typeof olds?.tokens === "string" && !isUnknown(olds.tokens) ? olds.tokens : "{}",
		);
		const adopting = [...parseTokens(news.tokens)].filter(([, own]) => own.adopt !== undefined);
		const found = await Promise.all(
			adopting.map(async ([key, own]) => {
				const inputs = keyInputs(key, own, news);
				return { key, ...(await checkAdoption(this.context, before.get(key), inputs)) };
			}),
		);
		this.tell(found.flatMap(({ sentence }) => sentence ?? []));
		return found.flatMap(({ key, failures }) =>
			failures.map(({ property, reason }) => ({ property: `${keyPath(key)}.${property}`, reason })),
		);
	}

	private settings(inputs: Pick<DeployTokenSetInputs, "connection">): Settings {
		return this.context.connections.settings(connectionOf(inputs));
	}

	private deadline(settings: Settings): Deadline {
		return { atMs: this.context.clock.now() + settings.operationTimeout };
	}

	private assertSameHost({ id, host }: RecordedSet, settings: Settings): void {
		assertSameHost(`deploy token set ${JSON.stringify(id)}`, host, settings);
	}

	/** Fails for the keys that nothing could be done about, or tells of them where a failing key is only reported. */
	private refuse(
		failed: ReadonlyMap<string, unknown>,
		{ onKeyFailure }: Pick<DeployTokenSetInputs, "onKeyFailure">,
		consequence: string,
	): void {
		const reasons = new Map([...failed].map(([key, error]) => [key, reasonOf(error)]));
		if (onKeyFailure !== "report")
			throw new GitLabDeployTokenError(
				"DEPLOY_TOKENS_INCOMPLETE",
				`${failed.size} of the set's tokens stand in the way, and ${consequence}: ${failureLines(reasons).join("; ")}`,
				'Correct the causes; with `onKeyFailure: "report"` the other tokens do not wait for it.',
			);
		for (const reason of failureLines(reasons)) this.context.report(`warning: ${reason}`);
	}

	private tell(sentences: readonly string[]): void {
		for (const sentence of sentences.slice(0, MAX_REPORTED)) this.context.report(sentence);
		if (sentences.length > MAX_REPORTED)
			this.context.report(`… and ${sentences.length - MAX_REPORTED} more like it.`);
	}
}

/** Whether something is declared otherwise than it is recorded, be it only another policy. */
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
