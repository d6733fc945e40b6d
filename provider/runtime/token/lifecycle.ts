import type { dynamic } from "@pulumi/pulumi";
import type { Settings } from "../../api/settings";
import { checkDeployToken } from "../../model/token/check";
import { connectionOf, type DeployTokenInputs } from "../../model/token/inputs";
import {
	type DeployTokenState,
	inputsOf,
	observedState,
	readState,
	updatedState,
} from "../../model/token/state";
import { formatTokenId } from "../../model/values/token-id";
import { isUnknown } from "../../model/values/unknown";
import { checkResult } from "../boundary/check-result";
import type { ProviderContext } from "../context";
import { findStrays, reclaim, straysSentence } from "../process/reclaim";
import { checkAdoption } from "./adoption";
import { readWithCache, type TokenRecord } from "./drift";
import { tokenLabel } from "./messages";
import { createToken, decide, deleteToken, isForgotten } from "./operations";
import { assertSameHost } from "./same-host";

type Provider = dynamic.ResourceProvider<DeployTokenInputs, DeployTokenState>;

/** The life of one deploy token, as the engine drives it. */
export class DeployTokenLifecycle implements Required<Omit<Provider, "configure">> {
	constructor(private readonly context: ProviderContext) {}

	/** Normalises what is declared and reports everything that is wrong with it. No request, but for `adopt`. */
	async check(olds: DeployTokenInputs, news: DeployTokenInputs): Promise<dynamic.CheckResult> {
		const { inputs, failures, warnings } = checkDeployToken(
			{ ...news },
			this.context.clock.now(),
			(name) => name === olds?.name,
		);
		for (const warning of warnings)
			this.context.report(`warning: deploy token ${JSON.stringify(news.name)}: ${warning}`);
		if (failures.length > 0) return checkResult(inputs, failures);
		const adoption = await checkAdoption(this.context, olds, inputs);
		if (adoption.sentence !== undefined) this.context.report(adoption.sentence);
		return checkResult(inputs, adoption.failures);
	}

	/** Compares declaration, state, clock and GitLab. A replacement creates before it deletes, Pulumi's default. */
	async diff(id: string, olds: DeployTokenState, news: DeployTokenInputs): Promise<dynamic.DiffResult> {
		const recorded = readState(id, olds);
		if (isUnknown(news.connection)) return { changes: true };
		const settings = this.context.connections.settings(connectionOf(news));
		this.assertSameHost(recorded, settings);
		const decision = await decide(this.context, recorded, news, settings);
		if (decision.kind !== "replace") {
			const strays = await findStrays(this.context, () => [news], settings);
			if (strays.length > 0)
				this.context.report(straysSentence(strays, "the update deletes what `reclaim` names"));
			return { changes: decision.kind === "update" || strays.length > 0 };
		}
		if (decision.sentence !== undefined) this.context.report(decision.sentence);
		return { changes: true, replaces: [...decision.properties] };
	}

	/** Creates the token, or takes over the one that `adopt` names. */
	async create(inputs: DeployTokenInputs): Promise<dynamic.CreateResult<DeployTokenState>> {
		const settings = this.context.connections.settings(connectionOf(inputs));
		await reclaim(this.context, await findStrays(this.context, () => [inputs], settings), settings);
		try {
			const { id, state } = await createToken(this.context, inputs);
			return { id: formatTokenId(id), outs: state };
		} finally {
			this.context.creator.reportLookalikes();
		}
	}

	/** Looks at GitLab for a refresh. The secret is carried over: GitLab never shows it again. */
	async read(id: string, props?: DeployTokenState): Promise<dynamic.ReadResult<DeployTokenState>> {
		const recorded = readState(id, props);
		const settings = this.context.connections.settings(connectionOf(recorded.state));
		if (isForgotten(recorded.id.owner, settings)) return {};
		this.assertSameHost(recorded, settings);
		const observed = await readWithCache(this.context, recorded, settings);
		if (observed === undefined) return {};
		const state = observedState(recorded.state, observed, this.context.clock.now());
		return { id, props: state, inputs: inputsOf(state) as unknown as DeployTokenState };
	}

	/** Records what only the state knows; everything else carries over, and GitLab is asked for `reclaim` only. */
	async update(
		id: string,
		olds: DeployTokenState,
		news: DeployTokenInputs,
	): Promise<dynamic.UpdateResult<DeployTokenState>> {
		const { state } = readState(id, olds);
		const settings = this.context.connections.settings(connectionOf(news));
		this.context.creator.noteKnown(settings.baseUrl, state.tokenId);
		await reclaim(this.context, await findStrays(this.context, () => [news], settings), settings);
		return { outs: updatedState(state, news, settings.baseUrl) };
	}

	/** Deletes the token; minutes may have passed since it was looked at, so it is looked at again. */
	async delete(id: string, props: DeployTokenState): Promise<void> {
		const recorded = readState(id, props);
		const settings = this.context.connections.settings(connectionOf(recorded.state));
		if (!isForgotten(recorded.id.owner, settings)) this.assertSameHost(recorded, settings);
		await deleteToken(this.context, recorded, settings);
	}

	private assertSameHost({ id, state }: TokenRecord, settings: Settings): void {
		assertSameHost(tokenLabel(id, state), state.host, settings);
	}
}
