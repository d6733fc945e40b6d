import { join } from "node:path";
import type { PluginServer } from "../../../provider/plugin/server";
import { type Properties, ProviderError } from "../../engine/harness/rpc";
import { opened, Packaged, SET, TOKEN } from "../../plugin/harness/packaged";
import type { EngineProvider } from "../engine/provider";
import { kindOf, type Urn } from "../engine/resource";
import { startDynamic } from "./dynamic-provider";
import { HostedProcess, PACKAGE, type ProcessOptions, type ProviderProcess } from "./hosted-process";

/**
 * The packaged provider inside this process, and the SDK's for the resources that are not this package's. Both end with
 * the operation. It makes the engine read its resources ahead of every update, since no history disables that.
 */
export async function startPackaged(options: ProcessOptions): Promise<ProviderProcess> {
	const process = new HostedProcess(options);
	const { PluginServer: Server } = process.modules.load(join(PACKAGE, "plugin", "server.js")) as {
		PluginServer: typeof PluginServer;
	};
	const server = new Server({ env: (name) => options.env[name], write: process.write });
	const packaged = await Packaged.over(server, options.config);
	const dynamic = await startDynamic(options);
	const ofPackage = asEngineProvider(packaged);
	const providerOf = (urn: Urn) => (kindOf(urn) === "consumer" ? dynamic.provider : ofPackage);
	return {
		provider: {
			check: (urn, news, olds) => providerOf(urn).check(urn, news, olds),
			diff: (urn, id, olds, news) => providerOf(urn).diff(urn, id, olds, news),
			create: (urn, inputs) => providerOf(urn).create(urn, inputs),
			read: (urn, made) => providerOf(urn).read(urn, made),
			update: (urn, made, news) => providerOf(urn).update(urn, made, news),
			delete: (urn, made) => providerOf(urn).delete(urn, made),
			refreshesBeforeUpdate: (urn) => kindOf(urn) !== "consumer",
		},
		printed: () => process.printed,
		stop: async () => {
			await packaged.stop();
			await process.stop();
			await dynamic.stop();
		},
	};
}

function asEngineProvider(packaged: Packaged): EngineProvider {
	return {
		async check(urn, news, olds) {
			const [type, name] = partsOf(urn);
			const { inputs, failures } = await packaged.check(type, name, declared(news), olds);
			const reasons = Object.entries(failures).map(([property, reason]) => [property, [reason]]);
			return { inputs: inClear(inputs), failures: Object.fromEntries(reasons) };
		},
		async diff(urn, id, olds, news) {
			const [type, name] = partsOf(urn);
			const recorded = { type, name, id, inputs: olds, outputs: olds };
			const { changes, replaces } = await packaged.diff(recorded, news);
			return { changes: changes ? "some" : "none", replaces, deleteBeforeReplace: false };
		},
		async create(urn, inputs) {
			const { id, outputs } = await recording(packaged.create(...partsOf(urn), inputs));
			return { id, properties: inClear(outputs) };
		},
		async read(urn, { id, properties }) {
			const [type, name] = partsOf(urn);
			const seen = await packaged.read({ type, name, id, outputs: properties });
			if (seen === undefined) return { id: "", properties: {}, inputs: undefined };
			return { id: seen.id, properties: inClear(seen.outputs), inputs: inClear(seen.inputs) };
		},
		async update(urn, { id, properties }, news) {
			const [type, name] = partsOf(urn);
			const before = { type, name, id, inputs: {}, outputs: properties };
			return inClear((await recording(packaged.update(before, news))).outputs);
		},
		async delete(urn, { id, properties }) {
			const [type, name] = partsOf(urn);
			await packaged.delete({ type, name, id, inputs: {}, outputs: properties });
		},
	};
}

function partsOf(urn: Urn): [type: string, name: string] {
	return [kindOf(urn) === "token" ? TOKEN : SET, urn.slice(urn.indexOf(":") + 1)];
}

/** What a program with this provider declares: both connections are one GitLab, and it has no connections but providers. */
function declared({ __provider, connection, ...inputs }: Properties): Properties {
	return inputs;
}

/** A call of which the state keeps what was done where only a part could be. */
async function recording<Result>(call: Promise<Result>): Promise<Result> {
	try {
		return await call;
	} catch (error) {
		if (!(error instanceof ProviderError) || error.initFailure === undefined) throw error;
		const { properties, ...failure } = error.initFailure;
		throw new ProviderError(error.message, { ...failure, properties: inClear(properties) });
	}
}

/** As the state holds them, whose secrets the model does not mark. */
function inClear(properties: Properties): Properties {
	return Object.fromEntries(
		Object.entries(properties).map(([name, value]) => [name, isSecret(value) ? opened(value) : value]),
	);
}

function isSecret(value: unknown): boolean {
	return typeof value === "object" && value !== null && "4dabf18193072939515e22adb298388d" in value;
}
