import type { dynamic } from "@pulumi/pulumi";
import { createDeployToken, deleteDeployToken } from "../api/deploy-tokens";
import { GitLabDeployTokenError, isGitLabDeployTokenError } from "../api/errors";
import { COLLECTION, type Owner, ownerLabel } from "../api/owner";
import type { Deadline, Rest } from "../api/rest";
import type { Settings } from "../api/settings";
import { checkDeployToken } from "../model/check";
import { declaredChanges } from "../model/declared-changes";
import { driftedProperties } from "../model/drift";
import { connectionOf, type DeployTokenInputs, declaredOwner } from "../model/inputs";
import { hasPassed } from "../model/instants";
import {
	createdState,
	type DeployTokenState,
	inputsOf,
	observedState,
	readState,
	toNewDeployToken,
	updatedState,
} from "../model/state";
import { formatTokenId, type TokenId } from "../model/token-id";
import { isUnknown } from "../model/unknown";
import { explainLostOwner } from "./lost-owner";
import type { Observation } from "./observations";
import { assertSameHost } from "./same-host";
import { driftSentence, uncheckedSentence } from "./sentences";
import type { World } from "./world";

type Provider = dynamic.ResourceProvider<DeployTokenInputs, DeployTokenState>;

/** The life of one deploy token, as the engine drives it. */
export class DeployTokenLifecycle implements Required<Omit<Provider, "configure">> {
	constructor(private readonly world: World) {}

	/** Normalises what is declared and reports everything that is wrong with it. No request. */
	async check(_olds: DeployTokenInputs, news: DeployTokenInputs): Promise<dynamic.CheckResult> {
		const { inputs, failures, warnings } = checkDeployToken({ ...news }, this.world.clock.now());
		for (const warning of warnings)
			this.world.report(`warning: deploy token ${JSON.stringify(news.name)}: ${warning}`);
		return { inputs, failures: [...failures] };
	}

	/**
	 * What must happen so that GitLab holds what is declared.
	 *
	 * Declared changes are decided first, without a request. Then the clock, and GitLab, are asked
	 * whether the token still is what was recorded.
	 */
	async diff(id: string, olds: DeployTokenState, news: DeployTokenInputs): Promise<dynamic.DiffResult> {
		const recorded = readState(id, olds);
		if (isUnknown(news.connection)) return { changes: true };
		const settings = this.world.connections.settings(connectionOf(news));
		assertSameHost(recorded.state, settings);
		const declared = declaredChanges(recorded.id, recorded.state, news);
		if (declared.replaces.length > 0) return replacement(declared.replaces);

		const { ownerInQuestion } = declared;
		if (ownerInQuestion !== undefined) {
			const rest = this.world.connections.open(settings.connection);
			const owner = await this.world.owners.resolve(rest, ownerInQuestion, rest.deadline());
			if (owner.ref !== recorded.id.owner.ref) return replacement([owner.kind]);
		}
		const drifted = await this.drift(recorded, settings);
		if (drifted.length > 0) return replacement(drifted);
		return { changes: declared.updates.length > 0 || recorded.state.host !== settings.baseUrl };
	}

	/** Creates the token. After GitLab has answered 201 nothing here can fail, or the secret would be lost. */
	async create(inputs: DeployTokenInputs): Promise<dynamic.CreateResult<DeployTokenState>> {
		if (inputs.expiresAt !== undefined && hasPassed(inputs.expiresAt, this.world.clock.now()))
			throw new GitLabDeployTokenError(
				"DEPLOY_TOKEN_ALREADY_EXPIRED",
				`The deploy token ${JSON.stringify(inputs.name)} was not created: its expiresAt, ${inputs.expiresAt}, has passed.`,
				"Declare a later expiresAt.",
			);
		const rest = this.world.connections.open(connectionOf(inputs));
		const deadline = rest.deadline();
		const declared = declaredOwner(inputs);
		try {
			const owner = await this.world.owners.resolve(rest, declared, deadline);
			const created = await createDeployToken(rest, owner, toNewDeployToken(inputs), deadline);
			this.world.observations.forget(rest, owner);
			return {
				id: formatTokenId({ owner, tokenId: created.id }),
				outs: createdState(inputs, created, rest.settings.baseUrl, this.world.clock.now()),
			};
		} catch (error) {
			throw about(
				error,
				`The deploy token ${JSON.stringify(inputs.name)} of ${ownerLabel(declared)} was not created`,
			);
		}
	}

	/** Looks at GitLab for a refresh. The secret is carried over: GitLab never shows it again. */
	async read(id: string, props?: DeployTokenState): Promise<dynamic.ReadResult<DeployTokenState>> {
		const recorded = readState(id, props);
		const settings = this.world.connections.settings(connectionOf(recorded.state));
		if (isForgotten(recorded.id.owner, settings)) return {};
		assertSameHost(recorded.state, settings);
		const observed = await this.observe(recorded, settings);
		if (observed === undefined) return {};
		const state = observedState(recorded.state, observed, this.world.clock.now());
		return { id, props: state, inputs: inputsOf(state) as unknown as DeployTokenState };
	}

	/** Records a new way of naming owner or connection; GitLab is not asked, everything else carries over. */
	async update(
		id: string,
		olds: DeployTokenState,
		news: DeployTokenInputs,
	): Promise<dynamic.UpdateResult<DeployTokenState>> {
		const { state } = readState(id, olds);
		const { baseUrl } = this.world.connections.settings(connectionOf(news));
		return { outs: updatedState(state, news, baseUrl) };
	}

	/** Deletes the token, after making sure that it is the recorded one. Gone already is done. */
	async delete(id: string, props: DeployTokenState): Promise<void> {
		const recorded = readState(id, props);
		const { owner, tokenId } = recorded.id;
		const settings = this.world.connections.settings(connectionOf(recorded.state));
		if (isForgotten(owner, settings)) return;
		assertSameHost(recorded.state, settings);
		const rest = this.world.connections.open(settings.connection);
		const deadline = rest.deadline();
		this.world.observations.forget(rest, owner);
		const observed = await this.observe(recorded, settings, deadline);
		if (observed === undefined) return;
		assertOurs(recorded.state, observed);
		try {
			await deleteDeployToken(rest, owner, tokenId, deadline);
		} catch (error) {
			throw about(
				error,
				`The deploy token ${JSON.stringify(recorded.state.name)} (${tokenId}) of ${ownerLabel(owner)} was not deleted`,
			);
		} finally {
			this.world.observations.forget(rest, owner);
		}
	}

	/** Properties in which GitLab, or the clock, says otherwise than the state; the reason is told in a sentence. */
	private async drift(recorded: Recorded, settings: Settings): Promise<string[]> {
		const { state } = recorded;
		const nowMs = this.world.clock.now();
		const byClock = state.expiresAt !== undefined && hasPassed(state.expiresAt, nowMs);
		const known: DeployTokenState = byClock ? { ...state, status: "expired" } : state;
		let drifted: string[] = driftedProperties(state, known);
		let observed: DeployTokenState | undefined = known;
		if (drifted.length === 0) {
			if (settings.driftDetection === "refresh") return [];
			if (settings.token === undefined) {
				this.world.report(uncheckedSentence(settings));
				return [];
			}
			const wire = await this.observe(recorded, settings);
			observed = wire && observedState(state, wire, nowMs);
			drifted = observed === undefined ? ["status"] : driftedProperties(state, observed);
		}
		if (drifted.length > 0) this.world.report(driftSentence(recorded.id, state, observed, drifted));
		return drifted;
	}

	private async observe(recorded: Recorded, settings: Settings, deadline?: Deadline): Promise<Observation> {
		const rest: Rest = this.world.connections.open(settings.connection);
		const until = deadline ?? rest.deadline();
		try {
			return await this.world.observations.observe(rest, recorded.id, until);
		} catch (error) {
			throw await explainLostOwner(error, rest, recorded.id, recorded.state, until);
		}
	}
}

interface Recorded {
	readonly id: TokenId;
	readonly state: DeployTokenState;
}

function replacement(replaces: readonly string[]): dynamic.DiffResult {
	// The default order, create before delete: consumers in the stack move over before the old token dies.
	return { changes: true, replaces: [...replaces], deleteBeforeReplace: false };
}

function isForgotten(owner: Owner, settings: Settings): boolean {
	return settings.forgetOwners.includes(`${COLLECTION[owner.kind]}/${owner.ref}`);
}

/** A number can be given to another token where a GitLab was restored or set up anew. */
function assertOurs(state: DeployTokenState, observed: NonNullable<Observation>): void {
	if (observed.name === state.name && observed.username === state.username) return;
	throw new GitLabDeployTokenError(
		"DEPLOY_TOKEN_NOT_OURS",
		`Deploy token ${state.tokenId} was not deleted: GitLab knows it as ${JSON.stringify(observed.name)} with username ${JSON.stringify(observed.username)}, the state as ${JSON.stringify(state.name)} with ${JSON.stringify(state.username)}.`,
		"It may be somebody else's, for example after GitLab was restored from a backup. If it is not yours, take the resource out with `pulumi state delete`; if it is, run `pulumi refresh` first.",
	);
}

/** The same failure, told with what it prevented. */
function about(error: unknown, what: string): unknown {
	if (!isGitLabDeployTokenError(error) || error.code === "CREATE_UNCERTAIN") return error;
	return new GitLabDeployTokenError(error.code, `${what}: ${error.message}`, error.hint);
}
