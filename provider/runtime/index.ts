import type { dynamic } from "@pulumi/pulumi";
import { systemClock } from "../api/clock";
import { Connections } from "../api/connection";
import type { DeployTokenInputs } from "../model/inputs";
import type { DeployTokenState } from "../model/state";
import { DeployTokenLifecycle } from "./deploy-token-lifecycle";
import { atBoundary } from "./engine-boundary";
import { Observations } from "./observations";
import { OwnerNumbers } from "./owner-numbers";
import { createReport } from "./report";

/**
 * This entry is named in every state there is: `exports.handler=()=>require("…/runtime").deployToken`.
 * It must never move, and what it exports must never be renamed. Later versions of this package run the
 * lifecycle of tokens that earlier ones made.
 */

/** Set by `configure`, which Pulumi does not wait for before it calls other methods: it must not await. */
let config: dynamic.Config | undefined;

const lifecycle = new DeployTokenLifecycle({
	connections: new Connections({
		env: (name) => process.env[name],
		config: (key) => config?.get(key),
	}),
	owners: new OwnerNumbers(),
	observations: new Observations(),
	clock: systemClock,
	report: createReport((line) => process.stderr.write(line)),
});

/** The provider of `DeployToken` resources. */
export const deployToken: dynamic.ResourceProvider<DeployTokenInputs, DeployTokenState> = {
	configure: async (request) => {
		config = request.config;
	},
	check: atBoundary((olds, news) => lifecycle.check(olds, news)),
	diff: atBoundary((id, olds, news) => lifecycle.diff(id, olds, news)),
	create: atBoundary((inputs) => lifecycle.create(inputs)),
	read: atBoundary((id, props) => lifecycle.read(id, props)),
	update: atBoundary((id, olds, news) => lifecycle.update(id, olds, news)),
	delete: atBoundary((id, props) => lifecycle.delete(id, props)),
};
