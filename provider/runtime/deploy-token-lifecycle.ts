import type { dynamic } from "@pulumi/pulumi";
import { createDeployToken, deleteDeployToken } from "../api/deploy-tokens";
import { GitLabDeployTokenError, isGitLabDeployTokenError } from "../api/errors";
import { COLLECTION, type Owner, ownerLabel } from "../api/owner";
import type { Settings } from "../api/settings";
import { checkDeployToken } from "../model/check";
import { declaredChanges } from "../model/declared-changes";
import { connectionOf, type DeployTokenInputs, declaredOwner } from "../model/inputs";
import { hasPassed } from "../model/instants";
import {
	createdState,
	type DeployTokenState,
	inputsOf,
	observedState,
	plannedExpiry,
	readState,
	toNewDeployToken,
	updatedState,
} from "../model/state";
import { formatTokenId } from "../model/token-id";
import { isUnknown } from "../model/unknown";
import { adopt, checkAdoption, stillAdoptedError } from "./adoption";
import { findDrift, observe } from "./drift-check";
import { lookAt, type Observation } from "./observations";
import { assertSameHost } from "./same-host";
import { tokenLabel } from "./sentences";
import type { World } from "./world";

type Provider = dynamic.ResourceProvider<DeployTokenInputs, DeployTokenState>;

/** The life of one deploy token, as the engine drives it. */
export class DeployTokenLifecycle implements Required<Omit<Provider, "configure">> {
	constructor(private readonly world: World) {}

	/** Normalises what is declared and reports everything that is wrong with it. No request, but for `adopt`. */
	async check(olds: DeployTokenInputs, news: DeployTokenInputs): Promise<dynamic.CheckResult> {
		const { inputs, failures, warnings } = checkDeployToken({ ...news }, this.world.clock.now());
		for (const warning of warnings)
			this.world.report(`warning: deploy token ${JSON.stringify(news.name)}: ${warning}`);
		if (failures.length > 0) return { inputs, failures: [...failures] };
		return { inputs, failures: [...(await checkAdoption(this.world, olds, inputs))] };
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

		const adopted = news.adopt?.tokenId === recorded.id.tokenId;
		const declared = declaredChanges(recorded.id, recorded.state, news);
		// What is not known yet replaces in a preview, as far as anyone can tell; what was taken over waits for it.
		const isPossible = (key: string) => isUnknown(news[key as keyof DeployTokenInputs]);
		const replaces = adopted ? declared.replaces.filter((key) => !isPossible(key)) : [...declared.replaces];
		if (
			replaces.length === 0 &&
			(await this.isOtherOwner(recorded.id.owner, declared.ownerInQuestion, settings))
		)
			replaces.push(recorded.id.owner.kind);
		if (replaces.length > 0) {
			if (adopted) throw stillAdoptedError(recorded.id, recorded.state, replaces);
			return replacement(replaces);
		}
		if (adopted && declared.replaces.length > 0) return { changes: true };

		const drift = await findDrift(this.world, recorded, news, settings);
		if (drift !== undefined) {
			if (adopted) throw stillAdoptedError(recorded.id, recorded.state, drift.sentence);
			this.world.report(drift.sentence);
			return replacement(drift.properties);
		}
		return { changes: declared.updates.length > 0 || recorded.state.host !== settings.baseUrl };
	}

	/** Creates the token. After GitLab has answered 201 nothing here can fail, or the secret would be lost. */
	async create(inputs: DeployTokenInputs): Promise<dynamic.CreateResult<DeployTokenState>> {
		if (inputs.adopt !== undefined) {
			const adopted = await adopt(this.world, inputs, inputs.adopt);
			return { id: formatTokenId(adopted.id), outs: adopted.state };
		}
		const nowMs = this.world.clock.now();
		const expiresAt = plannedExpiry(inputs, nowMs);
		if (expiresAt !== undefined && hasPassed(expiresAt, nowMs))
			throw new GitLabDeployTokenError(
				"DEPLOY_TOKEN_ALREADY_EXPIRED",
				`The deploy token ${JSON.stringify(inputs.name)} was not created: its expiresAt, ${expiresAt}, has passed.`,
				"Declare a later expiresAt.",
			);
		const rest = this.world.connections.open(connectionOf(inputs));
		const deadline = rest.deadline();
		const declared = declaredOwner(inputs);
		try {
			const owner = await this.world.owners.resolve(rest, declared, deadline);
			const created = await createDeployToken(rest, owner, toNewDeployToken(inputs, expiresAt), deadline);
			return {
				id: formatTokenId({ owner, tokenId: created.id }),
				outs: createdState(inputs, created, { expiresAt, host: rest.settings.baseUrl, nowMs }),
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
		const observed = await observe(this.world, recorded, settings);
		if (observed === undefined) return {};
		const state = observedState(recorded.state, observed, this.world.clock.now());
		return { id, props: state, inputs: inputsOf(state) as unknown as DeployTokenState };
	}

	/** Records what only the state knows; GitLab is not asked, and everything else carries over. */
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
		// Not what was seen earlier in this run: minutes may have passed since.
		const observed = await observe(this.world, recorded, settings, lookAt);
		if (observed === undefined) return;
		assertOurs(recorded.state, observed);
		const rest = this.world.connections.open(settings.connection);
		try {
			await deleteDeployToken(rest, owner, tokenId);
		} catch (error) {
			throw about(error, `The ${tokenLabel(recorded.id, recorded.state)} was not deleted`);
		}
		this.world.observations.noteDeleted(rest, recorded.id);
	}

	/** Whether a path that is spelt otherwise than before leads to another owner; one GET. */
	private async isOtherOwner(
		recorded: Owner,
		inQuestion: Parameters<World["owners"]["resolve"]>[1] | undefined,
		settings: Settings,
	): Promise<boolean> {
		if (inQuestion === undefined) return false;
		const rest = this.world.connections.open(settings.connection);
		const owner = await this.world.owners.resolve(rest, inQuestion, rest.deadline());
		return owner.ref !== recorded.ref;
	}
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
