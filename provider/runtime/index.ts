import type { dynamic } from "@pulumi/pulumi";
import type { DeployTokenSetInputs } from "../model/set/inputs";
import type { DeployTokenSetState } from "../model/set/state";
import type { DeployTokenInputs } from "../model/token/inputs";
import type { DeployTokenState } from "../model/token/state";
import { atBoundary } from "./boundary/engine-boundary";
import { createContext } from "./context";
import { DeployTokenSetLifecycle } from "./set/lifecycle";
import { DeployTokenLifecycle } from "./token/lifecycle";

/**
 * Every state names this entry: `exports.handler=()=>require("…/runtime").deployToken`. It must never move, and
 * what it exports must never be renamed. Later versions of this package run the lifecycle of tokens that earlier
 * ones created.
 */

/** Set by `configure`, which Pulumi does not wait for before it calls other methods: it must not await. */
let config: dynamic.Config | undefined;

const context = createContext({
	env: (name) => process.env[name],
	config: (key) => config?.get(key),
	write: (line) => process.stderr.write(line),
});

async function configure(request: dynamic.ConfigureRequest): Promise<void> {
	config = request.config;
}

/**
 * Counts a state without the code by which the SDK finds this provider as changed: the packaged provider records
 * none, and without the update that writes it every later refresh and destroy would fail.
 */
function withText(olds: object, result: dynamic.DiffResult): dynamic.DiffResult {
	return "__provider" in olds ? result : { ...result, changes: true };
}

const token = new DeployTokenLifecycle(context);
const set = new DeployTokenSetLifecycle(context);

/** The provider of `DeployToken` resources. */
export const deployToken: dynamic.ResourceProvider<DeployTokenInputs, DeployTokenState> = {
	configure,
	check: atBoundary((olds, news) => token.check(olds, news)),
	diff: atBoundary(async (id, olds, news) => withText(olds, await token.diff(id, olds, news))),
	create: atBoundary((inputs) => token.create(inputs)),
	read: atBoundary((id, props) => token.read(id, props)),
	update: atBoundary((id, olds, news) => token.update(id, olds, news)),
	delete: atBoundary((id, props) => token.delete(id, props)),
};

/** The provider of `DeployTokenSet` resources. */
export const deployTokenSet: dynamic.ResourceProvider<DeployTokenSetInputs, DeployTokenSetState> = {
	configure,
	check: atBoundary((olds, news) => set.check(olds, news)),
	diff: atBoundary(async (id, olds, news) => withText(olds, await set.diff(id, olds, news))),
	create: atBoundary((inputs) => set.create(inputs)),
	read: atBoundary((id, props) => set.read(id, props)),
	update: atBoundary((id, olds, news) => set.update(id, olds, news)),
	delete: atBoundary((id, props) => set.delete(id, props)),
};
