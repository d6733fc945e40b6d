import type { dynamic } from "@pulumi/pulumi";
import { checkDeployToken } from "../../model/token/check";
import { isRecordedToken } from "../../model/token/identity";
import { connectionOf, type DeployTokenInputs } from "../../model/token/inputs";
import { assertDeclaration } from "../../model/token/recorded-declaration";
import { type DeployTokenState, inputsOf, observedState, updatedState } from "../../model/token/state";
import { formatTokenId } from "../../model/values/token-id";
import { isUnknown } from "../../model/values/unknown";
import { checkResult } from "../boundary/check-result";
import type { ProviderContext } from "../context";
import { Operation } from "../operation";
import { checkAdoption } from "./adoption";
import { readRecorded } from "./drift";
import { assertMovable, readRecord } from "./foreign";
import { importToken } from "./import";
import { forgottenWarning, tokenLabel } from "./messages";
import { createToken, decide, deleteToken, isForgotten } from "./operations";
import { assertSameHost, beginWithRecord } from "./same-host";

type Provider = dynamic.ResourceProvider<DeployTokenInputs, DeployTokenState>;

/** The lifecycle of one deploy token, as the engine drives it. */
export class DeployTokenLifecycle implements Required<Omit<Provider, "configure">> {
	constructor(private readonly context: ProviderContext) {}

	/** Normalises what is declared and reports everything that is invalid. No request, except for `adopt`. */
	async check(olds: DeployTokenInputs | undefined, news: DeployTokenInputs): Promise<dynamic.CheckResult> {
		this.context.claims.declare();
		const { inputs, failures, warnings } = checkDeployToken(
			{ ...news },
			this.context.connections.now(knownConnection(news)),
			(name) => name === olds?.name,
		);
		for (const warning of warnings)
			this.context.report(`warning: deploy token ${JSON.stringify(news.name)}: ${warning}`);
		if (failures.length > 0 || inputs.adopt === undefined || isUnknown(inputs.connection))
			return checkResult(inputs, failures);
		const adoption = await checkAdoption(Operation.begin(this.context, inputs), {
			olds,
			news: inputs,
			isNew: olds?.status === undefined,
			label: `deploy token ${JSON.stringify(inputs.name)}`,
		});
		if (adoption.message !== undefined) this.context.report(adoption.message);
		return checkResult(inputs, adoption.failures);
	}

	/** Compares declaration, state, clock and GitLab. A replacement creates before it deletes, Pulumi's default. */
	async diff(id: string, olds: DeployTokenState, news: DeployTokenInputs): Promise<dynamic.DiffResult> {
		assertDeclaration(`deploy token ${JSON.stringify(id)}`, news);
		if (isUnknown(news.connection)) return { changes: true };
		const { record, isForeign } = await readRecord(this.context, { ...news, id, props: olds });
		const operation = Operation.begin(this.context, news);
		assertSameHost(operation.settings, { what: tokenLabel(record), host: record.state.host });
		const decision = await decide(operation, record, { inputs: news });
		if (isForeign) {
			await assertMovable(operation, record, decision.kind === "replace" ? decision.properties : []);
			return { changes: true };
		}
		const { resource } = this.context.call ?? {};
		if (resource !== undefined) this.context.claims.has(resource, operation.claim(record), record.holder);
		if (decision.kind !== "replace") return { changes: decision.kind === "update" };
		if (decision.message !== undefined) this.context.report(decision.message);
		if (decision.owner !== undefined) this.context.owners.noteReplacement(news, decision.owner);
		return { changes: true, replaces: [...decision.properties] };
	}

	/** Creates the token, or adopts the one that `adopt` names. */
	async create(inputs: DeployTokenInputs): Promise<dynamic.CreateResult<DeployTokenState>> {
		const operation = Operation.begin(this.context, inputs);
		try {
			const owner = this.context.owners.takeReplacement(inputs);
			const { id, state } = await createToken(operation, inputs, { owner });
			if (this.context.call?.resource !== undefined) this.context.claims.replaced(this.context.call.resource);
			return { id: formatTokenId(id), outs: state };
		} finally {
			this.context.creator.reportLookalikes();
		}
	}

	/** Reads a token that no state records, by its ID alone. Nothing where GitLab has no such token. */
	import(id: string): Promise<dynamic.ReadResult<DeployTokenState>> {
		return importToken(Operation.begin(this.context, {}), id);
	}

	/** Reads the token for a refresh. The secret is kept: GitLab never shows it again. */
	async read(id: string, props?: DeployTokenState): Promise<dynamic.ReadResult<DeployTokenState>> {
		const { record } = await readRecord(this.context, { ...props, id, props });
		const operation = beginWithRecord(this.context, record.state, record.state.host);
		if (isForgotten(record.id.owner, operation.settings)) {
			operation.report(forgottenWarning([record], operation.settings, "removed from the state"));
			return {};
		}
		assertSameHost(operation.settings, { what: tokenLabel(record), host: record.state.host });
		const observed = await readRecorded(operation, record);
		if (observed === undefined || !isRecordedToken(record.state, observed)) return {};
		this.context.claims.seen(operation.claim(record), record.holder, tokenLabel(record));
		const state = observedState(record.state, observed, operation.now());
		// A state that moved here from pulumi-gitlab has its ID until now.
		return {
			id: formatTokenId(record.id),
			props: state,
			inputs: inputsOf(state) as unknown as DeployTokenState,
		};
	}

	/** Records what only the state holds; everything else is kept, and no request is sent. */
	async update(
		id: string,
		olds: DeployTokenState,
		news: DeployTokenInputs,
	): Promise<dynamic.UpdateResult<DeployTokenState>> {
		const { record } = await readRecord(this.context, { ...news, id, props: olds });
		const operation = Operation.begin(this.context, news);
		this.context.claims.hold(operation.claim(record), record.holder, tokenLabel(record));
		return { outs: updatedState(record.state, news, operation.settings.baseUrl) };
	}

	/** Deletes the token; minutes may have passed since it was read, so it is read again. */
	async delete(id: string, props: DeployTokenState): Promise<void> {
		const { record } = await readRecord(this.context, { ...props, id, props });
		const operation = beginWithRecord(this.context, record.state, record.state.host);
		if (!isForgotten(record.id.owner, operation.settings))
			assertSameHost(operation.settings, { what: tokenLabel(record), host: record.state.host });
		await deleteToken(operation, record);
	}
}

/** The connection whose clock is used; an invalid one is reported by `check`. */
function knownConnection({ connection }: DeployTokenInputs): string {
	return connectionOf({ connection: typeof connection === "string" ? connection : undefined });
}
