import { isDeepStrictEqual } from "node:util";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { GitLabDeployTokenError } from "../api/errors";
import { InitFailure } from "../runtime/boundary/init-failure";
import type { ProviderContext } from "../runtime/context";
import { PACKAGE, withOwnKeys } from "./configuration";
import { type Difference, differences, rootOf } from "./detailed-diff";
import { PartialFailure } from "./failures";
import { Empty, type StructMessage } from "./grpc";
import type { Kind, Lifecycle } from "./kind";
import { fromStruct, type Properties, toStruct } from "./properties";
import { setKind } from "./set-kind";
import { tokenKind } from "./token-kind";

const KINDS = [tokenKind, setKind];

/** What the engine can do with one resource, in its messages. */
export class ResourceCalls {
	private readonly lifecycle: Lifecycle;

	private constructor(
		private readonly context: ProviderContext,
		private readonly kind: Kind,
	) {
		this.lifecycle = kind.lifecycle(context);
	}

	/**
	 * The calls for resources of a type. @throws GitLabDeployTokenError `INPUT_INVALID` where there is no such
	 * type.
	 */
	static of(context: ProviderContext, type: string): ResourceCalls {
		const kind = KINDS.find((known) => known.type === type);
		if (kind !== undefined) return new ResourceCalls(context, kind);
		throw new GitLabDeployTokenError(
			"INPUT_INVALID",
			`${type} is not a resource of ${PACKAGE}.`,
			`Its resources are ${KINDS.map((known) => known.type).join(" and ")}.`,
		);
	}

	async check(request: messages.CheckRequest, name: string): Promise<messages.CheckResponse> {
		const { kind } = this;
		const [olds, news] = [fromStruct(request.getOlds()), fromStruct(request.getNews())];
		const declared = kind.declared(news.values, name);
		const { inputs, failures = [] } = await this.lifecycle.check(kind.recorded(olds.values), declared);
		const refused = news.values.connection === undefined ? [] : [NO_CONNECTION];
		return new messages.CheckResponse()
			.setInputs(this.struct(inputs, news.secrets))
			.setFailuresList(
				[...failures, ...refused].map(({ property, reason }) =>
					new messages.CheckFailure().setProperty(property).setReason(withOwnKeys(reason)),
				),
			);
	}

	async diff(request: messages.DiffRequest): Promise<messages.DiffResponse> {
		const { kind } = this;
		const outputs = fromStruct(request.getOlds()).values;
		const news = fromStruct(request.getNews()).values;
		const before = request.hasOldInputs() ? fromStruct(request.getOldInputs()).values : outputs;
		const olds = kind.recorded(outputs);
		const { changes, replaces = [] } = await this.lifecycle.diff(request.getId(), olds, kind.recorded(news));
		const response = new messages.DiffResponse();
		if (!changes && isShown(kind.shown(olds), outputs))
			return response.setChanges(messages.DiffResponse.DiffChanges.DIFF_NONE);
		const shown = kind.shown(kind.recorded(before));
		const found = differences(shown, news, [...WHOLE, ...namesOfOtherShape(before, shown)]);
		response.setChanges(messages.DiffResponse.DiffChanges.DIFF_SOME).setReplacesList(replaces);
		response.setDiffsList([...new Set([...[...found.keys()].map(rootOf), ...replaces])]);
		response.setHasdetaileddiff(true);
		const detail = response.getDetaileddiffMap();
		for (const [path, difference] of found)
			detail.set(path, propertyDiff(difference, replaces.includes(rootOf(path)), true));
		// Observed in GitLab and not declared differently: the old value is the recorded one.
		const declared = new Set([...found.keys()].map(rootOf));
		for (const name of replaces)
			if (!declared.has(name)) detail.set(name, propertyDiff("update", true, false));
		return response;
	}

	async create(request: messages.CreateRequest): Promise<messages.CreateResponse> {
		const { kind, context } = this;
		const { values, secrets } = fromStruct(request.getProperties());
		const inputs = kind.recorded(values);
		const response = new messages.CreateResponse();
		if (request.getPreview()) {
			const { baseUrl } = context.connections.settings();
			return response.setProperties(this.struct(kind.planned(inputs, baseUrl), secrets));
		}
		const { id, outs } = await this.recording(secrets, () => this.lifecycle.create(inputs));
		refreshesBeforeUpdate(response, context);
		return response.setId(id).setProperties(this.struct(outs, secrets));
	}

	async update(request: messages.UpdateRequest): Promise<messages.UpdateResponse> {
		const { kind, context, lifecycle } = this;
		const id = request.getId();
		const olds = kind.recorded(fromStruct(request.getOlds()).values);
		const { values, secrets } = fromStruct(request.getNews());
		const news = kind.recorded(values);
		const response = new messages.UpdateResponse();
		if (request.getPreview()) {
			return response.setProperties(this.struct(await lifecycle.foresee(id, olds, news), secrets));
		}
		const { outs } = await this.recording(secrets, () => lifecycle.update(id, olds, news));
		refreshesBeforeUpdate(response, context);
		return response.setProperties(this.struct(outs, secrets));
	}

	/** For a refresh; for an import and a lookup, where nothing is recorded. An empty ID means that it is gone. */
	async read(request: messages.ReadRequest): Promise<messages.ReadResponse> {
		const { kind, lifecycle } = this;
		const id = request.getId();
		const { values, secrets } = fromStruct(request.getProperties());
		const isRecorded = Object.keys(values).length > 0;
		const read = await (isRecorded ? lifecycle.read(id, kind.recorded(values)) : lifecycle.import(id));
		const response = new messages.ReadResponse();
		if (read.id === undefined) return response;
		refreshesBeforeUpdate(response, this.context);
		const declared = new Set([...secrets, ...fromStruct(request.getInputs()).secrets]);
		return response
			.setId(read.id)
			.setProperties(this.struct(read.props, secrets))
			.setInputs(this.struct(read.inputs, declared));
	}

	async delete(request: messages.DeleteRequest): Promise<InstanceType<typeof Empty>> {
		const { values } = fromStruct(request.getProperties());
		await this.lifecycle.delete(request.getId(), this.kind.recorded(values));
		return new Empty();
	}

	/** Properties for the engine: as programs see them, with everything secret marked. */
	private struct(properties: Properties | undefined, secrets: Iterable<string>): StructMessage {
		const { kind } = this;
		const shown = kind.shown(properties ?? {});
		const marked = new Set([...secrets, ...kind.secretOutputs, ...kind.holdsSecret(shown)]);
		const copied = [...marked].flatMap((name) => kind.copies[name] ?? []);
		return toStruct(shown, new Set([...marked, ...copied]));
	}

	/** Work of which the engine keeps the completed part. */
	private async recording<Result>(secrets: Iterable<string>, work: () => Promise<Result>): Promise<Result> {
		try {
			return await work();
		} catch (error) {
			if (!(error instanceof InitFailure)) throw error;
			const failure = new messages.ErrorResourceInitFailed()
				.setId(error.id)
				.setProperties(this.struct(error.properties as Properties, secrets))
				.setReasonsList(error.reasons.map(withOwnKeys));
			refreshesBeforeUpdate(failure, this.context);
			throw new PartialFailure(error, failure);
		}
	}
}

const NO_CONNECTION = {
	property: "connection",
	reason:
		"is an input of the dynamic provider only; declare an explicit provider for another GitLab, and pass it with the option `provider`",
};

/** Properties that contain a secret: shown as a whole. */
const WHOLE = ["adopt"];

/** The properties into which no path leads yet: the dynamic provider recorded one text for what is a map here. */
function namesOfOtherShape(recorded: Properties, shown: Properties): string[] {
	return Object.keys(shown).filter((name) => typeof recorded[name] !== typeof shown[name]);
}

/** Whether a state is recorded as this provider shows it; one that the dynamic provider recorded need not be. */
function isShown(shown: Properties, recorded: Properties): boolean {
	return Object.entries(shown).every(([name, value]) => isDeepStrictEqual(value, recorded[name]));
}

function propertyDiff(difference: Difference, replaces: boolean, ofInputs: boolean): messages.PropertyDiff {
	const { Kind } = messages.PropertyDiff;
	const kinds = {
		add: [Kind.ADD, Kind.ADD_REPLACE],
		update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
		delete: [Kind.DELETE, Kind.DELETE_REPLACE],
	} as const;
	return new messages.PropertyDiff().setKind(kinds[difference][replaces ? 1 : 0]).setInputdiff(ofInputs);
}

/**
 * Makes the engine read the resource before the next preview compares it, so that drift is shown by its values. An
 * SDK older than 3.248 does not support that; drift is then reported in a message only.
 */
function refreshesBeforeUpdate(
	response: { setRefreshBeforeUpdate?(value: boolean): unknown },
	{ connections }: ProviderContext,
): void {
	response.setRefreshBeforeUpdate?.(connections.settings().driftDetection === "preview");
}
